import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseStartEnv } from "@/lib/platform/env";
import { takeLock } from "@/lib/platform/folder-lock";
import { startPostgres } from "@/lib/platform/postgres";
import { StartFault } from "@/lib/platform/start-fault";
import { migrate } from "@/prisma/migrate";
import { ensureBuild } from "./build";
import { startChild } from "./children";
import { clearHalfSeed, keepSecret, refuseHalfSeed, refuseTakenPort, seedOnce } from "./demo-data";
import { endRequest } from "./end-request";

type Cleanup = () => Promise<void>;

interface Running {
  /** Resolves with the name of the first part that ended by itself. */
  failed: Promise<string>;
}

/** Starts everything in order; each part pushes how it is undone. */
async function start(cleanups: Cleanup[], signal: AbortSignal): Promise<Running> {
  const { port, dataDir: given, databaseUrl: external } = parseStartEnv(process.env);
  const dataDir = resolve(given);
  const logFolder = join(dataDir, "logs");
  await mkdir(logFolder, { recursive: true });
  await lockFolder(dataDir, cleanups, signal);
  await refuseTakenPort(port);

  const note = (text: string) => console.error(text);
  const embedded = external === undefined ? await startPostgres({ dataDir, note }) : undefined;
  if (embedded !== undefined) cleanups.push(() => embedded.stop());
  const databaseUrl = embedded?.url ?? external ?? "";
  if (embedded !== undefined) await clearHalfSeed(dataDir, databaseUrl);
  await migrate({ url: databaseUrl });
  if (embedded === undefined) refuseHalfSeed(dataDir);
  signal.throwIfAborted();

  const url = `http://localhost:${port}`;
  const env = await childEnv({ port, dataDir, databaseUrl, url });
  await ensureBuild({ logFile: join(logFolder, "build.log"), signal });
  const seed = async () => {
    Object.assign(process.env, env);
    const { seedDemo } = await import("@/prisma/seed/demo");
    await seedDemo({ databaseUrl, dataDir, url });
  };
  const seeding = seedOnce({
    dataDir,
    databaseUrl,
    whose: embedded === undefined ? "external" : "embedded",
    url,
    seed,
  });
  // Our own database may be left half filled, since the next start clears it; another one is filled first.
  await (embedded === undefined ? seeding : Promise.race([seeding, once(signal, "abort")]));
  signal.throwIfAborted();

  const children = (["web", "worker"] as const).map((name) => startChild({ name, logFolder, env }));
  cleanups.push(async () => void (await Promise.all(children.map((child) => child.stop()))));
  await Promise.all(children.map((child) => child.ready));
  signal.throwIfAborted();
  console.log(`Countersign is running at ${url}`);
  const parts = [
    ...children,
    ...(embedded === undefined ? [] : [{ name: "database", ended: embedded.ended }]),
  ];
  return { failed: Promise.race(parts.map(({ name, ended }) => ended.then(() => name))) };
}

async function lockFolder(dataDir: string, cleanups: Cleanup[], signal: AbortSignal): Promise<void> {
  const taken = await takeLock(join(dataDir, "lock"), { patienceMs: 1_000 });
  if ("heldBy" in taken) {
    throw new StartFault(
      `Countersign is already running on ${dataDir} (process ${taken.heldBy}): stop it, or set COUNTERSIGN_DATA_DIR to another folder.`,
    );
  }
  const { lock } = taken;
  cleanups.push(() => lock.release());
  signal.addEventListener("abort", () => void lock.announceEnd());
}

interface Facts {
  port: number;
  dataDir: string;
  databaseUrl: string;
  url: string;
}

async function childEnv({ port, dataDir, databaseUrl, url }: Facts): Promise<NodeJS.ProcessEnv> {
  return {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_DEMO: "1",
    COUNTERSIGN_HOST: "127.0.0.1",
    COUNTERSIGN_URL: url,
    COUNTERSIGN_SECRET: process.env["COUNTERSIGN_SECRET"] || (await keepSecret(dataDir)),
    NEXTAUTH_URL: url,
  };
}

/** Runs until somebody asks for the end or a part fails; the answer is the exit status. */
async function main(): Promise<number> {
  const end = new AbortController();
  const requested = endRequest().then(() => end.abort());
  const cleanups: Cleanup[] = [];
  try {
    const { failed } = await start(cleanups, end.signal);
    const name = await Promise.race([requested.then(() => ""), failed]);
    if (end.signal.aborted) return 0;
    console.error(`The ${name} ended by itself; the logs are in the data folder.`);
    return 1;
  } catch (error) {
    if (end.signal.aborted) return 0;
    console.error(error instanceof StartFault ? error.message : error);
    return 1;
  } finally {
    for (const cleanup of cleanups.toReversed()) await cleanup();
  }
}

process.exit(await main());
