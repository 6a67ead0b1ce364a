import { realpathSync, statSync } from "node:fs";
import { resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { wrongUsage } from "@/lib/cli/failure";
import { fileFault } from "@/lib/cli/files";

/** From where a runner fetches what plans go back to, and from nowhere else. */
export interface Allowed {
  /** Absolute, as they were given. */
  folders: readonly string[];
  addresses: readonly URL[];
  /** `node_modules` folders in which npm: is looked up. */
  nodeModules: readonly string[];
  /** The largest artifact that is read, in bytes. */
  mostBytes: number;
}

const gib = 2 ** 30;
const usualGib = "256";

interface Given {
  cwd: string;
  /** Values of --fetch-from, of --node-modules and of --fetch-limit. */
  from: readonly string[];
  nodeModules: readonly string[];
  limitGib: string | undefined;
}

/** What the command line allows; null: nothing. */
export function readAllowed({ cwd, from, nodeModules, limitGib = usualGib }: Given): Allowed | null {
  const limit = Number(limitGib);
  if (!Number.isFinite(limit) || limit <= 0)
    throw wrongUsage(`--fetch-limit ${limitGib} is no number of GiB.`, "Write a number above 0, such as 20.");
  if (from.length === 0 && nodeModules.length === 0) return null;
  const addresses: URL[] = [];
  const folders: string[] = [];
  for (const prefix of from) {
    if (/^https?:/i.test(prefix)) addresses.push(readAddress(prefix));
    else if (/^file:/i.test(prefix)) folders.push(readFolder(fileURLToPath(prefix), "--fetch-from"));
    else if (/^[a-z][a-z0-9+.-]+:/i.test(prefix))
      throw wrongUsage(
        `--fetch-from ${prefix} is nothing that a runner fetches from.`,
        "It is a folder, or the beginning of an http or https address; npm: is looked up in --node-modules.",
      );
    else folders.push(readFolder(resolve(cwd, prefix), "--fetch-from"));
  }
  return {
    folders,
    addresses,
    nodeModules: nodeModules.map((folder) => readFolder(resolve(cwd, folder), "--node-modules")),
    mostBytes: limit * gib,
  };
}

function readAddress(prefix: string): URL {
  const url = URL.canParse(prefix) ? new URL(prefix) : null;
  if (url === null || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw wrongUsage(
      `--fetch-from ${prefix} is no beginning of an address.`,
      "It is a host and perhaps a path, such as https://models.example.org/releases/",
    );
  return url;
}

function readFolder(folder: string, option: string): string {
  try {
    if (statSync(folder).isDirectory()) return folder;
  } catch (error) {
    throw wrongUsage(
      `Cannot read ${folder}: ${fileFault(error)}.`,
      `${option} names a folder that is there.`,
    );
  }
  throw wrongUsage(`${folder} is no folder.`, `${option} names a folder that is there.`);
}

/** Whether an address lies below one that is allowed: same scheme, host and port, and the path by whole segments. */
export function isAllowedAddress({ addresses }: Allowed, url: URL): boolean {
  if (url.username !== "" || url.password !== "") return false;
  return addresses.some((prefix) => {
    if (url.origin !== prefix.origin) return false;
    const base = prefix.pathname.replace(/\/$/, "");
    if (url.pathname !== base && !url.pathname.startsWith(`${base}/`)) return false;
    // What some servers take for a way up although it is written otherwise.
    return !hasWayUp(url.pathname.slice(base.length));
  });
}

/** Also in escapes, and in escapes of escapes. */
function hasWayUp(path: string): boolean {
  let text = path;
  for (let depth = 0; depth < 4; depth += 1) {
    if (text.split(/[/\\]/).includes("..")) return true;
    text = text
      .replaceAll(/%2f/gi, "/")
      .replaceAll(/%5c/gi, "\\")
      .replaceAll(/%2e/gi, ".")
      .replaceAll(/%25/gi, "%");
  }
  return false;
}

/** Whether a path, as it is written, lies below a folder. */
export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Where a path below a folder really lies; null: links lead out of the folder. Throws where there is nothing. */
export function realBelow(path: string, folder: string): string | null {
  const real = realpathSync(path);
  return isBelow(real, realpathSync(folder)) ? real : null;
}
