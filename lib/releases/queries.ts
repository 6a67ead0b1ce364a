import { z } from "zod";

import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { fieldError, notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { Moment } from "@/lib/platform/moments";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { heldAt, holdsNow } from "@/lib/platform/ranges";
import { visibleTo } from "@/lib/policy/visible";
import { abilitiesOf } from "./abilities";
import type { DocumentAnswer, ReleaseDetail, ReleaseSummary } from "./answers";
import { loadAuthority } from "./authority";
import { championRole, type DocumentKind, isEnded, type ReleaseState } from "./model";
import { type ReleaseRows, readReleaseRows } from "./release-rows";
import { stageStatuses } from "./stage-status";
import { templateOf } from "./template-stages";

export interface ReleaseFilter extends PageAsk {
  state?: ReleaseState | undefined;
  /** Key of the team that owns one of its components. */
  team?: string | undefined;
  component?: string | undefined;
  q?: string | undefined;
}

type SummaryRow = Omit<ReleaseSummary, "createdAt" | "startedAt"> & {
  id: string;
  createdAt: Date;
  startedAt: Date | null;
};

/** Releases that the caller may see, the newest first. */
export async function listReleases(
  db: Reader,
  { state, team, component, q, actor, ...ask }: ReleaseFilter & { actor: Actor },
): Promise<Page<ReleaseSummary>> {
  const { take, after } = readPage(ask, z.tuple([Moment, z.uuid()]));
  const [at, id] = after ?? [null, null];
  const given = (value: string | undefined) => Prisma.sql`${value ?? null}::text`;
  const rows = await db.$queryRaw<SummaryRow[]>(Prisma.sql`
    SELECT r.id, r.slug, r.title, v.state, v.stage_key AS stage, v.exposure_percent AS "exposurePercent", to_char(v.target_date, 'YYYY-MM-DD') AS "targetDate",
      r.restricted AS "isRestricted", jsonb_build_object('key', t.key, 'version', t.version) AS template, r.created_at AS "createdAt", r.started_at AS "startedAt",
      (SELECT jsonb_build_object('name', p.name, 'email', p.email) FROM role_assignments a JOIN people p ON p.id = a.person_id
       WHERE a.release_id = r.id AND a.role_key = ${championRole} AND ${holdsNow("a")} ORDER BY a.valid_from, a.id LIMIT 1) AS champion,
      ARRAY(SELECT c.key FROM release_components rc JOIN components c ON c.id = rc.component_id WHERE rc.release_id = r.id ORDER BY c.key) AS components,
      (SELECT count(*)::int FROM holds h WHERE h.release_id = r.id AND ${holdsNow("h")}) AS holds
    FROM releases r JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")}
    JOIN template_versions t ON t.id = r.template_version_id
    WHERE ${visibleTo(actor)}
      AND (${given(state)} IS NULL OR v.state = ${given(state)})
      AND (${given(q)} IS NULL OR strpos(lower(r.slug || ' ' || r.title), lower(${given(q)})) > 0)
      AND ((${given(team)} IS NULL AND ${given(component)} IS NULL) OR EXISTS (
        SELECT 1 FROM release_components rc JOIN components c ON c.id = rc.component_id
        JOIN component_versions cv ON cv.component_id = c.id AND ${holdsNow("cv")} JOIN teams o ON o.id = cv.owner_team_id
        WHERE rc.release_id = r.id AND (${given(component)} IS NULL OR c.key = ${given(component)}) AND (${given(team)} IS NULL OR o.key = ${given(team)})))
      AND (${at}::timestamptz IS NULL OR (r.created_at, r.id) < (${at}::timestamptz, ${id}::uuid))
    ORDER BY r.created_at DESC, r.id DESC LIMIT ${take}`);
  return toPage({ rows, take, item: toSummary, position: (row) => [row.createdAt.toISOString(), row.id] });
}

function toSummary({ id: _id, ...row }: SummaryRow): ReleaseSummary {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
  };
}

interface Asked {
  slug: string;
  actor: Actor;
  now: Date;
}

/** A release as it stands, or as it was recorded at a past moment. Whether it is seen is decided as of now. */
export async function getRelease(
  db: Reader,
  { at, ...asked }: Asked & { at?: Date | undefined },
): Promise<ReleaseDetail> {
  if (at !== undefined && at > asked.now)
    throw fieldError("/at", "This moment has not come yet.", "a moment that has passed");
  const rows = await readReleaseRows(db, { ...asked, range: rangeAt(at) });
  if (rows === null) throw notFound("release");
  const abilities = at === undefined ? abilitiesOf(await loadAuthority(db, asked), asked.actor) : null;
  return toDetail(rows, { at, now: asked.now, abilities });
}

function rangeAt(at: Date | undefined): (alias: string) => Prisma.Sql {
  return at === undefined ? holdsNow : (alias) => heldAt(alias, at);
}

function toDetail(
  rows: ReleaseRows,
  { at, now, abilities }: { at: Date | undefined; now: Date; abilities: ReleaseDetail["abilities"] },
): ReleaseDetail {
  const {
    template,
    passages,
    startedAt,
    components,
    holds,
    documents,
    rightsPinned,
    rightsInForce,
    ...rest
  } = rows;
  const moment = at ?? now;
  // What came later was not so yet.
  const isStarted = startedAt !== null && (at === undefined || startedAt <= at.getTime());
  return {
    ...rest,
    at: at?.toISOString() ?? null,
    template: { key: template.key, version: template.version },
    rightsVersion: isStarted ? rightsPinned : rightsInForce,
    createdAt: iso(rows.createdAt),
    startedAt: isStarted ? iso(startedAt) : null,
    components: components.map(({ declaredFrom, live, baseline, ...component }) => ({
      ...component,
      from: isStarted ? baseline : (declaredFrom ?? live),
    })),
    stages: stageStatuses({
      stages: templateOf(template).stages,
      // A clock that went back must not hide what is recorded.
      passages:
        at === undefined
          ? passages.map((each) => ({ ...each, at: Math.min(each.at, now.getTime()) }))
          : passages,
      current: isEnded(rows.state) ? null : rows.stage,
      at: moment.getTime(),
    }),
    documents: Object.fromEntries(
      documents.map(({ kind, changedAt, ...head }) => [kind, { ...head, changedAt: iso(changedAt) }]),
    ) as ReleaseDetail["documents"],
    holds: holds.map((hold) => ({ ...hold, at: iso(hold.at) })),
    abilities,
  };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

interface DocumentRow {
  kind: DocumentKind;
  version: number;
  digest: string;
  document: unknown;
  changedAt: Date;
  changedBy: string;
  isCurrent: boolean;
}

/** A document of a release with the versions it had; the current one, or the one of a number or a moment. */
export async function getDocument(
  db: Reader,
  { slug, actor, kind, version }: Omit<Asked, "now"> & { kind: DocumentKind; version?: number | undefined },
): Promise<DocumentAnswer> {
  const rows = await db.$queryRaw<DocumentRow[]>(Prisma.sql`
    SELECT d.kind, d.version, d.digest, d.document, d.valid_from AS "changedAt", p.name AS "changedBy", ${holdsNow("d")} AS "isCurrent"
    FROM release_documents d JOIN releases r ON r.id = d.release_id JOIN people p ON p.id = d.author
    WHERE r.slug = ${slug} AND d.kind = ${kind} AND ${visibleTo(actor)} ORDER BY d.version DESC`);
  const found = rows.find((row) => (version === undefined ? row.isCurrent : row.version === version));
  if (found === undefined) throw notFound(rows.length === 0 ? "release" : "such version");
  const { isCurrent: _isCurrent, ...row } = found;
  return { ...row, changedAt: row.changedAt.toISOString(), versions: rows.map(toHead) };
}

function toHead({ version, digest, changedAt, changedBy }: DocumentRow): DocumentAnswer["versions"][number] {
  return { version, digest, changedAt: changedAt.toISOString(), changedBy };
}
