import type { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { decisionWords } from "@/lib/policy/decision-words";
import { type Decision, stoppingDecisions } from "@/lib/policy/model";
import { loadOrganisation } from "@/lib/policy/queries";
import { organisationDecisions, releaseDecisions } from "@/lib/policy/rights-schema";
import { visibleTo } from "@/lib/policy/visible";
import {
  authorityColumns,
  authorityTables,
  type AuthorityText,
  readAuthority,
} from "@/lib/releases/authority";
import { rightInOrganisation, rightNow, type RightNow } from "@/lib/releases/rights-now";
import type { RightHistory, RightNowAnswer } from "./history-schemas";
import { shownRange } from "./person-history-queries";
import { periodsOf } from "./rights-periods-rules";
import { lineOf, readTables } from "./rights-tables-queries";

type History = z.infer<typeof RightHistory>;

const mostReleases = 20;
const mostUses = 200;

/** What granted a right over time, who could use it now, and where the glass was broken for it, as far as the reader sees. */
export async function getRightHistory(
  db: Reader,
  { decision, actor, now }: { decision: Decision; actor: Actor; now: Date },
): Promise<History> {
  const [tables, organisation, releases, breakGlass] = await Promise.all([
    readTables(db),
    organisationDecisions.includes(decision) ? loadOrganisation(db, now) : null,
    releaseDecisions.includes(decision) ? inFlight(db, { decision, actor, now }) : [],
    readUses(db, decision, actor),
  ]);
  return {
    decision,
    title: decisionWords(decision),
    joint: stoppingDecisions.includes(decision) ? "any" : "each",
    periods: tables.flatMap(({ table, versions }) =>
      periodsOf(versions, decision).map(({ rows, from, to, versions: own }) => ({
        table,
        versions: own,
        ...shownRange({ from, to }),
        rows: rows.map(lineOf),
      })),
    ),
    organisation: organisation === null ? null : shown(rightInOrganisation(organisation, decision)),
    releases,
    breakGlass,
  };
}

function shown(found: RightNow | null): RightNowAnswer | null {
  if (found === null) return null;
  const named = (people: RightNow["alone"]) => people.map(({ name, email }) => ({ name, email }));
  return {
    alone: named(found.alone),
    together: found.together.map(({ roles, count, whoMay }) => ({ roles, count, whoMay: named(whoMay) })),
    isPossible: found.isPossible,
  };
}

async function inFlight(
  db: Reader,
  { decision, actor, now }: { decision: Decision; actor: Actor; now: Date },
): Promise<History["releases"]> {
  const texts = await readRows<AuthorityText>(
    db,
    Prisma.sql`SELECT ${authorityColumns} ${authorityTables} WHERE v.state IN ('draft', 'active') AND ${visibleTo(actor)}
      ORDER BY r.created_at DESC, r.id DESC LIMIT ${mostReleases}`,
  );
  return Promise.all(
    texts.map(async (text) => {
      const authority = await readAuthority(db, text, now);
      const { slug, title } = authority.release;
      return { release: { slug, title }, now: shown(rightNow(authority, decision)) };
    }),
  );
}

function readUses(db: Reader, decision: Decision, actor: Actor): Promise<History["breakGlass"]> {
  return readRows<History["breakGlass"][number]>(
    db,
    Prisma.sql`SELECT u.id::text AS id, json_build_object('slug', r.slug, 'title', r.title) AS release, json_build_object('name', p.name, 'email', p.email) AS by,
        u.role, u.reason, to_char(u.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at,
        (SELECT c.outcome FROM obligations o JOIN obligation_closures c ON c.obligation_id = o.id
         WHERE o.release_id = u.release_id AND o.source_kind = 'break-glass' AND o.source_id = u.id AND o.kind = 'break-glass-review' LIMIT 1) AS review
      FROM break_glass_uses u JOIN releases r ON r.id = u.release_id JOIN people p ON p.id = u.by
      WHERE u.decision = ${decision} AND ${visibleTo(actor)} ORDER BY u.at DESC, u.id DESC LIMIT ${mostUses}`,
  );
}
