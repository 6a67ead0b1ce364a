import type { PortfolioRow } from "@/lib/gates/portfolio-queries";
import { portfolio } from "@/lib/gates/portfolio-queries";
import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { visibleTo } from "@/lib/policy/visible";
import { named, utc } from "@/lib/rollbacks/columns";
import { healthOf } from "./health-rules";
import type { StatusBoard, StatusBreach, StatusRelease, StatusRollback } from "./schemas";

/** What happened stays on the page for so long. */
const incidentDays = 14;
const dayMs = 86_400_000;
const mostReleases = 200;
const mostIncidents = 100;

/** What a board is of: a component, one release in whatever state, or with neither all that is in flight. */
export interface BoardAsk {
  actor: Actor;
  now: Date;
  /** Key. */
  component?: string | undefined;
  /** Id. */
  release?: string | undefined;
  /** Without what is restricted, also where the actor sees it. */
  openOnly?: boolean | undefined;
}

/** Where everything is that the actor sees, and what went wrong lately: for people with an account, and narrowed for links. */
export async function readBoard(db: Reader, asked: BoardAsk): Promise<StatusBoard> {
  const { actor, now, component, release } = asked;
  const also = narrowed(asked);
  const [page, rollbacks, breaches] = await Promise.all([
    portfolio(db, {
      actor,
      now,
      also,
      sort: "target",
      today: now.toISOString().slice(0, 10),
      filter: { state: release === undefined ? "active" : "any", component },
      limit: mostReleases,
    }),
    readRollbacks(db, asked),
    readBreaches(db, asked),
  ]);
  const inBreach = await breachedOf(
    db,
    page.rows.map(({ id }) => id),
  );
  const shownRollbacks = rollbacks.map(({ decideBy: _decideBy, ...one }) => one);
  const shown = new Set([
    ...page.rows.flatMap(({ components }) => components),
    ...(component === undefined ? [] : [component]),
  ]);
  return {
    asOf: now.toISOString(),
    components: await titlesOf(db, [...shown]),
    releases: page.rows.map((row) => toRelease(row, inBreach)),
    hasMore: page.next !== null,
    rollbacks: shownRollbacks.filter(({ endedAt }) => endedAt === null),
    ended: shownRollbacks.filter(({ endedAt }) => endedAt !== null),
    breaches,
  };
}

function narrowed({ release, openOnly }: BoardAsk): Prisma.Sql {
  const all = [
    release === undefined ? Prisma.sql`TRUE` : Prisma.sql`r.id = ${release}::uuid`,
    openOnly === true ? Prisma.sql`NOT r.restricted` : Prisma.sql`TRUE`,
  ];
  return Prisma.join(all, " AND ");
}

/** The same condition on releases that are read by themselves, with the component that their rows cannot name. */
function seen(asked: BoardAsk): Prisma.Sql {
  const { component, actor } = asked;
  const moved =
    component === undefined
      ? Prisma.sql`TRUE`
      : Prisma.sql`EXISTS (SELECT FROM release_components x JOIN components k ON k.id = x.component_id WHERE x.release_id = r.id AND k.key = ${component})`;
  return Prisma.sql`${visibleTo(actor)} AND ${narrowed(asked)} AND ${moved}`;
}

const ofRelease = Prisma.sql`jsonb_build_object('slug', r.slug, 'title', r.title) AS release,
  ARRAY(SELECT c.key FROM release_components rc JOIN components c ON c.id = rc.component_id WHERE rc.release_id = r.id ORDER BY c.key) AS components`;

/** Those under way, and those proposed lately; rehearsals are nobody's incident. */
export async function readRollbacks(
  db: Reader,
  asked: BoardAsk,
): Promise<(StatusRollback & { decideBy: string })[]> {
  return readRows(
    db,
    Prisma.sql`SELECT b.id::text AS id, ${ofRelease}, b.severity, b.state, ${utc("b.breached_at")} AS "breachedAt", ${utc("b.proposed_at")} AS "proposedAt",
      ${utc("b.decided_at")} AS "decidedAt", ${utc("b.executed_at")} AS "executedAt", ${utc("b.stable_at")} AS "stableAt", ${utc("b.ended_at")} AS "endedAt", ${utc("b.decide_by")} AS "decideBy",
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('text', u.text, 'by', ${named("u.by")}, 'at', ${utc("u.at")}) ORDER BY u.at DESC, u.id DESC), '[]')
        FROM rollback_updates u WHERE u.rollback_id = b.id AND u.is_public) AS updates
      FROM rollbacks b JOIN releases r ON r.id = b.release_id
      WHERE b.id IN (SELECT id FROM rollbacks WHERE ended_at IS NULL UNION SELECT id FROM rollbacks WHERE proposed_at > ${since(asked)})
        AND b.mode = 'real' AND ${seen(asked)} ORDER BY b.ended_at IS NOT NULL, b.proposed_at DESC, b.id DESC LIMIT ${mostIncidents}`,
  );
}

/** Breaches that no rollback was about: held, overridden, or over by themselves. What only warns is none. */
function readBreaches(db: Reader, asked: BoardAsk): Promise<StatusBreach[]> {
  return readRows<StatusBreach>(
    db,
    Prisma.sql`SELECT e.id::text AS id, ${ofRelease}, e.criterion_key AS criterion, e.kind, e.severity, ${utc("e.opened_at")} AS "openedAt",
      ${utc("e.closed_at")} AS "closedAt", e.closure
      FROM breach_episodes e JOIN releases r ON r.id = e.release_id
      WHERE e.opened_at > ${since(asked)} AND e.rollback_id IS NULL AND e.severity <> 'warn' AND ${seen(asked)}
      ORDER BY e.opened_at DESC, e.id DESC LIMIT ${mostIncidents}`,
  );
}

function since({ now }: BoardAsk): Date {
  return new Date(now.getTime() - incidentDays * dayMs);
}

/** Ids of those that stand in breach now. */
export async function breachedOf(db: Reader, releases: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await readRows<{ id: string }>(
    db,
    Prisma.sql`SELECT DISTINCT release_id::text AS id FROM breach_episodes
      WHERE release_id = ANY(${[...releases]}::uuid[]) AND closed_at IS NULL AND kind = 'breach' AND severity <> 'warn'`,
  );
  return new Set(found.map(({ id }) => id));
}

function titlesOf(db: Reader, keys: readonly string[]): Promise<StatusBoard["components"]> {
  return readRows<StatusBoard["components"][number]>(
    db,
    Prisma.sql`SELECT c.key, v.title FROM components c JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")}
      WHERE c.key = ANY(${[...keys]}) ORDER BY v.title, c.key`,
  );
}

/** A row of the portfolio as those read it who only look. */
export function toRelease(row: PortfolioRow, inBreach: ReadonlySet<string>): StatusRelease {
  const { summary, state } = row;
  const at = summary.stages.findIndex(({ key }) => key === row.stage);
  const current = state === "active" ? summary.stages[at] : undefined;
  return {
    slug: row.slug,
    title: row.title,
    components: row.components,
    health: healthOf({
      state,
      status: row.status,
      isGoingBack: summary.rollback !== undefined && summary.rollback.state !== "proposed",
      isRollbackProposed: summary.rollback?.state === "proposed",
      isInBreach: inBreach.has(row.id),
      onHold: row.onHold,
      isFrozen: summary.frozen !== undefined,
    }),
    stage: current === undefined ? null : { title: current.title, number: at + 1, of: summary.stages.length },
    stages: summary.stages.map(({ title, status }) => ({ title, status })),
    exposurePercent: row.exposurePercent,
    target: row.targetDate,
    champion: row.champion === null ? null : { name: row.champion.name, email: row.champion.email },
    isRefreshing: row.isRefreshing,
  };
}
