import { closeRange } from "@/lib/platform/close-range";
import type { Reader, Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import type { ReleaseDocument } from "./documents";
import type { ReleaseVersionRow } from "./model";

type Versioned = Omit<ReleaseVersionRow, "id" | "rollback">;

/** Closes what holds of a release's state and adds what holds from now. */
export async function replaceVersion(
  tx: Tx,
  {
    releaseId,
    current,
    change,
    now,
  }: { releaseId: string; current: ReleaseVersionRow; change: Partial<Versioned>; now: Date },
): Promise<void> {
  const { id, ...held } = current;
  const open = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM release_versions WHERE id = ${id}::uuid AND valid_to IS NULL`;
  if (open.length === 0) throw new AppError("conflict", "The release changed in between; read it again.");
  const from = await closeRange(tx, {
    table: "release_versions",
    series: Prisma.sql`release_id = ${releaseId}::uuid`,
    now,
  });
  await addVersion(tx, { releaseId, version: { ...held, ...change }, from });
}

export async function addVersion(
  tx: Tx,
  { releaseId, version, from }: { releaseId: string; version: Versioned; from: Date },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO release_versions (id, release_id, state, stage_key, exposure_percent, target_date, planned_days, valid_from)
    VALUES (${newId()}::uuid, ${releaseId}::uuid, ${version.state}, ${version.stage}, ${version.exposurePercent}, ${version.targetDate}::date,
      ${JSON.stringify(version.plannedDays)}::jsonb, ${from})`;
}

/** Adds a version of a document; answers its number. */
export async function writeDocument(
  tx: Tx,
  {
    releaseId,
    written,
    author,
    now,
  }: { releaseId: string; written: ReleaseDocument; author: string; now: Date },
): Promise<number> {
  const { kind, document, digest, parts } = written;
  const from = await closeRange(tx, {
    table: "release_documents",
    series: Prisma.sql`release_id = ${releaseId}::uuid AND kind = ${kind}`,
    now,
  });
  const rows = await tx.$queryRaw<{ version: number }[]>`
    INSERT INTO release_documents (id, release_id, kind, version, document, digest, parts, author, valid_from)
    SELECT ${newId()}::uuid, ${releaseId}::uuid, ${kind}, COALESCE(max(version), 0) + 1, ${JSON.stringify(document)}::jsonb, ${digest},
      ${JSON.stringify(parts)}::jsonb, ${author}::uuid, ${from}
    FROM release_documents WHERE release_id = ${releaseId}::uuid AND kind = ${kind}
    RETURNING version`;
  return rows[0]?.version ?? 1;
}

export interface CurrentDocument {
  version: number;
  digest: string;
  parts: Record<string, string>;
  document: unknown;
}

/** The version of a document that holds. */
export async function findDocument(
  tx: Reader,
  { releaseId, kind }: { releaseId: string; kind: string },
): Promise<CurrentDocument | null> {
  const rows = await tx.$queryRaw<CurrentDocument[]>`
    SELECT version, digest, parts, document FROM release_documents WHERE release_id = ${releaseId}::uuid AND kind = ${kind} AND valid_to IS NULL`;
  return rows[0] ?? null;
}

/** Makes a bundle the candidate of a component. */
export async function writeCandidate(
  tx: Tx,
  {
    releaseId,
    componentId,
    digest,
    setBy,
    now,
  }: { releaseId: string; componentId: string; digest: string; setBy: string; now: Date },
): Promise<void> {
  const series = Prisma.sql`release_id = ${releaseId}::uuid AND component_id = ${componentId}::uuid`;
  const from = await closeRange(tx, { table: "candidates", series, now });
  await tx.$executeRaw`
    INSERT INTO candidates (id, release_id, component_id, digest, set_by, valid_from)
    VALUES (${newId()}::uuid, ${releaseId}::uuid, ${componentId}::uuid, ${digest}, ${setBy}::uuid, ${from})`;
}

/** A person or a team. */
export type Member = { personId: string } | { teamId: string };
/** Who holds a role: one of those, or whoever is on shift of a rota. */
export type Assignee = Member | { rotaId: string };

export function memberId(member: Assignee): string {
  if ("rotaId" in member) return member.rotaId;
  return "personId" in member ? member.personId : member.teamId;
}

/** Gives a role on a release, or takes it away by revocation. */
export async function writeAssignment(
  tx: Tx,
  {
    releaseId,
    role,
    member,
    given,
    now,
  }: { releaseId: string; role: string; member: Assignee; given: boolean; now: Date },
): Promise<void> {
  const id = memberId(member);
  const series = Prisma.sql`release_id = ${releaseId}::uuid AND role_key = ${role} AND COALESCE(person_id, team_id, rota_id) = ${id}::uuid`;
  const from = await closeRange(tx, { table: "role_assignments", series, now });
  if (!given) return;
  const personId = "personId" in member ? id : null;
  const teamId = "teamId" in member ? id : null;
  const rotaId = "rotaId" in member ? id : null;
  await tx.$executeRaw`
    INSERT INTO role_assignments (id, release_id, role_key, person_id, team_id, rota_id, valid_from)
    VALUES (${newId()}::uuid, ${releaseId}::uuid, ${role}, ${personId}::uuid, ${teamId}::uuid, ${rotaId}::uuid, ${from})`;
}

/** Lets a person or a team see a restricted release. */
export async function addViewer(
  tx: Tx,
  { releaseId, member, now }: { releaseId: string; member: Member; now: Date },
): Promise<void> {
  const [personId, teamId] = "personId" in member ? [member.personId, null] : [null, member.teamId];
  await tx.$executeRaw`
    INSERT INTO release_viewers (id, release_id, person_id, team_id, valid_from)
    VALUES (${newId()}::uuid, ${releaseId}::uuid, ${personId}::uuid, ${teamId}::uuid, ${now})`;
}
