import { type CountersBySeries, increasesOf } from "./counter-increases";
import { type CohortQuery, releasePlaceholder } from "./promql-schemas";
import { type Answered, type AskSource, SourceFault } from "./source-model";

export interface Source {
  slug: string;
  metric: string;
  server: string;
  queries: { canary: CohortQuery; baseline?: CohortQuery };
  /** By cohort what its counters stood at. */
  counters: Readonly<Record<string, CountersBySeries>>;
}

/** The samples of one time, of every cohort that has a query, as they are sent; and what its counters stand at. */
export async function readAt(
  { slug, metric, server, queries, counters }: Source,
  at: number,
  ask: AskSource,
): Promise<{ samples: unknown[]; counters: Record<string, CountersBySeries> }> {
  const samples: unknown[] = [];
  const after: Record<string, CountersBySeries> = {};
  const answers = async (query: string) =>
    bySeries(await ask(server, query.replaceAll(releasePlaceholder, slug), at));
  for (const cohort of ["canary", "baseline"] as const) {
    const query = queries[cohort];
    if (query === undefined) continue;
    const named = { metric, release: slug, cohort, t: at };
    if (typeof query === "string") {
      for (const [key, v] of await answers(query)) samples.push({ ...named, labels: labelsOf(key), v });
      continue;
    }
    const total = countsIn(await answers(query.total));
    const bad = countsIn(await answers(query.bad));
    if ([...bad.keys()].some((key) => !total.has(key)))
      throw new SourceFault(`the bad events of ${cohort} have labels that none of its total have`);
    const { increases, after: now } = increasesOf(counters[cohort] ?? {}, { at, bad, total });
    after[cohort] = now;
    for (const { key, ...grown } of increases) samples.push({ ...named, labels: labelsOf(key), ...grown });
  }
  return { samples, counters: after };
}

/** By their labels as one text; without those that say whose samples they are, which is known. */
function bySeries(answered: readonly Answered[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { labels, v } of answered) {
    const { countersign_release: _release, cohort: _cohort, ...others } = labels;
    const key = JSON.stringify(Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (found.has(key)) throw new SourceFault("two series of one answer differ in release or cohort alone");
    found.set(key, v);
  }
  return found;
}

function labelsOf(key: string): Record<string, string> {
  return Object.fromEntries(JSON.parse(key) as [string, string][]);
}

function countsIn(series: Map<string, number>): Map<string, number> {
  for (const v of series.values())
    if (!Number.isSafeInteger(v) || v < 0)
      throw new SourceFault(`a counter stands at ${v}, which is no count of events`);
  return series;
}
