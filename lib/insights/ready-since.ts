import { evaluateGate } from "@/lib/gates/evaluate";
import type { GateFacts } from "@/lib/gates/model";
import type { Visit } from "./visits";

/** A gate that only time changes is looked at so often between two records. */
const mostLooks = 64;

/**
 * Since when a gate had been ready without a break when its stage was left, epoch ms: judged by the same evaluation at each record of the
 * release, and where time alone met it at the moment when it did. Where who held a role has changed so that it would not have been ready,
 * the time at which it was left.
 */
export function readySince(
  facts: GateFacts,
  gate: string,
  { from, to, before }: Pick<Visit, "from" | "before"> & { to: number },
): number {
  const then = { ...facts, passages: facts.passages.slice(0, before) };
  const look = (at: number) => evaluateGate(then, gate, at);
  if (look(to).status !== "ready") return to;
  let since = to;
  for (const at of momentsOf(facts, from, to).toReversed()) {
    const state = look(at);
    if (state.status === "ready") {
      since = at;
      continue;
    }
    return metByTime(at, since);
  }
  return since;

  function metByTime(unmet: number, until: number): number {
    let { changesAt } = look(unmet);
    for (let looks = 0; looks < mostLooks && changesAt !== null && changesAt < until; looks += 1) {
      const state = look(changesAt);
      if (state.status === "ready") return changesAt;
      ({ changesAt } = state);
    }
    return until;
  }
}

/** When something was recorded by which a gate is judged. */
function momentsOf(facts: GateFacts, from: number, to: number): number[] {
  const all = [
    from,
    ...facts.votes.flatMap(({ at, closed }) => (closed === null ? [at] : [at, closed.at])),
    ...facts.acknowledgements.map(({ at }) => at),
    ...facts.checks.map(({ at }) => at),
    ...facts.waivers.map(({ at }) => at),
    ...(facts.reviews ?? []).map(({ at }) => at),
    ...(facts.drills ?? []).map(({ at }) => at),
    ...(facts.exposures ?? []).map(({ at }) => at),
    ...(facts.interruptions ?? []).flatMap((each) => (each.to === null ? [each.from] : [each.from, each.to])),
    ...contentMoments(facts),
  ];
  return [...new Set(all.filter((at) => at >= from && at <= to))].sort((a, b) => a - b);
}

/** When candidates or documents changed. */
export function contentMoments({
  candidates,
  documents,
}: Pick<GateFacts, "candidates" | "documents">): number[] {
  return [...candidates.map(({ from }) => from), ...documents.map(({ from }) => from)];
}
