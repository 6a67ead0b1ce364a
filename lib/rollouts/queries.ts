import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { durationText } from "@/lib/platform/durations";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { visibleTo } from "@/lib/policy/visible";
import { ms } from "@/lib/releases/authority";
import { freezeFields } from "./freeze-columns";
import { FreezeRow, windowOf } from "./freeze-model";
import { type FreezeTimes, type Span, spansBetween, startAfter } from "./freezes";
import type { ListedFreeze, OrganisationHold } from "./schemas";

const Named = z.object({ name: z.string(), email: z.string() });
const Row = FreezeRow.omit({ setBy: true }).extend({
  setBy: Named,
  ended: z.object({ by: Named, at: z.number(), reason: z.string() }).nullable(),
  overrides: z.array(z.object({ occurrence: z.number(), slug: z.string(), title: z.string() })),
});

interface Asked {
  actor: Actor;
  now: Date;
  /** Epoch ms. */
  from: number;
  until: number;
  /** Only what covers this component: its own windows and the organisation's. */
  component?: string | undefined;
}

const person = (id: string) =>
  Prisma.sql`(SELECT jsonb_build_object('name', p.name, 'email', p.email) FROM people p WHERE p.id = ${Prisma.raw(id)})`;

/** Windows that stand, and those that were in force in the time asked for; with their occurrences in it. */
export async function listFreezes(db: Reader, asked: Asked): Promise<ListedFreeze[]> {
  const { actor, now, from, until, component } = asked;
  const scope =
    component === undefined
      ? Prisma.sql`TRUE`
      : Prisma.sql`(w.component_id IS NULL OR w.component_id = (SELECT c.id FROM components c WHERE c.key = ${component}))`;
  const rows = await readRows<{ row: unknown }>(
    db,
    Prisma.sql`
    SELECT jsonb_build_object(${freezeFields}) || jsonb_build_object('setBy', ${person("w.set_by")},
      'ended', CASE WHEN w.valid_to IS NOT NULL THEN jsonb_build_object('by', ${person("w.lifted_by")}, 'at', ${ms("w.valid_to")}, 'reason', w.lift_reason) END,
      'overrides', (SELECT COALESCE(jsonb_agg(jsonb_build_object('occurrence', ${ms("o.occurrence")}, 'slug', r.slug, 'title', r.title) ORDER BY o.at, o.id), '[]')
        FROM freeze_overrides o JOIN releases r ON r.id = o.release_id WHERE o.freeze_id = w.id AND ${visibleTo(actor)})) AS row
    FROM freeze_windows w
    WHERE ${scope} AND (w.ends_at IS NULL OR w.ends_at > LEAST(${now}::timestamptz, ${new Date(from)}::timestamptz)) AND (w.valid_to IS NULL OR w.valid_to > ${new Date(from)})
    ORDER BY w.valid_from, w.id LIMIT 500`,
  );
  return rows
    .map(({ row }) => listed(Row.parse(row), asked))
    .filter(({ ended, next, occurrences }) => (ended === null && next !== null) || occurrences.length > 0)
    .sort((a, b) => (a.next?.from ?? "").localeCompare(b.next?.from ?? "") || a.id.localeCompare(b.id));
  function listed(row: z.infer<typeof Row>, { now: at }: Asked): ListedFreeze {
    const { times } = windowOf(row);
    const current = row.ended === null ? inForceOrNext(times, at.getTime()) : null;
    return {
      id: row.id,
      title: row.title,
      reason: row.reason,
      component: row.component,
      once: times.kind === "once" ? shown(times) : null,
      recurring: times.kind === "once" ? null : recurringOf(times),
      setBy: row.setBy,
      setAt: iso(row.at),
      ended: row.ended === null ? null : { ...row.ended, at: iso(row.ended.at) },
      inForce: current !== null && current.from <= at.getTime(),
      next: current === null ? null : shown(current),
      occurrences: spansBetween(times, from, until).flatMap((span) => occurrenceOf(span, row)),
    };
  }
}

/** What of an occurrence was in force while its window stood: none before the window was set or after it ended. */
function occurrenceOf(
  span: Span,
  { at, ended, overrides }: z.infer<typeof Row>,
): ListedFreeze["occurrences"] {
  const until = ended === null ? span.until : Math.min(span.until, ended.at);
  if (span.until <= at || until <= span.from) return [];
  const overriddenBy = overrides
    .filter(({ occurrence }) => occurrence === span.from)
    .map(({ slug, title }) => ({ slug, title }));
  return [{ ...shown({ from: span.from, until }), overriddenBy }];
}

function inForceOrNext(times: FreezeTimes, now: number): Span | null {
  const current = spansBetween(times, now, now + 1)[0];
  if (current !== undefined) return current;
  const start = startAfter(times, now);
  return start === null
    ? null
    : (spansBetween(times, start, start + 1).find((span) => span.from === start) ?? null);
}

function recurringOf({ start, zone, rule, durationMinutes }: FreezeTimes & { kind: "recurring" }) {
  return { start, zone, rule, duration: durationText(durationMinutes * 60_000) };
}

function shown({ from, until }: Span): { from: string; until: string } {
  return { from: iso(from), until: iso(until) };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** What holds the whole organisation now, as it was placed. */
export async function listOrganisationHolds(db: Reader): Promise<OrganisationHold[]> {
  const rows = await db.$queryRaw<(Omit<OrganisationHold, "at"> & { at: Date })[]>(Prisma.sql`
    SELECT h.id, h.reason, ${person("h.placed_by")} AS "placedBy", h.valid_from AS at
    FROM holds h WHERE h.release_id IS NULL AND ${holdsNow("h")} ORDER BY h.valid_from, h.id`);
  return rows.map(({ at, ...hold }) => ({ ...hold, at: at.toISOString() }));
}
