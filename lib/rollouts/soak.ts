import type { ExposureChange, Interruption } from "./exposure-model";

export interface SoakAsked {
  /** In the order of record. */
  changes: readonly ExposureChange[];
  interruptions: readonly Interruption[];
  /** Digest of the candidates that are meant to be exposed. */
  candidate: string;
  percent: number;
  durationMs: number;
  /** Epoch ms. */
  now: number;
}

export interface Soak {
  /** Epoch ms since when it counts; null: it does not. */
  since: number | null;
  lastedMs: number;
  /** Epoch ms at which it was met, or will be if nothing comes between; null while it does not run. */
  metAt: number | null;
  isMet: boolean;
  /** Why it does not run; null where it does, or is met. */
  stoppedBy: "below" | Interruption["kind"] | null;
}

/** A soak that runs: when it will be met if nothing comes between. */
export interface SoakItem {
  kind: "soak";
  /** Epoch ms. */
  at: number;
  percent: number;
  release: { slug: string; title: string };
}

/**
 * How long the candidate has been exposed without a break to at least a share of users, by what was confirmed. A decrease, a hold, a
 * pause or a breach starts it anew, other candidates too; withheld verdicts only stop it for their time.
 */
export function soakOf({ changes, interruptions, candidate, percent, durationMs, now }: SoakAsked): Soak {
  const reached = reachedAt({ changes, candidate, percent, now });
  if (reached === null) return { since: null, lastedMs: 0, metAt: null, isMet: false, stoppedBy: "below" };
  const begun = interruptions.filter(({ from }) => from <= now);
  const anew = begun.filter(({ kind, to }) => kind !== "withheld" && (to === null || to > reached));
  const stop = anew.find(({ to }) => to === null || to > now);
  if (stop !== undefined)
    return { since: null, lastedMs: 0, metAt: null, isMet: false, stoppedBy: stop.kind };
  const since = Math.max(reached, ...anew.flatMap(({ to }) => to ?? []));
  const withheld = joined(begun.filter(({ kind }) => kind === "withheld"));
  const metAt = metAtOf({ since, withheld, durationMs, now });
  const lost = withheld.reduce(
    (sum, { from, to }) => sum + Math.max(0, Math.min(to, now) - Math.max(from, since)),
    0,
  );
  const isMet = metAt !== null && metAt <= now;
  return {
    since,
    lastedMs: now - since - lost,
    metAt,
    isMet,
    stoppedBy: !isMet && withheld.some(({ to }) => to > now) ? "withheld" : null,
  };
}

/** The soak of a step. */
export function soakAt(
  asked: Pick<SoakAsked, "changes" | "interruptions" | "candidate" | "now">,
  { percent, soakMs }: { percent: number; soakMs: number },
): Soak {
  return soakOf({ ...asked, percent, durationMs: soakMs });
}

/** Since when at or above the share with these candidates and no decrease; null: not now. */
function reachedAt({
  changes,
  candidate,
  percent,
  now,
}: Pick<SoakAsked, "changes" | "candidate" | "percent" | "now">): number | null {
  let since: number | null = null;
  let before = 0;
  for (const change of changes) {
    if (change.kind !== "confirmed" || change.at > now) continue;
    const counts = change.percent >= percent && change.percent > 0 && change.candidate === candidate;
    if (!counts) since = null;
    else if (since === null || change.percent < before) since = change.at;
    before = change.percent;
  }
  return since;
}

interface Span {
  from: number;
  to: number;
}

/** Overlapping times made one, by their beginning. */
function joined(interruptions: readonly Interruption[]): Span[] {
  const spans: Span[] = [];
  for (const { from, to } of [...interruptions].sort((a, b) => a.from - b.from)) {
    const end = to ?? Infinity;
    const last = spans.at(-1);
    if (last !== undefined && from <= last.to)
      spans[spans.length - 1] = { from: last.from, to: Math.max(last.to, end) };
    else spans.push({ from, to: end });
  }
  return spans;
}

function metAtOf({
  since,
  withheld,
  durationMs,
  now,
}: {
  since: number;
  withheld: readonly Span[];
  durationMs: number;
  now: number;
}): number | null {
  let counted = since;
  let left = durationMs;
  for (const { from, to } of withheld) {
    if (to <= counted) continue;
    const running = Math.max(0, from - counted);
    if (left <= running) return counted + left;
    left -= running;
    // It is not known when what stands will be over.
    if (to > now) return null;
    counted = to;
  }
  return counted + left;
}

/** How far a soak is, with times and not spans: said anew only where something changes. */
export function soakWords(
  { metAt, since, stoppedBy }: Soak,
  { percent, soakMs }: { percent: number; soakMs: number },
): string {
  const asked = `${percent} % soaks for ${spanWords(soakMs)}`;
  if (stoppedBy === "below") return `${asked}, once ${percent} % or more is confirmed.`;
  if (stoppedBy === "withheld") return `${asked}; it waits while a verdict is withheld.`;
  if (stoppedBy !== null) return `${asked}; it begins anew after the ${stopWords[stoppedBy]}.`;
  return `${asked}: since ${utc(since ?? 0)}, until ${utc(metAt ?? 0)}.`;
}

const stopWords = {
  hold: "hold",
  "organisation-hold": "organisation's hold",
  "component-pause": "pause of a component",
  pause: "pause",
  breach: "breach",
} as const;

/** `90 min`, `2 h`, `3 d`: exact, as steps are written. */
export function spanWords(ms: number): string {
  const unit = units.find(({ each }) => ms >= each && ms % each === 0);
  return unit === undefined ? `${ms / 1000} s` : `${ms / unit.each} ${unit.word}`;
}

const units = [
  { each: 86_400_000, word: "d" },
  { each: 3_600_000, word: "h" },
  { each: 60_000, word: "min" },
] as const;

function utc(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
