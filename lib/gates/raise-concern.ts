import { command } from "@/lib/platform/command";
import { newId } from "@/lib/platform/ids";
import { loadAuthority } from "@/lib/releases/authority";
import { assertRunning, requirePerson } from "@/lib/releases/rules";
import { concernRaised } from "./events";
import { policyOf } from "./load-gates";
import { RaiseConcern } from "./schemas";

/** Says what one fears about a release. It takes no right: whoever sees the release may, and it has to be answered. */
export const raiseConcern = command({
  name: "concern.raise",
  input: RaiseConcern,
  scope: "sign",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { release }, { now, actor }) => loadAuthority(tx, { slug: release, now, actor }),
  allow: (actor) =>
    actor.kind === "person"
      ? { allowed: true, rule: "anyone", role: null, grant: [] }
      : { allowed: false, rule: "people-only", reason: "Only people raise concerns.", whoMay: [] },
  run: async ({ tx, input: { text }, facts: authority, actor, now }) => {
    assertRunning(authority.version);
    const id = newId();
    const releaseId = authority.release.id;
    await tx.concern.create({ data: { id, releaseId, text, raisedBy: requirePerson(actor).id, at: now } });
    return {
      value: { id, text },
      entries: [concernRaised({ releaseId, concern: id, text, policy: policyOf(authority) })],
    };
  },
});
