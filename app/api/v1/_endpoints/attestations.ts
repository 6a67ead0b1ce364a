import { z } from "zod";
import { loadAttestationFacts } from "@/lib/audit/attestation-queries";
import { AttestationAnswer, EnvelopeAnswer, KeyAnswer } from "@/lib/audit/attestation-schemas";
import { attestationSigner } from "@/lib/audit/attestation-signer";
import { type Envelope, seal } from "@/lib/audit/attestations/envelope";
import type { AttestationFacts } from "@/lib/audit/attestations/facts";
import { type Attested, attestationsOf, getAttested } from "@/lib/audit/attestations/of-release";
import type { Statement } from "@/lib/audit/attestations/statement";
import type { Signer } from "@/lib/audit/signer-model";
import { ledgerSeed } from "@/lib/audit/signing-key";
import type { Actor } from "@/lib/identity/actor";
import type { Kernel } from "@/lib/platform/command";
import { Key, Slug } from "@/lib/platform/names";
import { PageQuery, pageOf, readPage, toPage } from "@/lib/platform/paging";
import { site } from "@/lib/platform/site";
import { endpoint } from "@/lib/platform/web";

const tag = "Attestations";
const description =
  "An in-toto statement in a DSSE envelope, signed with Ed25519. It is made of the ledger's entries alone: asked for again it is the same, byte for byte, as long as the key is. People are in it by id and by the ledger's commitment to their name; names=true adds the name and what opens the commitment.";
const names = {
  names: z
    .enum(["true", "false"], { error: () => "expected true or false" })
    .optional()
    .describe("with the names of people"),
};
const query = z.strictObject(names);
const release = z.object({ slug: Slug });

interface Asked {
  kernel: Kernel;
  actor: Actor;
  slug: string;
  withNames: boolean;
}

function factsOf({ kernel: { db, clock }, actor, slug, withNames }: Asked): Promise<AttestationFacts> {
  const asked = { slug, actor, now: clock.now(), withNames, site: site().url };
  return loadAttestationFacts(db.prisma, asked);
}

/** With the key that signs the ledger's checkpoints. */
function ownSigner(): Signer {
  const { secret, ledgerKey: key } = site();
  return attestationSigner(ledgerSeed({ secret, key }));
}

function sealing(): (statement: Statement) => Envelope {
  const { keyId, sign } = ownSigner();
  return (statement) => seal(statement, (bytes) => ({ keyid: keyId, sig: sign(bytes) }));
}

async function oneOf(asked: Asked, kind: Attested["kind"], about: string): Promise<Envelope> {
  return sealing()(getAttested(await factsOf(asked), { kind, about }).statement);
}

const isTrue = ({ names: asked }: z.output<typeof query>): boolean => asked === "true";

export const getAttestationKey = endpoint({
  method: "GET",
  path: "/attestations/key",
  tag,
  summary: "The public key with which attestations are signed: the ledger's",
  scope: null,
  answers: { 200: KeyAnswer },
  handle: () => {
    const { keyId, publicKey } = ownSigner();
    const pem = publicKey.export({ format: "pem", type: "spki" }).toString();
    return { status: 200, body: { keyId, algorithm: "ed25519", publicKey: pem } };
  },
});

export const getAttestations = endpoint({
  method: "GET",
  path: "/releases/{slug}/attestations",
  tag,
  summary: "Attestations of a release: gates passed, results of checks and drills, what was released",
  description,
  params: release,
  query: PageQuery.extend(names),
  answers: { 200: pageOf(AttestationAnswer) },
  handle: async ({ kernel, actor, params: { slug }, query: { limit, cursor, ...rest } }) => {
    const { take, after } = readPage({ limit, cursor }, z.int().min(0));
    const all = attestationsOf(await factsOf({ kernel, actor, slug, withNames: isTrue(rest) }));
    const sealed = sealing();
    const rows = all
      .map((each, at) => ({ ...each, position: at + 1 }))
      .slice(after ?? 0, (after ?? 0) + take);
    const item = ({ kind, about, at, statement }: Attested) => ({
      kind,
      about,
      at,
      predicateType: statement.predicateType,
      envelope: sealed(statement),
    });
    return { status: 200, body: toPage({ rows, take, item, position: ({ position }) => position }) };
  },
});

export const getGateAttestation = endpoint({
  method: "GET",
  path: "/releases/{slug}/gates/{gate}/attestation",
  tag,
  summary: "That a gate has passed, with each decision by which it did (SLSA verification summary)",
  description,
  params: z.object({ slug: Slug, gate: Key }),
  query,
  answers: { 200: EnvelopeAnswer },
  handle: async ({ kernel, actor, params: { slug, gate }, query: asked }) => ({
    status: 200,
    body: await oneOf({ kernel, actor, slug, withNames: isTrue(asked) }, "gate", gate),
  }),
});

export const getCheckAttestation = endpoint({
  method: "GET",
  path: "/releases/{slug}/checks/{check}/attestation",
  tag,
  summary: "What a check found of a bundle (in-toto test result)",
  description,
  params: z.object({ slug: Slug, check: z.string().max(64) }),
  query,
  answers: { 200: EnvelopeAnswer },
  handle: async ({ kernel, actor, params: { slug, check }, query: asked }) => ({
    status: 200,
    body: await oneOf({ kernel, actor, slug, withNames: isTrue(asked) }, "check", check),
  }),
});

export const getDrillAttestation = endpoint({
  method: "GET",
  path: "/releases/{slug}/drills/{drill}/attestation",
  tag,
  summary: "What a drill of a rollback plan measured and missed (in-toto test result)",
  description,
  params: z.object({ slug: Slug, drill: z.string().max(64) }),
  query,
  answers: { 200: EnvelopeAnswer },
  handle: async ({ kernel, actor, params: { slug, drill }, query: asked }) => ({
    status: 200,
    body: await oneOf({ kernel, actor, slug, withNames: isTrue(asked) }, "drill", drill),
  }),
});

export const getReleaseAttestation = endpoint({
  method: "GET",
  path: "/releases/{slug}/components/{component}/attestation",
  tag,
  summary: "That a bundle of a component was released, with its artifacts (in-toto release)",
  description,
  params: z.object({ slug: Slug, component: Key }),
  query,
  answers: { 200: EnvelopeAnswer },
  handle: async ({ kernel, actor, params: { slug, component }, query: asked }) => ({
    status: 200,
    body: await oneOf({ kernel, actor, slug, withNames: isTrue(asked) }, "release", component),
  }),
});

export const attestationEndpoints = [
  getAttestationKey,
  getAttestations,
  getGateAttestation,
  getCheckAttestation,
  getDrillAttestation,
  getReleaseAttestation,
];
