import type { AttestationFacts, EntryFact } from "./facts";
import { digestSet, type ResourceDescriptor } from "./statement";

/** Who did what an entry records: by id and by the ledger's commitment to their name, which can be opened and erased. */
export function whoOf(
  { openings }: AttestationFacts,
  { id, actor, commitments }: EntryFact,
): Record<string, unknown> {
  const { actor: commitment } = commitments;
  const opened = openings.get(id);
  return {
    kind: actor.kind,
    id: actor.id,
    ...(commitment !== undefined && { commitment }),
    ...(opened !== undefined && { name: opened.name, salt: opened.salt }),
  };
}

/** The entry itself, which the ledger proves. */
export function entryRef({ site }: AttestationFacts, { id, digest }: EntryFact): ResourceDescriptor {
  return { uri: `${site}/api/v1/ledger/entries#${id}`, digest: digestSet(digest) };
}

/** By which right it was done. */
export function rightOf({
  by: { rule, role, grant, confirmed },
  policy,
}: EntryFact): Record<string, unknown> {
  return { rule, role, grant, policy, ...(confirmed !== undefined && { confirmed }) };
}

/** The version of the template by which it was decided. */
export function policyOf({ site, templates }: AttestationFacts, { policy }: EntryFact): ResourceDescriptor {
  const name = policy["template"] ?? "";
  const [key = "", version = ""] = name.split("@");
  const digest = templates.get(name);
  return {
    uri: `${site}/api/v1/templates/${key}/versions/${version}`,
    ...(digest !== undefined && { digest: digestSet(digest) }),
  };
}

export type Decided = "approve" | "acknowledge" | "waive" | "not-applicable";

/** A decision that is inside an attestation. */
export function decisionOf(
  facts: AttestationFacts,
  entry: EntryFact,
  {
    requirement,
    what,
  }: { requirement: string; what: "approve" | "acknowledge" | "waive" | "not-applicable" },
): Record<string, unknown> {
  const { payload, subjects, actor } = entry;
  const principal = subjects["principal"] ?? null;
  return {
    requirement,
    decision: what,
    by: whoOf(facts, entry),
    ...(principal !== null && principal !== actor.id && { onBehalfOf: principal }),
    role: typeof payload["role"] === "string" ? payload["role"] : entry.by.role,
    meaning: typeof payload["meaning"] === "string" ? payload["meaning"] : null,
    at: entry.at,
    right: rightOf(entry),
    subject: digestSet((what === "waive" ? entry.before : entry.after) ?? ""),
    entry: entryRef(facts, entry),
  };
}
