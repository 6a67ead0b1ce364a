import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { candidatesOf, canOnRelease, onRelease } from "@/lib/releases/authority";
import { authorsOfPassed, mayBreakGlass } from "@/lib/releases/break-glass";
import { breakGlass, refuseNeedless } from "@/lib/releases/break-glass-store";
import { contentOf, refuseWith } from "@/lib/releases/move-stage";
import { assertState, requirePerson } from "@/lib/releases/rules";
import { intendExposure } from "./applying-store";
import { whyNotIncrease } from "./exposure";
import { exposureIncreased } from "./exposure-events";
import { loadExposure } from "./load-exposure";
import { increaseThroughGlass } from "./exposure-glass";
import { IncreaseExposure } from "./exposure-schemas";
import { standingOf } from "./exposure-store";

/** Intends the next step of the current stage, and has its executor set it; it is so once it is confirmed. By break-glass alone and past what is unmet. */
export const increaseExposure = command({
  name: "exposure.increase",
  input: IncreaseExposure,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { release }, { now, actor }) => loadExposure(tx, { slug: release, now, actor }),
  allow: (actor, { loaded, growth }, { percent, breakGlass: isGlass }) =>
    isGlass === true
      ? mayBreakGlass(loaded.authority, actor, {
          decision: "exposure.increase",
          authors: authorsOfPassed(loaded, increaseThroughGlass(growth, percent).passes ?? []),
        })
      : canOnRelease(loaded.authority, actor, "exposure.increase", { exposure: percent }),
  subject: ({ loaded, growth }, { percent }) =>
    onRelease(loaded.authority, {
      percent,
      // What happened to the exposure since it was proposed makes it another decision.
      after: growth.changes.at(-1)?.order ?? 0,
      pause: loaded.rows.pause?.id ?? null,
      content: contentOf(loaded),
    }),
  run: async ({ tx, input, facts: { loaded, growth }, actor, now, verdict }) => {
    const { percent, reason, breakGlass: isGlass = false } = input;
    const { authority } = loaded;
    assertState("exposure.increase", authority.version);
    const through = increaseThroughGlass(growth, percent);
    const ordinary = whyNotIncrease(growth, percent);
    refuseWith(isGlass ? through.fault : ordinary);
    const use = isGlass ? await useGlass() : null;
    const { changes, exposure: before } = growth;
    const { exposure, entries } = await intendExposure(tx, {
      authority,
      changes,
      percent,
      reason,
      actor: requirePerson(actor),
      now,
    });
    const entry = exposureIncreased({
      releaseId: authority.release.id,
      stage: authority.version.stage,
      policy: policyOf(authority),
      before: before.intended,
      after: percent,
      candidates: candidatesOf(authority),
      reason,
      breakGlass: use?.id,
    });
    return {
      value: standingOf(exposure, growth.pause !== null),
      entries: [entry, ...(use?.entries ?? []), ...entries],
    };

    async function useGlass() {
      const right = canOnRelease(authority, actor, "exposure.increase", { exposure: percent });
      refuseNeedless(right.allowed && ordinary === null, "increase the exposure");
      const about = {
        decision: "exposure.increase",
        about: `${percent} %`,
        passes: through.passes ?? [],
      } as const;
      return breakGlass(tx, { authority, ...about, by: requirePerson(actor), verdict, reason, now });
    }
  },
});
