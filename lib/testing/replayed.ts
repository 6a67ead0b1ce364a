import { percentile, roundedMs } from "@/lib/insights/rounding";
import type { actsAs } from "./measured";

/** An entry of the ledger as its bytes say. */
export interface Said {
  type: string;
  at: string;
  subjects: Record<string, string | null>;
  before: string | null;
  after: string | null;
  policy: Record<string, string | null>;
  payload: Record<string, unknown>;
}

export interface Replayed {
  measure: string;
  subject: string;
  detail: string;
  at: number;
  valueMs: number | null;
}

const one = (measure: string, at: number, more: Partial<Replayed> = {}): Replayed => ({
  measure,
  subject: "",
  detail: "",
  at,
  valueMs: null,
  ...more,
});
export const timeOf = ({ at }: Said): number => Date.parse(at);
const good = "measured/good";
const informed = "measured/informed";

/**
 * What a release of the measured template comes to, read off its entries alone, one question after the other with no thought of cost:
 * what the figures are compared with.
 */
export function replayed(entries: readonly Said[]): Replayed[] {
  return [
    ...readinessIn(entries),
    ...waitsIn(entries),
    ...approvalsIn(entries),
    ...entries.flatMap((entry): Replayed[] => {
      const at = timeOf(entry);
      const vote = entry.payload["vote"];
      if (entry.type === "requirement.waived") return [one("waiver", at, { subject: good, detail: "fast" })];
      if (entry.type === "break-glass.used")
        return [one("break-glass", at, { subject: String(entry.payload["decision"]) })];
      if (entry.type === "check.reported" && entry.payload["status"] === "failed")
        return [one("gate-caught", at, { subject: good, detail: "check-failed" })];
      if (entry.type === "vote.cast" && (vote === "needs-work" || vote === "reject"))
        return [one("gate-caught", at, { subject: good, detail: vote })];
      if (isPassage(entry)) return [one("gate-passed", at, { subject: gateLeftBy(entry) })];
      return [];
    }),
  ];
}

/** A stage was left by its gates. */
function isPassage({ type, payload }: Said): boolean {
  return type === "release.completed" || (type === "stage.advanced" && payload["breakGlass"] === undefined);
}

function gateLeftBy({ type, subjects }: Said): string {
  return type === "release.completed" || subjects["stage"] === "canary" ? informed : good;
}

/** At each entry from the beginning: is the gate ready now? */
function readinessIn(entries: readonly Said[]): Replayed[] {
  const found: Replayed[] = [];
  const started = entries.find(({ type }) => type === "release.started");
  if (started === undefined) return [];
  for (const [gate, stage] of [
    [good, "evaluate"],
    [informed, "canary"],
  ] as const) {
    const last = entries.findLastIndex(
      (entry) =>
        (entry.type === "stage.reopened" && gate === good) ||
        (entry.type === "stage.reopened" && entry.before === "canary") ||
        (entry.type === "stage.advanced" && entry.subjects["stage"] === stage) ||
        (entry.type === "release.completed" && gate === informed) ||
        (entry.type === "release.cancelled" && stageAt(entries, entry) === stage),
    );
    const left = entries[last];
    if (left === undefined || !isPassage(left)) continue;
    const entered = entries.findLastIndex((entry, index) => index < last && entersBy(entry, stage));
    let since: number | null = null;
    for (let upto = entered; upto < last; upto += 1) {
      const isReady =
        gate === good ? isGood(entries.slice(0, upto + 1)) : isInformed(entries.slice(0, upto + 1));
      const at = timeOf(entries[upto] ?? left);
      since = isReady ? (since ?? at) : null;
    }
    const first = entries.find((entry) => entersBy(entry, stage)) ?? started;
    const at = since ?? timeOf(left);
    found.push(one("stage-readiness", at, { subject: `measured/${stage}`, valueMs: at - timeOf(first) }));
  }
  const isWhole =
    entries.some(({ type }) => type === "release.completed") &&
    !entries.some(({ type, payload }) => type === "stage.advanced" && payload["breakGlass"] !== undefined);
  const at = Math.max(...found.map((each) => each.at));
  return isWhole ? [...found, one("readiness", at, { valueMs: at - timeOf(started) })] : found;
}

function entersBy(entry: Said, stage: string): boolean {
  return (
    (stage === "evaluate" && (entry.type === "release.started" || entry.type === "stage.reopened")) ||
    (stage === "canary" && entry.type === "stage.advanced")
  );
}

function stageAt(entries: readonly Said[], upto: Said): string {
  const last = entries.slice(0, entries.indexOf(upto)).findLast(({ type }) => type.startsWith("stage."));
  return last?.type === "stage.advanced" ? "canary" : "evaluate";
}

const isCandidate = ({ type, before, after }: Said) => type === "candidate.set" && before !== after;
const isPlan = ({ type, payload }: Said) =>
  type === "plan.changed" && (payload["changedParts"] as string[]).includes("performance");

/** Whether what is signed for a requirement, or for the gate's approval, became another. */
export function changes(requirement: string | null, entry: Said): boolean {
  if (requirement === "reviewed") return isCandidate(entry);
  if (requirement === "planned") return isPlan(entry);
  return isCandidate(entry) || isPlan(entry) || entry.type === "requirement.waived";
}

/** Whether whoever acts in the role approves of it now. */
export function isSigned(
  entries: readonly Said[],
  requirement: string | null,
  role: keyof typeof actsAs,
): boolean {
  const last = entries.findLastIndex(
    (entry) => isVote(entry, requirement, role) && entry.payload["vote"] !== "comment",
  );
  const vote = entries[last];
  if (vote?.payload["vote"] !== "approve") return false;
  return !entries.slice(last + 1).some((entry) => changes(requirement, entry));
}

export function isVote({ type, subjects, payload }: Said, requirement: string | null, role: string): boolean {
  return (
    type === "vote.cast" && (subjects["requirement"] ?? null) === requirement && payload["role"] === role
  );
}

/** Somebody asked for work, and nobody took it back: it keeps the gate whatever else is signed. */
function isObjected(entries: readonly Said[]): boolean {
  return (["reviewed", "planned", null] as const).some((requirement) =>
    (["engineer", "reviewer", "security"] as const).some((role) => {
      const vote = entries.findLast(
        (entry) => isVote(entry, requirement, role) && entry.payload["vote"] !== "comment",
      );
      const kind = vote?.payload["vote"];
      const isAsked =
        requirement === null
          ? role === "security"
          : requirement === "reviewed"
            ? role !== "security"
            : role === "reviewer";
      if (vote === undefined || !isAsked || (kind !== "needs-work" && kind !== "reject")) return false;
      return !entries.some(
        ({ type, subjects }) => type === "needs-work.dismissed" && subjects["vote"] === vote.subjects["vote"],
      );
    }),
  );
}

function isGood(entries: readonly Said[]): boolean {
  const set = entries.findLastIndex(isCandidate);
  const since = entries.slice(set);
  const check = since.findLast(({ type }) => type === "check.reported")?.payload["status"];
  return (
    !isObjected(entries) &&
    isSigned(entries, "reviewed", "engineer") &&
    isSigned(entries, "reviewed", "reviewer") &&
    isSigned(entries, "planned", "reviewer") &&
    isSigned(entries, null, "security") &&
    (check === "passed" || since.some(({ type }) => type === "requirement.waived"))
  );
}

function isInformed(entries: readonly Said[]): boolean {
  return ["engineer", "reviewer"].every((role) =>
    entries.some(({ type, payload }) => type === "requirement.acknowledged" && payload["role"] === role),
  );
}

/** Entry by entry, with a clock that stands still while the ball is with the other side. */
function waitsIn(entries: readonly Said[]): Replayed[] {
  return (["reviewed", "planned", null, "told"] as const).flatMap((requirement) =>
    (["engineer", "reviewer", "security"] as const).flatMap((role): Replayed[] => {
      const gate = requirement === "told" ? informed : good;
      const begins = requirement === "told" ? "stage.advanced" : "release.started";
      let waited = 0;
      let since: number | null = null;
      let isAway = false;
      for (const entry of entries) {
        const at = timeOf(entry);
        if (since !== null && !isAway) waited += at - since;
        if (since !== null || entry.type === begins) since = at;
        const isAck =
          entry.type === "requirement.acknowledged" &&
          entry.payload["role"] === role &&
          requirement === "told";
        const isOwn = requirement !== "told" && isVote(entry, requirement, role);
        const kind = entry.payload["vote"];
        if (isAck || (isOwn && ["approve", "not-applicable", "reject"].includes(String(kind))))
          // Given before it was asked it took nothing; and what was never asked is no wait.
          return since === null && !entries.some(({ type }) => type === begins)
            ? []
            : [one("wait", at, { subject: role, detail: gate, valueMs: waited })];
        if (isOwn && kind !== "comment") isAway = kind === "needs-work";
        else if (isContent(entry) || isDismissal(entries, entry, { requirement, role })) isAway = false;
      }
      return [];
    }),
  );
}

function isContent({ type, before, after }: Said): boolean {
  return (type === "candidate.set" && before !== after) || type === "plan.changed";
}

function isDismissal(
  entries: readonly Said[],
  { type, subjects }: Said,
  { requirement, role }: { requirement: string | null; role: string },
): boolean {
  if (type !== "needs-work.dismissed") return false;
  const vote = entries.find(
    (each) => each.type === "vote.cast" && each.subjects["vote"] === subjects["vote"],
  );
  return vote !== undefined && isVote(vote, requirement, role);
}

function approvalsIn(entries: readonly Said[]): Replayed[] {
  return entries.flatMap((vote, index): Replayed[] => {
    const kind = vote.payload["vote"];
    if (vote.type !== "vote.cast" || (kind !== "approve" && kind !== "not-applicable")) return [];
    const approval = one("approval", timeOf(vote), { subject: good });
    const stale = staleAt(entries.slice(index + 1), vote.subjects["requirement"] ?? null);
    if (stale === null) return [approval];
    return [approval, one("stale-vote", stale, { subject: good, valueMs: stale - timeOf(vote) })];
  });
}

/** The first change of what was signed before its stage was left. */
function staleAt(later: readonly Said[], requirement: string | null): number | null {
  for (const entry of later) {
    const isLeft =
      entry.type === "stage.advanced" ||
      entry.type === "stage.reopened" ||
      entry.type.startsWith("release.c");
    if (isLeft) return null;
    if (changes(requirement, entry)) return timeOf(entry);
  }
  return null;
}

/** The figure of these values, computed from each of them. */
export function figureOf(values: readonly Replayed[]) {
  const times = values.flatMap(({ valueMs }) => (valueMs === null ? [] : [valueMs]));
  const told = (share: number) => {
    const found = percentile(times, share);
    return found === null ? null : roundedMs(found);
  };
  return { count: values.length, medianMs: told(0.5), p90Ms: told(0.9) };
}
