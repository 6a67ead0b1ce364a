import { createServer, connect as dial, type Server, type Socket } from "node:net";
import { once } from "node:events";

export interface Proxy {
  /** The database's address by way of the proxy. */
  url: string;
  /** The database is gone: every connection breaks, new ones are refused. */
  cut: () => Promise<void>;
  /** It is there again, perhaps at another address. */
  mend: (url?: string) => Promise<void>;
  /** The next transaction commits, but its connection breaks before the answer comes through. */
  cutAfterCommit: () => void;
  close: () => Promise<void>;
}

/** Stands between a client and the database, so that a test can take the database away. */
export async function startProxy(url: string): Promise<Proxy> {
  let target = new URL(url);
  const sockets = new Set<Socket>();
  let port = 0;
  let server: Server | undefined;
  let losesAnswer = false;

  function onClient(client: Socket): void {
    const database = dial(Number(target.port), target.hostname);
    let isLast = false;
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        database.destroy();
      });
    }
    client.on("data", (chunk) => {
      if (losesAnswer && chunk.includes("COMMIT")) {
        losesAnswer = false;
        isLast = true;
      }
      database.write(chunk);
    });
    database.on("data", (chunk) => (isLast ? client.destroy() : client.write(chunk)));
  }

  async function mend(to?: string): Promise<void> {
    if (to !== undefined) target = new URL(to);
    server = createServer(onClient);
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address !== null && typeof address === "object") port = address.port;
  }

  async function cut(): Promise<void> {
    const closing = server;
    server = undefined;
    for (const socket of sockets) socket.destroy();
    if (closing === undefined) return;
    closing.close();
    await once(closing, "close");
  }

  await mend();
  const through = new URL(url);
  through.hostname = "127.0.0.1";
  through.port = String(port);
  return { url: through.href, cut, mend, cutAfterCommit: () => void (losesAnswer = true), close: cut };
}
