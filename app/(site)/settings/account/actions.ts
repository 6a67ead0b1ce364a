"use server";

import type { Made } from "@/components/ui/once-form";
import type { Outcome } from "@/components/ui/outcome";
import { changePassword } from "@/lib/identity/change-password";
import { createToken } from "@/lib/identity/create-token";
import { endSessions } from "@/lib/identity/end-sessions";
import { requireActor } from "@/lib/identity/get-actor";
import { countAttempt, forgetAttempt } from "@/lib/identity/limits";
import { revokeToken } from "@/lib/identity/revoke-token";
import { unlinkIdentity } from "@/lib/identity/unlink-identity";
import { makeCalendarAddress } from "@/lib/reviews/make-calendar-address";
import { revokeCalendarAddress } from "@/lib/reviews/revoke-calendar-address";
import { site } from "@/lib/platform/site";
import { kernel } from "@/lib/platform/app";
import { newId } from "@/lib/platform/ids";
import { delegateRole } from "@/lib/policy/delegate-role";
import { revokeDelegation } from "@/lib/policy/revoke-delegation";
import { refused, runCommand, textOf } from "../../_lib/run";

const need = (form: FormData, name: string): string => textOf(form, name) ?? "";
const dayMs = 86_400_000;

export async function endOneSession(_before: Outcome, form: FormData): Promise<Outcome> {
  const { email } = await requireActor();
  return runCommand(
    endSessions,
    { person: email, session: need(form, "id") },
    () => "That session is signed out.",
  );
}

export async function endOtherSessions(): Promise<Outcome> {
  const { email } = await requireActor();
  return runCommand(endSessions, { person: email, keepThis: true }, ({ ended }) =>
    ended === 1 ? "One other session is signed out." : `${ended} other sessions are signed out.`,
  );
}

export async function endAllSessions(): Promise<Outcome> {
  const { email } = await requireActor();
  return runCommand(endSessions, { person: email }, () => "You are signed out everywhere.");
}

export async function unlink(_before: Outcome, form: FormData): Promise<Outcome> {
  const { email } = await requireActor();
  return runCommand(unlinkIdentity, { person: email, id: need(form, "id") }, () => "It is unlinked.");
}

/** Wrong present passwords count as at sign-in, so that a browser left open is no place to guess. */
export async function changeOwnPassword(_before: Outcome, form: FormData): Promise<Outcome> {
  const { email } = await requireActor();
  const [password, again] = [passwordOf(form, "password"), passwordOf(form, "again")];
  if (password !== again)
    return { kind: "refused", message: "The two new passwords are not the same.", whoMay: [], faults: [] };
  try {
    await countAttempt(kernel(), "sign-in-account", email);
  } catch (error) {
    return refused(error, newId());
  }
  const input = { person: email, current: passwordOf(form, "current"), password };
  const outcome = await runCommand(
    changePassword,
    input,
    () => "Your password is changed; other sessions are signed out.",
  );
  if (outcome.kind === "done") await forgetAttempt(kernel(), "sign-in-account", email, true);
  return outcome;
}

/** The token goes back to the form alone; what is said over the page does not hold it. */
export async function makeOwnToken(_before: Made, form: FormData): Promise<Made> {
  const { email } = await requireActor();
  const days = Number(textOf(form, "days") ?? 0);
  const scopes = form.getAll("scope").flatMap((scope) => (typeof scope === "string" ? [scope] : []));
  let secret: string | null = null;
  const outcome = await runCommand(
    createToken,
    {
      person: email,
      name: need(form, "name"),
      scopes,
      ...(days > 0 && { expiresAt: new Date(kernel().clock.now().getTime() + days * dayMs).toISOString() }),
    },
    (made) => {
      secret = made.token;
      return "The token is made; it is shown this once.";
    },
  );
  return { outcome, secret };
}

export async function revokeOwnToken(_before: Outcome, form: FormData): Promise<Outcome> {
  const { email } = await requireActor();
  return runCommand(revokeToken, { person: email, id: need(form, "id") }, () => "The token is revoked.");
}

/** As with tokens, the address goes back to the form alone. */
export async function makeOwnCalendarAddress(_before: Made): Promise<Made> {
  const { email } = await requireActor();
  let secret: string | null = null;
  const outcome = await runCommand(makeCalendarAddress, { person: email }, ({ token }) => {
    secret = `${site().url}/reviews.ics?token=${token}`;
    return "The calendar address is made; it is shown this once.";
  });
  return { outcome, secret };
}

export async function endOwnCalendarAddress(): Promise<Outcome> {
  const { email } = await requireActor();
  return runCommand(revokeCalendarAddress, { person: email }, () => "The calendar address is ended.");
}

export async function delegateOwnRole(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    delegateRole,
    {
      role: need(form, "role"),
      to: need(form, "to"),
      release: textOf(form, "release"),
      from: inUtc(textOf(form, "from")),
      until: inUtc(textOf(form, "until")) ?? "",
      reason: need(form, "reason"),
    },
    () => "The role is delegated.",
    form,
  );
}

export async function endDelegation(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    revokeDelegation,
    { id: need(form, "id") },
    () => "The delegation is ended; what was signed under it stopped counting.",
    form,
  );
}

/** What a field for date and time says, which has no zone of its own. */
function inUtc(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${text.length === 16 ? `${text}:00` : text}Z`;
}

/** As typed: blanks at the ends belong to a password. */
function passwordOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
