import { makeManyFacts } from "@/lib/testing/many-facts";
import { makeManyReleases } from "@/lib/testing/many-releases";
import { sampleOrganisation } from "@/lib/testing/release";
import { makeWorld } from "@/lib/testing/world";
import type { Effort } from "./effort";
import { interleaved, middle, ratioOf } from "./load";
import { type Measured, ms } from "./report";
import { signIn, type Workspace } from "./workspace";

const pages = { portfolio: "/", inbox: "/inbox", calendar: "/calendar", insights: "/insights" };

/** Lists and figures with 10,000 releases in the database against 100. */
export async function many(workspace: Workspace, effort: Effort): Promise<Measured[]> {
  const few = await siteWith(workspace, { count: 100, inFlight: 60 });
  const full = await siteWith(workspace, { count: 10_000, inFlight: 60 });
  const rows: Measured[] = [];
  for (const [name, path] of Object.entries(pages)) {
    const found = await interleaved(
      { few: { name, path, ...few }, full: { name, path, ...full } },
      { ...effort.pages, atOnce: 1 },
    );
    for (const [what, word] of [
      ["cpuMs", "CPU"],
      ["medianMs", "until answered"],
    ] as const)
      rows.push({
        measure: `${name} with 10,000 releases, ${word}`,
        figure: ms(middle(found.full, what)),
        floor: `with 100: ${ms(middle(found.few, what))}`,
        ratio: ratioOf(found.full, found.few, what),
        target: { most: name === "insights" ? 1.5 : 1.2 },
      });
  }
  await Promise.all([few.server.stop(), full.server.stop()]);
  return rows;
}

async function siteWith(workspace: Workspace, asked: { count: number; inFlight: number }) {
  const url = await workspace.database(`many_${asked.count}`, async (empty) => {
    const world = await makeWorld(empty);
    await sampleOrganisation(world);
    await makeManyReleases(world.kernel.db.pool, asked);
    await makeManyFacts(world.kernel.db.pool, new Date());
    await world.close();
  });
  const server = await workspace.site(url);
  return { server, headers: await signIn(server, "ada@example.org") };
}
