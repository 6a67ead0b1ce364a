import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { makeWorld } from "@/lib/testing/world";
import { placeHold } from "@/lib/releases/place-hold";
import type { Effort } from "./effort";
import { median } from "./load";
import { type Measured, ms } from "./report";
import type { Workspace } from "./workspace";

/** From a decision's commit until its entry has its number, by the worker as it runs. */
export async function ledger(workspace: Workspace, { entries }: Effort): Promise<Measured[]> {
  const url = await workspace.database("ledger", async () => undefined);
  const world = await makeWorld(url);
  const { slug } = await world.release({ slug: "numbered" });
  const worker = await workspace.worker(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const call = world.call(await world.actor("cora"));
  const lags: number[] = [];
  try {
    await sleep(2_000);
    for (let n = 0; n < entries; n += 1) {
      await placeHold.execute(world.kernel, { release: slug, reason: "Measured." }, call);
      const began = performance.now();
      while (await isOpen(client)) await sleep(2);
      lags.push(performance.now() - began);
    }
  } finally {
    await client.end();
    await world.close();
    await worker.stop();
  }
  const sorted = lags.toSorted((a, b) => a - b);
  const late = sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
  return [
    {
      measure: "ledger: from commit to number",
      figure: `${ms(median(lags))}, 95 of 100 within ${ms(late)}`,
      floor: "the worker looks every 50 ms",
    },
  ];
}

async function isOpen(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ open: boolean }>(
    "SELECT (SELECT count(*) FROM ledger_entries) > (SELECT count(*) FROM ledger_sequence) AS open",
  );
  return rows[0]?.open === true;
}
