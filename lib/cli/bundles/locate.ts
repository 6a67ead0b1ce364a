import { existsSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import type { Artifact } from "@/lib/bundles/schemas";
import type { BundleSource } from "@/lib/cli/bundles/bundle-source";
import type { Invocation } from "@/lib/cli/command";
import { wrongUsage } from "@/lib/cli/failure";

/** Where the content of an artifact can be had. */
export type Location =
  | { kind: "file"; path: string; shown: string }
  | { kind: "address"; url: string }
  | { kind: "hosted" }
  | { kind: "nowhere"; why: string };

export interface Located {
  artifact: Artifact;
  location: Location;
}

/** Where each artifact of a bundle lies: where --artifact says, in a file here, in an npm package here, or at an address. */
export function locateAll({ manifest, root, paths }: BundleSource, invocation: Invocation): Located[] {
  const { io, lists, flags } = invocation;
  const given = givenFiles(lists["artifact"] ?? [], manifest.artifacts);
  return manifest.artifacts.map((artifact, at) => {
    const named = given.get(artifact.name);
    if (named !== undefined)
      return { artifact, location: { kind: "file", path: resolve(io.cwd, named), shown: named } };
    const location = locate(artifact, { root, path: paths[at] ?? null });
    return location.kind === "address" && flags.has("no-fetch")
      ? { artifact, location: { kind: "nowhere", why: `it lies at ${location.url}` } }
      : { artifact, location };
  });
}

function locate({ uri, sha256 }: Artifact, { root, path }: { root: string; path: string | null }): Location {
  if (sha256 === undefined) return { kind: "hosted" };
  if (path !== null) return { kind: "file", path: resolve(root, path), shown: path };
  if (uri === undefined) return { kind: "nowhere", why: "the manifest does not say where it lies" };
  if (/^https?:\/\//i.test(uri)) return { kind: "address", url: uri };
  const packed = /^npm:((?:@[^/@]+\/)?[^/@]+)(?:@[^/]+)?\/(.+)$/.exec(uri);
  if (packed !== null) return inPackage(root, packed[1] ?? "", packed[2] ?? "");
  if (/^[a-z][a-z0-9+.-]*:/i.test(uri) || uri.startsWith("//"))
    return { kind: "nowhere", why: `${uri} is not fetched from here` };
  return isAbsolute(uri)
    ? { kind: "nowhere", why: `${uri} is a path of another machine` }
    : { kind: "file", path: resolve(root, uri), shown: uri };
}

/** Of which version an installed package is does not matter: what it holds is hashed. */
function inPackage(root: string, name: string, inside: string): Location {
  const shown = join("node_modules", name, inside);
  const path = resolve(root, shown);
  return existsSync(path)
    ? { kind: "file", path, shown }
    : { kind: "nowhere", why: `${shown} is not there; install the package ${name}` };
}

function givenFiles(list: readonly string[], artifacts: readonly Artifact[]): Map<string, string> {
  return new Map(
    list.map((text) => {
      const at = text.indexOf("=");
      const [name, file] = [text.slice(0, at), text.slice(at + 1)];
      if (at < 1 || file === "") throw wrongUsage(`--artifact ${text} is not NAME=FILE.`);
      if (!artifacts.some((each) => each.name === name))
        throw wrongUsage(
          `--artifact ${text}: the bundle has no artifact ${name}.`,
          `Its artifacts are ${artifacts.map((each) => each.name).join(", ")}.`,
        );
      return [name, file];
    }),
  );
}
