import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { canOnRelease, loadAuthority, onRelease } from "./authority";
import { releaseEnded } from "./events";
import { assertState } from "./rules";
import { CancelRelease } from "./schemas";
import { replaceVersion } from "./store";

/** Gives a release up, started or not. */
export const cancelRelease = command({
  name: "release.cancel",
  input: CancelRelease,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { release }, { now, actor }) => loadAuthority(tx, { slug: release, now, actor }),
  allow: (actor, authority) => canOnRelease(authority, actor, "release.cancel"),
  subject: (authority) => onRelease(authority, {}),
  run: async ({ tx, input: { reason }, facts: authority, now }) => {
    const { release, version, template } = authority;
    assertState("release.cancel", version);
    // A draft has no stage; what has ended stands at one.
    const stage = version.stage ?? template.parsed.stages[0]?.key ?? null;
    await replaceVersion(tx, {
      releaseId: release.id,
      current: version,
      change: { state: "cancelled", stage },
      now,
    });
    const after = "cancelled" as const;
    return {
      value: { slug: release.slug, state: after },
      entries: [
        releaseEnded({
          releaseId: release.id,
          policy: policyOf(authority),
          before: version.state,
          after,
          reason,
          evidence: {},
        }),
      ],
    };
  },
});
