import { z } from "zod";
import { fields } from "@/lib/platform/cross-checks";
import { Digest, Key, line } from "@/lib/platform/names";

export const provenanceType = "https://slsa.dev/provenance/v1";
export const statementType = "https://in-toto.io/Statement/v1";

const uriExpected = "a type URI of 1 to 2000 characters";
const TypeUri = z
  .string({ error: () => `expected ${uriExpected}` })
  .min(1, { error: `expected ${uriExpected}` })
  .max(2_000, { error: `expected ${uriExpected}` });

/** An in-toto statement of SLSA provenance (slsa.dev/spec/v1.0/provenance): what others wrote may hold more than is read. */
export const ProvenanceStatement = z.looseObject({
  _type: z.literal(statementType, { error: () => `expected ${statementType}` }),
  subject: z
    .array(
      z.looseObject({
        name: z.string().max(2_000).optional(),
        digest: z.record(z.string(), z.string(), {
          error: () => 'expected digests such as {"sha256": "1a15…"}',
        }),
      }),
      { error: () => "expected a list of subjects" },
    )
    .min(1, { error: "expected at least one subject" })
    .max(10_000, { error: "expected at most 10000 subjects" }),
  predicateType: z.literal(provenanceType, { error: () => `expected ${provenanceType}` }),
  predicate: z.looseObject({
    buildDefinition: z.looseObject({ buildType: TypeUri }),
    runDetails: z.looseObject({ builder: z.looseObject({ id: TypeUri }) }),
  }),
});
export type ProvenanceStatement = z.output<typeof ProvenanceStatement>;

const base64 = z
  .string({ error: () => "expected base64" })
  .regex(/^[A-Za-z0-9+/_-]*={0,2}$/, { error: "expected base64" });

export const ProvenanceEnvelope = z.looseObject({
  payloadType: z.literal("application/vnd.in-toto+json", {
    error: () => "expected application/vnd.in-toto+json",
  }),
  payload: base64.min(1, { error: "expected base64" }),
  signatures: z
    .array(z.looseObject({ keyid: z.string().max(2_000).optional(), sig: base64 }), {
      error: () => "expected a list of signatures",
    })
    .max(100, { error: "expected at most 100 signatures" }),
});
export type ProvenanceEnvelope = z.output<typeof ProvenanceEnvelope>;

const pemExpected = "a public key in PEM, which begins with -----BEGIN PUBLIC KEY-----";
const PublicKey = z
  .string({ error: () => `expected ${pemExpected}` })
  .max(10_000, { error: `expected ${pemExpected}` })
  .regex(/^\s*-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/, {
    error: `expected ${pemExpected}`,
  });

const KeyedEnvelope = fields({ envelope: ProvenanceEnvelope, publicKey: PublicKey });

const sentExpected =
  "a DSSE envelope (payloadType, payload, signatures), one with the key that signed it (envelope, publicKey), or an in-toto statement (_type, subject, predicateType, predicate)";

/** What was sent, by its form. */
export type ProvenanceForm =
  | { form: "keyed"; sent: z.output<typeof KeyedEnvelope> }
  | { form: "envelope"; sent: ProvenanceEnvelope }
  | { form: "statement"; sent: ProvenanceStatement };

/** Reads it as what its fields say it is, so that a fault is told of that form and not of all three. */
function read(value: Record<string, unknown>): z.ZodSafeParseResult<ProvenanceForm> {
  if ("envelope" in value)
    return KeyedEnvelope.transform((sent) => ({ form: "keyed" as const, sent })).safeParse(value);
  if ("payload" in value)
    return ProvenanceEnvelope.transform((sent) => ({ form: "envelope" as const, sent })).safeParse(value);
  return ProvenanceStatement.transform((sent) => ({ form: "statement" as const, sent })).safeParse(value);
}

export const ProvenanceSent = z
  .record(z.string(), z.unknown(), { error: () => `expected ${sentExpected}` })
  .superRefine((value, context) => {
    for (const { path, message } of read(value).error?.issues ?? [])
      context.addIssue({ code: "custom", path: [...path], message });
  })
  .meta({ description: sentExpected });

/** The form of what the schema took. */
export function formOf(sent: z.output<typeof ProvenanceSent>): ProvenanceForm {
  return read(sent).data ?? raise();
}

function raise(): never {
  throw new TypeError("expected what ProvenanceSent takes");
}

export const AddProvenance = fields({ component: Key, digest: Digest, sent: ProvenanceSent });

export const signatureStates = ["trusted", "given", "unchecked", "unsigned"] as const;
export type SignatureState = (typeof signatureStates)[number];

export const AddedProvenance = z.strictObject({
  id: z.string(),
  signature: z.enum(signatureStates),
  subjects: z.array(z.string()),
});

export const ProvenanceAnswer = z.strictObject({
  id: z.string(),
  at: z.string(),
  by: z.strictObject({ name: z.string(), isMachine: z.boolean() }),
  builder: z.string(),
  buildType: z.string(),
  subjects: z
    .array(z.string())
    .describe("Names of what of the bundle it is about; the component's key stands for the manifest"),
  otherSubjects: z.number().describe("How many of its subjects are nothing of the bundle"),
  signature: z
    .enum(signatureStates)
    .describe(
      "trusted: by a key that the operator trusts; given: by the key that came with it; unchecked: by a key that nobody here knows; unsigned",
    ),
  key: z
    .strictObject({ id: z.string(), name: line(64).nullable(), publicKey: z.string() })
    .nullable()
    .describe("by which it was verified"),
  document: z.record(z.string(), z.unknown()).describe("The envelope or statement, as it was sent"),
});
export type ProvenanceAnswer = z.output<typeof ProvenanceAnswer>;
