import { setTimeout as sleep } from "node:timers/promises";
import { dice } from "@/lib/testing/search/random";
import { makeScene, type Scene } from "./acts";
import { check, type Checked } from "./checks";
import { answerFaults, type Clients, startClients } from "./clients";
import { holding } from "./holder";
import { type Installation, type Victim, victims } from "./installation";
import { shuffled, withInstallation } from "./place";

export interface Kill {
  victim: Victim;
  /** From the kill until the next act was acknowledged. */
  awayMs: number;
}

export interface Killed extends Checked {
  kills: Kill[];
  clients: Clients;
  /** Checkpoints that the file was seen to hold. */
  seen: number;
}

const places = 4;

interface Campaign {
  seed: number;
  kills: number;
  /** How many act at the same time. */
  clients: number;
}

/** Kills parts of an installation while people act in it, and checks what is left. */
export async function killCampaign(asked: Campaign): Promise<Killed> {
  return withInstallation("kills", async (installation) => {
    await installation.start();
    const scene = await untilEnded(installation, makeScene(await installation.databaseUrl(), places));
    return holding(installation.checkpointFile, async (held) => {
      const { kills, clients } = await killUnderLoad(installation, scene, asked);
      const databaseUrl = await installation.databaseUrl();
      const checked = await check({ databaseUrl, sent: clients.sent, held });
      const faults = [...answerFaults(clients, installation.logOf), ...checked.faults];
      return { ...checked, faults, kills, clients, seen: held.seen.length };
    });
  });
}

async function killUnderLoad(
  installation: Installation,
  scene: Scene,
  { seed, kills: count, clients: clientCount }: Campaign,
): Promise<{ kills: Kill[]; clients: Clients }> {
  const clients = startClients({ url: installation.url, scene, seed, count: clientCount });
  const kills: Kill[] = [];
  try {
    await goesOn(installation, clients, 20);
    for (const { victim, after, delayMs } of scheduleOf(seed, count)) {
      await goesOn(installation, clients, after);
      // Not at an answer: in the middle of whatever is under way.
      await sleep(delayMs);
      kills.push(await killed(installation, clients, victim));
    }
  } finally {
    await clients.stop();
  }
  return { kills, clients };
}

async function killed(installation: Installation, clients: Clients, victim: Victim): Promise<Kill> {
  const began = performance.now();
  await installation.kill(victim);
  await goesOn(installation, clients, 1);
  return { victim, awayMs: performance.now() - began };
}

/** Until so many more acts are acknowledged. */
async function goesOn(installation: Installation, clients: Clients, more: number): Promise<void> {
  await untilEnded(installation, clients.acknowledged(more));
}

/** What work answers; where the product ended instead, its last words, also where a lost connection tells of it first. */
async function untilEnded<T>(installation: Installation, work: Promise<T>): Promise<T> {
  const ended = installation.ended().then(({ code, words }) => {
    throw new Error(`it ended by itself with ${code}: ${words}`);
  });
  try {
    return await Promise.race([work, ended]);
  } catch (error) {
    await Promise.race([ended, sleep(5_000)]);
    throw error;
  }
}

/** Each part is killed about equally often, in an order that the seed says. */
function scheduleOf(seed: number, count: number): { victim: Victim; after: number; delayMs: number }[] {
  const own = dice(seed);
  const rounds = Math.ceil(count / victims.length);
  const order = Array.from({ length: rounds }, () => shuffled(victims, own)).flat();
  return order
    .slice(0, count)
    .map((victim) => ({ victim, after: 5 + own.below(60), delayMs: own.below(40) }));
}
