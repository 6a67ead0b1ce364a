import type { Actor, PersonActor } from "@/lib/identity/actor";
import { AppError, type ErrorCode } from "@/lib/platform/errors";
import type { RollbackState } from "@/lib/rollbacks/model";
import { isEnded, type ReleaseState } from "./model";

/** Decisions that the release's state can stand against, whoever asks. */
export const stateDecisions = [
  "release.start",
  "release.migrate",
  "release.cancel",
  "release.complete",
  "role.assign",
  "candidate.set",
  "plan.change",
  "criteria.change",
  "rollback-plan.change",
  "stage.advance",
  "stage.skip",
  "stage.reopen",
  "hold.place",
  "hold.lift",
  "freeze.override",
  "exposure.increase",
  "exposure.pause",
  "exposure.resume",
  "breach.override",
  "rollback.propose",
  "drill.start",
] as const;
export type StateDecision = (typeof stateDecisions)[number];

/** What was stopped for a rollback stays stopped, and what is gone back from stays what it is. */
const stoppedByRollback: readonly StateDecision[] = [
  "stage.advance",
  "stage.skip",
  "stage.reopen",
  "exposure.increase",
  "exposure.resume",
  "hold.lift",
  "release.complete",
  "release.cancel",
  "candidate.set",
  "drill.start",
];

interface Refusal {
  code: ErrorCode;
  message: string;
}

/** Why the state of a release does not allow a decision; null where it does. Buttons and commands ask the same. */
export function refusalByState(
  decision: StateDecision,
  {
    state,
    exposurePercent,
    rollback = null,
  }: { state: ReleaseState; exposurePercent: number; rollback?: RollbackState | null },
): Refusal | null {
  if (isEnded(state)) return { code: "release-not-active", message: `The release is ${state}.` };
  if (rollback !== null && stoppedByRollback.includes(decision))
    return {
      code: "conflict",
      message: `A rollback of the release is ${rollback}; it is endorsed, declined or cancelled first.`,
    };
  switch (decision) {
    case "release.start":
      return state === "draft" ? null : { code: "conflict", message: "The release has started already." };
    case "release.complete":
    case "stage.advance":
    case "stage.skip":
    case "stage.reopen":
    case "exposure.increase":
    case "exposure.pause":
    case "exposure.resume":
    case "breach.override":
    case "rollback.propose":
    case "drill.start":
      return state === "active"
        ? null
        : { code: "release-not-active", message: "The release has not started." };
    case "release.cancel":
    case "candidate.set":
      if (exposurePercent === 0) return null;
      return {
        code: "exposed",
        message: `The candidate has ${exposurePercent} % of exposure; bring it to 0 first.`,
      };
    case "release.migrate":
    case "role.assign":
    case "plan.change":
    case "criteria.change":
    case "rollback-plan.change":
    case "hold.place":
    case "hold.lift":
    case "freeze.override":
      return null;
  }
}

export function assertState(
  decision: StateDecision,
  version: { state: ReleaseState; exposurePercent: number; rollback?: RollbackState | null },
): void {
  const refusal = refusalByState(decision, version);
  if (refusal !== null) throw new AppError(refusal.code, refusal.message);
}

/** Not ended. */
export function assertRunning({ state }: { state: ReleaseState }): void {
  if (isEnded(state)) throw new AppError("release-not-active", `The release is ${state}.`);
}

/** The person who acts; machines and the worker decide nothing. */
export function requirePerson(actor: Actor): PersonActor {
  if (actor.kind === "person") return actor;
  throw byPeople();
}

/** Id of whoever wrote what is decided. */
export function requireAuthor(authorId: string | null): string {
  if (authorId !== null) return authorId;
  throw byPeople();
}

function byPeople(): AppError {
  return new AppError("people-only", "This is decided by people, never by a machine.");
}
