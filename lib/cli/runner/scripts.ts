import { readdirSync, readFileSync } from "node:fs";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { sha256 } from "@/lib/bundles/digest";
import { wrongUsage } from "@/lib/cli/failure";
import { fileFault } from "@/lib/cli/files";

/** Scripts that may run, by digest: the files of a folder as they were when the runner was started. */
export interface Scripts {
  folder: string;
  byDigest: ReadonlyMap<string, string>;
}

/** Hashes the files of a folder; with `only`, just those of these digests are allowed. */
export function readScripts(folder: string, only: readonly string[]): Scripts {
  const all = new Map(filesIn(folder).map((path) => [sha256(readFileSync(path)), path]));
  const missing = only.find((digest) => !all.has(digest));
  if (missing !== undefined)
    throw wrongUsage(
      `No file of ${folder} has the digest ${missing}.`,
      "--allow names a script by its digest.",
    );
  const byDigest = new Map([...all].filter(([digest]) => only.length === 0 || only.includes(digest)));
  if (byDigest.size === 0)
    throw wrongUsage(
      `There is no script in ${folder}.`,
      "--scripts DIR is a folder of files that may be run.",
    );
  return { folder, byDigest };
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map(({ name }) => join(folder, name))
      .sort();
  } catch (error) {
    throw wrongUsage(`Cannot read ${folder}: ${fileFault(error)}.`, "--scripts DIR is a folder of scripts.");
  }
}

export interface Copy {
  path: string;
  name: string;
  remove: () => Promise<void>;
}

/**
 * A private copy of an allowed script, made of the very bytes whose digest was found right: what changes in the folder from then on
 * changes nothing. A text says why there is none.
 */
export async function copyScript(
  { folder, byDigest }: Scripts,
  { digest, into }: { digest: string; into: string },
): Promise<Copy | string> {
  const path = byDigest.get(digest);
  if (path === undefined) return `Refused: no script in ${folder} that may run has the digest ${digest}.`;
  const name = basename(path);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return `Refused: ${name} cannot be read any more: ${fileFault(error)}.`;
  }
  if (sha256(bytes) !== digest)
    return `Refused: ${name} was changed since the runner was started; its digest is ${sha256(bytes)}.`;
  await mkdir(into, { recursive: true, mode: 0o700 });
  const copy = join(into, name);
  await writeFile(copy, bytes, { mode: 0o700 });
  await chmod(copy, 0o500);
  return { path: copy, name, remove: () => rm(into, { recursive: true, force: true }) };
}
