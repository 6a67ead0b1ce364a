import type { Kernel } from "@/lib/platform/command";
import { log } from "@/lib/platform/log";
import { readCheckpointFile, writeCheckpointFile } from "./checkpoint-file";
import { signCheckpoint } from "./sign-checkpoint";
import { ledgerSeed, readSeed } from "./signing-key";

export interface CheckpointSettings {
  COUNTERSIGN_SECRET: string;
  COUNTERSIGN_URL: string;
  COUNTERSIGN_LEDGER_KEY?: string | undefined;
  COUNTERSIGN_LEDGER_KEY_BEFORE?: string | undefined;
  COUNTERSIGN_CHECKPOINT_FILE?: string | undefined;
}

let refusedFor = "";

/** Signs the log as it stands, and keeps what was signed outside the database. A refusal is said once, until its reason is another. */
export async function keepCheckpoints(kernel: Kernel, settings: CheckpointSettings): Promise<void> {
  const path = settings.COUNTERSIGN_CHECKPOINT_FILE;
  const remembered = path === undefined ? null : await readCheckpointFile(path);
  const outcome = await signCheckpoint(kernel, {
    seed: ledgerSeed({ secret: settings.COUNTERSIGN_SECRET, key: settings.COUNTERSIGN_LEDGER_KEY }),
    seedBefore: readSeed(settings.COUNTERSIGN_LEDGER_KEY_BEFORE ?? ""),
    origin: `${new URL(settings.COUNTERSIGN_URL).host}/ledger`,
    remembered,
  });
  const reason = outcome.kind === "refused" ? outcome.reason : "";
  if (reason !== "" && reason !== refusedFor)
    log.error({ reason }, "no checkpoint is signed: the ledger does not go on from what was signed");
  refusedFor = reason;
  if (path === undefined || outcome.kind === "busy" || outcome.kind === "refused") return;
  // Also what was signed before: whoever signed it may have been ended before it was kept.
  if (outcome.note !== null && outcome.note !== remembered) await writeCheckpointFile(path, outcome.note);
}
