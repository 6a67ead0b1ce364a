import { z } from "zod";
import { fields, listOf, oneOf, wholeNumber } from "@/lib/platform/cross-checks";
import { Moment } from "@/lib/platform/moments";
import { Digest, Key, line, Sha256Hex, unstorable, WebAddress } from "@/lib/platform/names";
import { mostDifferences } from "@/lib/bundles/compare-values";

const longest = 300;
const valueExpected = `expected at most ${longest} characters that can be stored`;
/** A piece of an output, as it stands there. */
const Piece = z
  .string({ error: () => valueExpected })
  .max(longest, { error: valueExpected })
  .refine((text) => unstorable(text) === null, { error: valueExpected });

const ValueDifference = fields({
  at: Piece.describe("JSON Pointer; row and column of a table; line and pointer of JSON lines"),
  expected: Piece.nullable().describe("null: not there"),
  found: Piece.nullable().describe("null: not there"),
});

const outputResults = ["same", "within-tolerance", "differs", "missing"] as const;

const ReplayedOutput = fields({
  path: line(500).describe("as the manifest's replay.expects names it"),
  result: oneOf(outputResults).describe("same: byte for byte"),
  sha256: Sha256Hex.optional().describe("of what was produced; absent: nothing was"),
  withinTolerance: wholeNumber(0, 1e9)
    .optional()
    .describe("how many numbers are not the same and lie within the tolerance"),
  differing: wholeNumber(0, 1e9).optional().describe("how many values differ; absent: it was not read"),
  differences: listOf(ValueDifference, { max: mostDifferences }).optional().describe("the first of them"),
  note: line(500).optional(),
});
export type ReplayedOutput = z.output<typeof ReplayedOutput>;

export const endings = ["exited", "timed-out", "killed"] as const;
export const replayOutcomes = ["reproduced", "differs", "failed"] as const;
export type ReplayOutcome = (typeof replayOutcomes)[number];

const platform = line(200).describe("operating system and processor, such as linux/amd64");
const url = WebAddress.optional().describe("where more can be read, such as the pipeline's run");

const replay = {
  startedAt: Moment,
  durationMs: wholeNumber(0, 2 ** 31 - 1),
  platform,
  url,
  ended: oneOf(endings),
  exitCode: wholeNumber(0, 255).optional().describe("where it exited"),
  environment: listOf(line(200), { max: 100 })
    .optional()
    .describe("names of variables that were passed on beside PATH and the language"),
  without: listOf(line(300), { max: 500 }).optional().describe("names of artifacts that were not laid out"),
  outputs: listOf(ReplayedOutput, { max: 100 }).describe("each of the expected ones, once"),
};
export const ReplaySaid = fields(replay);
export type ReplaySaid = z.output<typeof ReplaySaid>;
export const RecordReplay = fields({ component: Key, digest: Digest, ...replay });

export const artifactResults = ["same", "differs", "missing", "not-verifiable"] as const;

const HashedArtifact = fields({
  kind: Key,
  name: line(300),
  result: oneOf(artifactResults),
  sha256: Sha256Hex.optional().describe("of what was found"),
  size: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  note: line(500).optional().describe("where it was found, or why it was not"),
});
export type HashedArtifact = z.output<typeof HashedArtifact>;

export const verificationOutcomes = ["verified", "differs", "incomplete"] as const;
export type VerificationOutcome = (typeof verificationOutcomes)[number];

const verification = {
  platform,
  url,
  artifacts: listOf(HashedArtifact, { min: 1, max: 500 }).describe("each artifact of the bundle, once"),
};
export const VerificationSaid = fields(verification);
export type VerificationSaid = z.output<typeof VerificationSaid>;
export const RecordVerification = fields({ component: Key, digest: Digest, ...verification });

const By = z.strictObject({
  name: z.string().describe("Name of the person or title of the machine"),
  isMachine: z.boolean(),
});

export const RecordedReplay = z.strictObject({ id: z.string(), outcome: z.enum(replayOutcomes) });
export const RecordedVerification = z.strictObject({
  id: z.string(),
  outcome: z.enum(verificationOutcomes),
});

export const ReplayAnswer = z.strictObject({
  id: z.string(),
  outcome: z
    .enum(replayOutcomes)
    .describe("reproduced: it exited with 0 and each output is as expected; failed: it did not"),
  at: z.string().describe("When it was recorded"),
  by: By,
  startedAt: z.string(),
  durationMs: z.number(),
  platform: z.string(),
  url: z.string().nullable(),
  ended: z.enum(endings),
  exitCode: z.number().nullable(),
  environment: z.array(z.string()),
  without: z.array(z.string()),
  outputs: z.array(ReplayedOutput),
});
export type ReplayAnswer = z.output<typeof ReplayAnswer>;

export const VerificationAnswer = z.strictObject({
  id: z.string(),
  outcome: z.enum(verificationOutcomes).describe("incomplete: nothing differs, and something was not found"),
  at: z.string(),
  by: By,
  platform: z.string(),
  url: z.string().nullable(),
  artifacts: z.array(HashedArtifact),
});
export type VerificationAnswer = z.output<typeof VerificationAnswer>;
