import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { type Ability, toAbility } from "./ability";
import { isEnabled } from "./can";
import { covers } from "./holdings";
import { mayChangeRota, mayEndOverride, mayOverride, type RotaFacts } from "./may-change-rota";
import type { PersonFact } from "./model";
import type { Organisation } from "./organisation";
import { loadOrganisation } from "./queries";
import { gapsOf, joined, type Shift, shiftsOf, type Span } from "./rota";
import { shiftsAheadMs } from "./rota-rows";
import type { RotaAnswer, RotaSummary } from "./rota-schemas";
import { findRotas, getStoredRota, type StoredRota } from "./rota-store";
import { visibleTo } from "./visible";

/** Every rota, with who is on shift, who comes next, and the next gap. */
export async function listRotas(db: Reader, now: Date): Promise<RotaSummary[]> {
  const organisation = await loadOrganisation(db, now);
  const rotas = await findRotas(db, organisation, Prisma.sql`TRUE`);
  return rotas.map((stored) => summaryOf(stored, now.getTime()));
}

/** Time zones in which rotas turn. */
export async function zonesOfRotas(db: Reader): Promise<string[]> {
  const rows = await db.$queryRaw<{ zone: string }[]>(
    Prisma.sql`SELECT DISTINCT v.document->>'zone' AS zone FROM rota_versions v WHERE v.valid_to IS NULL ORDER BY zone`,
  );
  return rows.map(({ zone }) => zone);
}

interface Asked {
  key: string;
  actor: Actor;
  now: Date;
  /** Epoch ms; absent: the coming four weeks. */
  range?: Span | undefined;
}

const dayMs = 86_400_000;
const weeksMs = 28 * dayMs;
/** Turns are counted from the first on, so nobody asks for those of times ever so far ahead. */
const farthestMs = 2 * 366 * dayMs;

/** A rota's turns from one time to another, with gaps, overrides and the roles that it fills. */
export async function getRota(db: Reader, { key, actor, now, range }: Asked): Promise<RotaAnswer> {
  if (range !== undefined && range.to > now.getTime() + farthestMs)
    throw fieldError("/to", "to: expected a time at most two years ahead.", "a time at most two years ahead");
  const organisation = await loadOrganisation(db, now);
  const stored = await getStoredRota(db, organisation, key);
  return rotaAnswer(db, { stored, actor, now, range });
}

/** The same for its page, with what the reader may do. */
export async function getRotaPage(
  db: Reader,
  asked: Asked,
): Promise<{ rota: RotaAnswer; mayChange: Ability; mayOverride: Ability }> {
  const { key, actor, now } = asked;
  const stored = await getStoredRota(db, await loadOrganisation(db, now), key);
  const soon = { from: now.getTime(), until: now.getTime() + 1 };
  const own = { ...soon, personId: actor.kind === "person" ? actor.id : "" };
  return {
    rota: await rotaAnswer(db, { ...asked, stored }),
    mayChange: toAbility(mayChangeRota(stored.organisation, actor, stored.owner), actor),
    mayOverride: toAbility(mayOverride(stored, actor, own), actor),
  };
}

async function rotaAnswer(
  db: Reader,
  { stored, actor, now, range }: Omit<Asked, "key"> & { stored: StoredRota },
): Promise<RotaAnswer> {
  const { current, organisation } = stored;
  const { from, to } = range ?? { from: now.getTime(), to: now.getTime() + weeksMs };
  const people = await everybody(db, stored);
  const shifts = joined(shiftsOf(stored.rota, from, to));
  const covered = shifts.flatMap((shift) => whileAble(people, shift));
  const uses = await usesOf(db, stored.id, actor);
  return {
    ...summaryOf(stored, now.getTime()),
    version: current.version,
    digest: current.digest,
    rota: current.document,
    ...times({ from, to }),
    shifts: shifts.map((shift) => ({
      ...shiftAnswer(shift, people),
      source: shift.source,
      override: shift.source === "override" ? (shift.grant[1] ?? null) : null,
    })),
    gaps: gapsOf(covered, from, to).map(times),
    overrides: await overridesOf(db, { stored, actor, now, people }),
    uses,
    notInPool: [...new Set(uses.map(({ role }) => role))].flatMap((role) => {
      const outside = notInPool(organisation, role, stored.people);
      return outside.length === 0 ? [] : [{ role, people: outside.map(named) }];
    }),
  };
}

/** On shift now, next, and the next gap within the weeks that are looked ahead. */
function summaryOf(stored: StoredRota, now: number): RotaSummary {
  const { key, title, owner, people, current } = stored;
  const able = shiftsOf(stored.rota, now, now + shiftsAheadMs).flatMap((shift) => whileAble(people, shift));
  // Somebody who stands in and then has their own turn is on shift all the time.
  const shifts = joined(able.map((shift) => ({ ...shift, source: "rotation" as const })));
  const onShift = shifts.find((shift) => covers(shift, now));
  const next = shifts.find((shift) => shift.from > now);
  const [gap] = gapsOf(shifts, now, now + shiftsAheadMs);
  const answer = (shift: Shift | undefined) => (shift === undefined ? null : shiftAnswer(shift, people));
  return {
    key,
    title,
    team: owner.key,
    zone: current.document.zone,
    people: people.map((person) => ({ ...named(person), isEnabled: isEnabled(person, now) })),
    now: answer(onShift),
    next: answer(next),
    gap: gap === undefined ? null : times(gap),
  };
}

/** Somebody who is disabled is on shift in name only from then on. */
function whileAble(people: readonly PersonFact[], shift: Shift): Shift[] {
  const person = people.find(({ id }) => id === shift.personId);
  if (person === undefined) return [];
  const to = Math.min(shift.to, person.disabledAt ?? shift.to);
  return shift.from < to ? [{ ...shift, to }] : [];
}

/** On the rota now or before. */
async function everybody(db: Reader, { row, people }: StoredRota): Promise<PersonFact[]> {
  const known = new Set(people.map(({ id }) => id));
  const before = row.versions.flatMap((version) => version.people).filter((id) => !known.has(id));
  if (before.length === 0) return [...people];
  const found = await db.person.findMany({
    where: { id: { in: before } },
    select: { id: true, email: true, name: true, accessLevels: { orderBy: { validFrom: "desc" }, take: 1 } },
  });
  return [
    ...people,
    ...found.map(({ accessLevels, ...person }) => ({
      ...person,
      disabledAt: accessLevels[0]?.validTo?.getTime() ?? null,
    })),
  ];
}

async function overridesOf(
  db: Reader,
  {
    stored,
    actor,
    now,
    people,
  }: { stored: StoredRota; actor: Actor; now: Date; people: readonly PersonFact[] },
): Promise<RotaAnswer["overrides"]> {
  const rows = await db.rotaOverride.findMany({
    where: { rotaId: stored.id, validTo: null, endsAt: { gt: now } },
    orderBy: [{ startsAt: "asc" }, { order: "asc" }],
  });
  const setters = await db.person.findMany({ where: { id: { in: rows.map(({ setBy }) => setBy) } } });
  const all = [...people, ...setters.map((person) => ({ ...person, disabledAt: null }))];
  return rows.flatMap((row) => {
    const person = all.find(({ id }) => id === row.personId);
    const setBy = all.find(({ id }) => id === row.setBy);
    // Who is no longer on the rota is not on shift by it either.
    if (person === undefined || setBy === undefined || !isOn(stored, row.personId)) return [];
    return [
      {
        id: row.id,
        person: named(person),
        ...times({ from: row.startsAt.getTime(), to: row.endsAt.getTime() }),
        reason: row.reason,
        setBy: named(setBy),
        setAt: row.validFrom.toISOString(),
        may: mayEndOverride(stored, actor, { person, setBy }).allowed,
      },
    ];
  });
}

function isOn({ people }: RotaFacts, personId: string): boolean {
  return people.some(({ id }) => id === personId);
}

function usesOf(db: Reader, rotaId: string, actor: Actor): Promise<RotaAnswer["uses"]> {
  return db.$queryRaw<RotaAnswer["uses"]>(Prisma.sql`
    SELECT r.slug, r.title, a.role_key AS role FROM role_assignments a JOIN releases r ON r.id = a.release_id
    JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")} AND v.state IN ('draft', 'active')
    WHERE a.rota_id = ${rotaId}::uuid AND ${holdsNow("a")} AND ${visibleTo(actor)} ORDER BY r.created_at DESC, r.slug, a.role_key LIMIT 200`);
}

function notInPool(
  { holdings, now }: Organisation,
  role: string,
  people: readonly PersonFact[],
): PersonFact[] {
  const eligible = new Set(
    holdings.flatMap((each) => (each.role === role && covers(each, now.getTime()) ? each.personId : [])),
  );
  return people.filter(({ id }) => !eligible.has(id));
}

function shiftAnswer(shift: Shift, people: readonly PersonFact[]) {
  const person = people.find(({ id }) => id === shift.personId);
  if (person === undefined) throw new Error("somebody on shift is on the rota");
  return { person: named(person), ...times(shift) };
}

function named({ name, email }: PersonFact) {
  return { name, email };
}

function times({ from, to }: Span) {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
