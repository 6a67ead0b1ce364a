import { z } from "zod";
import { type ArtifactKind, artifactKinds } from "@/lib/bundles/attributes";
import { entriesOf, fields, type Finding, listOf, oneOf, type Sound } from "@/lib/platform/cross-checks";
import { Decimal, line, Sha256Hex } from "@/lib/platform/names";

const pathExpected = 'a path inside the working folder such as "out/report.json", with no .. in it';

/** Whether a path leads to a place inside a folder, on any system. */
export function isInside(path: string): boolean {
  return !/^([/\\~]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes("..");
}

const RelativePath = line(500).refine(isInside, { error: `expected ${pathExpected}` });

const margin = 'a decimal number in quotes, not below zero, such as "0.001"';
const Margin = Decimal.refine((text) => !text.startsWith("-"), { error: `expected ${margin}` });

const toleranceExpected =
  'an object with absolute, relative or both, each a decimal number in quotes: {"absolute": "0.001"}';

/** How far numbers may lie from the reference's: by so much, or by such a share of it; either is enough. */
const Tolerance = z.union(
  [
    // As the first manifests wrote it: absolute.
    Decimal,
    fields({ absolute: Margin.optional(), relative: Margin.optional() }),
  ],
  { error: () => `expected ${toleranceExpected}` },
);

const Expected = fields({
  path: RelativePath,
  sha256: Sha256Hex.optional(),
  /** The artifact of the bundle that it is compared with. */
  reference: fields({ kind: oneOf(artifactKinds), name: line(300) }).optional(),
  tolerance: Tolerance.optional(),
});
export type Expected = z.output<typeof Expected>;

export const Replay = fields({
  command: listOf(line(2_000), { min: 1, max: 100 }),
  expects: listOf(Expected, { max: 100 }),
});

export type OutputFormat = "json" | "json-lines" | "csv" | "tsv";

const formats: Readonly<Record<string, OutputFormat>> = {
  json: "json",
  jsonl: "json-lines",
  ndjson: "json-lines",
  csv: "csv",
  tsv: "tsv",
};

/** How an output is read, by its name; null: as bytes alone. */
export function outputFormat(path: string): OutputFormat | null {
  return formats[/\.([A-Za-z]+)$/.exec(path)?.[1]?.toLowerCase() ?? ""] ?? null;
}

interface Referred {
  kind?: ArtifactKind | undefined;
  name?: string | undefined;
  sha256?: string | undefined;
}

/** What is wrong with what a replay is expected to produce: it has to be known with what each output is compared. */
export function expectedFindings(
  expects: Sound<Expected[]> | undefined,
  artifacts: readonly (Referred | undefined)[],
): Finding[] {
  return entriesOf(expects).flatMap(([index, expected]) => [
    ...contentFindings(expected, { artifacts, path: ["replay", "expects", index] }),
    ...toleranceFindings(expected, { artifacts, path: ["replay", "expects", index] }),
  ]);
}

interface Place {
  artifacts: readonly (Referred | undefined)[];
  path: readonly PropertyKey[];
}

function contentFindings(expected: Sound<Expected>, { artifacts, path }: Place): Finding[] {
  const { sha256, reference } = expected;
  // What is there and wrong is undefined, and has a finding of its own.
  if (!("sha256" in expected) && !("reference" in expected))
    return [
      {
        path: [...path, "sha256"],
        message: "missing",
        expected: "sha256 of the output, or reference: the artifact of this bundle that it equals",
      },
    ];
  if (reference?.kind === undefined || reference.name === undefined) return [];
  const found = artifacts.find((each) => each?.kind === reference.kind && each?.name === reference.name);
  const at = [...path, "reference"];
  if (found?.sha256 === undefined)
    return [
      {
        path: at,
        message: `the bundle has no ${reference.kind} ${JSON.stringify(reference.name)} that is hashed`,
        expected: "kind and name of an artifact of this bundle",
      },
    ];
  if (sha256 === undefined || sha256 === found.sha256) return [];
  return [{ path: at, message: "its sha256 is another", expected: `${sha256}, or no sha256 beside it` }];
}

function toleranceFindings(expected: Sound<Expected>, { artifacts, path }: Place): Finding[] {
  const { tolerance, sha256, reference } = expected;
  if (tolerance === undefined || typeof tolerance === "string") return [];
  const at = [...path, "tolerance"];
  const findings: Finding[] = [];
  if (tolerance.absolute === undefined && tolerance.relative === undefined)
    findings.push({ path: at, message: "it allows nothing", expected: "absolute, relative or both" });
  if (expected.path !== undefined && outputFormat(expected.path) === null)
    findings.push({
      path: [...path, "path"],
      message: "numbers are compared in JSON and CSV alone",
      expected: "a path that ends in .json, .jsonl, .ndjson, .csv or .tsv, or no tolerance",
    });
  const hashes = artifacts.flatMap((each) => each?.sha256 ?? []);
  if (sha256 !== undefined && reference === undefined && !hashes.includes(sha256))
    findings.push({
      path: at,
      message: "numbers are compared with an artifact, and none has this sha256",
      expected: "the expected output among the artifacts",
    });
  return findings;
}
