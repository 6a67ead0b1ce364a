import type { UnintendedAnswer } from "./observed-schemas";
import type { Figure, ValueAnswer } from "./schemas";

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

export function figuresCsv(figures: readonly Figure[]): string {
  return csvOf(
    ["measure", "subject", "detail", "count", "late", "median_ms", "p90_ms"],
    figures.map(({ measure, subject, detail, count, late, medianMs, p90Ms }) => [
      measure,
      subject,
      detail,
      count,
      late,
      medianMs,
      p90Ms,
    ]),
  );
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
