import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { newId } from "@/lib/platform/ids";
import { placeHold } from "@/lib/releases/place-hold";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Effort } from "./effort";
import { median } from "./load";
import { type Measured, ms } from "./report";
import type { Workspace } from "./workspace";

const targetMs = 250;
/** Of the steady load. */
const perSecond = 40;
const releases = 8;
const lookEveryMs = 3;

/** From a decision's commit until its entry has its number and is in the tree, by the worker as it runs: at rest, and while others decide. */
export async function ledger(workspace: Workspace, { entries, steady }: Effort): Promise<Measured[]> {
  const url = await workspace.database("ledger", async () => undefined);
  const world = await makeWorld(url);
  const slugs: string[] = [];
  for (let n = 0; n < releases; n += 1) slugs.push((await world.release({ slug: `numbered-${n}` })).slug);
  const worker = await workspace.worker(url);
  try {
    await sleep(2_000);
    const idle = await lagsOf(world, { url, slugs, count: entries, atOnce: false });
    const loaded = await lagsOf(world, { url, slugs, count: steady, atOnce: true });
    return [
      ...rowsOf("one decision after the other", idle),
      ...rowsOf(`${loaded.perSecond.toFixed(0)} decisions a second`, loaded),
    ];
  } finally {
    await world.close();
    await worker.stop();
  }
}

interface Lags {
  number: number[];
  tree: number[];
  perSecond: number;
}

function rowsOf(when: string, lags: Lags): Measured[] {
  return (["number", "tree"] as const).map((what) => {
    const late = within(lags[what], 0.99);
    return {
      measure: `ledger: from commit to ${what}, ${when}`,
      figure: `${ms(median(lags[what]))}, 99 of 100 within ${ms(late)}`,
      floor: `${targetMs} ms; the worker looks every 50 ms`,
      ratio: late / targetMs,
      target: { most: 1 },
    };
  });
}

interface Load {
  url: string;
  slugs: readonly string[];
  count: number;
  /** By several writers at a steady pace; otherwise each once the one before is in the tree. */
  atOnce: boolean;
}

/** How far the log had got at a moment. */
interface Seen {
  at: number;
  number: number;
  tree: number;
}

async function lagsOf(world: World, { url, slugs, count, atOnce }: Load): Promise<Lags> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const committed = new Map<string, number>();
  const call = world.call(await world.actor("cora"));
  const decide = async (n: number) => {
    const requestId = newId();
    const release = slugs[n % slugs.length] ?? "";
    await placeHold.execute(world.kernel, { release, reason: "Measured." }, { ...call, requestId });
    committed.set(requestId, performance.now());
  };
  const watch = watchLog(client);
  const began = performance.now();
  try {
    await (atOnce ? steadily(count, decide) : oneByOne(count, { decide, watch }));
    const tookMs = performance.now() - began;
    await watch.reaches(await entriesIn(world));
    const seen = await watch.stop();
    const lags = await lagsIn(client, { seen, committed });
    return { ...lags, perSecond: (count / tookMs) * 1_000 };
  } finally {
    await watch.stop();
    await client.end();
  }
}

/** A writer for each release, each at its pace as far as the machine keeps up, whether or not what was written before is numbered. */
async function steadily(count: number, decide: (n: number) => Promise<void>): Promise<void> {
  const began = performance.now();
  const writer = async (first: number) => {
    for (let n = first; n < count; n += releases) {
      await sleep(Math.max(0, began + (n * 1_000) / perSecond - performance.now()));
      await decide(n);
    }
  };
  await Promise.all(Array.from({ length: releases }, (_, first) => writer(first)));
}

async function oneByOne(
  count: number,
  { decide, watch }: { decide: (n: number) => Promise<void>; watch: Watch },
): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const { tree } = await watch.now();
    await decide(n);
    await watch.reaches(tree + 1);
    // Not in step with the worker, which looks every so often.
    await sleep(Math.random() * 100);
  }
}

interface Watch {
  now: () => Promise<Seen>;
  /** Resolves once so many entries are in the tree. */
  reaches: (size: number) => Promise<void>;
  stop: () => Promise<Seen[]>;
}

/** Looks again and again how far the log has got: by the ends of two indexes, so that looking costs little. */
function watchLog(client: pg.Client): Watch {
  const seen: Seen[] = [];
  let isEnding = false;
  const look = async (): Promise<Seen> => {
    const { rows } = await client.query<{ number: string; tree: string }>({
      name: "look",
      text: `SELECT COALESCE((SELECT max(seq) FROM ledger_sequence), 0) AS number,
               COALESCE((SELECT max(index) + 1 FROM ledger_nodes WHERE level = 0), 0) AS tree`,
    });
    return { at: performance.now(), number: Number(rows[0]?.number), tree: Number(rows[0]?.tree) };
  };
  const looking = (async () => {
    while (!isEnding) {
      seen.push(await look());
      await sleep(lookEveryMs);
    }
  })();
  return {
    now: async () => {
      while (seen.length === 0) await sleep(lookEveryMs);
      return seen.at(-1) ?? { at: 0, number: 0, tree: 0 };
    },
    reaches: async (size) => {
      while ((seen.at(-1)?.tree ?? 0) < size) await sleep(lookEveryMs);
    },
    stop: async () => {
      isEnding = true;
      await looking;
      return seen;
    },
  };
}

async function entriesIn({ kernel }: World): Promise<number> {
  return kernel.db.prisma.ledgerEntry.count();
}

/** Of each decision, from when it was known to be committed until the log was first seen to be so far. */
async function lagsIn(
  client: pg.Client,
  { seen, committed }: { seen: readonly Seen[]; committed: ReadonlyMap<string, number> },
): Promise<Pick<Lags, "number" | "tree">> {
  const { rows } = await client.query<{ request: string; seq: string }>(
    `SELECT e.request_id AS request, s.seq FROM ledger_entries e JOIN ledger_sequence s ON s.entry_id = e.id
     WHERE e.request_id = ANY($1) ORDER BY s.seq`,
    [[...committed.keys()]],
  );
  const found: Pick<Lags, "number" | "tree"> = { number: [], tree: [] };
  for (const what of ["number", "tree"] as const) {
    let at = 0;
    for (const { request, seq } of rows) {
      while (at < seen.length - 1 && (seen[at]?.[what] ?? 0) < Number(seq)) at += 1;
      found[what].push(Math.max(0, (seen[at]?.at ?? 0) - (committed.get(request) ?? Number.NaN)));
    }
  }
  return found;
}

function within(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}
