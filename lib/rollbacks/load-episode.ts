import type { Actor } from "@/lib/identity/actor";
import { criterionDigest, isRegression } from "@/lib/metrics/criterion-digest";
import type { Verdict } from "@/lib/metrics/model";
import { Criteria, type Criterion } from "@/lib/metrics/schemas";
import { freshUntilOf } from "@/lib/metrics/standing";
import { liveTrack } from "@/lib/metrics/standing-columns";
import type { Reader, Tx } from "@/lib/platform/db";
import type { BreachEpisode } from "@/lib/platform/generated/prisma/client";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Authority, loadAuthority } from "@/lib/releases/authority";
import { findDocument } from "@/lib/releases/store";
import { exposureOf } from "@/lib/rollouts/exposure-model";
import { readChanges } from "@/lib/rollouts/load-exposure";
import { agreedPlan } from "./agreed-plan";
import type { EpisodeFacts, OpenEpisode } from "./episodes";
import type { RollbackPlan } from "./schemas";

/** How a criterion is evaluated for what is exposed; times in epoch ms. */
export interface Standing {
  digest: string;
  verdict: Verdict | null;
  since: number | null;
  value: string | null;
  /** The last evaluation; null: none was made. */
  lastAt: number | null;
  source: "promql" | null;
  /** Whether the baseline breaches the same condition. */
  isBaselineIn: boolean;
}

export interface LoadedEpisode {
  authority: Authority;
  candidate: string | null;
  /** null: it is not agreed any more. */
  criterion: Criterion | null;
  standing: Standing | null;
  /** The open one; null: none is. */
  episode: BreachEpisode | null;
  plan: RollbackPlan | null;
  facts: EpisodeFacts;
}

/** A criterion of a release with what it has led to for what is exposed, under the release's lock. */
export async function loadEpisode(
  tx: Tx,
  { release, criterion: key, actor, now }: { release: string; criterion: string; actor: Actor; now: Date },
): Promise<LoadedEpisode> {
  const authority = await loadAuthority(tx, { slug: release, actor, now });
  const releaseId = authority.release.id;
  const changes = await readChanges(tx, releaseId);
  const candidate = changes.findLast(({ kind }) => kind === "confirmed")?.candidate ?? null;
  const found = await findDocument(tx, { releaseId, kind: "criteria" });
  const criteria = Criteria.parse(found?.document ?? []);
  const criterion = criteria.find((each) => each.key === key) ?? null;
  const digest = criterion === null ? null : criterionDigest(criterion, criteria.filter(isRegression).length);
  const standing =
    digest === null || candidate === null ? null : await standingOf(tx, { releaseId, digest, candidate });
  const episode =
    candidate === null
      ? null
      : await tx.breachEpisode.findFirst({
          where: { releaseId, criterionKey: key, candidate, closedAt: null },
        });
  const plan = await agreedPlan(tx, releaseId);
  const isRunning = authority.version.state === "active";
  return {
    authority,
    candidate,
    criterion,
    standing,
    episode,
    plan,
    facts: {
      severity: criterion?.severity ?? "warn",
      shadow: criterion?.shadow ?? true,
      verdict: isRunning ? (standing?.verdict ?? null) : null,
      isFresh: criterion !== null && isFresh(criterion, standing, now),
      episode: episode === null ? null : await openEpisode(tx, episode),
      canGoBack: isRunning && plan !== null && exposureOf(changes).most > 0,
    },
  };
}

/** Whether the last evaluation is of now: a worker that catches up has yet to come to it. */
function isFresh(criterion: Criterion, standing: Standing | null, now: Date): boolean {
  if (standing === null) return false;
  const until = freshUntilOf({ document: criterion, source: standing.source }, standing.lastAt);
  return until !== null && now.getTime() < until;
}

async function standingOf(
  db: Reader,
  { releaseId, digest, candidate }: { releaseId: string; digest: string; candidate: string },
): Promise<Standing | null> {
  const rows = await db.$queryRaw<
    {
      cohort: string;
      verdict: Verdict | null;
      since: bigint | null;
      lastAt: bigint | null;
      source: "promql" | null;
      value: string | null;
    }[]
  >(Prisma.sql`
    SELECT t.cohort, t.verdict, t.since, t.last_at AS "lastAt", t.criterion->>'source' AS source,
      (SELECT v.value FROM criterion_verdicts v WHERE v.track_id = t.id AND v.at = t.since ORDER BY v.revision DESC LIMIT 1) AS value
    FROM criterion_tracks t
    WHERE t.release_id = ${releaseId}::uuid AND t.criterion_digest = ${digest} AND t.candidate = ${candidate} AND t.next_at IS NOT NULL AND ${liveTrack}`);
  const canary = rows.find(({ cohort }) => cohort === "canary");
  if (canary === undefined) return null;
  return {
    digest,
    verdict: canary.verdict,
    since: canary.since === null ? null : Number(canary.since),
    lastAt: canary.lastAt === null ? null : Number(canary.lastAt),
    source: canary.source,
    value: canary.value,
    isBaselineIn: rows.some(({ cohort, verdict }) => cohort === "baseline" && verdict === "breach"),
  };
}

async function openEpisode(db: Reader, episode: BreachEpisode): Promise<OpenEpisode> {
  const { kind, blames, until, rollbackId } = episode;
  const rollback = rollbackId === null ? null : await db.rollback.findUnique({ where: { id: rollbackId } });
  return {
    kind: kind as OpenEpisode["kind"],
    blames: blames as OpenEpisode["blames"],
    until: until?.getTime() ?? null,
    rollback:
      rollback === null
        ? null
        : rollback.endedAt === null
          ? "open"
          : rollback.state === "declined"
            ? "declined"
            : "cancelled",
  };
}

/** Criteria from which something follows that has not happened yet, as far as rows can tell; by release and key. The command decides. */
export async function dueEpisodes(db: Reader, now: Date): Promise<{ release: string; criterion: string }[]> {
  return db.$queryRaw(Prisma.sql`
    WITH standing AS (
      SELECT r.slug, t.release_id, t.criterion_key AS key, t.candidate, t.verdict, 
        NOT COALESCE((t.criterion->'document'->>'shadow')::boolean, FALSE)
          AND (t.verdict = 'breach' OR (t.due_at > ${now.getTime()} AND t.criterion->'document'->>'severity' <> 'warn')) AS is_due
      FROM criterion_tracks t JOIN releases r ON r.id = t.release_id
      JOIN release_versions v ON v.release_id = r.id AND v.valid_to IS NULL AND v.state = 'active'
      WHERE t.cohort = 'canary' AND t.next_at IS NOT NULL AND t.verdict IN ('breach', 'withheld') AND ${liveTrack}),
    opened AS (
      SELECT e.*, r.slug, b.ended_at IS NOT NULL AND b.state = 'declined' AS is_declined,
        v.exposure_percent > 0 AND EXISTS (SELECT FROM release_documents w WHERE w.release_id = r.id AND w.kind = 'rollback-plan'
          AND w.valid_to IS NULL AND w.document <> 'null') AS can_go_back
      FROM breach_episodes e JOIN releases r ON r.id = e.release_id
      JOIN release_versions v ON v.release_id = r.id AND v.valid_to IS NULL AND v.state = 'active'
      LEFT JOIN rollbacks b ON b.id = e.rollback_id
      WHERE e.closed_at IS NULL)
    SELECT s.slug AS release, s.key AS criterion FROM standing s
      LEFT JOIN opened o ON o.release_id = s.release_id AND o.criterion_key = s.key AND o.candidate = s.candidate
      WHERE s.is_due AND (o.id IS NULL OR (o.kind = 'withheld' AND s.verdict = 'breach'))
    UNION
    SELECT o.slug, o.criterion_key FROM opened o
      LEFT JOIN standing s ON s.release_id = o.release_id AND s.key = o.criterion_key AND s.candidate = o.candidate
      WHERE (o.kind = 'withheld' AND s.verdict IS DISTINCT FROM 'withheld')
         OR (o.kind = 'breach' AND o.severity = 'rollback' AND o.blames = 'candidate' AND o.can_go_back
             AND (o.rollback_id IS NULL OR (o.is_declined AND o.until <= ${now})))
    ORDER BY 1, 2`);
}
