import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";

import { wrongUsage } from "@/lib/cli/failure";
import { fileFault } from "@/lib/cli/files";

type Fields = Record<string, unknown>;

export interface Filled {
  manifest: Fields;
  /** Files that were hashed. */
  hashed: number;
}

const hashedAtOnce = 4;

/**
 * The manifest with sha256 and size of its local artifacts, and without their `path`. Refuses, naming all of them, files
 * that are not there or are not what the manifest says they are.
 */
export async function withLocalArtifacts(manifest: Fields, root: string): Promise<Filled> {
  const { artifacts } = manifest;
  if (!Array.isArray(artifacts)) return { manifest, hashed: 0 };
  const given = artifacts as unknown[];
  const faults: string[] = [];
  let hashed = 0;
  const filled = await inTurns(given, async (artifact, at) => {
    if (!isFields(artifact)) return artifact;
    const file = localPath(artifact);
    if (file === null) return artifact;
    if ("fault" in file) {
      faults.push(`artifacts ${at + 1}: ${file.fault}`);
      return artifact;
    }
    const content = await hashFile(resolve(root, file.path)).catch((error: unknown) => fileFault(error));
    if (typeof content === "string") {
      faults.push(`${file.path}: ${content}`);
      return artifact;
    }
    hashed += 1;
    faults.push(...differences(artifact, content).map((fault) => `${file.path}: ${fault}`));
    const { path: _, ...rest } = artifact;
    return { ...rest, uri: file.uri, sha256: content.sha256, size: content.size };
  });
  if (faults.length > 0) {
    throw wrongUsage(
      ["The manifest does not fit the files:", ...faults.map((fault) => `  ${fault}`)].join("\n"),
      `Relative paths begin in ${root}; --root FOLDER says otherwise. What lies elsewhere has a uri with a scheme, such as oci: or https:.`,
    );
  }
  return { manifest: { ...manifest, artifacts: filled }, hashed };
}

type LocalPath = { path: string; uri: string } | { fault: string };

/** Where an artifact of a manifest lies here; null: it lies elsewhere. */
export function localPath(artifact: Fields): LocalPath | null {
  const { path, uri } = artifact;
  const hasUri = typeof uri === "string" && uri !== "";
  if (path !== undefined) {
    if (typeof path !== "string" || path === "") return { fault: "path is not the path of a file" };
    if (hasUri) return { path, uri };
    // Where a file lies on one machine tells others nothing, and would be part of the digest.
    return isAbsolute(path)
      ? { fault: `${path} is absolute; give a relative path, or a uri beside it` }
      : { path, uri: path.replaceAll("\\", "/") };
  }
  if (!hasUri || /^[a-z][a-z0-9+.-]*:/i.test(uri) || uri.startsWith("//")) return null;
  return isAbsolute(uri)
    ? { fault: `${uri} is absolute; give a relative path, or an address with a scheme` }
    : { path: uri, uri };
}

interface Content {
  sha256: string;
  size: number;
}

/** Hash and size of a file, read once and never held as a whole. */
export async function hashFile(file: string): Promise<Content> {
  if (!(await stat(file)).isFile()) throw new Error("it is no file; pack a folder into an archive");
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    const bytes = chunk as Buffer;
    hash.update(bytes);
    size += bytes.byteLength;
  }
  return { sha256: hash.digest("hex"), size };
}

function differences({ sha256, size }: Fields, content: Content): string[] {
  const wrongHash = sha256 !== undefined && sha256 !== content.sha256;
  const wrongSize = size !== undefined && size !== content.size;
  return [
    ...(wrongHash ? [`its sha256 is ${content.sha256}, the manifest says ${JSON.stringify(sha256)}`] : []),
    ...(wrongSize ? [`it has ${content.size} bytes, the manifest says ${JSON.stringify(size)}`] : []),
  ];
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Maps a list with a few entries under way at a time; answers in the order of the list. */
async function inTurns<T, R>(list: readonly T[], map: (item: T, at: number) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < list.length; at += hashedAtOnce) {
    results.push(
      ...(await Promise.all(list.slice(at, at + hashedAtOnce).map((item, n) => map(item, at + n)))),
    );
  }
  return results;
}
