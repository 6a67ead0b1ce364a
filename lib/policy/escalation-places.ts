import type { EscalationLevel, EscalationPolicy } from "./escalation-model";
import { severities, type Severity } from "./model";

export interface PlacedLevel {
  /** A JSON Pointer into the document. */
  path: string;
  /** null: of the general levels. */
  severity: Severity | null;
  /** From 1. */
  number: number;
  level: EscalationLevel;
}

/** Every level of a policy with its place in the document. */
export function placedLevels(policy: EscalationPolicy): PlacedLevel[] {
  const placed = (levels: readonly EscalationLevel[], severity: Severity | null): PlacedLevel[] => {
    const base = severity === null ? "/levels" : `/severities/${severity}`;
    return levels.map((level, at) => ({ path: `${base}/${at}`, severity, number: at + 1, level }));
  };
  return [
    ...placed(policy.levels, null),
    ...severities.flatMap((severity) => placed(policy.severities?.[severity] ?? [], severity)),
  ];
}
