import { z } from "zod";
import { Share } from "@/lib/platform/cross-checks";
import { Digest, Key, line, markdown, Slug, unstorable } from "@/lib/platform/names";
import { AttemptTask } from "./attempt-task";

const servedExpected =
  "expected a digest, none, or an object with a digest or none for each component of the target";
const Served = z.union([Digest, z.literal("none")], { error: () => servedExpected });

/** What is seen to be served after a step: of one component its digest, of several each by its key. */
export const Serving = z
  .union([Served, z.record(Key, Served)], { error: () => servedExpected })
  .meta({ description: servedExpected.replace("expected ", "") });
export type Serving = z.output<typeof Serving>;

/** Which steps somebody asks for. */
const asked = {
  releases: z
    .array(Slug)
    .min(1)
    .max(100)
    .optional()
    .describe("Only steps of these releases; of any that the machine sees unless told"),
  components: z
    .array(Key)
    .min(1)
    .max(100)
    .optional()
    .describe("Only steps of releases that carry one of these components"),
  staging: z
    .boolean({ error: () => "expected true or false" })
    .default(false)
    .describe("Steps of drills on staging, and no others; without it all but those"),
  stepsOnly: z
    .boolean({ error: () => "expected true or false" })
    .default(false)
    .describe("Steps of rollbacks, and no exposures"),
};
export const AskForStep = z.strictObject(asked);
export const ClaimAttempt = z.strictObject({
  ...asked,
  executors: z.array(z.enum(["command", "webhook", "flag"])).min(1),
});

/** What whoever carried it out says of it. */
const said = {
  succeeded: z.boolean({ error: () => "expected true or false" }),
  exitCode: z.int().min(0).max(255).optional().describe("Of a script"),
  note: markdown(4_000).optional().describe("What happened, for those who read on"),
  servingDigest: Serving.optional(),
  percent: Share.optional().describe("Of an exposure: the share that is seen to be set, where it is told"),
};
export const StepSaid = z.strictObject(said);
export type StepSaid = z.output<typeof StepSaid>;

/** How carrying it out went. `isFinal`: it was refused, so that trying again would not mend it. */
export type Outcome = StepSaid & { isFinal?: boolean | undefined };
export const EndAttempt = z.strictObject({
  release: Slug,
  attempt: z.uuid(),
  ...said,
  isFinal: z.boolean().optional(),
});

export const VerifyStep = z.strictObject({ release: Slug, attempt: z.uuid(), note: line(2_500) });

export const mostOutputs = 128;
export const mostOutputCharacters = 16_384;
const textExpected = `expected 1 to ${mostOutputCharacters} characters without NUL`;

/** A piece of what an attempt prints. */
export const StepOutput = z.strictObject({
  position: z
    .int()
    .min(0)
    .max(mostOutputs - 1)
    .describe("0 for the first piece; a piece that is sent again is the same piece"),
  text: z
    .string({ error: () => textExpected })
    .min(1, { error: textExpected })
    .max(mostOutputCharacters, { error: textExpected })
    .refine((text) => unstorable(text) === null, { error: textExpected }),
});

export const HandedOut = z.union([
  z.strictObject({
    task: AttemptTask,
    signature: z.string().describe("Ed25519 over the task, base64url; the key is at /runner/key"),
  }),
  z.strictObject({ task: z.null().describe("Nothing waits") }),
]);

export const AttemptEnded = z.strictObject({
  attempt: z.uuid(),
  state: z.enum(["succeeded", "failed"]),
  verification: z
    .enum(["passed", "failed"])
    .nullable()
    .describe("null: it is verified in another way than by what was reported"),
});
export type AttemptEnded = z.output<typeof AttemptEnded>;
