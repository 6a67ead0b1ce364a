import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { teamNoticesChanged } from "./events";
import { ChangeTeamRules } from "./schemas";
import { writeSettings } from "./settings-store";
import { loadTeamFacts, mayChangeNotices } from "./team-notices";

/** Says what is posted for a team. */
export const changeTeamNotices = command({
  name: "change-team-notices",
  input: ChangeTeamRules,
  scope: "organisation",
  locks: () => ({ organisation: "shared" }),
  load: (tx, { team }, { now }) => loadTeamFacts(tx, team, now),
  allow: (actor, facts) => mayChangeNotices(actor, facts),
  run: async ({ tx, input: { rules, expected }, facts: { team }, actor, now }) => {
    if (actor.kind !== "person") throw new AppError("people-only", "People say what is posted for a team.");
    const change = { owner: { team: team.id }, changedBy: actor.id, now };
    const { before, after } = await writeSettings(tx, change, { rules, expected });
    return { value: { digest: after }, entries: [teamNoticesChanged({ team: team.id, before, after })] };
  },
});
