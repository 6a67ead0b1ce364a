import { z } from "zod";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { Actor } from "@/lib/identity/actor";
import { Moment } from "@/lib/platform/moments";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { holdsNow } from "@/lib/platform/ranges";
import { visibleTo } from "@/lib/policy/visible";
import type { ComponentKind } from "./model";
import type { LiveAnswer } from "./schemas";

/** A component as the list shows it. */
export interface ComponentRow {
  key: string;
  title: string;
  kind: ComponentKind;
  tier: number;
  owner: string;
  ownerTitle: string;
  dependsOn: string[];
  /** Keys of what depends on it. */
  dependents: string[];
  isPaused: boolean;
  live: string | null;
  liveVersion: string | null;
  liveSince: Date | null;
  /** Releases in flight that the reader sees. */
  inFlight: number;
}

export interface ComponentFilter extends PageAsk {
  q?: string | undefined;
  team?: string | undefined;
  kind?: ComponentKind | undefined;
  tier?: number | undefined;
  state?: ComponentState | undefined;
}

/** By what happens on components the list can be narrowed. */
export const componentStates = ["in-flight", "paused", "not-live"] as const;
export type ComponentState = (typeof componentStates)[number];

/** Components by key, each with what is live and how many releases move it. */
export async function listComponentRows(
  db: Reader,
  { q, team, kind, tier, state, actor, ...ask }: ComponentFilter & { actor: Actor },
): Promise<Page<ComponentRow>> {
  const { take, after } = readPage(ask, z.string());
  const given = (value: string | undefined) => Prisma.sql`${value ?? null}::text`;
  const inFlight = Prisma.sql`(SELECT count(*)::int FROM release_components rc JOIN releases r ON r.id = rc.release_id
       JOIN release_versions rv ON rv.release_id = r.id AND ${holdsNow("rv")} AND rv.state = 'active'
       WHERE rc.component_id = c.id AND ${visibleTo(actor)})`;
  const isPaused = Prisma.sql`EXISTS (SELECT 1 FROM component_pauses x WHERE x.component_id = c.id AND x.valid_to IS NULL)`;
  const isSo = {
    "in-flight": Prisma.sql`${inFlight} > 0`,
    paused: isPaused,
    "not-live": Prisma.sql`l.digest IS NULL`,
  };
  const rows = await db.$queryRaw<ComponentRow[]>(Prisma.sql`
    SELECT c.key, v.title, v.kind, v.tier, t.key AS owner, t.title AS "ownerTitle", v.depends_on AS "dependsOn",
      ARRAY(SELECT o.key FROM components o JOIN component_versions ov ON ov.component_id = o.id AND ${holdsNow("ov")}
            WHERE c.key = ANY(ov.depends_on) ORDER BY o.key) AS dependents, ${isPaused} AS "isPaused",
      l.digest AS live, l.valid_from AS "liveSince", b.manifest::jsonb->>'version' AS "liveVersion",
      ${inFlight} AS "inFlight"
    FROM components c JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")} JOIN teams t ON t.id = v.owner_team_id
    LEFT JOIN live_digests l ON l.component_id = c.id AND ${holdsNow("l")} LEFT JOIN bundles b ON b.digest = l.digest
    WHERE (${after}::text IS NULL OR c.key > ${after})
      AND (${given(team)} IS NULL OR t.key = ${given(team)}) AND (${given(kind)} IS NULL OR v.kind = ${given(kind)})
      AND ${state === undefined ? Prisma.sql`TRUE` : isSo[state]}
      AND (${tier ?? null}::int IS NULL OR v.tier = ${tier ?? null}::int)
      AND (${given(q)} IS NULL OR strpos(lower(c.key || ' ' || v.title), lower(${given(q)})) > 0)
    ORDER BY c.key LIMIT ${take}`);
  return toPage({ rows, take, item: (row) => row, position: ({ key }) => key });
}

type LiveRow = Omit<LiveAnswer, "from" | "to"> & { id: string; from: Date; to: Date | null };

/** What was live of a component, the latest first; the release that brought it where the caller sees that. */
export async function listLive(
  db: Reader,
  { key, actor, ...ask }: PageAsk & { key: string; actor: Actor },
): Promise<Page<LiveAnswer>> {
  const { take, after } = readPage(ask, z.tuple([Moment, z.uuid()]));
  const known = await db.component.findUnique({ where: { key }, select: { id: true } });
  if (known === null) throw notFound("component");
  const [at, id] = after ?? [null, null];
  const rows = await db.$queryRaw<LiveRow[]>(Prisma.sql`
    SELECT l.id, l.digest, b.manifest::jsonb->>'version' AS version, r.slug AS release, l.valid_from AS "from", l.valid_to AS "to"
    FROM live_digests l LEFT JOIN bundles b ON b.digest = l.digest LEFT JOIN releases r ON r.id = l.release_id AND ${visibleTo(actor)}
    WHERE l.component_id = ${known.id}::uuid AND (${at}::timestamptz IS NULL OR (l.valid_from, l.id) < (${at}::timestamptz, ${id}::uuid))
    ORDER BY l.valid_from DESC, l.id DESC LIMIT ${take}`);
  const item = ({ id: _id, from, to, ...row }: LiveRow): LiveAnswer => ({
    ...row,
    from: from.toISOString(),
    to: to?.toISOString() ?? null,
  });
  return toPage({ rows, take, item, position: (row) => [row.from.toISOString(), row.id] });
}
