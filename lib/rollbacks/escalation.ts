import type { Decision } from "@/lib/policy/model";
import { type Authority, canOnRelease } from "@/lib/releases/authority";
import { holdersOf } from "@/lib/policy/can";
import type { RollbackRow } from "./load-rollback";
import type { RollbackState } from "./model";
import { rightsOn } from "./rollback-rules";

/** What a rollback waits for people to decide, by its state; null: nothing. */
export function awaitedDecision(state: RollbackState): Decision | null {
  switch (state) {
    case "proposed":
      return "rollback.authorise";
    case "authorised":
    case "executing":
    case "failed":
      return "rollback.execute";
    case "stable":
      return "rollback.endorse";
    case "validating":
    case "endorsed":
    case "declined":
    case "cancelled":
      return null;
  }
}

/**
 * Who is told at a level, by id: first those who can do what is awaited, then also the release's champions and technical leads, then
 * everybody with a role on it.
 */
export function findEscalated(
  authority: Authority,
  { rollback, state, level }: { rollback: RollbackRow; state: RollbackState; level: number },
): string[] {
  const { holdings, people } = authority;
  const now = authority.now.getTime();
  const awaited = awaitedDecision(state) ?? "rollback.execute";
  const able = whoMayOnRollback(authority, rollback, awaited);
  const roles =
    level <= 1
      ? []
      : level === 2
        ? ["release-champion", "technical-lead"]
        : [...new Set(holdings.map(({ role }) => role))];
  const others = roles.flatMap((role) => holdersOf({ role, holdings, people, now }));
  return [...new Set([...able, ...others].map(({ id }) => id))].sort();
}

/** The people who may take a decision on a rollback now, alone or with others. */
export function whoMayOnRollback(authority: Authority, rollback: RollbackRow, decision: Decision) {
  const verdict = canOnRelease(authority, { kind: "system", job: "explain" }, decision, rightsOn(rollback));
  return verdict.allowed ? [] : verdict.whoMay;
}
