import { names } from "./archive-names";
import type { EntryDocument, ExportedGrant } from "./export-schemas";
import type { ArchivedEntry } from "./verify-entries";
import { faultIn, type VerifyFault } from "./verify-model";

interface Holder {
  kind: string;
  id: string;
}

/**
 * Each grant by which a decision of the release was taken: the entry that made it is here, says so, and came before; and the grants of
 * one decision together give the role to whom it is claimed of.
 */
export function verifyGrants(
  entries: readonly ArchivedEntry[],
  { grants, own }: { grants: readonly ExportedGrant[]; own: ReadonlySet<number> },
): VerifyFault[] {
  const byId = new Map(grants.map((grant) => [grant.id, grant]));
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry.document]));
  const decisions = entries.filter(({ seq }) => own.has(seq));
  const used = new Set(decisions.flatMap(({ document }) => grantIdsIn(document)));
  const made = grants.flatMap((grant) => (used.has(grant.id) ? madeFaults(grant, bySeq) : []));
  return [...made, ...decisions.flatMap((entry) => decisionFaults(entry, byId))];
}

/** All grants that an entry names: those of its decision, and of each who filled a place of a quorum. */
export function grantIdsIn({ by, payload }: EntryDocument): string[] {
  const counted: unknown[] = Array.isArray(payload["counted"]) ? payload["counted"] : [];
  const others = counted.flatMap((each): unknown[] => {
    const grant: unknown = typeof each === "object" && each !== null ? Reflect.get(each, "grant") : null;
    return Array.isArray(grant) ? grant : [];
  });
  return [...by.grant, ...others.filter((each) => typeof each === "string")];
}

function madeFaults(grant: ExportedGrant, bySeq: ReadonlyMap<number, EntryDocument>): VerifyFault[] {
  const { id, entry: seq } = grant;
  if (seq === null) return [faultIn(names.grants, `no entry is named that made the grant ${id}`)];
  const entry = bySeq.get(seq);
  if (entry === undefined)
    return [faultIn(names.grants, `entry ${seq}, which made the grant ${id}, is not in the archive`, seq)];
  return makesGrant(entry, grant)
    ? []
    : [faultIn(names.grants, `entry ${seq} does not make the grant ${id}: ${grantWords(grant)}`, seq)];
}

function grantWords({ kind, role, holder }: ExportedGrant): string {
  return `${kind} of ${role ?? "no role"} to ${holder.kind} ${holder.id}`;
}

/** Whether an entry says that it made a grant. */
export function makesGrant(
  { type, subjects, payload }: EntryDocument,
  { id, kind, role, holder, of }: Omit<ExportedGrant, "entry">,
): boolean {
  switch (kind) {
    case "assignment": {
      const given = type === "release.created" ? payload["roles"] : payload["given"];
      return (
        (type === "release.created" || type === "roles.assigned") && isNamed(at(given, role ?? ""), holder)
      );
    }
    case "pool": {
      const pool = type === "role.created" ? payload["pool"] : payload["added"];
      const isPool = type === "role.created" || type === "pool.changed";
      const members = at(pool, holder.kind === "team" ? "teams" : "people");
      return isPool && subjects["role"] === role && Array.isArray(members) && members.includes(holder.id);
    }
    case "membership":
      if (type === "team.created") return subjects["team"] === of && isNamed(payload["members"], holder);
      return (
        /^team\.member-(added|changed)$/.test(type) &&
        subjects["team"] === of &&
        subjects["person"] === holder.id
      );
    case "delegation":
      return type === "role.delegated" && subjects["delegation"] === id && subjects["delegate"] === holder.id;
    case "rota":
      return (type === "rota.created" || type === "rota.changed") && subjects["rota"] === of;
    case "shift":
      return type === "shift.overridden" && subjects["override"] === id && subjects["person"] === holder.id;
    case "token":
      return type === "token.created" && subjects["token"] === id && subjects[holder.kind] === holder.id;
  }
}

function at(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (Reflect.get(value, name) as unknown) : undefined;
}

/** Whether a list of holders, as entries write them, has one. */
function isNamed(list: unknown, { kind, id }: Holder): boolean {
  return Array.isArray(list) && list.some((each) => at(each, `${kind}Id`) === id);
}

function decisionFaults(
  { seq, document }: ArchivedEntry,
  byId: ReadonlyMap<string, ExportedGrant>,
): VerifyFault[] {
  const named = grantIdsIn(document);
  const missing = named.filter((id) => !byId.has(id));
  if (missing.length > 0)
    return missing.map((id) =>
      faultIn(names.grants, `the grant ${id}, by which entry ${seq} was decided, is not explained`, seq),
    );
  const late = named.flatMap((id) => {
    const made = byId.get(id)?.entry ?? null;
    return made === null || made < seq
      ? []
      : [faultIn(names.entry(seq), `it was decided by the grant ${id}, which entry ${made} made later`, seq)];
  });
  const own = document.by.grant.flatMap((id) => byId.get(id) ?? []);
  return [...late, ...roleFaults({ seq, document }, own)];
}

/** Whether what was granted gives the role of the decision to the one who decided, or for whom it was. */
function roleFaults({ seq, document }: ArchivedEntry, own: readonly ExportedGrant[]): VerifyFault[] {
  const { by, actor, subjects } = document;
  const assigned = own.filter(({ kind }) => kind === "assignment" || kind === "pool");
  if (actor.kind !== "person" || actor.id === null || by.role === null || assigned.length === 0) return [];
  const speaks = own.find(({ kind }) => kind === "delegation");
  const person = speaks === undefined ? actor.id : (subjects["principal"] ?? null);
  if (speaks !== undefined && speaks.holder.id !== actor.id)
    return [
      faultIn(names.entry(seq), `the delegation ${speaks.id} is to somebody else than who decided`, seq),
    ];
  return assigned.flatMap((grant) => {
    if (grant.role !== by.role)
      return [
        faultIn(
          names.entry(seq),
          `it was decided as ${by.role ?? ""}, and the grant ${grant.id} is of ${grant.role ?? "no role"}`,
          seq,
        ),
      ];
    return reachesPerson(grant, own, person)
      ? []
      : [
          faultIn(
            names.entry(seq),
            `the grant ${grant.id} is not to whoever decided: ${grantWords(grant)}`,
            seq,
          ),
        ];
  });
}

function reachesPerson(
  { holder }: ExportedGrant,
  own: readonly ExportedGrant[],
  person: string | null,
): boolean {
  switch (holder.kind) {
    case "person":
      return holder.id === person;
    case "team":
      return own.some(
        ({ kind, of, holder: member }) => kind === "membership" && of === holder.id && member.id === person,
      );
    case "rota":
      return own.some(({ kind }) => kind === "rota" || kind === "shift");
    case "machine":
      return false;
  }
}
