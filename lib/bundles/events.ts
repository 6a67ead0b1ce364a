import { digestOf } from "@/lib/bundles/digest";
import type {
  HashedArtifact,
  ReplayOutcome,
  ReplaySaid,
  VerificationOutcome,
} from "@/lib/bundles/replay-schemas";
import type { SignatureState } from "@/lib/bundles/provenance-schemas";
import type { EntryDraft } from "@/lib/platform/ledger";

export function bundleRegistered({
  registrationId,
  digest,
  component,
  version,
  isNew,
  authors,
  unknownAuthors,
  releaseId,
}: {
  registrationId: string;
  digest: string;
  component: { id: string; key: string };
  version: string;
  isNew: boolean;
  /** Ids of people. */
  authors: readonly string[];
  unknownAuthors: readonly string[];
  /** Set where it was sent by way of a release. */
  releaseId: string | undefined;
}): EntryDraft {
  return {
    type: "bundle.registered",
    version: 1,
    releaseId,
    subjects: { bundle: digest, component: component.id, registration: registrationId },
    after: digest,
    payload: { component: component.key, version, isNew, authors, unknownAuthorCount: unknownAuthors.length },
    texts: { unknownAuthors: unknownAuthors.length === 0 ? null : unknownAuthors.join("\n") },
  };
}

/** Values of outputs may be anything, so they are in it by a digest of all that was found. */
export function bundleReplayed({
  id,
  digest,
  component,
  outcome,
  said,
}: {
  id: string;
  digest: string;
  component: { id: string; key: string };
  outcome: ReplayOutcome;
  said: ReplaySaid;
}): EntryDraft {
  const { platform, ended, exitCode, startedAt, durationMs, environment, without, outputs, url } = said;
  return {
    type: "bundle.replayed",
    version: 1,
    subjects: { bundle: digest, component: component.id, replay: id },
    after: outcome,
    payload: {
      component: component.key,
      platform,
      ended,
      exitCode: exitCode ?? null,
      startedAt,
      durationMs,
      environment: environment ?? [],
      without: without ?? [],
      outputs: outputs.map(({ path, result, sha256 }) => ({ path, result, sha256: sha256 ?? null })),
      found: digestOf(outputs),
    },
    texts: { url },
  };
}

export function bundleVerified({
  id,
  digest,
  component,
  outcome,
  platform,
  artifacts,
  url,
}: {
  id: string;
  digest: string;
  component: { id: string; key: string };
  outcome: VerificationOutcome;
  platform: string;
  artifacts: readonly HashedArtifact[];
  url: string | undefined;
}): EntryDraft {
  return {
    type: "bundle.verified",
    version: 1,
    subjects: { bundle: digest, component: component.id, verification: id },
    after: outcome,
    payload: {
      component: component.key,
      platform,
      artifacts: artifacts.map(({ kind, name, result }) => ({ kind, name, result })),
      found: digestOf(artifacts),
    },
    texts: { url },
  };
}

export function provenanceAdded({
  id,
  digest,
  component,
  documentDigest,
  builder,
  subjects,
  signature,
  keyId,
}: {
  id: string;
  digest: string;
  component: { id: string; key: string };
  documentDigest: string;
  builder: string;
  subjects: readonly string[];
  signature: SignatureState;
  keyId: string | null;
}): EntryDraft {
  return {
    type: "bundle.provenance-added",
    version: 1,
    subjects: { bundle: digest, component: component.id, provenance: id },
    after: documentDigest,
    payload: { component: component.key, builder, subjects, signature, key: keyId },
  };
}
