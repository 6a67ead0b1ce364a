import type { Decision, RightsRow, Slot } from "@/lib/policy/model";
import type { Template } from "@/lib/releases/template-parse";
import { names } from "./archive-names";
import type { EntryDocument } from "./export-schemas";
import { type Policies } from "./policies-in";
import type { ArchivedEntry } from "./verify-entries";
import { faultIn, type VerifyFault } from "./verify-model";

/** The decision that a kind of entry is, where it is one of the rights tables. */
const decisions: Readonly<Record<string, Decision>> = {
  "release.created": "release.create",
  "release.started": "release.start",
  "release.migrated": "release.migrate",
  "release.cancelled": "release.cancel",
  "release.completed": "release.complete",
  "release.rolled-back": "release.complete",
  "roles.assigned": "role.assign",
  "candidate.set": "candidate.set",
  "plan.changed": "plan.change",
  "plan.confirmed": "plan.change",
  "criteria.changed": "criteria.change",
  "criteria.confirmed": "criteria.change",
  "rollback-plan.changed": "rollback-plan.change",
  "rollback-plan.confirmed": "rollback-plan.change",
  "requirement.waived": "requirement.waive",
  "stage.advanced": "stage.advance",
  "stage.skipped": "stage.skip",
  "stage.reopened": "stage.reopen",
  "exposure.increased": "exposure.increase",
  "exposure.paused": "exposure.pause",
  "exposure.resumed": "exposure.resume",
  "hold.placed": "hold.place",
  "hold.lifted": "hold.lift",
  "freeze.overridden": "freeze.override",
  "breach.overridden": "breach.override",
  "rollback.proposed": "rollback.propose",
  "rollback.authorised": "rollback.authorise",
  "rollback.declined": "rollback.decline",
  "rollback.cancelled": "rollback.cancel",
  "rollback.endorsed": "rollback.endorse",
  "drill.started": "drill.start",
};

/** Whether the policies that a decision names are here, and give its role the right that it claims. */
export function verifyRights(
  entries: readonly ArchivedEntry[],
  { policies, own }: { policies: Policies; own: ReadonlySet<number> },
): { faults: VerifyFault[]; compared: number } {
  const decided = entries.filter(({ seq }) => own.has(seq));
  const acts = actsOf(decided.filter(({ document }) => document.by.rule === "holds-right"));
  return {
    faults: [
      ...decided.flatMap((entry) => unpublished(entry, policies)),
      ...acts.flatMap((act) => withoutRow(act, policies)),
    ],
    compared: acts.filter((act) => act.some(({ document }) => decisions[document.type] !== undefined)).length,
  };
}

/** Entries of one act: what follows from a decision is recorded with it, by the same right. */
function actsOf(entries: readonly ArchivedEntry[]): ArchivedEntry[][] {
  const acts = new Map<string, ArchivedEntry[]>();
  for (const entry of entries) {
    const { requestId } = entry.document;
    acts.set(requestId, [...(acts.get(requestId) ?? []), entry]);
  }
  return [...acts.values()];
}

/** Policies that an entry names, and that no entry here published or whose content is not here. */
function unpublished({ seq, document: { policy } }: ArchivedEntry, policies: Policies): VerifyFault[] {
  return (["template", "rights"] as const).flatMap((kind) => {
    const name = policy[kind] ?? null;
    if (name === null) return [];
    if (policies.digestOf(kind, name) === null)
      return [
        faultIn(names.entry(seq), `it was decided by ${kind} ${name}, which no entry here published`, seq),
      ];
    return (kind === "template" ? policies.template(name) : policies.rights(name)) === null
      ? [faultIn(names.entry(seq), `the document of ${kind} ${name} is not here, or cannot be read`, seq)]
      : [];
  });
}

/** One of the entries of an act is its decision, for which a row has to give the role the right. */
function withoutRow(act: readonly ArchivedEntry[], policies: Policies): VerifyFault[] {
  const [first] = act;
  const isGiven = act.some(({ document }) => {
    const decision = decisions[document.type];
    const { role } = document.by;
    // What is no decision of the tables, and what lacks a document, which is a fault of its own, cannot be compared.
    const rows = decision === undefined || role === null ? null : rowsFor(document, policies);
    return rows === null || rows.some((row) => row.decision === decision && hasRole(row.slots, role ?? ""));
  });
  if (first === undefined || isGiven) return [];
  const { type, by } = first.document;
  return [
    faultIn(
      names.entry(first.seq),
      `no row of its policies gives “${decisions[type] ?? type}” to ${by.role ?? "nobody"}, in whose name it was decided`,
      first.seq,
    ),
  ];
}

/** Null: one of the documents is not here, which is a fault of its own. */
export function rowsFor({ policy }: EntryDocument, policies: Policies): RightsRow[] | null {
  const template = policy["template"] ?? null;
  const rights = policy["rights"] ?? null;
  const [own, all] = [
    template === null ? [] : policies.template(template)?.rights,
    rights === null ? [] : policies.rights(rights),
  ];
  return own === undefined || all === null ? null : [...all, ...own];
}

export function hasRole(slots: readonly Pick<Slot, "roles">[], role: string): boolean {
  return slots.some(({ roles }) => roles.includes(role));
}

/** A gate and a requirement of a template; the approval where none is named. */
export function placeIn(
  template: Template,
  { gate, requirement }: { gate: string; requirement: string | null },
) {
  const found = template.stages.flatMap(({ gates }) => gates).find(({ key }) => key === gate);
  if (found === undefined) return null;
  if (requirement === null) return { gate: found, requirement: null };
  const asked = found.requirements.find(({ key }) => key === requirement);
  return asked === undefined ? null : { gate: found, requirement: asked };
}
