import { closeRange } from "@/lib/platform/close-range";
import type { Tx } from "@/lib/platform/db";
import { fieldError, notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { holdsNow } from "@/lib/platform/ranges";
import { findDependencyCircle } from "./dependency-circle";
import type { ComponentRecord } from "./model";

export interface ComponentFacts {
  /** null: not registered yet. */
  component: { id: string; key: string; record: ComponentRecord; live: string | null } | null;
  /** What every component depends on now. */
  declared: Map<string, string[]>;
  teams: Map<string, string>;
}

interface ComponentRow extends ComponentRecord {
  id: string;
  live: string | null;
}

/** A component as it stands, with what its change is checked against. */
export async function loadComponentFacts(tx: Tx, key: string): Promise<ComponentFacts> {
  const own = await tx.$queryRaw<ComponentRow[]>(Prisma.sql`
    SELECT c.id, v.title, v.kind, v.tier, t.key AS owner, v.depends_on AS "dependsOn",
      (SELECT l.digest FROM live_digests l WHERE l.component_id = c.id AND ${holdsNow("l")}) AS live
    FROM components c JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")}
    JOIN teams t ON t.id = v.owner_team_id WHERE c.key = ${key}`);
  const all = await tx.$queryRaw<{ key: string; dependsOn: string[] }[]>(Prisma.sql`
    SELECT c.key, v.depends_on AS "dependsOn" FROM components c
    JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")}`);
  const teams = await tx.team.findMany({ select: { id: true, key: true } });
  const row = own[0];
  return {
    component: row === undefined ? null : toFact(key, row),
    declared: new Map(all.map((each) => [each.key, each.dependsOn])),
    teams: new Map(teams.map((team) => [team.key, team.id])),
  };
}

function toFact(
  key: string,
  { id, live, ...record }: ComponentRow,
): NonNullable<ComponentFacts["component"]> {
  return { id, key, live, record };
}

/** Refuses an owner or a dependency that is not there, and circles. */
export function checkRecord({
  key,
  record,
  facts,
}: {
  key: string;
  record: ComponentRecord;
  facts: ComponentFacts;
}): string {
  const ownerId = facts.teams.get(record.owner);
  if (ownerId === undefined)
    throw fieldError("/owner", `There is no team ${record.owner}.`, "the key of a team");
  for (const [index, each] of record.dependsOn.entries()) {
    const path = `/dependsOn/${index}`;
    if (record.dependsOn.indexOf(each) !== index)
      throw fieldError(path, `${each} stands twice.`, "each component once");
    if (each !== key && !facts.declared.has(each))
      throw fieldError(path, `There is no component ${each}.`, "the key of a component");
  }
  const found = findDependencyCircle({ key, dependsOn: record.dependsOn, declared: facts.declared });
  if (found === null) return ownerId;
  throw fieldError(
    `/dependsOn/${found.index}`,
    `The components would depend on each other: ${found.circle.join(" → ")}.`,
    "dependencies without a circle",
  );
}

/** Closes the version that holds and adds the next. */
export async function writeComponentVersion(
  tx: Tx,
  {
    componentId,
    ownerId,
    record,
    now,
  }: { componentId: string; ownerId: string; record: ComponentRecord; now: Date },
): Promise<void> {
  const from = await closeRange(tx, {
    table: "component_versions",
    series: Prisma.sql`component_id = ${componentId}::uuid`,
    now,
  });
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO component_versions (id, component_id, title, kind, tier, owner_team_id, depends_on, valid_from)
    VALUES (${newId()}::uuid, ${componentId}::uuid, ${record.title}, ${record.kind}, ${record.tier}, ${ownerId}::uuid, ${record.dependsOn}, ${from})`);
}

/** Makes a bundle the one that users are served; `releaseId` where a release brought it there. */
export async function writeLive(
  tx: Tx,
  {
    componentId,
    digest,
    releaseId,
    now,
  }: { componentId: string; digest: string; releaseId: string | null; now: Date },
): Promise<void> {
  const from = await closeRange(tx, {
    table: "live_digests",
    series: Prisma.sql`component_id = ${componentId}::uuid`,
    now,
  });
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO live_digests (id, component_id, digest, release_id, valid_from)
    VALUES (${newId()}::uuid, ${componentId}::uuid, ${digest}, ${releaseId}::uuid, ${from})`);
}

/** A bundle of this component, or a refusal at `path`. */
export async function requireBundle(
  tx: Tx,
  { digest, component, path }: { digest: string; component: { id: string; key: string }; path: string },
): Promise<void> {
  const bundle = await tx.bundle.findUnique({ where: { digest }, select: { componentId: true } });
  if (bundle?.componentId === component.id) return;
  const expected = `the digest of a bundle registered for ${component.key}`;
  throw fieldError(path, `${digest} is not registered for ${component.key}.`, expected);
}

export function requireComponent(facts: ComponentFacts): NonNullable<ComponentFacts["component"]> {
  if (facts.component === null) throw notFound("component");
  return facts.component;
}
