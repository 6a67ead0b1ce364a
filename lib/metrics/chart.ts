import type { Verdict } from "./model";
import { spanText } from "./span-text";

/** One evaluation, as it is drawn; null: there is no value. */
export interface Row {
  /** Epoch ms. */
  at: number;
  canary: number | null;
  baseline: number | null;
  /** What is compared with the bound, where that is not the canary's own value. */
  value: number | null;
}

export type LineKey = "canary" | "baseline" | "value";

export interface Panel {
  title: string;
  unit: string;
  lines: { key: LineKey; label: string }[];
  rows: Row[];
  /** Where the criterion is met. */
  bound: { value: number; label: string } | null;
  domain: [low: number, high: number];
  ticks: { value: number; label: string }[];
  /** What is to be seen, in words. */
  says: string;
}

export interface Band {
  from: number;
  to: number;
  verdict: Verdict;
}

export interface ChartModel {
  from: number;
  to: number;
  times: { at: number; label: string }[];
  panels: Panel[];
  bands: Band[];
  incidents: { from: number; to: number }[];
}

export interface Evaluation extends Row {
  verdict: Verdict;
}

interface Drawn {
  from: number;
  to: number;
  stepMs: number;
  evaluations: readonly Evaluation[];
  incidents: readonly { from: number; to: number }[];
  /** Of what was measured. */
  measured: { title: string; unit: string };
  /** Of what is compared, where it is another quantity. */
  compared: { title: string; unit: string } | null;
  bound: { value: number; label: string };
  zone: string;
}

/** Decides what a criterion's chart shows: units, axes, gaps, and which of many points. */
export function chartOf(drawn: Drawn): ChartModel {
  const { from, to, stepMs, evaluations, incidents, measured, compared, bound } = drawn;
  const hasBaseline = evaluations.some(({ baseline }) => baseline !== null);
  const panels = [
    panelOf(evaluations, {
      ...measured,
      stepMs,
      lines: [
        { key: "canary", label: "Canary" },
        ...(hasBaseline ? [{ key: "baseline", label: "Baseline" } as const] : []),
      ],
      bound: compared === null ? bound : null,
    }),
    ...(compared === null
      ? []
      : [
          panelOf(evaluations, {
            ...compared,
            stepMs,
            lines: [{ key: "value", label: compared.title }],
            bound,
          }),
        ]),
  ];
  return {
    from,
    to,
    times: timesOf({ from, to, zone: drawn.zone }),
    panels,
    bands: bandsOf(evaluations, { from, to, stepMs }),
    incidents: incidents
      .filter((one) => one.to >= from && one.from <= to)
      .map((one) => ({ from: Math.max(from, one.from), to: Math.min(to, one.to) })),
  };
}

type PanelOf = Pick<Panel, "title" | "unit" | "lines" | "bound"> & { stepMs: number };

function panelOf(rows: readonly Row[], { stepMs, ...panel }: PanelOf): Panel {
  const keys = panel.lines.map(({ key }) => key);
  const extremes = keys.map((key) => extremesOf(rows, key));
  const all = [
    ...extremes.flatMap((each) => each ?? []),
    ...(panel.bound === null ? [] : [panel.bound.value]),
  ];
  const ticks = ticksOf(Math.min(...all), Math.max(...all));
  return {
    ...panel,
    rows: thinned(rows, keys),
    domain: [ticks[0] ?? 0, ticks.at(-1) ?? 1],
    ticks: ticks.map((value) => ({ value, label: numberText(value) })),
    says: [
      ...panel.lines.map(({ label }, index) => `${label} ${rangeText(extremes[index] ?? null, panel.unit)}`),
      ...(panel.bound === null ? [] : [`the criterion is met ${panel.bound.label}`]),
      gapText(gapsOf(rows, keys[0] ?? "canary"), stepMs),
    ].join("; "),
  };
}

function extremesOf(rows: readonly Row[], key: LineKey): [low: number, high: number] | null {
  let found: [number, number] | null = null;
  for (const row of rows) {
    const value = row[key];
    if (value === null) continue;
    found = found === null ? [value, value] : [Math.min(found[0], value), Math.max(found[1], value)];
  }
  return found;
}

function rangeText(extremes: [number, number] | null, unit: string): string {
  if (extremes === null) return "has no value";
  const [low, high] = extremes.map(numberText);
  return low === high
    ? `is ${withUnit(low ?? "", unit)}`
    : `between ${low} and ${withUnit(high ?? "", unit)}`;
}

function gapsOf(rows: readonly Row[], key: LineKey): { count: number; rows: number } {
  let [count, missing] = [0, 0];
  for (const [index, row] of rows.entries()) {
    if (row[key] !== null) continue;
    missing += 1;
    if (index === 0 || rows[index - 1]?.[key] !== null) count += 1;
  }
  return { count, rows: missing };
}

function gapText({ count, rows }: { count: number; rows: number }, stepMs: number): string {
  if (count === 0) return "no gap";
  return `${count} ${count === 1 ? "gap" : "gaps"} without a value, ${spanText(rows * stepMs)} in all`;
}

export function withUnit(text: string, unit: string): string {
  return unit === "" || unit === "1" ? text : `${text} ${unit}`;
}

/** Four digits that count, no trailing zeros. */
export function numberText(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e9 || size < 1e-4)
    return value
      .toExponential(2)
      .replace(/\.?0+e/, "e")
      .replace("e+", "e");
  const digits = Math.max(0, 3 - Math.floor(Math.log10(size)));
  const text = value.toFixed(digits);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** Round values that span two others: four to eight of them, in steps of 1, 2 or 5. */
export function ticksOf(low: number, high: number): number[] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const magnitude = Math.max(Math.abs(low), Math.abs(high));
  const span = Math.max(high - low || magnitude, magnitude * 1e-9);
  // What is that close to 0 has no steps that a number can hold.
  const range = span < 1e-300 ? 1 : span;
  const power = 10 ** Math.floor(Math.log10(range / 4));
  const step = ([1, 2, 5, 10].find((each) => range / (each * power) <= 5) ?? 10) * power;
  const first = Math.floor(low / step);
  const last = Math.max(Math.ceil(high / step), first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((each) => each * minute);
const daySteps = [1, 2, 7, 14, 30, 90, 180, 365].map((each) => each * day);
const mostTimes = 6;

function timesOf({ from, to, zone }: { from: number; to: number; zone: string }): ChartModel["times"] {
  const all = [...timeSteps, ...daySteps];
  const step =
    all.find((each) => (to - from) / each <= mostTimes) ?? Math.ceil((to - from) / mostTimes / day) * day;
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    ...(step < day
      ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : { day: "numeric", month: "short" }),
  });
  const times: ChartModel["times"] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step)
    times.push({ at, label: format.format(at) });
  return times;
}

/** The worst first: where many evaluations fall on one place of the screen, the worst of them is shown. */
const severity: readonly Verdict[] = [
  "breach",
  "withheld",
  "invalid",
  "no-data",
  "stale",
  "insufficient",
  "building",
  "ok",
];
const columns = 400;

function bandsOf(
  evaluations: readonly Evaluation[],
  { from, to, stepMs }: { from: number; to: number; stepMs: number },
): Band[] {
  const places = Math.max(1, Math.min(columns, evaluations.length));
  const worst = new Map<number, { verdict: Verdict; from: number; to: number }>();
  for (const [index, { at, verdict }] of evaluations.entries()) {
    const place = Math.floor((index * places) / evaluations.length);
    const known = worst.get(place);
    const end = Math.min(to, at + stepMs);
    if (known === undefined) worst.set(place, { verdict, from: Math.max(from, at), to: end });
    else {
      known.to = end;
      if (severity.indexOf(verdict) < severity.indexOf(known.verdict)) known.verdict = verdict;
    }
  }
  const bands: Band[] = [];
  for (const each of worst.values()) {
    const last = bands.at(-1);
    if (last?.verdict === each.verdict) last.to = each.to;
    else bands.push({ ...each });
  }
  return bands;
}

export const mostRows = 1_000;

/**
 * At most `most` rows, in order: of each stretch, those with the least and the greatest value of each line, and one of each gap. So no
 * extreme is lost, and no gap that is longer than a stretch.
 */
export function thinned(rows: readonly Row[], keys: readonly LineKey[], most = mostRows): Row[] {
  if (rows.length <= most) return rows.map((row) => ({ ...row }));
  // The first and the last, and three of each line in each stretch.
  const stretches = Math.max(1, Math.floor((most - 2) / (3 * keys.length)));
  const kept = new Set<number>([0, rows.length - 1]);
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = Math.floor((stretch * rows.length) / stretches);
    const to = Math.floor(((stretch + 1) * rows.length) / stretches);
    for (const key of keys) for (const place of extremePlaces(rows, { key, from, to })) kept.add(place);
  }
  return [...kept].toSorted((a, b) => a - b).flatMap((place) => rows[place] ?? []);
}

function extremePlaces(
  rows: readonly Row[],
  { key, from, to }: { key: LineKey; from: number; to: number },
): number[] {
  let [least, greatest, gap] = [-1, -1, -1];
  for (let place = from; place < to; place += 1) {
    const value = rows[place]?.[key] ?? null;
    if (value === null) {
      if (gap === -1) gap = place;
      continue;
    }
    if (least === -1 || value < (rows[least]?.[key] ?? Infinity)) least = place;
    if (greatest === -1 || value > (rows[greatest]?.[key] ?? -Infinity)) greatest = place;
  }
  return [least, greatest, gap].filter((place) => place !== -1);
}
