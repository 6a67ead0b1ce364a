import { breach } from "./breach";
import { type Effort, full, quick } from "./effort";
import { evaluation } from "./evaluation";
import { history } from "./history";
import { ingestion } from "./ingestion";
import { json } from "./json";
import { ledger } from "./ledger";
import { longLedger } from "./long-ledger";
import { many } from "./many";
import { memory } from "./memory";
import { pages } from "./pages";
import { keep, type Measured, tableOf } from "./report";
import { buildSite, makeBare, makeSite } from "./scratch";
import { script } from "./script";
import { simulator } from "./simulator";
import { start } from "./start";
import { tick } from "./tick";
import { verify } from "./verify";
import { votes } from "./votes";
import { writes } from "./writes";
import { inWorkspace, type Workspace } from "./workspace";

const measures: Record<string, (workspace: Workspace, effort: Effort) => Promise<Measured[]>> = {
  pages,
  many,
  json,
  script,
  votes,
  writes,
  evaluation,
  breach,
  simulator,
  ledger,
  "long-ledger": longLedger,
  memory,
  ingestion,
  tick,
  history,
  verify,
  start,
};
/** They ask no server. */
const withoutSite = new Set(["evaluation", "tick", "history", "verify"]);

/** `npm run bench [-- --quick] [name…]`: the named measures, or all; one table, and `bench/results.json`. */
async function main(): Promise<void> {
  const asked = process.argv.slice(2).filter((each) => each !== "--quick");
  const effort = process.argv.includes("--quick") ? quick : full;
  const unknown = asked.filter((name) => !(name in measures));
  if (unknown.length > 0)
    throw new Error(
      `There is no measure ${unknown.join(", ")}; there are ${Object.keys(measures).join(", ")}.`,
    );
  const began = new Date();
  const rows: Measured[] = [];
  if (asked.length === 0 || asked.some((name) => !withoutSite.has(name))) {
    console.error("Building what is measured …");
    await makeSite();
    await makeBare();
    await buildSite();
  }
  await inWorkspace(async (workspace) => {
    for (const [name, measure] of Object.entries(measures)) {
      if (asked.length > 0 && !asked.includes(name)) continue;
      console.error(`Measuring ${name} …`);
      const found = await measure(workspace, effort);
      console.error(tableOf(found));
      rows.push(...found);
      // After each, so that a run that is cut short leaves what it found.
      await keep(rows, began);
    }
  });
  console.log(tableOf(rows));
}

await main();
