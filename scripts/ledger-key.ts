import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { ledgerSeed, writeSeed } from "@/lib/audit/signing-key";
import { parseServerEnv } from "@/lib/platform/env";
import { StartFault } from "@/lib/platform/start-fault";
import { keepSecret } from "./child-env";

/** Prints a new key for the ledger, or with `--current` the one that signs now: what the settings of a change of keys need. */
async function print(): Promise<void> {
  if (!process.argv.includes("--current")) {
    console.log(writeSeed(randomBytes(32)));
    return;
  }
  const env = parseServerEnv(process.env);
  const secret = env.secret ?? (await keepSecret(resolve(env.dataDir)));
  console.log(writeSeed(ledgerSeed({ secret, key: process.env["COUNTERSIGN_LEDGER_KEY"] || undefined })));
}

try {
  await print();
} catch (error) {
  if (!(error instanceof StartFault)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
