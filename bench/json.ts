import type { Effort } from "./effort";
import { interleaved, median, middle } from "./load";
import type { Measured } from "./report";
import { sample } from "./sample";
import { signIn, type Workspace } from "./workspace";

/** JSON by id against a route handler with one statement. */
export async function json(workspace: Workspace, effort: Effort): Promise<Measured[]> {
  const { databaseUrl, slug, email } = await sample(workspace);
  const site = await workspace.site(databaseUrl);
  const bare = await workspace.bare(databaseUrl);
  const headers = await signIn(site, email);
  const rounds = { ...effort.pages, count: effort.pages.count * 4, atOnce: 4 };
  const found = await interleaved(
    {
      real: { name: "release", server: site, path: `/api/v1/releases/${slug}`, headers },
      bare: { name: "bare", server: bare, path: `/row?slug=${slug}` },
    },
    rounds,
  );
  const ratio = median(
    found.real.map((each, round) => each.perSecond / (found.bare[round]?.perSecond ?? Number.NaN)),
  );
  await Promise.all([site.stop(), bare.stop()]);
  return [
    {
      measure: "release as JSON by its slug, with sign-in and what the reader may do",
      figure: `${middle(found.real, "perSecond").toFixed(0)} a second, ${middle(found.real, "cpuMs").toFixed(2)} ms CPU`,
      floor: `bare route, one statement: ${middle(found.bare, "perSecond").toFixed(0)} a second, ${middle(found.bare, "cpuMs").toFixed(2)} ms CPU`,
      ratio,
      target: { least: 0.8 },
    },
  ];
}
