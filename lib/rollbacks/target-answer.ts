import { isAwaited, type TargetStanding, targetStanding } from "./target-freshness";
import type { TargetFacts } from "./target-queries";
import type { TargetAnswer } from "./target-schemas";
import { freshnessWords } from "./target-words";

/** How a target stands at a moment, for those who read it. */
export function targetAnswer(facts: TargetFacts, now: Date): TargetAnswer {
  const { digests, validFor, isDeclared, ask, open } = facts;
  const standing = targetStanding(facts, now.getTime());
  const { freshness } = standing;
  return {
    state: freshness.state,
    summary: freshnessWords(freshness),
    at: freshness.state === "verified" ? iso(freshness.at) : null,
    until:
      freshness.state === "verified"
        ? iso(freshness.until)
        : freshness.state === "out-of-date"
          ? iso(freshness.since)
          : null,
    validFor,
    isDeclared,
    target: digests,
    artifacts: artifactsOf(standing),
    asked: ask === null || !isAwaited(facts, ask.at) ? null : { by: ask.by, at: iso(ask.at) },
    underWay:
      open === null || open.until <= now.getTime()
        ? null
        : { by: open.by, since: iso(open.since), until: iso(open.until) },
  };
}

function artifactsOf({ artifacts }: TargetStanding): TargetAnswer["artifacts"] {
  return artifacts.map(({ size: _, verified, failed, ...artifact }) => ({
    ...artifact,
    verified:
      verified === null ? null : { at: iso(verified.at), by: verified.by, until: iso(verified.until) },
    failed: failed === null ? null : { ...failed, at: iso(failed.at) },
  }));
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
