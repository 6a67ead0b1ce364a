import { gzipSync } from "node:zlib";
import { get } from "./load";
import { kb, type Measured } from "./report";
import { sample } from "./sample";
import type { Server } from "./server";
import { signIn, type Workspace } from "./workspace";

/** The script that a page's first load brings, compressed, against a bare page's. */
export async function script(workspace: Workspace): Promise<Measured[]> {
  const { databaseUrl, slug, email } = await sample(workspace);
  const site = await workspace.site(databaseUrl);
  const bare = await workspace.bare(databaseUrl);
  const headers = await signIn(site, email);
  const least = await scriptOf(bare, "/", {});
  const paths = ["/", `/releases/${slug}`, `/releases/${slug}/readiness`, "/inbox", "/templates"];
  const rows: Measured[] = [];
  for (const path of paths) {
    const bytes = await scriptOf(site, path, headers);
    rows.push({
      measure: `script of ${path.replace(slug, "…")}, compressed`,
      figure: kb(bytes),
      floor: `bare page ${kb(least)}`,
      ratio: bytes / least,
      target: { most: 1.5 },
    });
  }
  await Promise.all([site.stop(), bare.stop()]);
  return rows;
}

async function scriptOf({ url }: Server, path: string, headers: Record<string, string>): Promise<number> {
  const html = (await get(`${url}${path}`, headers)).toString("utf8");
  // Scripts for old browsers only are not loaded by others.
  const tags = [...html.matchAll(/<script\b[^>]*>/g)]
    .map(([tag]) => tag)
    .filter((tag) => !/\bnomodule\b/i.test(tag));
  const names = new Set(tags.flatMap((tag) => /\bsrc="([^"]+)"/.exec(tag)?.[1] ?? []));
  const parts = await Promise.all(
    [...names].map((name) => get(new URL(name.replaceAll("&amp;", "&"), url).href)),
  );
  return parts.reduce((sum, part) => sum + gzipSync(part).length, 0);
}
