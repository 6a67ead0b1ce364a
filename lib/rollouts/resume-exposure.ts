import { evaluateRelease } from "@/lib/gates/evaluate";
import { loadGates, policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { canOnRelease, onRelease } from "@/lib/releases/authority";
import { contentOf, refuseWith } from "@/lib/releases/move-stage";
import { assertState, requirePerson } from "@/lib/releases/rules";
import { whyNotResume } from "./exposure";
import { exposureResumed } from "./exposure-events";
import { exposureOf } from "./exposure-model";
import { ResumeExposure } from "./exposure-schemas";
import { standingOf } from "./exposure-store";

/** Lets exposure grow again; the present step soaks anew. Not while a gate that passed covers other content than it passed with. */
export const resumeExposure = command({
  name: "exposure.resume",
  input: ResumeExposure,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release }, { now, actor }) => {
    const loaded = await loadGates(tx, { slug: release, now, actor });
    return { loaded, fault: whyNotResume(evaluateRelease(loaded.facts, loaded.at)) };
  },
  allow: (actor, { loaded }) => canOnRelease(loaded.authority, actor, "exposure.resume"),
  subject: ({ loaded }) =>
    onRelease(loaded.authority, { pause: loaded.rows.pause?.id ?? null, content: contentOf(loaded) }),
  run: async ({ tx, input: { reason }, facts: { loaded, fault }, actor, now }) => {
    const { authority, rows, facts } = loaded;
    assertState("exposure.resume", authority.version);
    const { pause } = rows;
    if (pause === null) throw new AppError("conflict", "Exposure is not paused.");
    refuseWith(fault);
    await tx.$executeRaw`
      UPDATE exposure_pauses SET valid_to = GREATEST(valid_from, ${now}), resumed_by = ${requirePerson(actor).id}::uuid, resume_reason = ${reason}
      WHERE id = ${pause.id}::uuid AND valid_to IS NULL`;
    return {
      value: standingOf(exposureOf(facts.exposures ?? []), false),
      entries: [
        exposureResumed({
          releaseId: authority.release.id,
          stage: authority.version.stage,
          policy: policyOf(authority),
          pause: pause.id,
          reason,
        }),
      ],
    };
  },
});
