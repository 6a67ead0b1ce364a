import { type Inconclusive, isInconclusive, type Look, type Verdict } from "./model";

/** How a criterion's evaluations are taken together; times in ms. */
export interface FoldRule {
  stepMs: number;
  /** Hits must have lasted so long; with `ring` it is not read. */
  forMs: number;
  /** Breach at `m` hits among the last `n` conclusive evaluations; null: by `forMs`. */
  ring: { m: number; n: number } | null;
  latch: boolean;
  clearForMs: number;
  /** So long nothing conclusive may be found; null: for ever. */
  graceMs: number | null;
  onNoData: "withhold" | "breach";
}

/** What is carried from one evaluation to the next. */
export interface FoldState {
  /** null: nothing was evaluated yet. */
  verdict: Verdict | null;
  /** Outside breach: hits with no clear between. */
  hits: number;
  /** Outside breach: whether each of the last conclusive evaluations was a hit. */
  ring: readonly boolean[];
  /** In breach: safe evaluations in a row. */
  clears: number;
  /** The first of the inconclusive evaluations in a row, epoch ms; null: the last one was conclusive. */
  dryFrom: number | null;
}

export const atStart: FoldState = { verdict: null, hits: 0, ring: [], clears: 0, dryFrom: null };

/** The state after one more evaluation at time `at` (epoch ms). Only `clear` evaluations of a criterion that does not latch leave a breach. */
export function fold(rule: FoldRule, before: FoldState, at: number, look: Look): FoldState {
  const { raw } = look;
  if (isInconclusive(raw)) return withoutAnswer(rule, before, at, raw);
  if (before.verdict === "breach") return inBreach(rule, before, look);
  return rule.ring === null ? byDuration(rule, before, raw) : byRing(rule.ring, before, raw);
}

/** A breach that is entered; what led to it is forgotten. */
const breached: FoldState = { ...atStart, verdict: "breach" };

const well: FoldState = { ...atStart, verdict: "ok" };

function byDuration({ stepMs, forMs }: FoldRule, { hits }: FoldState, raw: "hit" | "clear"): FoldState {
  if (raw === "clear") return well;
  // So many steps lie between the first hit and this one; an alert with the same `for` fires at the same time.
  if (hits * stepMs >= forMs) return breached;
  return { ...atStart, verdict: "building", hits: hits + 1 };
}

function byRing({ m, n }: { m: number; n: number }, before: FoldState, raw: "hit" | "clear"): FoldState {
  const ring = [...before.ring, raw === "hit"].slice(-n);
  const hits = ring.filter(Boolean).length;
  if (hits >= m) return breached;
  return { ...atStart, verdict: hits > 0 ? "building" : "ok", ring };
}

function inBreach({ latch, stepMs, clearForMs }: FoldRule, before: FoldState, look: Look): FoldState {
  if (latch || look.raw !== "clear" || !look.isSafe) return breached;
  if (before.clears * stepMs >= clearForMs) return well;
  return { ...breached, clears: before.clears + 1 };
}

/** Nothing is counted and nothing forgotten; a breach stays one. */
function withoutAnswer(
  { graceMs, onNoData }: FoldRule,
  before: FoldState,
  at: number,
  raw: Inconclusive,
): FoldState {
  const dryFrom = before.dryFrom ?? at;
  if (before.verdict === "breach") return { ...before, dryFrom };
  if (graceMs === null || at - dryFrom < graceMs) return { ...before, verdict: raw, dryFrom };
  return onNoData === "breach" ? { ...breached, dryFrom } : { ...before, verdict: "withheld", dryFrom };
}
