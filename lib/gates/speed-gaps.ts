import {
  decisionGaps,
  type HeldInTime,
  type SpeedyDecision,
  speedyDecisions,
} from "@/lib/policy/decision-gaps";
import { foldGapsIn } from "@/lib/policy/fold-gaps";
import { gapSentence } from "@/lib/policy/gap-words";
import type { Span } from "@/lib/policy/rota";
import type { AskedOnRelease } from "./asked-on-release";
import type { SpeedGap } from "./speed-gaps-schemas";

/** A release with what is asked on it and who holds its roles when. */
interface GapScope extends HeldInTime {
  release: { slug: string; title: string };
  /** Of the rotas that fill its roles. */
  zones: readonly string[];
  asked: readonly AskedOnRelease[];
}

interface Found {
  decision: SpeedyDecision;
  when: string | null;
  roles: readonly string[];
  spans: Span[];
  releases: Map<string, { slug: string; title: string }>;
  zones: Set<string>;
}

/** When nobody could take a decision that needs speed, told in sentences; where releases agree they are told together. */
export function speedGapsIn(scopes: readonly GapScope[], range: Span, zone: string): SpeedGap[] {
  const found = new Map<string, Found>();
  for (const scope of scopes)
    for (const asked of scope.asked) {
      const decision = speedyDecisions.find((each) => each === asked.decision);
      if (decision === undefined) continue;
      const spans = decisionGaps(asked, scope, range);
      if (spans.length === 0) continue;
      const { when, roles } = asked;
      const key = JSON.stringify([decision, when, roles, spans]);
      const known = found.get(key) ?? { decision, when, roles, spans, releases: new Map(), zones: new Set() };
      known.releases.set(scope.release.slug, scope.release);
      for (const each of scope.zones) known.zones.add(each);
      found.set(key, known);
    }
  return [...found.values()].flatMap((each) => told(each, range, zone)).sort(byBeginning);
}

function told(
  { decision, when, roles, spans, releases, zones }: Found,
  range: Span,
  zone: string,
): SpeedGap[] {
  const others = [...zones].filter((each) => each !== zone).sort();
  const { zone: best, folded } = foldGapsIn(spans, range, [zone, ...others]);
  return folded.map((each) => ({
    decision,
    when,
    roles: [...roles],
    sentence: gapSentence(decision, when, each, best),
    releases: [...releases.values()].sort((a, b) => (a.slug < b.slug ? -1 : 1)),
    zone: best,
    times: each.spans.map(({ from, to }) => ({
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
    })),
  }));
}

function byBeginning(a: SpeedGap, b: SpeedGap): number {
  const [one, other] = [a.times[0]?.from ?? "", b.times[0]?.from ?? ""];
  if (one !== other) return one < other ? -1 : 1;
  return a.sentence < b.sentence ? -1 : Number(a.sentence > b.sentence);
}
