import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { newId } from "@/lib/platform/ids";
import { canOnRelease, loadAuthority } from "./authority";
import { holdPlaced } from "./events";
import { assertState, requirePerson } from "./rules";
import { PlaceHold } from "./schemas";

/** Stops a release: nothing advances until the hold is lifted. */
export const placeHold = command({
  name: "hold.place",
  input: PlaceHold,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { release }, { now, actor }) => loadAuthority(tx, { slug: release, now, actor }),
  allow: (actor, authority) => canOnRelease(authority, actor, "hold.place"),
  run: async ({ tx, input: { reason }, facts: authority, actor, now }) => {
    assertState("hold.place", authority.version);
    const hold = newId();
    const releaseId = authority.release.id;
    await tx.hold.create({
      data: { id: hold, releaseId, reason, placedBy: requirePerson(actor).id, validFrom: now },
    });
    return {
      value: { id: hold, reason },
      entries: [holdPlaced({ releaseId, policy: policyOf(authority), hold, reason })],
    };
  },
});
