import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isInside } from "@/lib/bundles/expected-schemas";
import type { Expectation } from "@/lib/bundles/expectations";
import type { Located } from "@/lib/cli/bundles/locate";
import { take } from "@/lib/cli/bundles/take";
import { Failure, wrongUsage } from "@/lib/cli/failure";
import { exits } from "@/lib/cli/command";

/** A folder for one run: what is in it is all that the command is given. */
export interface Scratch {
  folder: string;
  /** Working folder of the command; holds the artifacts by name. */
  work: string;
  /** What outputs are compared with, by the path of the output; in a folder of its own, which the command is not told of. */
  references: ReadonlyMap<string, string>;
  placed: string[];
  remove: () => Promise<void>;
}

interface Layout {
  located: readonly Located[];
  expected: readonly Expectation[];
  without: readonly string[];
}

/** Makes the folder, with the artifacts laid out by name; refuses, naming each, what is not there or is another content. */
export async function makeScratch(layout: Layout): Promise<Scratch> {
  const wanted = toPlace(layout);
  const folder = await mkdtemp(join(tmpdir(), "countersign-replay-"));
  const apart = await mkdtemp(join(tmpdir(), "countersign-expected-"));
  const remove = async () => {
    for (const each of [folder, apart]) await rm(each, { recursive: true, force: true });
  };
  try {
    for (const name of ["work", "home", "tmp"]) await mkdir(join(folder, name), { mode: 0o700 });
    const work = join(folder, "work");
    const faults: string[] = [];
    for (const located of wanted) {
      const taken = await take(located, join(work, located.artifact.name));
      if (taken.result !== "same") faults.push(`${located.artifact.name}: ${taken.note}`);
    }
    const references = await placeReferences(layout, apart, faults);
    if (faults.length > 0) throw notThere(faults);
    return { folder, work, references, placed: wanted.map(({ artifact }) => artifact.name), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Not what the command is to produce itself, nor images, in which it runs. */
function toPlace({ located, expected, without }: Layout): Located[] {
  const outputs = new Set(expected.map(({ path }) => path));
  const unknown = without.find((name) => !located.some(({ artifact }) => artifact.name === name));
  if (unknown !== undefined)
    throw wrongUsage(`--without ${unknown}: the bundle has no artifact of this name.`);
  const wanted = located.filter(
    ({ artifact, location }) =>
      location.kind !== "hosted" &&
      artifact.kind !== "container-image" &&
      !outputs.has(artifact.name) &&
      !without.includes(artifact.name),
  );
  const names = wanted.map(({ artifact }) => artifact.name);
  const outside = names.find((name) => !isInside(name));
  if (outside !== undefined)
    throw wrongUsage(
      `The artifact ${outside} cannot be laid out: its name is no path inside a folder.`,
      "Name artifacts as the command finds them, or leave it out with --without.",
    );
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw wrongUsage(`Two artifacts have the name ${twice}, so they cannot be laid out by name.`);
  return wanted;
}

async function placeReferences(
  { located, expected }: Layout,
  folder: string,
  faults: string[],
): Promise<Map<string, string>> {
  const placed = new Map<string, string>();
  for (const [at, { path, reference, margins }] of expected.entries()) {
    const found = located.find(({ artifact }) => artifact === reference);
    if (found === undefined) continue;
    const into = join(folder, String(at));
    const taken = await take(found, into);
    if (taken.result === "same") placed.set(path, into);
    // Byte for byte the hash is enough; the content would only show where they differ.
    else if (margins !== null) faults.push(`${found.artifact.name}: ${taken.note}`);
  }
  return placed;
}

function notThere(faults: readonly string[]): Failure {
  return new Failure(
    exits.notReady,
    ["Nothing was run: artifacts of the bundle are not here.", ...faults.map((each) => `  ${each}`)].join(
      "\n",
    ),
    [
      "--artifact NAME=FILE says where one lies, --root FOLDER where relative paths begin; --without NAME replays without one.",
    ],
  );
}
