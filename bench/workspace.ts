import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startPostgres } from "@/lib/platform/postgres";
import { migrate } from "@/prisma/migrate";
import { send } from "./load";
import { bareFolder, siteFolder } from "./scratch";
import { type Server, startServer } from "./server";

/** What measures run on: one PostgreSQL, and servers on databases of it. */
export interface Workspace {
  folder: string;
  /** A migrated database of that name, made at first use by `fill`. */
  database: (name: string, fill: (url: string) => Promise<void>) => Promise<string>;
  site: (databaseUrl: string) => Promise<Server>;
  worker: (databaseUrl: string) => Promise<Server>;
  bare: (databaseUrl: string) => Promise<Server>;
}

/** Runs `work`, and leaves nothing behind. */
export async function inWorkspace(work: (workspace: Workspace) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "countersign-bench-"));
  // As root the database runs as another user, who must be able to pass through.
  await chmod(folder, 0o711);
  const postgres = await startPostgres({ dataDir: folder });
  const started: Server[] = [];
  const databases = new Map<string, Promise<string>>();
  const secret = randomBytes(32).toString("base64url");

  async function make(name: string, fill: (url: string) => Promise<void>): Promise<string> {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    } finally {
      await client.end();
    }
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    await migrate({ url: url.href });
    await fill(url.href);
    return url.href;
  }

  async function start(script: string, databaseUrl: string, cwd: string): Promise<Server> {
    const env = (url: string): NodeJS.ProcessEnv => ({
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      COUNTERSIGN_DATA_DIR: folder,
      COUNTERSIGN_DEMO: "1",
      COUNTERSIGN_HOST: "127.0.0.1",
      COUNTERSIGN_SECRET: secret,
      COUNTERSIGN_URL: url,
      NEXTAUTH_URL: url,
    });
    const server = await startServer({ script, cwd, env, logFile: join(folder, "logs", "measured.log") });
    started.push(server);
    return server;
  }

  const end = async () => {
    await Promise.all(started.map((server) => server.stop()));
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void end().then(() => process.exit(1)));
  try {
    await mkdir(join(folder, "logs"), { recursive: true });
    await work({
      folder,
      database: (name, fill) => {
        const known = databases.get(name) ?? make(name, fill);
        databases.set(name, known);
        return known;
      },
      site: (url) => start(join(siteFolder, "scripts", "web.ts"), url, siteFolder),
      worker: (url) => start(join(siteFolder, "scripts", "worker.ts"), url, siteFolder),
      bare: (url) => start(join(import.meta.dirname, "serve-bare.ts"), url, bareFolder),
    });
  } finally {
    await end();
  }
}

/** The Cookie header of a sample person who signed in. */
export async function signIn({ url }: Server, email: string): Promise<Record<string, string>> {
  const { status, headers } = await send(`${url}/demo/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: url },
    body: new URLSearchParams({ email }).toString(),
  });
  const cookie = [headers["set-cookie"] ?? []].flat()[0]?.split(";")[0];
  if (status !== 303 || cookie === undefined) throw new Error(`signing in as ${email} answered ${status}`);
  return { cookie };
}
