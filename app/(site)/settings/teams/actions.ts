"use server";

import { changeTeamHook } from "@/lib/notifications/change-team-hook";
import { changeTeamNotices } from "@/lib/notifications/change-team-notices";
import { rulesIn } from "../../_lib/notice-rules";
import type { Outcome } from "@/components/ui/outcome";
import { addTeamMember } from "@/lib/identity/add-team-member";
import { createTeam } from "@/lib/identity/create-team";
import { removeTeamMember } from "@/lib/identity/remove-team-member";
import { setTeamGroups } from "@/lib/identity/set-team-groups";
import { runCommand, textOf } from "../../_lib/run";

const need = (form: FormData, name: string): string => textOf(form, name) ?? "";

export async function addTeam(_before: Outcome, form: FormData): Promise<Outcome> {
  const lead = textOf(form, "lead");
  return runCommand(
    createTeam,
    {
      key: need(form, "key"),
      title: need(form, "title"),
      members: lead === undefined ? [] : [{ email: lead, lead: true }],
    },
    ({ key }) => `The team ${key} is there.`,
  );
}

export async function putMember(_before: Outcome, form: FormData): Promise<Outcome> {
  const lead = need(form, "place") === "lead";
  return runCommand(
    addTeamMember,
    { team: need(form, "team"), email: need(form, "email"), lead },
    ({ email }) => `${email} is now ${lead ? "a lead" : "a member"}.`,
  );
}

export async function removeMember(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    removeTeamMember,
    { team: need(form, "team"), email: need(form, "email") },
    ({ email }) => `${email} is no longer in the team.`,
  );
}

export async function putGroups(_before: Outcome, form: FormData): Promise<Outcome> {
  const lines = (textOf(form, "groups") ?? "").split("\n").map((line) => line.trim());
  const groups = lines.filter((line) => line !== "");
  return runCommand(setTeamGroups, { team: need(form, "team"), groups }, () =>
    groups.length === 0 ? "No group brings anybody in." : "The groups are saved.",
  );
}

export async function saveTeamRules(_before: Outcome, form: FormData): Promise<Outcome> {
  const given = {
    team: textOf(form, "team") ?? "",
    rules: rulesIn(form),
    expected: textOf(form, "expected"),
  };
  return runCommand(changeTeamNotices, given, () => "The team’s rules are saved.");
}

export async function saveTeamHook(_before: Outcome, form: FormData): Promise<Outcome> {
  const given = { team: textOf(form, "team") ?? "", url: textOf(form, "url") ?? null };
  return runCommand(changeTeamHook, given, ({ isSet }) =>
    isSet ? "The team’s messages are posted there." : "The team’s messages are posted nowhere.",
  );
}
