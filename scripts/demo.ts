import { once } from "node:events";
import { join, resolve } from "node:path";
import { parseStartEnv } from "@/lib/platform/env";
import { startPostgres } from "@/lib/platform/postgres";
import { migrate } from "@/prisma/migrate";
import { ensureBuild } from "./build";
import { childEnv, keepSecret } from "./child-env";
import { clearHalfSeed, refuseHalfSeed, seedOnce } from "./demo-data";
import { lockFolder, type Running, startParts, type Starting, supervise } from "./supervisor";
import { refuseTakenPort } from "./taken-port";

/** Starts the sample workspace, in order. */
async function start(starting: Starting): Promise<Running> {
  const { cleanups, signal } = starting;
  const { port, dataDir: given, databaseUrl: external } = parseStartEnv(process.env);
  const dataDir = resolve(given);
  const logFolder = join(dataDir, "logs");
  await lockFolder(dataDir, starting);
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
  const secret = process.env["COUNTERSIGN_SECRET"] || (await keepSecret(dataDir));
  const isOwn = embedded !== undefined;
  const env = childEnv({ port, host: "127.0.0.1", dataDir, databaseUrl, url, secret, demo: true, isOwn });
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

  const running = await startParts(
    { names: ["web", "worker"], logFolder, env, database: embedded },
    starting,
  );
  console.log(`Countersign is running at ${url}`);
  return running;
}

process.exit(await supervise(start));
