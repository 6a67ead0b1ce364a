import { interleaved, middle, ratioOf } from "./load";
import type { Effort } from "./effort";
import { type Measured, ms } from "./report";
import { sample } from "./sample";
import { signIn, type Workspace } from "./workspace";

/** CPU of a page against the same components from constants, and against a bare page of the framework. */
export async function pages(workspace: Workspace, effort: Effort): Promise<Measured[]> {
  const { databaseUrl, slug, email } = await sample(workspace);
  const site = await workspace.site(databaseUrl);
  const bare = await workspace.bare(databaseUrl);
  const headers = await signIn(site, email);
  const asked = {
    portfolio: "/",
    "release overview": `/releases/${slug}`,
    readiness: `/releases/${slug}/readiness`,
    inbox: "/inbox",
  };
  const rows: Measured[] = [];
  for (const [name, path] of Object.entries(asked)) {
    const found = await interleaved(
      {
        real: { name, server: site, path, headers },
        constants: {
          name: `${name} from constants`,
          server: site,
          path: `/floor${path === "/" ? "" : path}`,
          headers,
        },
        bare: { name: "bare", server: bare, path: "/" },
      },
      effort.pages,
    );
    const figure = `${ms(middle(found.real, "cpuMs"))} CPU, ${Math.round(middle(found.real, "bytes") / 1000)} kB`;
    rows.push(
      {
        measure: `${name}, CPU`,
        figure,
        floor: `from constants ${ms(middle(found.constants, "cpuMs"))}, ${Math.round(middle(found.constants, "bytes") / 1000)} kB`,
        ratio: ratioOf(found.real, found.constants, "cpuMs"),
        target: { most: 1.5 },
      },
      {
        measure: `${name}, CPU`,
        figure,
        floor: `bare page ${ms(middle(found.bare, "cpuMs"))}`,
        ratio: ratioOf(found.real, found.bare, "cpuMs"),
        target: { most: 4 },
      },
    );
  }
  await Promise.all([site.stop(), bare.stop()]);
  return rows;
}
