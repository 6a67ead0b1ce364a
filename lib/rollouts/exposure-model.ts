import { digestOf } from "@/lib/bundles/digest";

/** A step of a release's exposure as it was recorded, in that order; times are epoch ms. */
export interface ExposureChange {
  /** intended: decided; confirmed: observed. */
  kind: "intended" | "confirmed";
  stage: string;
  /** Share of users or traffic on the candidate. */
  percent: number;
  /** Digest of the candidates of all components. */
  candidate: string;
  at: number;
  order: number;
}

/** A time in which a soak does not count, half-open. All but `withheld` start it anew once they are over. */
export interface Interruption {
  kind: "hold" | "organisation-hold" | "component-pause" | "pause" | "breach" | "withheld";
  from: number;
  to: number | null;
}

/** How far a release is exposed, by all that is recorded. */
export interface Exposure {
  /** What was decided last. */
  intended: number;
  /** What was observed last. */
  confirmed: number;
  /** The most that users can be exposed to: what was observed last, and all that was decided since. */
  most: number;
  /** What was decided last has been observed since. */
  isConfirmed: boolean;
}

/** @param changes in the order of record */
export function exposureOf(changes: readonly ExposureChange[]): Exposure {
  const intended = changes.findLast(({ kind }) => kind === "intended");
  const confirmed = changes.findLast(({ kind }) => kind === "confirmed");
  const since = changes.filter(({ order }) => confirmed === undefined || order > confirmed.order);
  return {
    intended: intended?.percent ?? 0,
    confirmed: confirmed?.percent ?? 0,
    most: Math.max(
      0,
      intended?.percent ?? 0,
      confirmed?.percent ?? 0,
      ...since.map(({ percent }) => percent),
    ),
    isConfirmed:
      intended === undefined ||
      (confirmed !== undefined && confirmed.order > intended.order && confirmed.percent === intended.percent),
  };
}

/** The candidates of all components as criteria and soaks know them. */
export function candidateDigest(candidates: Record<string, string | null>): string {
  return digestOf(candidates);
}
