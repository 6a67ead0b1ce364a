import { builderKeys } from "@/lib/platform/builder-keys-env";
import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError, type Fault } from "@/lib/platform/errors";
import type { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { canonicalBytes, digestOf } from "./digest";
import { provenanceAdded } from "./events";
import { loadBundle, mayReportOn, reporterOf } from "./load-bundle";
import { aboutNothing, type ReadProvenance, readProvenance, subjectsIn } from "./provenance-rules";
import { AddProvenance, formOf } from "./provenance-schemas";

/** Keeps what a builder says of how artifacts of a bundle were made, with whether its signature was verified, and by which key. */
export const addProvenance = command({
  name: "bundle.add-provenance",
  input: AddProvenance,
  scope: "bundles",
  // Of two that send the same one is told that it is there.
  locks: ({ component }) => ({ organisation: "shared", components: [component] }),
  load: (tx, input) => loadBundle(tx, input),
  allow: (actor) => mayReportOn(actor),
  run: async ({ tx, input: { sent }, facts, actor, now }) => {
    const { digest, component } = facts;
    const read = readProvenance(formOf(sent), builderKeys());
    if ("fault" in read) throw refused(read.fault);
    const { subjects, others } = subjectsIn(read.statement, facts);
    if (subjects.length === 0) throw refused(aboutNothing(facts));
    const documentDigest = digestOf(read.document);
    await refuseKnown(tx, { digest, documentDigest, keyId: read.key?.id ?? null });
    const id = newId();
    const { signature, key, statement } = read;
    const { buildDefinition, runDetails } = statement.predicate;
    await tx.bundleProvenance.create({
      data: {
        id,
        digest,
        ...reporterOf(actor),
        document: canonicalBytes(read.document).toString("utf8"),
        documentDigest,
        builder: runDetails.builder.id,
        buildType: buildDefinition.buildType,
        subjects,
        otherSubjects: others,
        signature,
        ...keyColumns(key),
        at: now,
      },
    });
    return {
      value: { id, signature, subjects },
      entries: [
        provenanceAdded({
          id,
          digest,
          component,
          documentDigest,
          builder: runDetails.builder.id,
          subjects,
          signature,
          keyId: key?.id ?? null,
        }),
      ],
    };
  },
});

function keyColumns(
  key: ReadProvenance["key"],
): Pick<Prisma.BundleProvenanceUncheckedCreateInput, "keyId" | "keyName" | "publicKey"> {
  return { keyId: key?.id ?? null, keyName: key?.name ?? null, publicKey: key?.publicKey ?? null };
}

/** The same document may come once more where another key verifies it. */
async function refuseKnown(
  tx: Tx,
  { digest, documentDigest, keyId }: { digest: string; documentDigest: string; keyId: string | null },
): Promise<void> {
  const known = await tx.bundleProvenance.findFirst({ where: { digest, documentDigest, keyId } });
  if (known !== null) throw new AppError("already-exists", "The bundle has this provenance already.");
}

function refused(fault: Fault): AppError {
  return new AppError("invalid-input", `${fault.path}: ${fault.message}`, { faults: [fault] });
}
