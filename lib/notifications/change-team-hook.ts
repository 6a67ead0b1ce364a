import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { teamHookChanged } from "./events";
import { ChangeTeamHook } from "./schemas";
import { writeHook } from "./settings-store";
import { loadTeamFacts, mayChangeNotices } from "./team-notices";

/** Says where messages for a team are posted to. */
export const changeTeamHook = command({
  name: "change-team-hook",
  input: ChangeTeamHook,
  scope: "organisation",
  locks: () => ({ organisation: "shared" }),
  load: (tx, { team }, { now }) => loadTeamFacts(tx, team, now),
  allow: (actor, facts) => mayChangeNotices(actor, facts),
  run: async ({ tx, input: { url }, facts: { team }, actor, now }) => {
    if (actor.kind !== "person") throw new AppError("people-only", "People say what is posted for a team.");
    await writeHook(tx, { owner: { team: team.id }, changedBy: actor.id, now }, url);
    const isSet = url !== null;
    return { value: { isSet }, entries: [teamHookChanged({ team: team.id, isSet })] };
  },
});
