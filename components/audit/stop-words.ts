import { roleWords } from "@/components/gates/status";
import type { EntryView } from "@/lib/audit/schemas";
import { actorName, type EntryTitles, entryWords } from "./entry-words";

/** What was recorded at each moment, in a line: its first entry, and how many more there are. Epoch ms. */
export function stopWords(entries: readonly EntryView[], titles: EntryTitles): Map<number, string> {
  const byMoment = new Map<number, EntryView[]>();
  for (const entry of entries) {
    const at = Date.parse(entry.at);
    byMoment.set(at, [...(byMoment.get(at) ?? []), entry]);
  }
  return new Map(
    [...byMoment].map(([at, all]) => {
      const [first, ...rest] = all.toSorted((a, b) => a.seq - b.seq);
      const words = first === undefined ? "" : lineOf(first, titles);
      const more =
        rest.length === 0 ? "" : `, and ${rest.length} more ${rest.length === 1 ? "entry" : "entries"}`;
      return [at, `${words}${more}`];
    }),
  );
}

function lineOf(entry: EntryView, titles: EntryTitles): string {
  const { what, about } = entryWords(entry, titles);
  const role = entry.role === null || entry.role === "" ? "" : ` as ${roleWords(entry.role)}`;
  return `${actorName(entry.actor)} ${what}${role}${about === null ? "" : `: ${about}`}`;
}
