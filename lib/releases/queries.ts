import type { Actor } from "@/lib/identity/actor";
import type { Db, Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { onShiftAt } from "@/lib/policy/rota";
import { toRota } from "@/lib/policy/rota-rows";
import { visibleTo } from "@/lib/policy/visible";
import { windowOf } from "@/lib/rollouts/freeze-model";
import { freezesAt } from "@/lib/rollouts/freezes";
import { abilitiesOf } from "./abilities";
import type { DocumentAnswer, ReleaseDetail } from "./answers";
import { loadAuthority } from "./authority";
import { type DocumentKind, isEnded } from "./model";
import { asOf } from "./moment-queries";
import { type ReleaseRows, readReleaseRows } from "./release-rows";
import { stageStatuses } from "./stage-status";
import { templateOf } from "./template-stages";

interface Asked {
  slug: string;
  actor: Actor;
  now: Date;
}

/** A release as it stands. */
export async function getRelease(db: Reader, asked: Asked): Promise<ReleaseDetail> {
  const detail = await readRelease(db, asked);
  return { ...detail, abilities: abilitiesOf(await loadAuthority(db, asked), asked.actor) };
}

/** The same, as it was recorded at a moment where one is asked for: then nobody can do anything any more. */
export function getReleaseAt(
  db: Db,
  { at, ...asked }: Asked & { at: Date | undefined },
): Promise<ReleaseDetail> {
  return asOf(db, { ...asked, at }, async (then) => {
    if (at === undefined) return getRelease(then.db, asked);
    return { ...(await readRelease(then.db, { ...asked, now: then.now })), at: at.toISOString() };
  });
}

async function readRelease(db: Reader, asked: Asked): Promise<ReleaseDetail> {
  const rows = await readReleaseRows(db, asked);
  if (rows === null) throw notFound("release");
  return toDetail(rows, asked.now.getTime());
}

function toDetail(rows: ReleaseRows, now: number): ReleaseDetail {
  const {
    template,
    passages,
    startedAt,
    components,
    roles,
    holds,
    freezes: _windows,
    documents,
    rightsPinned,
    rightsInForce,
    plannedDays,
    ...rest
  } = rows;
  return {
    ...rest,
    at: null,
    template: { key: template.key, version: template.version },
    rightsVersion: startedAt === null ? rightsInForce : rightsPinned,
    createdAt: iso(rows.createdAt),
    roles: rolesAt(roles, now),
    startedAt: startedAt === null ? null : iso(startedAt),
    components: components.map(({ declaredFrom, live, baseline, ...component }) => ({
      ...component,
      from: startedAt === null ? (declaredFrom ?? live) : baseline,
    })),
    stages: stageStatuses({
      stages: templateOf(template).stages,
      // A clock that went back must not hide what is recorded.
      passages: passages.map((each) => ({ ...each, at: Math.min(each.at, now) })),
      current: isEnded(rows.state) ? null : rows.stage,
      at: now,
    }).map((stage) => ({ ...stage, planned: plannedDays[stage.key] ?? null })),
    documents: Object.fromEntries(
      documents.map(({ kind, changedAt, ...head }) => [kind, { ...head, changedAt: iso(changedAt) }]),
    ) as ReleaseDetail["documents"],
    // An ended release is on hold by nothing but its own.
    holds: holds
      .filter(
        ({ isOrganisation, component }) => (!isOrganisation && component === null) || !isEnded(rows.state),
      )
      .map((hold) => ({ ...hold, at: iso(hold.at) })),
    freezes: isEnded(rows.state) ? [] : freezesOf(rows, now),
    abilities: null,
  };
}

/** Of a rota, who is on shift at the moment. */
function rolesAt(roles: ReleaseRows["roles"], moment: number): ReleaseDetail["roles"] {
  const told = Object.entries(roles).map(([role, members]): [string, ReleaseDetail["roles"][string]] => [
    role,
    members.map((member) => {
      if (member.kind !== "rota") return member;
      const { key, title } = member.row;
      const personId = onShiftAt(toRota(member.row), moment);
      const people = member.named.filter(({ id }) => id === personId);
      return { kind: "rota", key, title, people: people.map(({ name, email }) => ({ name, email })) };
    }),
  ]);
  return Object.fromEntries(told);
}

/** In force at a moment, with what was overridden until then. */
function freezesOf({ freezes, components }: ReleaseRows, at: number): ReleaseDetail["freezes"] {
  const asked = { windows: freezes.map(windowOf), components: components.map(({ key }) => key), now: at };
  return freezesAt(asked).map(({ window: { id, title, reason, component }, from, until }) => {
    const overrides = freezes.find((each) => each.id === id)?.overrides ?? [];
    const isOverridden = overrides.some((each) => each.occurrence === from && each.at <= at);
    return { id, title, reason, component, from: iso(from), until: iso(until), isOverridden };
  });
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
