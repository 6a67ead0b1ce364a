import { type ChildProcess, fork } from "node:child_process";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { getGate } from "@/lib/gates/queries";
import type { PersonActor } from "@/lib/identity/actor";
import type { SampleRelease } from "@/lib/testing/release";
import { makeWorld } from "@/lib/testing/world";
import type { Effort } from "./effort";
import { median } from "./load";
import { type Measured, ms } from "./report";
import { makeUnrecorded, siteFolder, unrecordedFolder } from "./scratch";
import type { Workspace } from "./workspace";

const writers = 32;
const rounds = 5;
const settledWithinMs = 60_000;
const acts = { vote: "a word on a requirement", hold: "a hold" } as const;

export interface Asked {
  act: keyof typeof acts;
  /** How often each writer writes. */
  each: number;
  places: (SampleRelease & { digest: string })[];
  actors: Record<"engineer" | "champion", PersonActor>;
}

export interface Wrote {
  perSecond: number;
  times: number[];
}

/**
 * Decisions by 32 writers at once, against the same product with `appendEntries` taken out of it: the same transactions with the same
 * locks, facts, rules and rows of their effect, but no entry is made or stored. A worker runs beside each, and numbers, grows the tree
 * and signs where there is something to.
 */
export async function writes(workspace: Workspace, { writes: each }: Effort): Promise<Measured[]> {
  await makeUnrecorded();
  const sides = {
    real: await sideIn(siteFolder, { workspace, name: "recorded" }),
    floor: await sideIn(unrecordedFolder, { workspace, name: "unrecorded" }),
  };
  const rows: Measured[] = [];
  try {
    for (const act of ["vote", "hold"] as const) {
      const found = { real: [] as Wrote[], floor: [] as Wrote[] };
      for (let round = -1; round < rounds; round += 1)
        for (const side of ["real", "floor"] as const) {
          const wrote = await sides[side].write(act, each);
          await sides[side].isSettled();
          // The first is for warming up.
          if (round >= 0) found[side].push(wrote);
        }
      const said = (all: readonly Wrote[]) =>
        `${median(all.map(({ perSecond }) => perSecond)).toFixed(0)} a second, each ${ms(median(all.flatMap(({ times }) => times)))}`;
      rows.push({
        measure: `${acts[act]} recorded, ${writers} writers, releases of their own`,
        figure: said(found.real),
        floor: `the same with no ledger: ${said(found.floor)}`,
        ratio: median(
          found.real.map(({ perSecond }, n) => perSecond / (found.floor[n]?.perSecond ?? Number.NaN)),
        ),
        target: { least: 0.55 },
      });
    }
  } finally {
    await Promise.all(Object.values(sides).map((side) => side.stop()));
  }
  return rows;
}

/** A copy of the product with a database of its own, alike for both, and a worker. */
async function sideIn(folder: string, { workspace, name }: { workspace: Workspace; name: string }) {
  const url = await workspace.database(name, async () => undefined);
  const { places, actors } = await makePlaces(url);
  const worker = await workspace.worker(url);
  const script = join(folder, "writer.ts");
  await copyFile(join(import.meta.dirname, "writer.ts"), script);
  const child = fork(script, [], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: "production", DATABASE_URL: url },
    execArgv: ["--import", "tsx"],
  });
  await answerOf(child);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    write: async (act: Asked["act"], each: number): Promise<Wrote> => {
      const answer = answerOf(child);
      child.send({ act, each, places, actors } satisfies Asked);
      return (await answer) as Wrote;
    },
    /** So that what one round left to number is not done in the other's. */
    isSettled: async () => {
      const end = performance.now() + settledWithinMs;
      while (await isOpen(client)) {
        if (performance.now() > end) throw new Error("the worker does not come to an end");
        await sleep(20);
      }
    },
    stop: async () => {
      child.kill("SIGTERM");
      await client.end();
      await worker.stop();
    },
  };
}

async function makePlaces(url: string): Promise<Pick<Asked, "places" | "actors">> {
  const world = await makeWorld(url);
  const places: Asked["places"] = [];
  for (let n = 0; n < writers; n += 1) {
    const release = await world.release({ slug: `r-${n}` });
    const { slug, gate } = release;
    const asked = { slug, gate, actor: world.system, now: world.clock.now() };
    const state = await getGate(world.kernel.db.prisma, asked);
    places.push({ ...release, digest: state.requirements[0]?.subjectDigest ?? "" });
  }
  const actors = { engineer: await world.actor("ed"), champion: await world.actor("cora") };
  await world.close();
  return { places, actors };
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((done, fail) => {
    const ended = () => fail(new Error("a writer ended"));
    child.once("exit", ended);
    child.once("message", (message) => {
      child.off("exit", ended);
      done(message);
    });
  });
}

async function isOpen(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ open: boolean }>(
    `SELECT (SELECT count(*) FROM ledger_entries) > (SELECT count(*) FROM ledger_nodes WHERE level = 0)
         OR EXISTS (SELECT FROM release_projections WHERE due_at IS NOT NULL) AS open`,
  );
  return rows[0]?.open === true;
}
