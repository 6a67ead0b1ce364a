import { healthOf } from "./health-model";
import type { UnintendedAnswer } from "./observed-schemas";
import type { HealthAnswer, ValueAnswer, WaitingAnswer } from "./schemas";

type Cell = string | number | boolean | null;

/** Lines as RFC 4180 has them. A text that a spreadsheet would run as a formula is led by an apostrophe. */
function csvOf(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A line for each figure. What waits still stands beside the waits that ended, with a line of its own where none did. */
export function figuresCsv({ figures, waiting }: Pick<HealthAnswer, "figures" | "waiting">): string {
  const { of } = healthOf({ figures });
  const waits = new Map(waiting.map((each) => [placeOf(each.role, each.gate), each]));
  const undecided = waiting.flatMap(({ role, gate }) => {
    const figure = of("wait", role, gate);
    return figure.count === 0 ? [figure] : [];
  });
  return csvOf(
    [
      ..."measure subject detail count late median_ms p90_ms".split(" "),
      ..."waiting_now waiting_paused waiting_longest_ms".split(" "),
    ],
    [...figures, ...undecided].map(({ measure, subject, detail, count, late, medianMs, p90Ms }) => {
      const now = measure === "wait" ? waits.get(placeOf(subject, detail)) : undefined;
      const still =
        measure === "wait" ? [now?.count ?? 0, now?.paused ?? 0, now?.longestMs ?? null] : [null, null, null];
      return [measure, subject, detail, count, late, medianMs, p90Ms, ...still];
    }),
  );
}

function placeOf(role: string, gate: string): string {
  return `${role}\n${gate}`;
}

export function valuesCsv(values: readonly ValueAnswer[]): string {
  return csvOf(
    ["release", "title", "subject", "detail", "about", "at", "value_ms", "late"],
    values.map(({ release, subject, detail, about, at, valueMs, isLate }) => [
      release.slug,
      release.title,
      subject,
      detail,
      about,
      at,
      valueMs,
      isLate,
    ]),
  );
}

export function waitingCsv(waits: readonly WaitingAnswer[]): string {
  return csvOf(
    ["release", "title", "role", "gate", "requirement", "since", "waited_ms", "paused_since"],
    waits.map(({ release, role, gate, requirement, since, waitedMs, pausedSince }) => [
      release.slug,
      release.title,
      role,
      gate,
      requirement,
      since,
      waitedMs,
      pausedSince,
    ]),
  );
}

/** One line for each pair; several datasets stand in one cell, each on a line of its own. */
export function unintendedCsv(pairs: readonly UnintendedAnswer[]): string {
  return csvOf(
    [
      "component",
      "title",
      "owner",
      "depends_on",
      "depends_on_title",
      "through",
      "first_seen_at",
      "last_seen_at",
    ],
    pairs.map(({ component, title, owner, dependsOn, dependsOnTitle, through, firstSeenAt, lastSeenAt }) => [
      component,
      title,
      owner,
      dependsOn,
      dependsOnTitle,
      through.join("\n"),
      firstSeenAt,
      lastSeenAt,
    ]),
  );
}
