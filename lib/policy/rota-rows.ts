import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { RotaShift } from "./holdings";
import { type Rota, shiftsOf, type Turns } from "./rota";

/** A rota's versions and overrides as the database gives them, times in epoch ms. */
export interface RotaRow {
  id: string;
  key: string;
  title: string;
  versions: { id: string; document: Turns; people: string[]; from: number; to: number | null }[];
  overrides: Rota["overrides"];
}

/** All of the rotas that a condition on `x` names, as one value. */
export function rotaRows(where: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT COALESCE(jsonb_agg(jsonb_build_object('id', x.id, 'key', x.key, 'title', x.title,
    'versions', (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', v.id, 'document', v.document, 'people', v.people,
        'from', ${ms("v.valid_from")}, 'to', ${ms("v.valid_to")}) ORDER BY v.version), '[]') FROM rota_versions v WHERE v.rota_id = x.id),
    'overrides', (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', o.id, 'personId', o.person_id, 'starts', ${ms("o.starts_at")}, 'ends', ${ms("o.ends_at")},
        'from', ${ms("o.valid_from")}, 'to', ${ms("o.valid_to")}) ORDER BY o.order), '[]') FROM rota_overrides o WHERE o.rota_id = x.id)) ORDER BY x.key), '[]')
    FROM rotas x WHERE ${where})`;
}

/** Ids of the rotas that a person is on, on shift or not; `schema` with its dot, where it is not the statement's own. */
export function rotasOf(person: string | Prisma.Sql, schema = Prisma.empty): Prisma.Sql {
  return Prisma.sql`SELECT w.rota_id FROM ${schema}rota_versions w WHERE w.valid_to IS NULL AND ${person}::uuid = ANY(w.people)`;
}

export function toRota({ versions, overrides }: RotaRow): Rota {
  return {
    versions: versions.map(({ document, people, id, from, to }) => ({ ...document, people, id, from, to })),
    overrides,
  };
}

const dayMs = 86_400_000;
/** So far ahead shifts are known: longer than any turn that somebody would wait for. */
export const shiftsAheadMs = 35 * dayMs;

/** The end of the day by which shifts are expanded, so that what is computed serves until then. */
export function shiftsUntil(now: number): number {
  return Math.ceil((now + shiftsAheadMs) / dayMs) * dayMs;
}

/** When the latest of a rota's changes was recorded. */
export function recordedAt({ versions, overrides }: RotaRow): number {
  return Math.max(0, ...[...versions, ...overrides].flatMap(({ from, to }) => [from, to ?? 0]));
}

const expanded = new Map<string, RotaShift[]>();
const mostExpanded = 200;

/** Shifts from one time to another; kept while the rota says the same, and not to be changed. */
export function expandedShifts(row: RotaRow, from: number, to: number): RotaShift[] {
  const key = `${JSON.stringify(row)} ${from} ${to}`;
  const known = expanded.get(key);
  if (known !== undefined) return known;
  const shifts = shiftsOf(toRota(row), from, to).map(({ source: _source, ...shift }) => ({
    rotaId: row.id,
    ...shift,
  }));
  if (expanded.size >= mostExpanded) expanded.clear();
  expanded.set(key, shifts);
  return shifts;
}

function ms(column: string): Prisma.Sql {
  return Prisma.sql`(extract(epoch FROM ${Prisma.raw(column)}) * 1000)::bigint`;
}
