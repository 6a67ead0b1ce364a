import type { Measure } from "./model";
import { type Figure, type HealthAnswer, monthBefore, type WaitingFigure } from "./schemas";
import { lengthWords, monthWords } from "./words";

/** Figures by what they are told of, for a page. */
export interface Health {
  of: (measure: Measure, subject?: string, detail?: string) => Figure;
  /** One for each subject, the most told first. */
  bySubject: (measure: Measure) => Figure[];
  /** One for each detail, over all subjects. */
  byDetail: (measure: Measure) => Figure[];
  /** One for each pair. */
  pairs: (measure: Measure) => Figure[];
}

export function healthOf({ figures }: Pick<HealthAnswer, "figures">): Health {
  const found = new Map(figures.map((each) => [keyOf(each.measure, each.subject, each.detail), each]));
  const only = (measure: Measure, hasSubject: boolean, hasDetail: boolean) =>
    figures
      .filter(
        (each) =>
          each.measure === measure &&
          (each.subject !== "") === hasSubject &&
          (each.detail !== "") === hasDetail,
      )
      .toSorted(slowestFirst);
  return {
    of: (measure, subject = "", detail = "") =>
      found.get(keyOf(measure, subject, detail)) ?? {
        measure,
        subject,
        detail,
        count: 0,
        late: 0,
        medianMs: null,
        p90Ms: null,
      },
    bySubject: (measure) => only(measure, true, false),
    byDetail: (measure) => only(measure, false, true),
    pairs: (measure) => only(measure, true, true),
  };
}

function keyOf(measure: Measure, subject: string, detail: string): string {
  return `${measure}\n${subject}\n${detail}`;
}

function slowestFirst(a: Figure, b: Figure): number {
  return (b.medianMs ?? 0) - (a.medianMs ?? 0) || b.count - a.count || (a.subject < b.subject ? -1 : 1);
}

/** How long a role's decisions took, with what it has not decided yet. */
export interface WaitPlace {
  figure: Figure;
  waiting: WaitingFigure;
}

/** Waits by role, by role and gate, and altogether. First is where it took longest, or where something waits for longest. */
export function placesOf(
  { waiting }: Pick<HealthAnswer, "waiting">,
  health: Health,
): { all: WaitPlace; byRole: WaitPlace[]; byPlace: WaitPlace[] } {
  const now = new Map(waiting.map((each) => [placeKey(each.role, each.gate), each]));
  const at = (role: string, gate: string): WaitPlace => ({
    figure: health.of("wait", role, gate),
    waiting: now.get(placeKey(role, gate)) ?? { role, gate, count: 0, paused: 0, longestMs: 0 },
  });
  const those = (decided: readonly Figure[], still: readonly WaitingFigure[]) => {
    const keys = [
      ...decided.map(({ subject, detail }) => [subject, detail] as const),
      ...still.map(({ role, gate }) => [role, gate] as const),
    ];
    const once = new Map(keys.map((key) => [placeKey(...key), key]));
    return [...once.values()].map((key) => at(...key)).toSorted((a, b) => lengthOf(b) - lengthOf(a));
  };
  return {
    all: at("", ""),
    byRole: those(
      health.bySubject("wait"),
      waiting.filter(({ role, gate }) => role !== "" && gate === ""),
    ),
    byPlace: those(
      health.pairs("wait"),
      waiting.filter(({ role, gate }) => role !== "" && gate !== ""),
    ),
  };
}

function placeKey(role: string, gate: string): string {
  return `${role}\n${gate}`;
}

function lengthOf({ figure, waiting }: WaitPlace): number {
  return Math.max(figure.medianMs ?? 0, waiting.longestMs);
}

const mostBars = 36;

export interface MonthBar {
  label: string;
  value: number | null;
  text: string;
}

/** A bar for each month of the period, or for its last ones: the median of a time, or how often. */
export function monthBars(
  { months, from, to }: HealthAnswer,
  measure: Measure,
  what: "median" | "count",
): MonthBar[] {
  const found = new Map(months.flatMap((each) => (each.measure === measure ? [[each.month, each]] : [])));
  const bars: MonthBar[] = [];
  for (let month = to; month >= from && bars.length < mostBars; month = monthBefore(month, 1)) {
    const at = found.get(month);
    const label = monthWords(month);
    if (what === "count") {
      bars.unshift({ label, value: at?.count ?? 0, text: String(at?.count ?? 0) });
      continue;
    }
    const value = at?.medianMs ?? null;
    bars.unshift({ label, value, text: value === null ? "none" : lengthWords(value) });
  }
  return bars;
}
