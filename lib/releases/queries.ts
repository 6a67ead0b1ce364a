import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { fieldError, notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { heldAt, holdsNow } from "@/lib/platform/ranges";
import { onShiftAt } from "@/lib/policy/rota";
import { toRota } from "@/lib/policy/rota-rows";
import { visibleTo } from "@/lib/policy/visible";
import { windowOf } from "@/lib/rollouts/freeze-model";
import { freezesAt } from "@/lib/rollouts/freezes";
import { abilitiesOf } from "./abilities";
import type { DocumentAnswer, ReleaseDetail } from "./answers";
import { loadAuthority } from "./authority";
import { type DocumentKind, isEnded } from "./model";
import { type ReleaseRows, readReleaseRows } from "./release-rows";
import { stageStatuses } from "./stage-status";
import { templateOf } from "./template-stages";

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
  const rows = await readReleaseRows(db, { ...asked, range: rangeAt(at), at, now: asked.now });
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
    roles,
    holds,
    freezes: _windows,
    documents,
    rightsPinned,
    rightsInForce,
    plannedDays,
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
    roles: rolesAt(roles, moment.getTime()),
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
    freezes: isEnded(rows.state) ? [] : freezesOf(rows, moment.getTime()),
    abilities,
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
