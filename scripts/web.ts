import { createServer } from "node:http";
import next from "next";
import { readEnv } from "@/lib/platform/env";
import { admit } from "@/lib/platform/incoming";
import { log } from "@/lib/platform/log";
import { sayingFaults } from "@/lib/platform/say-faults";
import { endWithParent } from "./parent";

/** How long open requests may take to end; event streams never do by themselves. */
const graceMs = 1_000;

/** The web server of a production build; ends on SIGTERM or with the process that started it. */
async function main(): Promise<void> {
  const { PORT: port, COUNTERSIGN_HOST: hostname } = readEnv();
  const app = next({ dev: false, hostname, port });
  await app.prepare();
  const handle = app.getRequestHandler();
  const server = createServer((request, response) => {
    if (!admit(request, response)) return;
    const answered = sayingFaults({ request, response }, () => handle(request, response));
    answered.catch((error: unknown) => {
      log.error({ error }, "a request failed outside of its handler");
      response.statusCode = 500;
      response.end();
    });
  });
  // Proxies keep connections for a minute; closing ours first would cut requests that are under way.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, hostname, done);
  });
  endWithParent(async () => {
    const closed = new Promise((done) => server.close(done));
    setTimeout(() => server.closeAllConnections(), graceMs).unref();
    await closed;
  });
  process.send?.("ready");
}

try {
  await main();
} catch (error) {
  log.fatal({ err: error }, "the web server could not start");
  process.exit(1);
}
