import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { candidatesOf, loadAuthority } from "@/lib/releases/authority";
import { assertRunning } from "@/lib/releases/rules";
import { followApplying } from "./applying-store";
import { exposureConfirmed } from "./exposure-events";
import { readChanges } from "./load-exposure";
import { exposureOf } from "./exposure-model";
import { ConfirmExposure } from "./exposure-schemas";
import { standingOf, writeExposure } from "./exposure-store";
import { mayConfirm } from "./may-confirm";

/** Records what is set where traffic or users are divided. Reporting decides nothing, and is taken whatever holds the release. */
export const confirmExposure = command({
  name: "exposure.confirm",
  input: ConfirmExposure,
  scope: "exposure",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release }, { now, actor }) => {
    const authority = await loadAuthority(tx, { slug: release, now, actor });
    const releaseId = authority.release.id;
    const isPaused = (await tx.exposurePause.count({ where: { releaseId, validTo: null } })) > 0;
    return { authority, isPaused, changes: await readChanges(tx, releaseId) };
  },
  allow: (actor, { authority }) => mayConfirm(authority, actor),
  run: async ({ tx, input, facts: { authority, changes, isPaused }, actor, now }) => {
    const { percent, bundleDigest } = input;
    assertRunning(authority.version);
    const before = exposureOf(changes);
    const candidates = candidatesOf(authority);
    if (percent > 0 && bundleDigest === undefined)
      throw fieldError("/bundleDigest", "What is exposed has to be named.", "a candidate of the release");
    if (bundleDigest !== undefined && !Object.values(candidates).includes(bundleDigest))
      throw fieldError("/bundleDigest", "This is no candidate of the release.", "a candidate of the release");
    if (before.most === 0)
      throw new AppError("conflict", "No exposure was decided; there is nothing to confirm.");
    if (before.confirmed === percent && isSettled(changes))
      throw new AppError("already-exists", `${percent} % is confirmed already.`);
    const after = await writeExposure(tx, { authority, changes, kind: "confirmed", percent, actor, now });
    const entry = exposureConfirmed({
      releaseId: authority.release.id,
      stage: authority.version.stage,
      policy: policyOf(authority),
      before: before.confirmed,
      after: percent,
      candidates,
      bundle: bundleDigest ?? null,
    });
    // What is so already is not set once more.
    const entries = await followApplying(tx, { authority, actor, now });
    return { value: standingOf(after, isPaused), entries: [entry, ...entries] };
  },
});

/** Nothing was decided since the last report. */
function isSettled(changes: readonly { kind: string }[]): boolean {
  return changes.at(-1)?.kind === "confirmed";
}
