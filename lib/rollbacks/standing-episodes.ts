import type { CriterionFact } from "@/lib/metrics/standing";
import type { Interruption } from "@/lib/rollouts/exposure-model";

/** An episode of breach that is open, or was overridden for a time that is not over; epoch ms. */
export interface EpisodeFact {
  criterion: string;
  candidate: string;
  kind: "breach" | "withheld";
  from: number;
  /** Of an override: exposure does not grow before. null: it is open. */
  overriddenUntil: number | null;
}

/** A criterion with an open episode is in breach, also where it was changed since: only an override or an endorsed rollback ends that. */
export function withEpisodes(
  facts: readonly CriterionFact[],
  episodes: readonly EpisodeFact[],
  candidate: string | null,
): CriterionFact[] {
  return facts.map((fact) => {
    const open = openBreach(episodes, candidate).find(({ criterion }) => criterion === fact.key);
    if (open === undefined || fact.verdict === "breach") return fact;
    return { ...fact, verdict: "breach", since: open.from, freshUntil: fact.freshUntil ?? open.from };
  });
}

/** Breaches that no track tells of any more, since their criterion was changed or taken out. */
export function episodeInterruptions(
  episodes: readonly EpisodeFact[],
  candidate: string | null,
): Interruption[] {
  return openBreach(episodes, candidate).map(({ from }) => ({ kind: "breach", from, to: null }));
}

/** Overrides that still keep exposure as it is. */
export function overridesAt(
  episodes: readonly EpisodeFact[],
  candidate: string | null,
  now: number,
): { criterion: string; until: number }[] {
  return episodes.flatMap(({ criterion, candidate: about, overriddenUntil: until }) =>
    about === candidate && until !== null && now < until ? [{ criterion, until }] : [],
  );
}

function openBreach(episodes: readonly EpisodeFact[], candidate: string | null): EpisodeFact[] {
  return episodes.filter(
    ({ candidate: about, kind, overriddenUntil }) =>
      about === candidate && kind === "breach" && overriddenUntil === null,
  );
}
