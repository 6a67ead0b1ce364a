import { hkdfSync, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The secret that signs sessions: made once per data folder, so that sessions outlive a restart. */
export async function keepSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, "secret");
  if (existsSync(path)) return (await readFile(path, "utf8")).trim();
  const secret = randomBytes(32).toString("base64url");
  // Renamed into place: a secret cut off half way would sign sessions until somebody wonders.
  await writeFile(`${path}.new`, `${secret}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return secret;
}

interface Facts {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string;
  url: string;
  secret: string;
  demo: boolean;
  /** Whether its database is in the data folder, and so what is kept beside it. */
  isOwn: boolean;
}

/** What the web and worker processes are given to run by. */
export function childEnv(facts: Facts): NodeJS.ProcessEnv {
  return {
    ...(facts.isOwn && { COUNTERSIGN_CHECKPOINT_FILE: join(facts.dataDir, "ledger-checkpoint") }),
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: facts.databaseUrl,
    PORT: String(facts.port),
    COUNTERSIGN_DATA_DIR: facts.dataDir,
    COUNTERSIGN_DEMO: facts.demo ? "1" : "",
    COUNTERSIGN_HOST: facts.host,
    COUNTERSIGN_URL: facts.url,
    COUNTERSIGN_SECRET: facts.secret,
    NEXTAUTH_URL: facts.url,
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: keyOf(facts.secret),
  };
}

/** What forms carry along is encrypted with it: the same for all instances, so that one may answer another's page. */
function keyOf(secret: string): string {
  return Buffer.from(hkdfSync("sha256", secret, "", "server actions", 32)).toString("base64");
}
