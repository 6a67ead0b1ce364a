import { createServer } from "node:net";
import { StartFault } from "@/lib/platform/start-fault";

/** Refuses a port on which somebody answers already; on loopback on either address, since `localhost` may mean both. */
export async function refuseTakenPort(port: number, listening = "127.0.0.1"): Promise<void> {
  for (const host of listening === "127.0.0.1" ? ["127.0.0.1", "::1"] : [listening]) {
    const code = await bindFault(port, host);
    if (code === "EADDRINUSE") {
      throw new StartFault(`Port ${port} is taken: stop what listens there, or set PORT to another one.`);
    }
    if (code === "EACCES")
      throw new StartFault(`Port ${port} needs more rights: set PORT to one above 1023.`);
    if (code === "ENOTFOUND" || (code === "EADDRNOTAVAIL" && host === listening))
      throw new StartFault(
        `COUNTERSIGN_HOST is ${host}, which is no address of this machine: give one that it has, or 0.0.0.0 for all.`,
      );
  }
}

/** Why a port cannot be listened on, or nothing. */
async function bindFault(port: number, host: string): Promise<string | undefined> {
  const server = createServer();
  try {
    await new Promise<void>((done, fail) => {
      server.once("error", fail);
      server.listen({ port, host, exclusive: true }, done);
    });
    await new Promise((done) => server.close(done));
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "unknown";
  }
}
