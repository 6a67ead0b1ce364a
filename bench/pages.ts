import { type Burst, burst, interleaved, middle, ratioOf, type Target } from "./load";
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
  const floorOf = (name: string) => `${name} from constants`;
  const targets: Record<string, Target> = { bare: { name: "bare", server: bare, path: "/" } };
  for (const [name, path] of Object.entries(asked)) {
    const floor = `/floor${path === "/" ? "" : path}`;
    targets[name] = { name, server: site, path, headers };
    targets[floorOf(name)] = { name: floorOf(name), server: site, path: floor, headers };
  }
  // Code runs the faster the more often it ran: the bare process is asked as often before as the other one.
  const asMany = effort.pages.warmUp * (Object.keys(targets).length - 2);
  await burst({ name: "bare", server: bare, path: "/" }, { count: asMany, atOnce: 4 });
  const found = await interleaved(targets, effort.pages);
  const of = (name: string): Burst[] => found[name] ?? [];
  const rows = Object.keys(asked).flatMap((name): Measured[] => {
    const figure = `${ms(middle(of(name), "cpuMs"))} CPU, ${kB(of(name))}`;
    return [
      {
        measure: `${name}, CPU`,
        figure,
        floor: `from constants ${ms(middle(of(floorOf(name)), "cpuMs"))}, ${kB(of(floorOf(name)))}`,
        ratio: ratioOf(of(name), of(floorOf(name)), "cpuMs"),
        target: { most: 1.5 },
      },
      {
        measure: `${name}, CPU`,
        figure,
        floor: `bare page ${ms(middle(of("bare"), "cpuMs"))}`,
        ratio: ratioOf(of(name), of("bare"), "cpuMs"),
        target: { most: 4 },
      },
    ];
  });
  await Promise.all([site.stop(), bare.stop()]);
  return rows;
}

function kB(bursts: readonly Burst[]): string {
  return `${Math.round(middle(bursts, "bytes") / 1000)} kB`;
}
