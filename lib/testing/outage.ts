import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sealSession, sessionCookie } from "@/lib/identity/session-cookie";
import { startSession } from "@/lib/identity/sessions";
import { freePort, startPostgres } from "@/lib/platform/postgres";
import { useSite } from "@/lib/platform/site";
import { migrate } from "@/prisma/migrate";
import { runStart } from "@/scripts/run-demo";
import { startProxy } from "./proxy";
import type { SampleRelease } from "./release";
import { makeWorld } from "./world";

/** A web process on a database that a test can take away and give back. */
export interface Outage {
  url: string;
  release: SampleRelease;
  /** The session of the release's champion, and a token of theirs. */
  cookie: { name: string; value: string };
  token: string;
  cut: () => Promise<void>;
  mend: () => Promise<void>;
  /** Ends PostgreSQL; answers what starts it again. */
  stopDatabase: () => Promise<() => Promise<void>>;
  close: () => Promise<void>;
}

export async function startOutage(): Promise<Outage> {
  const dataDir = await mkdtemp(join(tmpdir(), "countersign-outage-"));
  await chmod(dataDir, 0o711);
  let server = await startPostgres({ dataDir, durable: false });
  await migrate({ url: server.url });
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const secret = randomBytes(32).toString("base64url");
  useSite({ url, demo: false, secret, trustedProxies: 0 });
  const world = await makeWorld(server.url);
  const release = await world.release({ slug: "one" });
  const token = await world.tokenOf("cora");
  const { id: personId } = await world.actor("cora");
  const value = await sealSession(await startSession(world.kernel, { personId, userAgent: "test" }));
  await world.close();
  const proxy = await startProxy(server.url);
  const settings = {
    COUNTERSIGN_URL: url,
    COUNTERSIGN_SECRET: secret,
    PORT: String(port),
    LOG_LEVEL: "silent",
  };
  const web = runStart({ DATABASE_URL: proxy.url, ...settings }, ["web"]);
  await web.ready;
  return {
    url,
    release,
    cookie: { name: sessionCookie().name, value },
    token,
    cut: proxy.cut,
    mend: () => proxy.mend(),
    stopDatabase: async () => {
      await server.stop();
      return async () => {
        server = await startPostgres({ dataDir, durable: false });
        await proxy.cut();
        await proxy.mend(server.url);
      };
    },
    close: async () => {
      web.child.kill("SIGTERM");
      await web.exited;
      await proxy.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
