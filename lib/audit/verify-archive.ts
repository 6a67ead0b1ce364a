import { readContainer } from "./verify-container";
import { holdsEntries, verifyLedger } from "./verify-ledger";
import { openArchive } from "./verify-manifest";
import type { Asked, Source, Verified, VerifyFault } from "./verify-model";
import { verifyRelease } from "./verify-release";

export type Outcome =
  | ({ kind: "verified" } & Verified)
  /** What it has to hold is not known, since its manifest is not what was signed. */
  | { kind: "unlisted"; isSound: false; faults: VerifyFault[] };

/** Verifies an export, of a release or of the ledger, from its bytes alone. Throws UnreadableArchive where it is none. */
export function verifyArchive(source: Source, asked: Asked = {}): Outcome {
  const container = readContainer(source);
  const opening = openArchive(source, container, { asked, isLater: holdsEntries });
  if (!opening.ok) return { kind: "unlisted", isSound: false, faults: opening.faults };
  const { opened } = opening;
  const { manifest } = opened;
  return manifest.what === "release"
    ? { kind: "verified", ...verifyRelease(opened, manifest, asked) }
    : { kind: "verified", ...verifyLedger(opened, manifest, asked) };
}

/** Bytes in memory. */
export function sourceOf(bytes: Uint8Array): Source {
  return {
    size: bytes.length,
    readInto: (into, at) => {
      const some = bytes.subarray(at, at + into.length);
      into.set(some);
      return some.length;
    },
  };
}
