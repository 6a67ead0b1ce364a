import { digestOf } from "@/lib/bundles/digest";
import type { Decision } from "@/lib/policy/model";
import { names } from "./archive-names";
import type { EntryDocument } from "./export-schemas";
import { type Policies } from "./policies-in";
import type { ArchivedEntry } from "./verify-entries";
import { faultIn, type VerifyFault } from "./verify-model";
import { hasRole, placeIn, rowsFor } from "./verify-rights";

/** What of a vote the archive shows: which content the parts of its subject are. */
export interface KnownParts {
  has: (part: string, digest: string) => boolean;
}

const voting: readonly Decision[] = ["requirement.sign", "gate.approve", "gate.veto"];

/**
 * Whether each signature is on what it says: the requirement stands in the template by which it was given, the role has a place in it,
 * and the digest that was signed is that of the requirement's definition and the parts that the entry names, which are here.
 */
export function verifyVotes(
  entries: readonly ArchivedEntry[],
  { policies, parts, own }: { policies: Policies; parts: KnownParts; own: ReadonlySet<number> },
): { faults: VerifyFault[]; compared: number } {
  const votes = entries.filter(({ seq, document }) => own.has(seq) && document.type === "vote.cast");
  return { faults: votes.flatMap((vote) => voteFaults(vote, { policies, parts })), compared: votes.length };
}

function voteFaults(
  { seq, document }: ArchivedEntry,
  { policies, parts }: { policies: Policies; parts: KnownParts },
): VerifyFault[] {
  const fault = (message: string) => [faultIn(names.entry(seq), message, seq)];
  const { gate = null, requirement = null } = document.subjects;
  const template = policies.template(document.policy["template"] ?? "");
  if (template === null || gate === null) return [];
  const place = placeIn(template, { gate, requirement });
  if (place === null)
    return fault(
      `it is on ${requirement ?? "the approval"} of ${gate}, which ${document.policy["template"] ?? ""} does not have`,
    );
  const definition = place.requirement ?? place.gate.approval ?? null;
  const slots = definition !== null && "slots" in definition ? definition.slots : [];
  return [
    ...(isPlaced(document, { slots, policies })
      ? []
      : fault(
          `${document.by.role ?? "no role"} has no place in ${requirement ?? "the approval"} of ${gate}`,
        )),
    ...subjectFaults(document, definition).flatMap(fault),
    ...unknownParts(document, parts).flatMap(fault),
  ];
}

/** Approvals fill places; whoever holds any role may object. */
function isPlaced(
  document: EntryDocument,
  { slots, policies }: { slots: readonly { roles: string[] }[]; policies: Policies },
): boolean {
  const { role } = document.by;
  const isApproval = ["approve", "not-applicable"].includes(String(document.payload["vote"]));
  if (!isApproval || role === null) return true;
  const rows = rowsFor(document, policies)?.filter(({ decision }) => voting.includes(decision)) ?? [];
  return hasRole([...slots, ...rows.flatMap((row) => row.slots)], role);
}

function subjectOf({ payload }: EntryDocument): Record<string, string | null> | null {
  const evidence = payload["evidence"];
  const subject: unknown =
    typeof evidence === "object" && evidence !== null ? Reflect.get(evidence, "subject") : null;
  return typeof subject === "object" && subject !== null ? (subject as Record<string, string | null>) : null;
}

/** The digest that was signed is made of the definition in the template and of the parts in the entry. */
function subjectFaults(document: EntryDocument, definition: object | null): string[] {
  const subject = subjectOf(document);
  if (subject === null) return ["it does not say what was signed"];
  const digest = digestOf({ definition: definition === null ? null : digestOf(definition), parts: subject });
  return digest === document.after
    ? []
    : [`what it names was signed has the digest ${digest}, and ${document.after ?? "nothing"} was`];
}

function unknownParts(document: EntryDocument, parts: KnownParts): string[] {
  return Object.entries(subjectOf(document) ?? {}).flatMap(([part, digest]) =>
    digest === null || parts.has(part, digest)
      ? []
      : [`the content of “${part}” that was signed, ${digest}, is not in the archive`],
  );
}
