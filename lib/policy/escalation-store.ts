import { digestOf } from "@/lib/bundles/digest";
import { findPeople } from "@/lib/identity/store";
import { closeRange } from "@/lib/platform/close-range";
import type { Reader, Tx } from "@/lib/platform/db";
import { AppError, type Fault } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { emailKey } from "@/lib/platform/names";
import { type EscalationPolicy, shippedPolicy, type Whom } from "./escalation-model";
import { placedLevels } from "./escalation-places";
import { EscalationDocument } from "./escalation-schema";
import type { Organisation } from "./organisation";

/** A version of the policy. */
export interface StandingPolicy {
  /** null: the shipped one, which is version 0. */
  id: string | null;
  version: number;
  digest: string;
  policy: EscalationPolicy;
  /** null: by nobody, since ever. */
  since: { at: Date; by: string } | null;
}

const shipped: StandingPolicy = {
  id: null,
  version: 0,
  digest: digestOf(shippedPolicy),
  policy: shippedPolicy,
  since: null,
};

/** The policy that holds now; before one was published the shipped one. */
export async function standingPolicy(db: Reader): Promise<StandingPolicy> {
  const row = await db.escalationVersion.findFirst({ where: { validTo: null } });
  return row === null ? shipped : toPolicy(row);
}

/** The one that something keeps; null: the shipped one. */
export async function keptPolicy(db: Reader, id: string | null): Promise<StandingPolicy> {
  if (id === null) return shipped;
  return toPolicy(await db.escalationVersion.findUniqueOrThrow({ where: { id } }));
}

type Row = Prisma.EscalationVersionGetPayload<object>;

function toPolicy({ id, version, digest, document, changedBy, validFrom }: Row): StandingPolicy {
  const policy = EscalationDocument.parse(document);
  return { id, version, digest, policy, since: { at: validFrom, by: changedBy } };
}

export async function writePolicy(
  tx: Tx,
  {
    version,
    document,
    changedBy,
    now,
  }: { version: number; document: EscalationDocument; changedBy: string; now: Date },
): Promise<string> {
  const validFrom = await closeRange(tx, { table: "escalation_versions", series: Prisma.sql`TRUE`, now });
  const digest = digestOf(document);
  await tx.escalationVersion.create({
    data: { id: newId(), version, document, digest, changedBy, validFrom },
  });
  return digest;
}

/** Refuses a document that names a role, rota, team or person that is not there, or a person who is disabled: every one of them. */
export async function refuseUnknownWhom(
  db: Reader,
  organisation: Organisation,
  policy: EscalationPolicy,
): Promise<void> {
  const named = placedLevels(policy).flatMap(({ path, level }) =>
    level.whom.map((whom, at) => ({ path: `${path}/whom/${at}`, whom })),
  );
  const people = await findPeople(
    db,
    named.flatMap(({ whom }) => (typeof whom === "object" && "person" in whom ? whom.person : [])),
  );
  const rotas = new Set((await db.$queryRaw<{ key: string }[]>`SELECT key FROM rotas`).map(({ key }) => key));
  const faults = named.flatMap(({ path, whom }): Fault[] => {
    const fault = faultOf(whom);
    return fault === null ? [] : [{ path: `${path}/${fault.field}`, ...fault.words }];
  });
  const [first] = faults;
  if (first !== undefined) throw new AppError("invalid-input", `${first.path}: ${first.message}`, { faults });

  function faultOf(whom: Whom): { field: string; words: Omit<Fault, "path"> } | null {
    if (typeof whom === "string") return null;
    if ("role" in whom)
      return organisation.roles.some(({ key }) => key === whom.role) ? null : missing("role", whom.role);
    if ("team" in whom)
      return organisation.teams.some(({ key }) => key === whom.team) ? null : missing("team", whom.team);
    if ("rota" in whom) return rotas.has(whom.rota) ? null : missing("rota", whom.rota);
    const person = people.get(emailKey(whom.person));
    const expected = "the address of a person who is not disabled";
    if (person === undefined)
      return {
        field: "person",
        words: { message: `nobody here has the address ${whom.person}; expected ${expected}`, expected },
      };
    return person.access !== null
      ? null
      : { field: "person", words: { message: `${whom.person} is disabled; expected ${expected}`, expected } };
  }
}

function missing(what: "role" | "rota" | "team", key: string): { field: string; words: Omit<Fault, "path"> } {
  const expected = `the key of a ${what}`;
  return { field: what, words: { message: `there is no ${what} ${key}; expected ${expected}`, expected } };
}
