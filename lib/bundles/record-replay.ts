import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { bundleReplayed } from "./events";
import { expectationsOf } from "./expectations";
import { loadBundle, mayReportOn, reporterOf } from "./load-bundle";
import { replayFault, replayOutcome } from "./replay-rules";
import { RecordReplay } from "./replay-schemas";

/** Records that somebody ran a bundle's command, and what it produced. What it came to is computed here, never taken over. */
export const recordReplay = command({
  name: "bundle.replay",
  input: RecordReplay,
  scope: "bundles",
  locks: () => ({ organisation: "shared" }),
  load: (tx, input) => loadBundle(tx, input),
  allow: (actor) => mayReportOn(actor),
  run: async ({ tx, input, facts: { manifest, component, digest }, actor, now }) => {
    if (manifest.replay === undefined)
      throw new AppError("conflict", "The bundle's manifest records no command that replays it.");
    const fault = replayFault(input, expectationsOf(manifest));
    if (fault !== null)
      throw new AppError("invalid-input", `${fault.path}: ${fault.message}`, { faults: [fault] });
    const outcome = replayOutcome(input);
    const id = newId();
    const { startedAt, durationMs, platform, url, ended, exitCode, outputs } = input;
    await tx.bundleReplay.create({
      data: {
        id,
        digest,
        ...reporterOf(actor),
        outcome,
        startedAt: new Date(startedAt),
        durationMs,
        platform,
        url: url ?? null,
        ended,
        exitCode: exitCode ?? null,
        environment: input.environment ?? [],
        without: input.without ?? [],
        outputs,
        at: now,
      },
    });
    return {
      value: { id, outcome },
      entries: [bundleReplayed({ id, digest, component, outcome, said: input })],
    };
  },
});
