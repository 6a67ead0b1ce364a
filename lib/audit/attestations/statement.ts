/** What a statement is about, by the SHA-256 of its content. */
export interface Subject {
  name: string;
  digest: { sha256: string };
}

/** in-toto Statement v1 (github.com/in-toto/attestation, spec/v1/statement.md). */
export interface Statement {
  _type: "https://in-toto.io/Statement/v1";
  subject: [Subject, ...Subject[]];
  predicateType: string;
  predicate: Record<string, unknown>;
}

/** Something that a statement refers to. */
export interface ResourceDescriptor {
  name?: string;
  uri?: string;
  digest?: { sha256: string };
}

export const predicateTypes = {
  verificationSummary: "https://slsa.dev/verification_summary/v1",
  testResult: "https://in-toto.io/attestation/test-result/v0.1",
  release: "https://in-toto.io/attestation/release/v0.1",
} as const;

/** Fields of our own beside a predicate's: names that are URIs cannot be mistaken for what the predicate's own next version adds. */
export const extensions = {
  gate: "urn:countersign:gate:v1",
  decisions: "urn:countersign:decisions:v1",
  check: "urn:countersign:check:v1",
  drill: "urn:countersign:drill:v1",
  release: "urn:countersign:release:v1",
} as const;

export function statement(
  subject: Statement["subject"],
  predicateType: string,
  predicate: Record<string, unknown>,
): Statement {
  return { _type: "https://in-toto.io/Statement/v1", subject, predicateType, predicate };
}

/** `sha256:<hex>` as in-toto writes digests. */
export function digestSet(digest: string): { sha256: string } {
  return { sha256: digest.replace(/^sha256:/, "") };
}
