import { signLog } from "@/lib/testing/sign-log";
import { makeWorld } from "@/lib/testing/world";
import { connect } from "@/lib/platform/db";
import type { Effort } from "./effort";
import { type Burst, interleaved, middle, ratioOf, type Target } from "./load";
import { addCheckpoints, lengthenLog } from "./long-log";
import { type Measured, ms } from "./report";
import type { Server } from "./server";
import { signIn, type Workspace } from "./workspace";

const releases = 20;
/** Long enough for all entries, one and a half minutes apart. */
const ageMs = 5 * 365 * 86_400_000;

interface Side {
  server: Server;
  headers: Record<string, string>;
  size: number;
}

/** What is read of the ledger, with a long log in the database against a short one. */
export async function longLedger(workspace: Workspace, effort: Effort): Promise<Measured[]> {
  const [few, many] = effort.lengths;
  const short = await sideWith(workspace, few);
  const long = await sideWith(workspace, many);
  const rows: Measured[] = [];
  for (const [name, pathIn] of Object.entries(asked)) {
    const target = ({ server, headers, size }: Side): Target => ({
      name,
      server,
      headers,
      path: pathIn(size),
    });
    const found = await interleaved(
      { short: target(short), long: target(long) },
      { ...effort.pages, warmUp: effort.pages.warmUp / 2, atOnce: 1 },
    );
    rows.push(rowOf(name, { ...found, few, many }));
  }
  await Promise.all([short.server.stop(), long.server.stop()]);
  return rows;
}

/** By the number of entries. Places in the middle, and not where a subtree of the tree begins. */
const asked: Record<string, (size: number) => string> = {
  "the ledger's page": () => "/ledger",
  "an entry's page": (size) => `/ledger/${inMiddle(size)}`,
  "the checkpoints' page": () => "/ledger/checkpoints",
  "entries as JSON": (size) => `/api/v1/ledger/entries?after=${inMiddle(size)}`,
  "a person's entries as a page": () => "/ledger?person=cora%40example.org",
  "an entry as JSON": (size) => `/api/v1/ledger/entries/${inMiddle(size)}`,
  "proof of inclusion": (size) => `/api/v1/ledger/entries/${inMiddle(size)}/proof`,
  "proof of consistency": (size) => `/api/v1/ledger/consistency?from=${inMiddle(size)}&to=${size}`,
};

const inMiddle = (size: number) => Math.floor(size * 0.57) + 1;

function rowOf(
  name: string,
  { short, long, few, many }: Record<"short" | "long", Burst[]> & Record<"few" | "many", number>,
): Measured {
  return {
    measure: `${name} with ${many.toLocaleString("en")} entries, until answered`,
    figure: ms(middle(long, "medianMs")),
    floor: `with ${few.toLocaleString("en")}: ${ms(middle(short, "medianMs"))}`,
    ratio: ratioOf(long, short, "medianMs"),
    target: { most: 1.5 },
  };
}

async function sideWith(workspace: Workspace, size: number): Promise<Side> {
  const url = await workspace.database(`log_${size}`, async (empty) => {
    const world = await makeWorld(empty);
    world.clock.set(new Date(Date.now() - ageMs));
    for (let n = 0; n < releases; n += 1) await world.release({ slug: `r-${n}` });
    await signLog(world.kernel);
    const owner = connect(empty, { role: null, max: 1 });
    await lengthenLog(owner.pool, size);
    world.clock.set(new Date());
    // The signer verifies that the long tree goes on from the short one.
    const signed = await signLog(world.kernel);
    if (signed.kind !== "signed" || signed.size !== size)
      throw new Error(`not signed: ${JSON.stringify(signed)}`);
    await addCheckpoints(owner.pool);
    await owner.close();
    await world.close();
  });
  const server = await workspace.site(url);
  return { server, headers: await signIn(server, "ada@example.org"), size };
}
