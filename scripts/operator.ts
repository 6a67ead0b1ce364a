import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseServerEnv, type ServerEnv } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { takeLock } from "@/lib/platform/folder-lock";
import { findRunning, startPostgres } from "@/lib/platform/postgres";
import { StartFault } from "@/lib/platform/start-fault";

export interface Operated {
  env: ServerEnv;
  databaseUrl: string;
}

/**
 * Does an operator's work on the database that the settings name: DATABASE_URL's, else the data folder's own, which is
 * started for the time where it does not run. Says faults in one sentence.
 */
export async function operate(
  work: (at: Operated) => Promise<void>,
  { mayMake = false }: { mayMake?: boolean } = {},
): Promise<void> {
  try {
    const env = parseServerEnv(process.env);
    if (env.databaseUrl !== undefined) await work({ env, databaseUrl: env.databaseUrl });
    else await withOwnDatabase(env, { mayMake, work });
  } catch (error) {
    if (!(error instanceof AppError || error instanceof StartFault)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

interface Own {
  mayMake: boolean;
  work: (at: Operated) => Promise<void>;
}

async function withOwnDatabase(env: ServerEnv, { mayMake, work }: Own): Promise<void> {
  const dataDir = resolve(env.dataDir);
  const running = await findRunning(dataDir);
  if (running !== undefined) return work({ env, databaseUrl: running });
  if (!mayMake && !existsSync(join(dataDir, "postgres-password"))) {
    throw new StartFault(
      `There is no database in ${dataDir}: set DATABASE_URL, or COUNTERSIGN_DATA_DIR to the folder that Countersign runs on.`,
    );
  }
  const taken = await takeLock(join(dataDir, "lock"), { patienceMs: 5_000 });
  if ("heldBy" in taken)
    throw new StartFault(`Countersign is just starting or ending on ${dataDir}: try again in a moment.`);
  try {
    const server = await startPostgres({ dataDir, note: (text) => console.error(text) });
    try {
      await work({ env, databaseUrl: server.url });
    } finally {
      await server.stop();
    }
  } finally {
    await taken.lock.release();
  }
}
