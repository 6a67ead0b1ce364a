import { join, resolve } from "node:path";
import { parseServerEnv, type ServerEnv } from "@/lib/platform/env";
import { startPostgres } from "@/lib/platform/postgres";
import { StartFault } from "@/lib/platform/start-fault";
import { migrate } from "@/prisma/migrate";
import { announceSetUp } from "./announce-setup";
import { ensureBuild, root } from "./build";
import { childEnv, keepSecret } from "./child-env";
import { lockFolder, type Part, type Running, startParts, type Starting, supervise } from "./supervisor";
import { refuseTakenPort } from "./taken-port";

const parts: readonly Part[] = ["web", "worker"];

/** Starts the product in earnest: everything, or one part so that several can share a database. */
async function start(starting: Starting): Promise<Running> {
  const names = partsAsked(process.argv.slice(2));
  const env = parseServerEnv(process.env);
  refuseLonePart(names, env);
  const given = await database(env, starting);
  for (const name of await migrate({ url: given.databaseUrl }))
    console.error(`Applied the migration ${name}.`);
  starting.signal.throwIfAborted();
  if (names.includes("web")) await refuseTakenPort(env.port, env.host);
  await ensureBuild({
    logFile: join(root, ".next", "cache", "build.log"),
    signal: starting.signal,
    note: (text) => console.error(text),
  });
  const own = { ...env, ...given, demo: false, isOwn: given.server !== undefined };
  const running = await startParts({ names, env: childEnv(own), database: given.server }, starting);
  console.log(
    names.includes("web") ? `Countersign is running at ${env.url}` : "Countersign's worker is running.",
  );
  if (names.includes("web")) await announceSetUp({ ...given, url: env.url });
  return running;
}

function partsAsked(words: readonly string[]): readonly Part[] {
  if (words.length === 0) return parts;
  const named = parts.find((part) => part === words[0]);
  if (named !== undefined && words.length === 1) return [named];
  throw new StartFault(
    `There is no part “${words.join(" ")}”: npm start runs everything, npm start -- web or npm start -- worker one part.`,
  );
}

function refuseLonePart(names: readonly Part[], { databaseUrl }: ServerEnv): void {
  if (databaseUrl !== undefined || names.length > 1) return;
  throw new StartFault(
    "DATABASE_URL is missing: parts that run apart share a PostgreSQL; the one in the data folder serves `npm start` alone.",
  );
}

interface Given {
  databaseUrl: string;
  secret: string;
  /** Absent: somebody else runs it. */
  server: { ended: Promise<void> } | undefined;
}

/** The database that is named, or the one that the data folder keeps together with the secret. */
async function database(env: ServerEnv, starting: Starting): Promise<Given> {
  const { databaseUrl, secret } = env;
  if (databaseUrl !== undefined) return { databaseUrl, secret: secret ?? "", server: undefined };
  const dataDir = resolve(env.dataDir);
  await lockFolder(dataDir, starting);
  const server = await startPostgres({ dataDir, note: (text) => console.error(text) });
  starting.cleanups.push(() => server.stop());
  return { databaseUrl: server.url, secret: secret ?? (await keepSecret(dataDir)), server };
}

process.exit(await supervise(start));
