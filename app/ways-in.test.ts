import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const app = fileURLToPath(new URL(".", import.meta.url));
const files = readdirSync(app, { recursive: true, encoding: "utf8" }).map((path) =>
  path.replaceAll("\\", "/"),
);
const textOf = (path: string) => readFileSync(join(app, path), "utf8");

/** Routes beside the API, whose callers `app/api/v1/callers.db.test.ts` enumerates; each with what keeps it. */
const routes = {
  "api/auth/callback/sso/route.ts": "the state of the browser that began, once; provider-flow.db.test.ts",
  "api/auth/back-channel-logout/route.ts": "a signed token of the provider, once; provider-logout.db.test.ts",
  "(auth)/sign-in/provider/route.ts":
    "same origin; to link also session and password, to confirm a session; provider-flow.db.test.ts",
  "sign-out/provider/route.ts":
    "leads to the provider's own sign-out, whoever asks; provider-logout.db.test.ts",
  "api/hooks/rollback-steps/[attempt]/route.ts":
    "signed by the webhook's secret, with a time near now; rollbacks/carry-out.db.test.ts",
  "api/hooks/exposures/[attempt]/route.ts": "the same; rollouts/applying.db.test.ts",
  "demo/sign-in/route.ts": "demo only, same origin; sign-in.db.test.ts",
  "reviews.ics/route.ts": "a private address, kept as a hash; reviews/feed.db.test.ts",
  "sign-out/route.ts": "same origin; sign-in.db.test.ts",
  "healthz/route.ts": "says only that the process answers",
  "readyz/route.ts": "says only whether the database answers",
};

/** Acts of pages: those that change state go through `runCommand`, which asks for the caller and lets the command judge. */
const acts: Record<string, string[]> = {
  "(site)/calendar/actions.ts": ["setWindow", "endWindow", "holdAll", "liftAll"],
  "(site)/views-actions.ts": ["saveViewAs", "changeOwnView", "moveOwnView", "removeOwnView"],
  "(site)/_lib/hearing-actions.ts": ["mute", "unmute", "follow", "unfollow"],
  "(site)/_lib/pending-actions.ts": ["voteOn"],
  "(site)/_lib/target-actions.ts": ["verifyTarget"],
  "(site)/releases/[slug]/actions.ts": [
    "castVoteOn",
    "acknowledge",
    "liftVetoOn",
    "dismissWorkOn",
    "waive",
    "planDates",
    "raiseConcernOn",
    "answerConcernOn",
    "meetObligationOn",
    "dropObligationOn",
    "reviewBreakGlassOn",
    "start",
    "advance",
    "placeHoldOn",
    "lift",
    "migrate",
    "overrideFreezeOn",
    "complete",
    "cancel",
    "skip",
    "reopen",
  ],
  "(site)/settings/account/actions.ts": [
    "endOneSession",
    "endOtherSessions",
    "endAllSessions",
    "unlink",
    "changeOwnPassword",
    "makeOwnToken",
    "revokeOwnToken",
    "makeOwnCalendarAddress",
    "endOwnCalendarAddress",
    "delegateOwnRole",
    "endDelegation",
  ],
  "(site)/releases/[slug]/bundle/actions.ts": ["register", "makeCandidate"],
  "(site)/releases/[slug]/checks/actions.ts": ["report"],
  "(site)/releases/[slug]/criteria/actions.ts": ["keepRun"],
  "(site)/releases/[slug]/plan/actions.ts": ["writePlan", "writeDocument"],
  "(site)/releases/[slug]/rollout/actions.ts": ["increase", "pause", "resume", "confirm", "apply"],
  "(site)/releases/[slug]/rollbacks/actions.ts": [
    "propose",
    "drill",
    "foreseeFailure",
    "endDrill",
    "override",
  ],
  "(site)/rollbacks/[id]/actions.ts": [
    "authorise",
    "decline",
    "cancel",
    "endorse",
    "report",
    "retry",
    "takeOver",
    "update",
    "silence",
  ],
  "(site)/releases/[slug]/roles/actions.ts": ["assign"],
  "(site)/releases/new/actions.ts": ["create"],
  "(auth)/setup/organisation/actions.ts": ["saveRoles", "addTeam", "addToTeam", "addToRole"],
  "(auth)/setup/rights/actions.ts": ["agreeRights"],
  "(auth)/setup/template/actions.ts": ["publishShipped"],
  "(site)/reviews/actions.ts": ["schedule", "move", "cancel", "attend", "keepMinutes", "conclude"],
  "(site)/reviews/meeting-actions.ts": ["present", "endPresent", "note", "plan", "show", "tick"],
  "(site)/hand-over/actions.ts": ["acknowledge"],
  "(site)/inbox/notices/actions.ts": ["markRead"],
  "(site)/post-mortems/[id]/actions.ts": [
    "answer",
    "note",
    "move",
    "publish",
    "addAction",
    "propose",
    "publishProposal",
    "withdraw",
  ],
  "(site)/releases/[slug]/learning/actions.ts": ["open"],
  "(site)/settings/deliveries/actions.ts": ["repeat"],
  "(site)/settings/notices/actions.ts": ["saveRules", "saveHours", "dropHours", "saveHook"],
  "(site)/settings/webhooks/actions.ts": ["addWebhook", "rotate", "remove"],
  "(site)/components/actions.ts": ["register", "change", "nameLiveBundle", "pause", "resume"],
  "(site)/settings/people/actions.ts": [
    "addPerson",
    "disable",
    "erase",
    "enable",
    "giveAccess",
    "signOutEverywhere",
    "revokeTokenOf",
  ],
  "(site)/settings/teams/actions.ts": [
    "addTeam",
    "putMember",
    "removeMember",
    "putGroups",
    "saveTeamRules",
    "saveTeamHook",
  ],
  "(site)/settings/roles/actions.ts": ["addRole", "putPool"],
  "(site)/settings/rotas/actions.ts": ["addRota", "putRota", "override", "endOneOverride"],
  "(site)/settings/machines/actions.ts": ["addMachine", "disable", "revoke", "makeToken"],
  "(site)/settings/escalation/actions.ts": ["reviewEscalation", "saveWorkingHours"],
  "(site)/settings/sharing/actions.ts": ["makeLink", "revokeLink"],
  "(site)/settings/rights/actions.ts": ["reviewRights"],
  "(site)/templates/actions.ts": ["publishVersion"],
};

/** Acts that change nothing but the caller's own browser, read marks or sign-in, which set-up's code gives to the first person. */
const own: Record<string, string[]> = {
  "(site)/rollbacks/[id]/seen-action.ts": ["seen"],
  "(site)/actions.ts": ["setPreference"],
  "(auth)/sign-in/actions.ts": ["signInWithPassword"],
  "(auth)/activate/actions.ts": ["setOwnPassword"],
  "(auth)/setup/actions.ts": ["openAsFirstAdmin"],
};

describe("ways in beside the API", () => {
  it("are the routes listed here", () => {
    const found = files.filter((path) => path.endsWith("route.ts") && !path.startsWith("api/v1/"));
    expect(found.sort()).toEqual(Object.keys(routes).sort());
  });

  it("are the page acts listed here", () => {
    const found = files.filter(
      (path) => /\.tsx?$/.test(path) && !path.includes(".test.") && textOf(path).startsWith('"use server"'),
    );
    const exported = found.map((path) => [
      path,
      [...textOf(path).matchAll(/^export async function (\w+)/gm)].map(([, name]) => name),
    ]);
    expect(Object.fromEntries(exported)).toEqual({ ...acts, ...own });
  });

  it.each(Object.keys(acts))("go through the one function that asks for the caller: %s", (path) => {
    const bodies = textOf(path)
      .split(/^export async function /m)
      .slice(1);
    for (const body of bodies) expect(body).toMatch(/runCommand\(|\brun\w*\(/);
    expect(textOf(path)).not.toMatch(/\.execute\(|prisma/);
  });
});
