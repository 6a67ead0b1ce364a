import { digestOf } from "@/lib/bundles/digest";
import { findPeople, namedPerson } from "@/lib/identity/store";
import { closeRange } from "@/lib/platform/close-range";
import type { Reader, Tx } from "@/lib/platform/db";
import { fieldError, notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { instantOf } from "@/lib/platform/recurrence";
import type { RotaFacts } from "./may-change-rota";
import type { PersonFact } from "./model";
import type { Organisation } from "./organisation";
import { type RotaRow, rotaRows, toRota } from "./rota-rows";
import type { RotaDocument } from "./rota-schemas";

export interface StoredRota extends RotaFacts {
  id: string;
  key: string;
  title: string;
  row: RotaRow;
  /** The version that holds. */
  current: { id: string; version: number; digest: string; document: RotaDocument };
}

interface Found {
  row: RotaRow;
  ownerTeamId: string;
  current: StoredRota["current"];
  people: PersonFact[];
}

/** Rotas that a condition on `x` names, with who is on them, by key. */
export async function findRotas(
  db: Reader,
  organisation: Organisation,
  where: Prisma.Sql,
): Promise<StoredRota[]> {
  const rows = await db.$queryRaw<Found[]>(Prisma.sql`
    SELECT ${rotaRows(Prisma.sql`x.id = r.id`)}->0 AS row, r.owner_team_id AS "ownerTeamId",
      jsonb_build_object('id', v.id, 'version', v.version, 'digest', v.digest, 'document', v.document) AS current,
      (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'email', p.email, 'name', p.name, 'disabledAt',
          (SELECT CASE WHEN bool_or(l.valid_to IS NULL) THEN NULL ELSE (extract(epoch FROM max(l.valid_to)) * 1000)::bigint END
           FROM access_levels l WHERE l.person_id = p.id)) ORDER BY array_position(v.people, p.id))
        FROM people p WHERE p.id = ANY(v.people)) AS people
    FROM (SELECT * FROM rotas x WHERE ${where}) r JOIN rota_versions v ON v.rota_id = r.id AND v.valid_to IS NULL ORDER BY r.key`);
  return rows.map(({ row, ownerTeamId, current, people }) => {
    const owner = organisation.teams.find(({ id }) => id === ownerTeamId);
    if (owner === undefined) throw new Error("a rota belongs to a team");
    const { id, key, title } = row;
    return { organisation, owner, rota: toRota(row), people, id, key, title, row, current };
  });
}

export async function getStoredRota(
  db: Reader,
  organisation: Organisation,
  key: string,
): Promise<StoredRota> {
  const [found] = await findRotas(db, organisation, Prisma.sql`x.key = ${key}`);
  if (found === undefined) throw notFound("rota with this key");
  return found;
}

/** Ids of the people of a document, in its order; refuses who is not there or disabled. */
export async function readRotaPeople(db: Reader, { people }: RotaDocument): Promise<string[]> {
  const found = await findPeople(db, people);
  return people.map((email, at) => namedPerson(found, email, `/rota/people/${at}`).id);
}

const yearMs = 366 * 86_400_000;
const mostYears = 5;

/** Turns are counted from the first hand-over on, so that may not lie ever so far away. */
export function refuseFarStart({ zone, handover }: RotaDocument, now: Date): void {
  const away = instantOf(handover.starting, zone) - now.getTime();
  if (away < yearMs && -away < mostYears * yearMs) return;
  const expected = `a local time at most ${mostYears} years past and one year ahead`;
  throw fieldError(
    "/rota/handover/starting",
    `The first hand-over is too far away; expected ${expected}.`,
    expected,
  );
}

export async function writeRotaVersion(
  tx: Tx,
  {
    rotaId,
    version,
    document,
    people,
    changedBy,
    now,
  }: {
    rotaId: string;
    version: number;
    document: RotaDocument;
    people: string[];
    changedBy: string | null;
    now: Date;
  },
): Promise<string> {
  const validFrom = await closeRange(tx, {
    table: "rota_versions",
    series: Prisma.sql`rota_id = ${rotaId}::uuid`,
    now,
  });
  const digest = rotaDigest(document);
  await tx.rotaVersion.create({
    data: { id: newId(), rotaId, version, document, people, digest, changedBy, validFrom },
  });
  return digest;
}

/** By what a rota is known to have stayed what it was when somebody read it. */
export function rotaDigest(document: RotaDocument): string {
  return digestOf(document);
}
