import { StepTask } from "@/lib/rollbacks/step-task";

/** A step that a script carries out, due in a year that will not come. */
export function sampleTask(change: Partial<StepTask> = {}): StepTask {
  return StepTask.parse({
    format: 1,
    attempt: "01890a5d-ac96-774b-bcce-b302099a8057",
    number: 1,
    rollback: "01890a5d-ac96-774b-bcce-b302099a8058",
    release: "silero",
    step: "put-back",
    kind: "model-replacement",
    drill: null,
    dryRun: false,
    executor: { type: "command", artifact: "rollback-script", args: [] },
    script: `sha256:${"1".repeat(64)}`,
    target: { vad: `sha256:${"2".repeat(64)}` },
    exposurePercent: 0,
    flags: {},
    dataSnapshot: null,
    reportsServing: true,
    timeLimitMs: 60_000,
    at: "2026-11-26T10:00:00.000Z",
    dueAt: "2999-11-26T10:10:00.000Z",
    ...change,
  });
}
