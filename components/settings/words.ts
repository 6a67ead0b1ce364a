import type { Saying } from "@/components/gates/status";
import type { AccessLevelName } from "@/lib/identity/actor";
import type { PersonState } from "@/lib/identity/schemas";

/** How a person's state is said. */
export const personSayings: Record<PersonState, Saying> = {
  enabled: { word: "Enabled", tone: "good", shape: "check-disc" },
  invited: { word: "Invited", tone: "go", shape: "clock" },
  "never-signed-in": { word: "Never signed in", tone: "idle", shape: "ring" },
  disabled: { word: "Disabled", tone: "idle", shape: "dash" },
  erased: { word: "Erased", tone: "idle", shape: "skip" },
};

/** What an access level is for; none of them carries a right to decide. */
export const accessWords: Record<AccessLevelName, { word: string; hint: string }> = {
  member: { word: "Member", hint: "Sees releases and acts in the roles given to them" },
  admin: {
    word: "Admin",
    hint: "Adds people, teams, roles and machines; decides nothing by it",
  },
  auditor: { word: "Auditor", hint: "Reads everything, for looking things up later" },
};

/** By way of what somebody can be given a role. */
export function wayWords(by: readonly (string | null)[]): string {
  return by.map((team) => (team === null ? "by name" : `by way of ${team}`)).join(", ");
}

/** The address of a person's page. */
export function personPath(email: string): string {
  return `/settings/people/${encodeURIComponent(email)}`;
}
