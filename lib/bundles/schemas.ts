import { z } from "zod";

import { artifactKinds } from "@/lib/bundles/attributes";
import { expectedFindings, Replay } from "@/lib/bundles/expected-schemas";
import {
  crossChecked,
  entriesOf,
  fields,
  type Finding,
  listOf,
  oneOf,
  repeated,
  type Sound,
  wholeNumber,
} from "@/lib/platform/cross-checks";
import { Digest, Email, Key, line, Sha256Hex, unstorable } from "@/lib/platform/names";

const maxNoteBytes = 16_384;
const maxNoteDepth = 8;

/** Free facts that nothing here reads: any JSON object within limits. */
const Notes = z
  .record(z.string(), z.unknown(), {
    error: (issue) => (issue.code === "invalid_type" ? "expected an object" : undefined),
  })
  .superRefine((notes, context) => {
    const why = faultOfNotes(notes);
    if (why !== null)
      context.addIssue({
        code: "custom",
        message: `${why.message}; expected ${why.expected}`,
        params: { expected: why.expected },
      });
  });

function faultOfNotes(notes: unknown): { message: string; expected: string } | null {
  const deep = faultOfNote(notes, 0);
  if (deep !== null) return deep;
  const bytes = Buffer.byteLength(JSON.stringify(notes));
  return bytes <= maxNoteBytes
    ? null
    : { message: `it has ${bytes} bytes as JSON`, expected: `at most ${maxNoteBytes} bytes` };
}

function faultOfNote(value: unknown, depth: number): { message: string; expected: string } | null {
  const expected = "JSON: text, numbers, true, false, null, lists and objects";
  if (depth > maxNoteDepth)
    return { message: "it is nested too deeply", expected: `at most ${maxNoteDepth} levels` };
  if (value === null || typeof value === "boolean") return null;
  if (typeof value === "number")
    return Number.isFinite(value) ? null : { message: "a number is not finite", expected };
  if (typeof value === "string") {
    const why = unstorable(value);
    return why === null ? null : { message: `a text ${why}`, expected: "text that can be stored" };
  }
  if (typeof value !== "object") return { message: "a value is not JSON", expected };
  const inner = Array.isArray(value)
    ? (value as unknown[])
    : [...Object.keys(value), ...Object.values(value)];
  for (const one of inner) {
    const why = faultOfNote(one, depth + 1);
    if (why !== null) return why;
  }
  return null;
}

const maxBytes = Number.MAX_SAFE_INTEGER;

const mediaExpected = 'a media type such as "application/onnx"';
const MediaType = z
  .string({ error: () => `expected ${mediaExpected}` })
  .max(200, { error: `expected ${mediaExpected}` })
  .regex(/^[a-zA-Z0-9][\w.+-]*\/[a-zA-Z0-9][\w.+-]*(; ?[\w-]+=[\w.+"-]+)*$/, {
    error: `expected ${mediaExpected}`,
  });

export const Artifact = fields({
  kind: oneOf(artifactKinds),
  name: line(300),
  version: line(200).optional(),
  uri: line(2_000).optional(),
  sha256: Sha256Hex.optional(),
  size: wholeNumber(0, maxBytes).optional(),
  /** Whose hosted model it is; it cannot be hashed, and shows as not verifiable. */
  provider: line(200).optional(),
  mediaType: MediaType.optional(),
  metadata: Notes.optional(),
});
export type Artifact = z.output<typeof Artifact>;

const Provenance = fields({
  source: line(2_000).optional(),
  builder: line(500).optional(),
  parameters: Notes.optional(),
  datasets: listOf(
    fields({
      name: line(300),
      version: line(200).optional(),
      uri: line(2_000).optional(),
      sha256: Sha256Hex.optional(),
      size: wholeNumber(0, maxBytes).optional(),
    }),
    { max: 500 },
  ).optional(),
  /** Required from machines, which the command asks for. */
  authors: listOf(Email, { max: 100 }).optional(),
});

const Environment = fields({
  platform: line(200).optional(),
  imageDigest: Digest.optional(),
  lockSha256: Sha256Hex.optional(),
});

const ManifestShape = fields({
  format: z.literal(1, { error: () => "expected 1, the only format there is" }),
  component: Key,
  version: line(200),
  artifacts: listOf(Artifact, { min: 1, max: 500 }),
  provenance: Provenance.optional(),
  environment: Environment.optional(),
  replay: Replay.optional(),
});
export type Manifest = z.output<typeof ManifestShape>;

/** A bundle's manifest. Nothing is filled in or turned round: the digest is of what was sent. */
export const Manifest = crossChecked(ManifestShape, (manifest) => [
  ...entriesOf(manifest.artifacts).flatMap(([index, artifact]) =>
    contentFindings(artifact, ["artifacts", index]),
  ),
  ...repeated(
    entriesOf(manifest.artifacts).map(([index, { kind, name }]) => ({
      key: kind === undefined || name === undefined ? undefined : `${kind} ${name}`,
      path: ["artifacts", index, "name"],
    })),
    "artifact",
  ),
  ...repeated(
    entriesOf(manifest.provenance?.authors).map(([index, author]) => ({
      key: author.toLowerCase(),
      path: ["provenance", "authors", index],
    })),
    "author",
  ),
  ...repeated(
    entriesOf(manifest.replay?.expects).map(([index, { path }]) => ({
      key: path,
      path: ["replay", "expects", index, "path"],
    })),
    "path",
  ),
  ...expectedFindings(manifest.replay?.expects, manifest.artifacts ?? []),
]);

/** Content is named by its hash; only a hosted model, which nobody here can hash, by provider and version. */
function contentFindings(artifact: Sound<Artifact>, path: readonly PropertyKey[]): Finding[] {
  const has = (field: keyof Artifact) => field in artifact;
  if (!has("provider")) {
    return (["sha256", "size"] as const).flatMap((field) =>
      has(field)
        ? []
        : [
            {
              path: [...path, field],
              message: "missing",
              expected: `${field} of the content; provider and version for a hosted model`,
            },
          ],
    );
  }
  const findings: Finding[] = (["sha256", "size"] as const).flatMap((field) =>
    has(field)
      ? [
          {
            path: [...path, field],
            message: "a hosted model has no content to hash",
            expected: "either sha256 and size, or provider and version",
          },
        ]
      : [],
  );
  if (!has("version"))
    findings.push({
      path: [...path, "version"],
      message: "missing beside provider",
      expected: "the hosted model's version",
    });
  if (artifact.kind !== undefined && artifact.kind !== "model-weights") {
    findings.push({
      path: [...path, "provider"],
      message: `${artifact.kind} cannot be hosted elsewhere`,
      expected: "sha256 and size; only model-weights may name a provider",
    });
  }
  return findings;
}
