/** What is measured of how releases go. Those of `timed` have a value; the others are counted. */
export const timed = [
  "readiness",
  "stage-readiness",
  "wait",
  "stale-vote",
  "detect",
  "decide",
  "execute",
  "recover",
] as const;
export const counted = [
  "approval",
  "waiver",
  "break-glass",
  "exposed",
  "component-exposed",
  "rollback",
  "component-rollback",
  "drill",
  "drill-gap",
  "gate-passed",
  "gate-caught",
  "criterion-watched",
  "criterion-fired",
] as const;
export const measures = [...timed, ...counted] as const;
export type Measure = (typeof measures)[number];

/** A single value, or a single thing that counts; times are epoch ms. */
export interface Fact {
  measure: Measure;
  /** What it is about: a role, a stage or gate as `template/key`, a component. Empty: the release. */
  subject: string;
  /** What it is about besides: of a wait the gate. */
  detail: string;
  /** Which single thing: a requirement, the id of a rollback. */
  about: string;
  /** In which period it counts. */
  at: number;
  valueMs: number | null;
  /** Over the objective that was agreed. */
  isLate: boolean;
}

type Given = Pick<Fact, "measure" | "at"> & Partial<Fact>;

export function fact(given: Given): Fact {
  return { subject: "", detail: "", about: "", valueMs: null, isLate: false, ...given };
}

/** A value of time, which a clock that went back makes none below zero. */
export function took(given: Given & { from: number; to: number; objectiveMs?: number | null }): Fact {
  const { from, to, objectiveMs = null, ...rest } = given;
  const valueMs = Math.max(0, to - from);
  return fact({ ...rest, valueMs, isLate: objectiveMs !== null && valueMs > objectiveMs });
}

/** A gate, stage or criterion of a template: keys are unique in one alone. */
export function inTemplate(template: string, key: string): string {
  return `${template}/${key}`;
}
