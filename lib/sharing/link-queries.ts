import { z } from "zod";
import { type Actor, levelOf } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { AppError, notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { isId } from "@/lib/platform/ids";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { holdsNow } from "@/lib/platform/ranges";
import { type Ability, toAbility } from "@/lib/policy/ability";
import { toParty } from "@/lib/policy/can";
import { loadOrganisation } from "@/lib/policy/queries";
import { visibleTo } from "@/lib/policy/visible";
import { loadRelease } from "@/lib/releases/authority";
import { named, utc } from "@/lib/rollbacks/columns";
import { championsOf, loadShared } from "./load-shared";
import type { ShareLinkEnding, ShareScope } from "./model";
import type { ShareLinkAnswer } from "./schemas";
import { mayRevokeLink, mayShare, stateOfLink } from "./share-rules";

/** Whose links: one's own, or as an admin all; or those of a release, for whoever sees it. */
export type LinksOf = { release: string } | { everybody: boolean };

interface Asked {
  actor: Actor;
  now: Date;
}

type Row = Omit<ShareLinkAnswer, "state"> & {
  ending: ShareLinkEnding | null;
  maker: MakerRow;
  releaseId: string | null;
};

type ListAsk = Asked & PageAsk & { of: LinksOf; isStanding?: boolean | undefined };

/** Links, the newest first, with how they stand. A release that the reader does not see is not named. */
export async function listShareLinks(db: Reader, asked: ListAsk): Promise<Page<ShareLinkAnswer>> {
  const { items, nextCursor } = await readLinks(db, asked);
  return { items: items.map(({ link }) => link), nextCursor };
}

/** A link as pages list it: whether the reader may end it, by the rule of the command. */
export type ShareLinkView = ShareLinkAnswer & { revoke: Ability };

/** The links of a release, as its page shows them. */
export async function releaseLinkViews(
  db: Reader,
  { release, actor, now, ...more }: Omit<ListAsk, "of"> & { release: string },
): Promise<Page<ShareLinkView>> {
  const { items, nextCursor } = await readLinks(db, { of: { release }, actor, now, ...more });
  const [champions, organisation] = await Promise.all([
    championsOf(db, { slug: release, actor, now }),
    loadOrganisation(db, now),
  ]);
  const admins = organisation.admins.map(toParty);
  return {
    items: items.map(({ link, maker }) => ({
      ...link,
      revoke: toAbility(mayRevokeLink(actor, { maker, champions, admins }), actor),
    })),
    nextCursor,
  };
}

async function readLinks(
  db: Reader,
  { of, isStanding, actor, now, ...ask }: ListAsk,
): Promise<Page<{ link: ShareLinkAnswer; maker: MakerRow }>> {
  const { take, after } = readPage(ask, z.uuid());
  const standing =
    isStanding === undefined
      ? Prisma.sql`TRUE`
      : Prisma.sql`(e.link_id IS NULL AND l.expires_at > ${now}) = ${isStanding}`;
  const rows = await readRows<Row>(
    db,
    Prisma.sql`SELECT l.id::text AS id, l.hint, l.scope,
      CASE WHEN ${visibleTo(actor)} THEN jsonb_build_object('slug', r.slug, 'title', r.title) END AS release, r.id::text AS "releaseId",
      (SELECT jsonb_build_object('key', c.key, 'title', v.title) FROM components c JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")}
        WHERE c.id = l.component_id) AS component,
      l.with_names AS names, ${named("l.made_by")} AS "madeBy", ${makerOf} AS maker, ${utc("l.made_at")} AS "madeAt", ${utc("l.expires_at")} AS "expiresAt",
      e.how AS ending, CASE WHEN e.link_id IS NOT NULL THEN jsonb_build_object('by', ${named("e.by")}, 'at', ${utc("e.at")}) END AS ended,
      CASE WHEN o.link_id IS NOT NULL THEN jsonb_build_object('times', o.times, 'lastAt', ${utc("o.last_at")}) END AS opened
      FROM share_links l LEFT JOIN releases r ON r.id = l.release_id LEFT JOIN share_link_ends e ON e.link_id = l.id
      LEFT JOIN share_link_visits o ON o.link_id = l.id
      WHERE ${await ownedBy(db, of, { actor, now })} AND ${standing} AND (${after ?? null}::uuid IS NULL OR l.id < ${after ?? null}::uuid)
      ORDER BY l.id DESC LIMIT ${take}`,
  );
  const states = new Map(
    await Promise.all(
      rows.map(
        async (row) =>
          [
            row.id,
            stateOfLink({
              ended: row.ending,
              expiresAt: new Date(row.expiresAt),
              mayStill: row.ending !== null || (await mayStill(db, row, now)),
              now,
            }),
          ] as const,
      ),
    ),
  );
  return toPage({
    rows,
    take,
    item: ({ ending: _ending, maker, releaseId: _release, ...row }) => ({
      link: { ...row, state: states.get(row.id) ?? "rests" },
      maker,
    }),
    position: ({ id }) => id,
  });
}

async function ownedBy(db: Reader, of: LinksOf, { actor, now }: Asked): Promise<Prisma.Sql> {
  if ("release" in of) {
    const { release } = await loadRelease(db, { slug: of.release, actor, now });
    return Prisma.sql`l.release_id = ${release.id}::uuid`;
  }
  if (actor.kind !== "person") throw new AppError("people-only", "Share links are made by people alone.");
  if (!of.everybody) return Prisma.sql`l.made_by = ${actor.id}::uuid`;
  if (actor.access !== "admin")
    throw new AppError("access-level", "The share links of everybody are listed for admins.");
  return Prisma.sql`TRUE`;
}

/** Who made a link, as far as they still have an account. */
export interface MakerRow {
  id: string;
  name: string;
  email: string;
  level: string | null;
}

export const makerOf = Prisma.sql`(SELECT jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email,
  'level', (SELECT a.level FROM access_levels a WHERE a.person_id = p.id AND ${holdsNow("a")})) FROM people p WHERE p.id = l.made_by)`;

/** Whether whoever made a link could make it now: by the rule by which they did. */
export async function mayStill(
  db: Reader,
  { maker, releaseId }: { maker: MakerRow; releaseId: string | null },
  now: Date,
): Promise<boolean> {
  const { id, name, email, level } = maker;
  if (level === null) return false;
  if (releaseId === null) return true;
  const actor: Actor = {
    kind: "person",
    id,
    name,
    email,
    access: levelOf(level),
    credential: { kind: "none" },
  };
  try {
    const { shared } = await loadShared(db, { release: { releaseId }, component: null, actor, now });
    return mayShare(actor, shared).allowed;
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") return false;
    throw error;
  }
}

/** A link as ending it needs it. */
export interface LoadedLink {
  id: string;
  scope: ShareScope;
  releaseId: string | null;
  component: string | null;
  maker: { id: string; name: string; email: string };
  isEnded: boolean;
}

/** One that the caller neither made nor sees the release of, nor is an admin, is not found. */
export async function loadLink(db: Reader, { id, actor }: { id: string; actor: Actor }): Promise<LoadedLink> {
  const seesAll = actor.kind === "system" || (actor.kind === "person" && actor.access === "admin");
  const own = actor.kind === "person" ? Prisma.sql`l.made_by = ${actor.id}::uuid` : Prisma.sql`FALSE`;
  const [row] = isId(id)
    ? await readRows<LoadedLink>(
        db,
        Prisma.sql`SELECT l.id::text AS id, l.scope, l.release_id::text AS "releaseId", (SELECT c.key FROM components c WHERE c.id = l.component_id) AS component,
          (SELECT jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email) FROM people p WHERE p.id = l.made_by) AS maker,
          EXISTS (SELECT FROM share_link_ends e WHERE e.link_id = l.id) AS "isEnded"
          FROM share_links l LEFT JOIN releases r ON r.id = l.release_id
          WHERE l.id = ${id}::uuid AND (${seesAll} OR ${own} OR r.id IS NOT NULL AND ${visibleTo(actor)})`,
      )
    : [];
  if (row === undefined) throw notFound("share link");
  return row;
}
