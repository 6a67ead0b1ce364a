import type { ExposureTask } from "@/lib/rollouts/exposure-task";
import type { StepVerify } from "./attempt-rules";
import type { AttemptState, ExecutorType, StepState } from "./model";
import type { StepTask } from "./step-task";

/** What an attempt is for, with what of it the attempt is judged by. */
export type AttemptFor =
  | {
      kind: "step";
      rollbackId: string;
      stepKey: string;
      stepState: StepState;
      verify: StepVerify;
      /** Its rollback goes on. */
      isUnderWay: boolean;
      task: StepTask;
    }
  | { kind: "exposure"; task: ExposureTask };

/** An attempt as its carriers and what follows from it are judged by. */
export interface AttemptFacts {
  id: string;
  release: string;
  releaseId: string;
  number: number;
  executor: ExecutorType;
  state: AttemptState;
  dueAt: Date;
  machineId: string | null;
  outcome: string | null;
  exitCode: number | null;
  servingDigest: string | null;
  /** Of an exposure: the share that was seen to be set. */
  observed: number | null;
  verification: "passed" | "failed" | null;
  of: AttemptFor;
}
