import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { openEnvelope } from "@/lib/audit/attestations/envelope";
import type { Manifest } from "@/lib/bundles/schemas";
import { faultsOf, parseDocument } from "@/lib/platform/documents";
import type { BuilderKey } from "@/lib/platform/builder-keys-env";
import type { Fault } from "@/lib/platform/errors";
import {
  type ProvenanceEnvelope,
  type ProvenanceForm,
  ProvenanceStatement,
  type SignatureState,
} from "./provenance-schemas";

/** What was sent, read: the document that is kept, what it states, and by which key it was found to be signed. */
export interface ReadProvenance {
  document: Record<string, unknown>;
  statement: ProvenanceStatement;
  signature: SignatureState;
  key: { id: string; name: string | null; publicKey: string } | null;
}

type Refused = { fault: Fault };

/** Reads provenance and checks its signature: by a trusted key, else by the key that came with it. */
export function readProvenance(
  provenance: ProvenanceForm,
  trusted: readonly BuilderKey[],
): ReadProvenance | Refused {
  const { form, sent } = provenance;
  switch (form) {
    case "statement":
      return { document: sent, statement: sent, signature: "unsigned", key: null };
    case "envelope":
      return readEnvelope(sent, { trusted, given: null, at: "" });
    case "keyed": {
      const given = keyOf(sent.publicKey);
      if (given === null) return refuse("/publicKey", "it is no public key", "a public key in PEM");
      return readEnvelope(sent.envelope, { trusted, given, at: "/envelope" });
    }
  }
}

function readEnvelope(
  envelope: ProvenanceEnvelope,
  { trusted, given, at }: { trusted: readonly BuilderKey[]; given: KeyObject | null; at: string },
): ReadProvenance | Refused {
  const found = statementIn(envelope, at);
  if ("fault" in found) return found;
  const { statement } = found;
  const plain = {
    payloadType: envelope.payloadType,
    payload: envelope.payload,
    signatures: envelope.signatures.map(({ sig }) => ({ keyid: "", sig })),
  };
  const byTrusted = trusted.find(({ key }) => openEnvelope(plain, [key]) !== null);
  const byGiven = given !== null && openEnvelope(plain, [given]) !== null ? given : null;
  if (given !== null && byGiven === null)
    return refuse(
      "/publicKey",
      envelope.signatures.length === 0 ? "nothing is signed" : "none of the signatures is this key's",
      "the key that signed it, or no key",
    );
  const document = { ...envelope };
  if (byTrusted !== undefined)
    return { document, statement, signature: "trusted", key: described(byTrusted.key, byTrusted.name) };
  if (byGiven !== null) return { document, statement, signature: "given", key: described(byGiven, null) };
  const signature = envelope.signatures.length === 0 ? "unsigned" : "unchecked";
  return { document, statement, signature, key: null };
}

function statementIn(
  { payload }: ProvenanceEnvelope,
  at: string,
): { statement: ProvenanceStatement } | Refused {
  const read = parseDocument(Buffer.from(payload, "base64"), "json");
  if (!read.ok)
    return refuse(
      `${at}/payload`,
      `it holds no JSON: ${read.faults[0]?.message ?? ""}`,
      "a statement in base64",
    );
  const parsed = ProvenanceStatement.safeParse(read.value);
  if (parsed.success) return { statement: parsed.data };
  const [first] = faultsOf(parsed.error, read.value);
  return refuse(
    `${at}/payload`,
    `its statement is no provenance: ${first?.path ?? ""} ${first?.message ?? ""}`,
    "SLSA provenance v1 as an in-toto statement",
  );
}

function keyOf(pem: string): KeyObject | null {
  try {
    return createPublicKey(pem);
  } catch {
    return null;
  }
}

function described(key: KeyObject, name: string | null): NonNullable<ReadProvenance["key"]> {
  const der = key.export({ format: "der", type: "spki" });
  return {
    id: createHash("sha256").update(der).digest("hex"),
    name,
    publicKey: key.export({ format: "pem", type: "spki" }).toString(),
  };
}

/** What of a bundle a statement is about: its artifacts by name, or the manifest, by the component's key. */
export function subjectsIn(
  { subject }: ProvenanceStatement,
  { digest, manifest }: { digest: string; manifest: Manifest },
): { subjects: string[]; others: number } {
  const names = subject.map(({ digest: { sha256 } }) =>
    sha256 === undefined
      ? []
      : [
          ...(digest === `sha256:${sha256}` ? [manifest.component] : []),
          ...manifest.artifacts.filter((each) => each.sha256 === sha256).map(({ name }) => name),
        ],
  );
  return {
    subjects: [...new Set(names.flat())],
    others: names.filter((each) => each.length === 0).length,
  };
}

const mostNamed = 20;

/** The refusal of provenance that is about nothing of the bundle, with what would be. */
export function aboutNothing({ digest, manifest }: { digest: string; manifest: Manifest }): Fault {
  const hashed = manifest.artifacts.flatMap(({ name, sha256 }) =>
    sha256 === undefined ? [] : [`${name} (${sha256})`],
  );
  const shown = hashed.slice(0, mostNamed);
  const more = hashed.length > shown.length ? `, and ${hashed.length - shown.length} more` : "";
  const expected = `the sha256 of an artifact: ${shown.join(", ")}${more}; or of the bundle (${digest.slice(7)})`;
  return {
    path: "/subject",
    message: `none of its subjects is an artifact of this bundle; expected ${expected}`,
    expected,
  };
}

function refuse(path: string, message: string, expected: string): Refused {
  return { fault: { path, message: `${message}; expected ${expected}`, expected } };
}
