import { readFileSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Allowed, isAllowedAddress, isBelow, realBelow } from "./allowed";

/** Where an artifact lies for this runner, or why it is not looked for, or not there. */
export type Place =
  | { kind: "file"; path: string }
  | { kind: "address"; url: URL }
  | { kind: "missing" | "unreachable"; note: string };

const unreachable = (note: string): Place => ({ kind: "unreachable", note });
const missing = (note: string): Place => ({ kind: "missing", note });

/** Reads where a manifest says that an artifact lies. Nothing outside of what is allowed is touched. */
export function placeOf(uri: string | null, allowed: Allowed): Place {
  if (uri === null) return unreachable("The manifest does not say where it lies.");
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(uri)?.[1]?.toLowerCase() ?? null;
  switch (scheme) {
    case null:
      return fileAt(uri, allowed);
    case "file":
      return localFile(uri, allowed);
    case "http":
    case "https":
      return addressAt(uri, allowed);
    case "npm":
      return packageFile(uri, allowed);
    default:
      return unreachable(`This runner does not know how to fetch ${scheme}: addresses.`);
  }
}

function localFile(uri: string, allowed: Allowed): Place {
  try {
    return fileAt(fileURLToPath(uri), allowed);
  } catch {
    // Of another host, or no path.
    return unreachable("It is no file of this machine.");
  }
}

function addressAt(uri: string, allowed: Allowed): Place {
  const url = URL.canParse(uri) ? new URL(uri) : null;
  if (url === null) return unreachable("Its address cannot be read.");
  return isAllowedAddress(allowed, url)
    ? { kind: "address", url }
    : unreachable(`This runner may not fetch from ${url.origin}${url.pathname}.`);
}

/** A relative path is looked for below each folder, as the manifest's begin in the folder in which it was made. */
function fileAt(path: string, { folders }: Allowed): Place {
  if (folders.length === 0) return unreachable("This runner may fetch no files.");
  const below = folders.flatMap((folder) => {
    const full = isAbsolute(path) ? resolve(path) : resolve(folder, path);
    return isBelow(full, folder) ? [{ full, folder }] : [];
  });
  if (below.length === 0)
    return unreachable("It lies outside of the folders from which this runner may fetch.");
  return firstThere(below, `There is no file ${path} in the folders from which this runner fetches.`);
}

function firstThere(paths: readonly { full: string; folder: string }[], none: string): Place {
  for (const { full, folder } of paths) {
    try {
      const real = realBelow(full, folder);
      return real === null
        ? unreachable("A link leads out of the folder from which this runner may fetch.")
        : { kind: "file", path: real };
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      if (code !== "ENOENT" && code !== "ENOTDIR") return unreachable(`It cannot be read (${String(code)}).`);
    }
  }
  return missing(none);
}

// As `npm:@scope/name@1.2.3/path/in/it`.
const npm = /^npm:((?:@[a-z0-9-][\w.-]*\/)?[a-z0-9-][\w.-]*)@([^@/\s]+)\/(.+)$/i;

function packageFile(uri: string, { nodeModules }: Allowed): Place {
  if (nodeModules.length === 0) return unreachable("This runner is told of no node_modules.");
  const [, name, version, path] = npm.exec(uri) ?? [];
  if (name === undefined || version === undefined || path === undefined)
    return unreachable("It is not written as npm:NAME@VERSION/PATH.");
  const installed = nodeModules.map((folder) => ({ folder, has: versionIn(folder, name) }));
  const fitting = installed.filter(({ has }) => has === version);
  if (fitting.length === 0) {
    const others = [...new Set(installed.flatMap(({ has }) => has ?? []))].join(" and ");
    return missing(
      others === "" ? `${name} is not installed.` : `${name} is installed as ${others}, not as ${version}.`,
    );
  }
  const below = fitting.flatMap(({ folder }) => {
    const full = resolve(folder, name, path);
    return isBelow(full, resolve(folder, name)) ? [{ full, folder }] : [];
  });
  if (below.length === 0) return unreachable("It lies outside of its package.");
  return firstThere(below, `${name} ${version} has no file ${path}.`);
}

/** The version of a package that is installed; null: none is. */
function versionIn(folder: string, name: string): string | null {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8"));
    const { version } = manifest as { version?: unknown };
    return typeof version === "string" ? version : null;
  } catch {
    return null;
  }
}
