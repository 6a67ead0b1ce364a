import { createHash } from "node:crypto";
import { lstat, readFile } from "node:fs/promises";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { compareOutputs } from "@/lib/bundles/compare-outputs";
import type { Expectation } from "@/lib/bundles/expectations";
import type { ReplayedOutput } from "@/lib/bundles/replay-schemas";
import type { Scratch } from "@/lib/cli/bundles/scratch";
import { shown } from "@/lib/cli/bundles/words";
import { fileFault } from "@/lib/cli/files";

/** Larger ones are compared by their hash alone. */
const mostComparedBytes = 64 * 1024 * 1024;

/** What a replay produced at a path, against what was expected there. */
export async function compareOutput(expected: Expectation, scratch: Scratch): Promise<ReplayedOutput> {
  const { path } = expected;
  const file = join(scratch.work, path);
  let sha256: string;
  try {
    // A link could lead out of the folder.
    if (!(await lstat(file)).isFile()) return { path, result: "missing", note: "it is no file" };
    sha256 = await hashOf(file);
  } catch (error) {
    return { path, result: "missing", note: shown(fileFault(error)) };
  }
  if (sha256 === expected.sha256) return { path, result: "same", sha256 };
  return { path, sha256, ...(await explained(expected, { file, reference: scratch.references.get(path) })) };
}

type Explained = Omit<ReplayedOutput, "path" | "sha256">;

async function explained(
  { format, margins, sha256 }: Expectation,
  { file, reference }: { file: string; reference: string | undefined },
): Promise<Explained> {
  const differs = (note: string): Explained => ({ result: "differs", note: shown(note) });
  if (reference === undefined)
    return differs(
      `${sha256} is expected; what it holds is not in the bundle, so only the hash was compared`,
    );
  if (format === null) return differs(`${sha256} is expected`);
  const sizes = await Promise.all([lstat(file), lstat(reference)]);
  if (sizes.some(({ size }) => size > mostComparedBytes))
    return differs(`${sha256} is expected; it is too large to be compared value by value`);
  const compared = compareOutputs({
    expected: await readFile(reference),
    found: await readFile(file),
    format,
    margins: margins ?? {},
  });
  if (typeof compared === "string") return differs(compared);
  const { count, within, differences } = compared;
  const withinTolerance = within === 0 ? {} : { withinTolerance: within };
  if (count > 0) return { result: "differs", differing: count, differences, ...withinTolerance };
  if (margins !== null) return { result: "within-tolerance", differing: 0, ...withinTolerance };
  return { ...differs("every value is the same, and it is written in another way"), differing: 0 };
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
