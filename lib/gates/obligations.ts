export const obligationKinds = ["condition", "break-glass-review", "post-mortem", "action"] as const;
export type ObligationKind = (typeof obligationKinds)[number];

/** What an obligation came from; its id is that of the vote, of the review's outcome, of the break-glass use, of the post-mortem. */
export interface ObligationSource {
  kind: "vote" | "review" | "break-glass" | "post-mortem";
  id: string;
}

/** Something taken over on a release, with its end where it has one; times in epoch ms. */
export interface ObligationFact {
  id: string;
  kind: ObligationKind;
  title: string;
  /** null: whoever holds the right to meet it. */
  owner: string | null;
  dueAt: number;
  /** Key of the stage before whose start it has to be met; null: before the release is completed. */
  beforeStage: string | null;
  source: ObligationSource;
  /** Who imposed it, in which role. */
  by: string;
  role: string;
  at: number;
  closure: ObligationClosure | null;
}

export interface ObligationClosure {
  how: "met" | "dropped";
  outcome: "justified" | "not-justified" | null;
  text: string;
  by: string;
  /** null: by its owner. */
  role: string | null;
  at: number;
}

/** Once taken over it stands until met or dropped: neither time nor the end of what it came from ends it. */
export function isOpen({ closure }: { closure: unknown }): boolean {
  return closure === null;
}

export function isOverdue(obligation: { closure: unknown; dueAt: number }, now: number): boolean {
  return isOpen(obligation) && obligation.dueAt <= now;
}

/** Open ones, those first that are due first. */
export function openObligations<One extends ObligationFact>(obligations: readonly One[]): One[] {
  return obligations.filter(isOpen).sort((a, b) => a.dueAt - b.dueAt);
}

/**
 * Open ones that keep the release from a stage, or from being completed (`into` null): those to be met before it or before one that
 * comes earlier. A stage that the release does not have comes before all: what nobody can place stops everything. What was learned for the
 * next time stops nothing.
 */
export function obligationsBefore<One extends ObligationFact>(
  obligations: readonly One[],
  { stages, into }: { stages: readonly { key: string }[]; into: string | null },
): One[] {
  const indexOf = (key: string) => stages.findIndex((stage) => stage.key === key);
  const target = into === null ? stages.length : indexOf(into);
  return openObligations(obligations).filter(
    ({ kind, beforeStage }) =>
      kind !== "action" && (beforeStage === null ? stages.length : indexOf(beforeStage)) <= target,
  );
}
