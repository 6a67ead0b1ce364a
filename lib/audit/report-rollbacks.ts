import { spanText } from "@/lib/metrics/span-text";
import { ref, type Telling, textIn, timeOf, whatOf } from "./report-model";
import { h, type Html, table } from "./report-html";
import { saidIn } from "./report-sections";
import type { ArchivedEntry } from "./verify-entries";

/** What a rollback goes through, in its order; each clock runs from the end of the one before. */
const phases = [
  ["proposed", /^rollback\.proposed$/],
  ["decided", /^rollback\.(authorised|declined|cancelled)$/],
  ["executed", /^rollback\.executed$/],
  ["stable", /^rollback\.stable$/],
  ["ended", /^rollback\.(endorsed|declined|cancelled)$/],
] as const;

/** Each rollback and drill with its clocks. */
export function rollbacks(telling: Telling): Html {
  const byId = new Map<string, ArchivedEntry[]>();
  for (const entry of telling.own) {
    const id = entry.document.subjects["rollback"] ?? null;
    if (id !== null) byId.set(id, [...(byId.get(id) ?? []), entry]);
  }
  if (byId.size === 0) return h`<p class="none">None.</p>`;
  return h`${[...byId].map(([id, entries]) => rollback(telling, id, entries))}`;
}

function rollback(telling: Telling, id: string, entries: readonly ArchivedEntry[]): Html {
  const [first] = entries;
  if (first === undefined) return h``;
  const isDrill = (first.document.subjects["drill"] ?? null) !== null;
  return h`<h3>${isDrill ? "Drill of a rollback" : "Rollback"}, ${severityOf(first)} <span class="small">${id}</span></h3>
${clocks(telling, first, entries)}
${table(
  ["When", "Who", "Did", "Step", "Entry"],
  entries.map((entry) => [
    timeOf(entry.document.at),
    telling.who(entry),
    h`${whatOf(entry)}${saidIn(telling, entry)}`,
    entry.document.subjects["step"] ?? "",
    ref(entry.seq),
  ]),
)}`;
}

const severityOf = ({ document }: ArchivedEntry) => textIn(document.payload, "severity") ?? "";

/** A breach that the worker proposed by comes first: since it stood. */
function clocks(telling: Telling, first: ArchivedEntry, entries: readonly ArchivedEntry[]): Html {
  const rows: [string, string, number][] = [];
  const breach = breachBefore(telling, first);
  if (breach !== null) rows.push(["breached", breach.since, breach.seq]);
  for (const [name, pattern] of phases) {
    const entry = entries.find(({ document }) => pattern.test(document.type));
    if (entry !== undefined) rows.push([name, entry.document.at, entry.seq]);
  }
  return table(
    ["Clock", "At", "After", "Entry"],
    rows.map(([name, at, seq], n) => {
      const before = rows[n - 1]?.[1];
      const took = before === undefined ? "" : spanText(Date.parse(at) - Date.parse(before));
      return [name, timeOf(at), took, ref(seq)];
    }),
  );
}

function breachBefore(
  telling: Telling,
  { seq, document }: ArchivedEntry,
): { since: string; seq: number } | null {
  const criterion = document.payload["criterion"];
  const breach = telling.own.findLast(
    (each) =>
      // The worker finds the breach and proposes in one act.
      (each.seq < seq || each.document.requestId === document.requestId) &&
      each.document.type === "breach.opened" &&
      each.document.subjects["criterion"] === criterion,
  );
  const since = breach?.document.payload["since"];
  return breach === undefined || typeof since !== "string" ? null : { since, seq: breach.seq };
}
