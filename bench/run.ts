import { pages } from "./pages";
import { keep, type Measured, tableOf } from "./report";
import { buildSite, makeBare, makeSite } from "./scratch";
import { inWorkspace, type Workspace } from "./workspace";

const measures: Record<string, (workspace: Workspace) => Promise<Measured[]>> = { pages };

/** `npm run bench [name…]`: the named measures, or all; one table, and `bench/results.json`. */
async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in measures));
  if (unknown.length > 0)
    throw new Error(
      `There is no measure ${unknown.join(", ")}; there are ${Object.keys(measures).join(", ")}.`,
    );
  const began = new Date();
  const rows: Measured[] = [];
  console.error("Building what is measured …");
  await makeSite();
  await makeBare();
  await buildSite();
  await inWorkspace(async (workspace) => {
    for (const [name, measure] of Object.entries(measures)) {
      if (asked.length > 0 && !asked.includes(name)) continue;
      console.error(`Measuring ${name} …`);
      rows.push(...(await measure(workspace)));
    }
  });
  await keep(rows, began);
  console.log(tableOf(rows));
}

await main();
