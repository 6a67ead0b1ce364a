import type { Measure } from "./model";

/** What a measure is called, and how many of it are told. */
export const measureWords: Record<Measure, { title: string; one: string; many: string }> = {
  readiness: { title: "Time to readiness", one: "release", many: "releases" },
  "stage-readiness": { title: "Time to readiness of a stage", one: "stage", many: "stages" },
  wait: { title: "Wait for a decision", one: "decision", many: "decisions" },
  "stale-vote": { title: "Sign-offs gone stale", one: "sign-off", many: "sign-offs" },
  detect: { title: "Time to detect", one: "rollback", many: "rollbacks" },
  decide: { title: "Time to decide", one: "rollback", many: "rollbacks" },
  execute: { title: "Time to execute", one: "rollback", many: "rollbacks" },
  recover: { title: "Time to recover", one: "rollback", many: "rollbacks" },
  approval: { title: "Sign-offs", one: "sign-off", many: "sign-offs" },
  waiver: { title: "Waivers", one: "waiver", many: "waivers" },
  "break-glass": { title: "Uses of break-glass", one: "use", many: "uses" },
  exposed: { title: "Releases that reached users", one: "release", many: "releases" },
  "component-exposed": {
    title: "Releases of a component that reached users",
    one: "release",
    many: "releases",
  },
  rollback: { title: "Rollbacks", one: "rollback", many: "rollbacks" },
  "component-rollback": { title: "Rollbacks of a component", one: "rollback", many: "rollbacks" },
  drill: { title: "Drills", one: "drill", many: "drills" },
  "drill-gap": { title: "Gaps that drills showed", one: "gap", many: "gaps" },
  "gate-passed": { title: "Gates passed", one: "passage", many: "passages" },
  "gate-caught": { title: "What gates caught", one: "catch", many: "catches" },
  "criterion-watched": { title: "Releases that a criterion watched", one: "release", many: "releases" },
  "criterion-fired": {
    title: "Releases on which a criterion came to breach",
    one: "release",
    many: "releases",
  },
};

/** `3 decisions` */
export function countWords(measure: Measure, count: number): string {
  const { one, many } = measureWords[measure];
  return `${count} ${count === 1 ? one : many}`;
}

const units = [
  { name: "d", ms: 86_400_000 },
  { name: "h", ms: 3_600_000 },
  { name: "min", ms: 60_000 },
  { name: "s", ms: 1_000 },
] as const;

/** A length of time in its two largest units: `3 d 4 h`, `12 min`. */
export function lengthWords(ms: number): string {
  const largest = units.findIndex((unit) => ms >= unit.ms);
  const [first, second] = largest < 0 ? [units[3], undefined] : [units[largest], units[largest + 1]];
  if (first === undefined) return "0 s";
  const whole = Math.floor(ms / first.ms);
  const rest = second === undefined ? 0 : Math.floor((ms - whole * first.ms) / second.ms);
  return second === undefined || rest === 0
    ? `${whole} ${first.name}`
    : `${whole} ${first.name} ${rest} ${second.name}`;
}

/** A share in percent, which is never told as none or all where it is not. */
export function shareWords(part: number, whole: number): string {
  if (whole === 0) return "none";
  const percent = Math.round((part / whole) * 100);
  const told = part > 0 && percent === 0 ? 1 : part < whole && percent === 100 ? 99 : percent;
  return `${told} %`;
}

const caught: Record<string, string> = {
  "needs-work": "Asked for work",
  reject: "Rejected",
  "check-failed": "A check failed",
  "no-go": "A review said no-go",
  "drill-failed": "A drill failed",
  breach: "A criterion was breached",
};

/** What a gate did, by the detail of its catch. */
export function catchWords(detail: string): string {
  return caught[detail] ?? detail;
}

const gaps: Record<string, string> = {
  "not-found": "The failure was not found",
  "not-exercised": "Detection was not tried",
  late: "A phase took longer than agreed",
  "step-failed": "A step failed",
  "not-seen": "Nobody who could decide saw it",
  declined: "It was declined",
  cancelled: "It was ended before its end",
  "target-lost": "The way back was not there",
  "target-unverified": "The way back was not verified",
  "target-unreached": "The way back was not reached",
};

export function gapWords(kind: string): string {
  return gaps[kind] ?? kind;
}

const months = "January February March April May June July August September October November December".split(
  " ",
);

/** `November 2026` of `2026-11`. */
export function monthWords(month: string): string {
  return `${months[Number(month.slice(5)) - 1] ?? month} ${month.slice(0, 4)}`;
}
