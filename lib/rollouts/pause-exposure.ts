import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { byWorker } from "@/lib/policy/by-worker";
import { candidatesOf, canOnRelease, loadAuthority } from "@/lib/releases/authority";
import { assertState } from "@/lib/releases/rules";
import { intendExposure } from "./applying-store";
import { exposureLowered, exposurePaused } from "./exposure-events";
import { readChanges } from "./load-exposure";
import { exposureOf } from "./exposure-model";
import { PauseExposure } from "./exposure-schemas";
import { standingOf } from "./exposure-store";

/** Stops exposure from growing, and lowers it where a share is given: at any time, whatever else holds the release. */
export const pauseExposure = command({
  name: "exposure.pause",
  input: PauseExposure,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release }, { now, actor }) => {
    const authority = await loadAuthority(tx, { slug: release, now, actor });
    const releaseId = authority.release.id;
    const pause = await tx.exposurePause.findFirst({ where: { releaseId, validTo: null } });
    return { authority, pause, changes: await readChanges(tx, releaseId) };
  },
  allow: (actor, { authority }) =>
    actor.kind === "system"
      ? byWorker(actor, "Exposure is paused by people, or by the worker.")
      : canOnRelease(authority, actor, "exposure.pause"),
  run: async ({ tx, input: { percent, reason }, facts: { authority, pause, changes }, actor, now }) => {
    assertState("exposure.pause", authority.version);
    const before = exposureOf(changes);
    if (pause !== null && percent === undefined)
      throw new AppError("conflict", `Exposure is paused already: ${pause.reason}`);
    if (percent !== undefined && percent >= before.intended)
      throw fieldError(
        "/percent",
        `Pausing lowers exposure; ${before.intended} % is intended.`,
        before.intended === 0 ? "nothing" : `a number below ${before.intended}`,
      );
    const about = {
      releaseId: authority.release.id,
      stage: authority.version.stage,
      policy: policyOf(authority),
    };
    const id = pause?.id ?? newId();
    if (pause === null)
      await tx.exposurePause.create({
        data: {
          id,
          releaseId: about.releaseId,
          reason,
          pausedBy: actor.kind === "person" ? actor.id : null,
          validFrom: now,
        },
      });
    const paused = pause === null ? [exposurePaused({ ...about, pause: id, reason })] : [];
    if (percent === undefined) {
      const [entry = exposurePaused({ ...about, pause: id, reason })] = paused;
      return { value: standingOf(before, true), entries: [entry] };
    }
    const { exposure: after, entries } = await intendExposure(tx, {
      authority,
      changes,
      percent,
      reason,
      actor,
      now,
    });
    const lowered = exposureLowered({
      ...about,
      before: before.intended,
      after: percent,
      candidates: candidatesOf(authority),
      reason,
    });
    return { value: standingOf(after, true), entries: [lowered, ...paused, ...entries] };
  },
});
