import { policyOf } from "@/lib/gates/load-gates";
import type { Actor } from "@/lib/identity/actor";
import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { toAbility } from "@/lib/policy/ability";
import { byWorker } from "@/lib/policy/by-worker";
import type { Verdict } from "@/lib/policy/model";
import { type Authority, candidatesOf, canOnRelease, loadAuthority } from "@/lib/releases/authority";
import { assertRunning } from "@/lib/releases/rules";
import { exposureConfirmed } from "./exposure-events";
import { exposureDecisions, readChanges, whoMayConfirm } from "./exposure-facts";
import { exposureOf } from "./exposure-model";
import { ConfirmExposure } from "./exposure-schemas";
import { standingOf, writeExposure } from "./exposure-store";

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
    return { value: standingOf(after, isPaused), entries: [entry] };
  },
});

/** Nothing was decided since the last report. */
function isSettled(changes: readonly { kind: string }[]): boolean {
  return changes.at(-1)?.kind === "confirmed";
}

/** A machine by its token's scope, the worker, or a person who could take part in a decision on exposure. */
export function mayConfirm(authority: Authority, actor: Actor): Verdict {
  if (actor.kind === "system") return byWorker(actor, "Exposure is confirmed by what applies it.");
  if (actor.kind === "machine") {
    const grant = actor.credential.kind === "none" ? [] : [actor.credential.id];
    return { allowed: true, rule: "token-scope", role: null, grant };
  }
  const verdicts = exposureDecisions.map((decision) => canOnRelease(authority, actor, decision));
  const alone = verdicts.find(({ allowed }) => allowed);
  if (alone !== undefined) return alone;
  if (verdicts.some((verdict) => toAbility(verdict, actor).allowed))
    return { allowed: true, rule: "takes-part", role: null, grant: [] };
  return {
    allowed: false,
    rule: "not-a-holder",
    reason: "Exposure is confirmed by a machine, or by somebody who could decide on it.",
    whoMay: whoMayConfirm(authority),
  };
}
