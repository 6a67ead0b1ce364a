import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { visibleTo } from "@/lib/policy/visible";
import { ms } from "@/lib/releases/authority";
import { Target, type TargetDigests, targetOf, validityOf } from "./plan-target";
import {
  type ArtifactReport,
  dueArtifacts,
  isAwaited,
  type KnownTarget,
  type TargetArtifact,
} from "./target-freshness";

/** What a release goes back to: by its plan, and by the digests that this means for it. */
export interface AgreedTarget {
  releaseId: string;
  plan: Pick<Target, "validFor">;
  digests: TargetDigests;
}

/** All that is known of a target, by which it is judged. */
export interface TargetFacts extends KnownTarget {
  digests: TargetDigests;
  validFor: string;
  isDeclared: boolean;
  /** Who asked last for it to be fetched anew; null: nobody did. */
  ask: { by: string; at: number } | null;
  /** The check that a runner has taken; epoch ms. */
  open: { by: string; since: number; until: number } | null;
}

export async function readTarget(db: Reader, agreed: AgreedTarget): Promise<TargetFacts> {
  const [facts] = await readTargets(db, [agreed]);
  if (facts === undefined) throw new TypeError("one target has facts");
  return facts;
}

/** Of each of them, in their order. */
async function readTargets(db: Reader, agreed: readonly AgreedTarget[]): Promise<TargetFacts[]> {
  const bundles = [...new Set(agreed.flatMap(({ digests }) => Object.values(digests)))].filter(
    (digest) => digest !== null,
  );
  const releases = agreed.map(({ releaseId }) => releaseId);
  const manifests = await readManifests(db, bundles);
  const reports = await readReports(db, { releases, bundles });
  const standing = await readStanding(db, releases);
  return agreed.map(({ releaseId, plan, digests }) => {
    const { text, ms: validForMs } = validityOf(plan);
    return {
      digests,
      artifacts: artifactsOf(digests, manifests),
      reports: reports.filter(({ release }) => release === releaseId),
      validFor: text,
      validForMs,
      isDeclared: plan.validFor !== undefined,
      ...(standing.get(releaseId) ?? { ask: null, open: null }),
    };
  });
}

type Listed = Pick<TargetArtifact, "kind" | "name"> &
  Partial<Record<"uri" | "sha256", string> & Record<"size", number>>;

async function readManifests(db: Reader, bundles: readonly string[]): Promise<Map<string, Listed[]>> {
  const rows = await readRows<{ digest: string; artifacts: Listed[] }>(
    db,
    Prisma.sql`SELECT b.digest, b.manifest::jsonb->'artifacts' AS artifacts FROM bundles b WHERE b.digest = ANY(${[...bundles]})`,
  );
  return new Map(rows.map(({ digest, artifacts }) => [digest, artifacts]));
}

function artifactsOf(digests: TargetDigests, manifests: ReadonlyMap<string, Listed[]>): TargetArtifact[] {
  return Object.entries(digests).flatMap(([component, bundle]) =>
    bundle === null
      ? []
      : (manifests.get(bundle) ?? []).map(
          ({ kind, name, uri = null, sha256 = null, size = null }): TargetArtifact => ({
            component,
            bundle,
            kind,
            name,
            uri,
            sha256,
            size,
          }),
        ),
  );
}

/** The last report of each runner, artifact and result, in the order of record. */
async function readReports(
  db: Reader,
  { releases, bundles }: { releases: readonly string[]; bundles: readonly string[] },
): Promise<(ArtifactReport & { release: string })[]> {
  const rows = await readRows<Omit<ArtifactReport, "at"> & { release: string; at: number | bigint }>(
    db,
    Prisma.sql`SELECT release, component, bundle, kind, name, result, at, machine, by, note FROM (
      SELECT DISTINCT ON (t.release_id, t.component_key, t.bundle, t.kind, t.name, t.machine_id, t.result)
        t."order", t.release_id::text AS release, t.component_key AS component, t.bundle, t.kind, t.name, t.result, ${ms("t.at")} AS at,
        t.machine_id::text AS machine, m.title AS by, t.note
      FROM rollback_target_reports t JOIN machines m ON m.id = t.machine_id
      WHERE t.release_id = ANY(${[...releases]}::uuid[]) AND t.bundle = ANY(${[...bundles]})
      ORDER BY t.release_id, t.component_key, t.bundle, t.kind, t.name, t.machine_id, t.result, t."order" DESC) last
      ORDER BY "order"`,
  );
  return rows.map((row) => ({ ...row, at: Number(row.at) }));
}

type Standing = Pick<TargetFacts, "ask" | "open">;

async function readStanding(db: Reader, releases: readonly string[]): Promise<Map<string, Standing>> {
  const rows = await readRows<{ release: string } & Standing>(
    db,
    Prisma.sql`SELECT r.id::text AS release,
      (SELECT jsonb_build_object('by', p.name, 'at', ${ms("a.at")}) FROM rollback_target_asks a JOIN people p ON p.id = a.person_id
        WHERE a.release_id = r.id ORDER BY a.at DESC, a.id DESC LIMIT 1) AS ask,
      (SELECT jsonb_build_object('by', m.title, 'since', ${ms("k.claimed_at")}, 'until', ${ms("k.due_at")})
        FROM rollback_target_checks k JOIN machines m ON m.id = k.machine_id WHERE k.release_id = r.id AND k.state = 'claimed') AS open
      FROM releases r WHERE r.id = ANY(${[...releases]}::uuid[])`,
  );
  return new Map(rows.map(({ release, ask, open }) => [release, { ask, open }]));
}

/** What a runner has taken. */
export interface CheckFacts {
  id: string;
  release: string;
  releaseId: string;
  machineId: string;
  state: "claimed" | "reported" | "lapsed";
  artifacts: TargetArtifact[];
}

export async function findCheck(db: Reader, id: string, actor: Actor): Promise<CheckFacts> {
  const [row] = await readRows<CheckFacts>(
    db,
    Prisma.sql`SELECT k.id::text AS id, r.slug AS release, k.release_id::text AS "releaseId", k.machine_id::text AS "machineId", k.state, k.artifacts
      FROM rollback_target_checks k JOIN releases r ON r.id = k.release_id WHERE k.id = ${id}::uuid AND ${visibleTo(actor)}`,
  );
  if (row === undefined) throw notFound("check of a target");
  return row;
}

export interface DueTarget {
  releaseId: string;
  release: string;
  digests: TargetDigests;
  artifacts: TargetArtifact[];
}

interface Asking {
  releases?: readonly string[] | undefined;
  components?: readonly string[] | undefined;
  actor: Actor;
  now: Date;
}

type Candidate = {
  id: string;
  slug: string;
  target: unknown;
  components: { key: string; baseline: string | null }[];
};

/** What a runner like this may fetch now, of one release: what somebody asked for first, then what exposure waits for; null: nothing. */
export async function findDueTarget(db: Reader, asking: Asking): Promise<DueTarget | null> {
  const { actor, now } = asking;
  if (actor.kind !== "machine") return null;
  const agreed = (await readRows<Candidate>(db, candidates(asking))).map(
    ({ id, slug, target, components }) => {
      const plan = Target.parse(target);
      return { releaseId: id, release: slug, plan, digests: targetOf(plan, components) };
    },
  );
  const facts = await readTargets(db, agreed);
  const due = agreed.flatMap(({ releaseId, release, digests }, index) => {
    const known = facts[index];
    if (known === undefined) return [];
    const { ask, isDeclared } = known;
    const askedAt = ask?.at ?? null;
    const artifacts = dueArtifacts(known, { machine: actor.id, askedAt, now: now.getTime() });
    const rank = (askedAt !== null && isAwaited(known, askedAt) ? 2 : 0) + (isDeclared ? 1 : 0);
    return artifacts.length === 0 ? [] : [{ releaseId, release, digests, artifacts, rank }];
  });
  const [first] = due.toSorted((a, b) => b.rank - a.rank);
  if (first === undefined) return null;
  const { rank: _, ...found } = first;
  return found;
}

/** Releases in flight with something to go back to, which no runner is fetching. */
function candidates({ releases, components, actor, now }: Asking): Prisma.Sql {
  return Prisma.sql`SELECT r.id::text AS id, r.slug, w.document->'target' AS target,
      (SELECT jsonb_agg(jsonb_build_object('key', c.key, 'baseline', rc.baseline_digest) ORDER BY c.key)
        FROM release_components rc JOIN components c ON c.id = rc.component_id WHERE rc.release_id = r.id) AS components
    FROM releases r
    JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")} AND v.state = 'active'
    JOIN release_documents w ON w.release_id = r.id AND w.kind = 'rollback-plan' AND ${holdsNow("w")}
    WHERE jsonb_typeof(w.document) = 'object' AND w.document->'target'->>'bundle' IS DISTINCT FROM 'none'
      AND (${releases === undefined} OR r.slug = ANY(${[...(releases ?? [])]}))
      AND (${components === undefined} OR EXISTS (
        SELECT 1 FROM release_components rc JOIN components c ON c.id = rc.component_id
        WHERE rc.release_id = r.id AND c.key = ANY(${[...(components ?? [])]})))
      AND NOT EXISTS (SELECT 1 FROM rollback_target_checks k WHERE k.release_id = r.id AND k.state = 'claimed' AND k.due_at > ${now})
      AND ${visibleTo(actor)}
    ORDER BY r.id`;
}
