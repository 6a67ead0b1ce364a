import { durationMs } from "@/lib/platform/durations";
import { gateFacts } from "./gate-facts";
import type { DrillPast, ReleasePast, RollbackPast } from "./history";
import { type Fact, fact, inTemplate, took } from "./model";
import { visitsOf } from "./visits";

/** Every single value by which a release counts in the figures, computed from all that is recorded of it. */
export function factsOf(past: ReleasePast): Fact[] {
  const { stages, passages } = past.gates;
  const visits = visitsOf({ stages, passages, startedAt: past.startedAt, endedAt: past.endedAt });
  return [
    ...gateFacts(past, visits),
    ...past.breakGlass.map(({ id, decision, at }) =>
      fact({ measure: "break-glass", subject: decision, about: id, at }),
    ),
    ...exposureFacts(past),
    ...past.rollbacks.flatMap(rollbackFacts),
    ...past.drills.flatMap(drillFacts),
  ];
}

/** That it reached users, with what; and which criteria watched it then, and which of them fired. Both count when it first reached them. */
function exposureFacts({ template, gates, criteria, breaches }: ReleasePast): Fact[] {
  const at = gates.exposures?.find(({ kind, percent }) => kind === "confirmed" && percent > 0)?.at;
  if (at === undefined) return [];
  const watching = new Set(criteria.flatMap(({ keys, to }) => (to === null || to > at ? keys : [])));
  return [
    fact({ measure: "exposed", at }),
    ...gates.components.map(({ key }) => fact({ measure: "component-exposed", subject: key, at })),
    ...[...watching].flatMap((key) => {
      const subject = inTemplate(template, key);
      const watched = fact({ measure: "criterion-watched", subject, at });
      const fired = breaches.some(({ criterion }) => criterion === key);
      return fired ? [watched, fact({ measure: "criterion-fired", subject, at })] : [watched];
    }),
  ];
}

/** It counts as one when it was decided to go back. How long a phase took counts at its end, against what the plan agreed. */
function rollbackFacts({ id, severity, components, moments, decision, objectives }: RollbackPast): Fact[] {
  const { breachedAt, proposedAt, decidedAt, executedAt, stableAt } = moments;
  const phase = (
    measure: "detect" | "decide" | "execute" | "recover",
    { from, to, within }: { from: number | null; to: number | null; within: string },
  ): Fact[] =>
    from === null || to === null
      ? []
      : [took({ measure, about: id, at: to, from, to, objectiveMs: durationMs(within) })];
  const isDone = decision === "authorised" || decision === "silence" || decision === "automatic";
  const back =
    isDone && decidedAt !== null
      ? [
          fact({ measure: "rollback", subject: severity, about: id, at: decidedAt }),
          ...components.map((key) =>
            fact({ measure: "component-rollback", subject: key, about: id, at: decidedAt }),
          ),
        ]
      : [];
  const decided = isDone || decision === "declined" ? decidedAt : null;
  return [
    ...back,
    ...phase("detect", { from: breachedAt, to: proposedAt, within: objectives.detect }),
    ...phase("decide", { from: proposedAt, to: decided, within: objectives.decide }),
    ...phase("execute", { from: decidedAt, to: executedAt, within: objectives.execute }),
    ...phase("recover", { from: executedAt, to: stableAt, within: objectives.stable }),
  ];
}

function drillFacts({ id, state, endedAt: at, gaps }: DrillPast): Fact[] {
  return [
    fact({ measure: "drill", subject: state, about: id, at }),
    ...gaps.map((kind) => fact({ measure: "drill-gap", subject: kind, about: id, at })),
  ];
}
