import { digestOf } from "@/lib/bundles/digest";

/** The days that a release is planned by, `2026-12-01`; of stages by key. */
export interface ReleaseDates {
  targetDate: string | null;
  stages: Record<string, string>;
}

export function datesOf(version: {
  targetDate: string | null;
  plannedDays: Record<string, string>;
}): ReleaseDates {
  return { targetDate: version.targetDate, stages: version.plannedDays };
}

/** By what the dates are known to have stayed what they were. */
export function datesDigest({ targetDate, stages }: ReleaseDates): string {
  return digestOf({ targetDate, stages });
}
