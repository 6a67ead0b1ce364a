import { execFileSync } from "node:child_process";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { makeScene } from "./acts";
import { check, type Checked } from "./checks";
import { answerFaults, type Clients, startClients } from "./clients";
import { holding } from "./holder";
import { type Installation, makeInstallation } from "./installation";
import { makeFolder } from "./place";

export interface Filled extends Checked {
  clients: Clients;
  /** From the room until the next act was acknowledged. */
  backMs: number;
}

const sizeMb = 256;
const refusedAtLeast = 40;
const patienceMs = 60_000;
const fullWords =
  /disk is full .* nothing was changed; try again once whoever runs this installation has made room/;

/** A real file system of a few hundred megabytes with an installation on it; undefined where none can be mounted. */
async function onSmallDisk<T>(
  work: (installation: Installation, disk: string) => Promise<T>,
): Promise<T | undefined> {
  const disk = await makeFolder("disk");
  if (!isMounted(disk)) {
    await rm(disk, { recursive: true });
    return undefined;
  }
  const installation = await makeInstallation(join(disk, "data"));
  try {
    return await work(installation, disk);
  } finally {
    await installation.stop();
    execFileSync("umount", [disk]);
    await rm(disk, { recursive: true });
  }
}

function isMounted(disk: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMb}m,mode=0711`, "tmpfs", disk], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}

interface Trial {
  installation: Installation;
  disk: string;
  clients: Clients;
  faults: string[];
}

type Steps = Record<"filled" | "cleared", (trial: Trial) => Promise<void>>;

/** Acts on a small disk, lets `fill` it and `clear` it again, and checks what is left. */
function onFullDisk(seed: number, steps: Steps): Promise<Filled | undefined> {
  return onSmallDisk(async (installation, disk) => {
    await installation.start();
    const scene = await makeScene(await installation.databaseUrl(), 2);
    return holding(installation.checkpointFile, async (held) => {
      const clients = startClients({ url: installation.url, scene, seed, count: 4 });
      const trial = { installation, disk, clients, faults: [] as string[] };
      const backMs = await filledAndCleared(trial, steps);
      if (backMs >= patienceMs) trial.faults.push("nothing was acknowledged again once there was room");
      const databaseUrl = await installation.databaseUrl();
      const checked = await check({ databaseUrl, sent: clients.sent, held });
      const answered = answerFaults(clients, installation.logOf);
      return { ...checked, faults: [...trial.faults, ...answered, ...checked.faults], clients, backMs };
    });
  });
}

/** How long it took until acts were acknowledged again. */
async function filledAndCleared(trial: Trial, { filled, cleared }: Steps): Promise<number> {
  const { clients, disk } = trial;
  try {
    await clients.acknowledged(20);
    await fill(join(disk, "ballast"));
    await filled(trial);
    await rm(join(disk, "ballast"));
    const began = performance.now();
    await cleared(trial);
    await Promise.race([clients.acknowledged(20), sleep(patienceMs)]);
    return performance.now() - began;
  } finally {
    await clients.stop();
  }
}

/** Refused in words that help, and on again by itself once there is room. */
export function fullDisk({ seed }: { seed: number }): Promise<Filled | undefined> {
  return onFullDisk(seed, {
    filled: async ({ clients, faults }) => {
      if (!(await comesAbout(() => refusals(clients) >= refusedAtLeast)))
        faults.push(`only ${refusals(clients)} acts were refused for the full disk`);
    },
    cleared: async ({ installation, faults }) => {
      if (!installation.isRunning()) faults.push("the installation ended");
    },
  });
}

/** PostgreSQL ends where its log has no room, and the product with it; started again, as the guide says, it goes on. */
export function fullLog({ seed }: { seed: number }): Promise<Filled | undefined> {
  return onFullDisk(seed, {
    filled: async ({ installation, faults }) => {
      await useUpLog(await installation.databaseUrl());
      const { code, words } = await installation.ended();
      if (code !== 1 || !words.startsWith("The database ended by itself"))
        faults.push(`without room for its log it ended with ${code}: ${words}`);
    },
    cleared: ({ installation }) => installation.start(),
  });
}

function refusals({ said }: Clients): number {
  return [...said].reduce((sum, [words, count]) => (fullWords.test(words) ? sum + count : sum), 0);
}

async function comesAbout(isSo: () => boolean): Promise<boolean> {
  const end = performance.now() + patienceMs;
  while (!isSo()) {
    if (performance.now() > end) return false;
    await sleep(50);
  }
  return true;
}

/** Writes until there is no room left; a piece that does not fit whole fills the rest. */
async function fill(path: string): Promise<void> {
  const file = await open(path, "w");
  try {
    for (;;) await file.write(Buffer.alloc(65_536));
  } catch {
    // Full.
  } finally {
    await file.close();
  }
}

/** Has PostgreSQL begin one file of its log after the other, until it cannot make the next one. */
async function useUpLog(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    for (let n = 0; n < 100; n += 1) {
      await client.query(
        "SELECT pg_logical_emit_message(true, 'fill', repeat('x', 1000000)), pg_switch_wal()",
      );
    }
  } catch {
    // It ended in the middle, as it was meant to.
  } finally {
    await client.end().catch(() => undefined);
  }
}
