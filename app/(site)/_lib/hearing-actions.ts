"use server";

import type { Outcome } from "@/components/ui/outcome";
import { followRelease, muteRelease, unfollowRelease, unmuteRelease } from "@/lib/notifications/own-settings";
import { runCommand, textOf } from "./run";

export async function mute(_before: Outcome, form: FormData): Promise<Outcome> {
  const release = textOf(form, "release") ?? "";
  return runCommand(muteRelease, { release }, () => `You hear of ${release} only what is asked of you.`);
}

export async function unmute(_before: Outcome, form: FormData): Promise<Outcome> {
  const release = textOf(form, "release") ?? "";
  return runCommand(unmuteRelease, { release }, () => `${release} is no longer muted.`);
}

export async function follow(_before: Outcome, form: FormData): Promise<Outcome> {
  const release = textOf(form, "release") ?? "";
  return runCommand(followRelease, { release }, () => `You follow ${release}.`);
}

export async function unfollow(_before: Outcome, form: FormData): Promise<Outcome> {
  const release = textOf(form, "release") ?? "";
  return runCommand(unfollowRelease, { release }, () => `You no longer follow ${release}.`);
}
