import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { notFound } from "@/lib/platform/errors";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { changedAfterData, type CriteriaVersion } from "@/lib/releases/after-data";
import { loadRelease } from "@/lib/releases/authority";
import { criterionDigest, isRegression } from "./criterion-digest";
import { criterionSentence } from "./criterion-sentence";
import type { Criteria } from "./schemas";
import { liveTrack } from "./standing-columns";
import { appliesAt, kindReadBy } from "./track-model";
import type { StandingAnswer, VerdictAnswer } from "./verdict-schemas";

interface Asked {
  slug: string;
  actor: Actor;
  now: Date;
}

interface StandingRow {
  criteria: Criteria;
  versions: CriteriaVersion[];
  exposedAt: number | null;
  percent: number | null;
  candidate: string | null;
  metrics: { name: string; unit: string; kind: string }[];
  tracks: {
    key: string;
    digest: string;
    candidate: string;
    cohort: string;
    verdict: StandingAnswer["verdict"];
    since: number | null;
    lastAt: number | null;
    isOn: boolean;
    value: string | null;
    reason: StandingAnswer["reason"];
  }[];
}

/** Each agreed criterion in words, and how it stands for what is exposed now. */
export async function criteriaStanding(db: Reader, asked: Asked): Promise<StandingAnswer[]> {
  const { release } = await loadRelease(db, asked);
  const rows = await db.$queryRaw<StandingRow[]>(Prisma.sql`
    SELECT d.document AS criteria, e.percent, e.candidate,
      (SELECT jsonb_agg(jsonb_build_object('criteria', w.document, 'from', (extract(epoch FROM w.valid_from) * 1000)::bigint) ORDER BY w.version)
        FROM release_documents w WHERE w.release_id = d.release_id AND w.kind = 'criteria') AS versions,
      (SELECT (extract(epoch FROM min(x.at)) * 1000)::float8 FROM exposure_changes x
        WHERE x.release_id = d.release_id AND x.kind = 'confirmed' AND x.percent > 0) AS "exposedAt",
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('name', m.name, 'unit', m.unit, 'kind', m.kind)), '[]') FROM metrics m
        WHERE m.name IN (SELECT c->>'metric' FROM jsonb_array_elements(d.document) c)) AS metrics,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('key', t.criterion_key, 'digest', t.criterion_digest, 'candidate', t.candidate, 'cohort', t.cohort,
          'verdict', t.verdict, 'since', t.since, 'lastAt', t.last_at, 'isOn', t.next_at IS NOT NULL,
          'value', l.value, 'reason', l.reason)), '[]')
        FROM criterion_tracks t
        LEFT JOIN LATERAL (SELECT v.value, v.reason FROM criterion_verdicts v WHERE v.track_id = t.id AND v.at = t.last_at ORDER BY v.revision DESC LIMIT 1) l ON TRUE
        WHERE t.release_id = d.release_id AND ${liveTrack}) AS tracks
    FROM release_documents d
    LEFT JOIN LATERAL (SELECT x.percent, x.candidate FROM exposure_changes x WHERE x.release_id = d.release_id AND x.kind = 'confirmed' ORDER BY x.order DESC LIMIT 1) e ON TRUE
    WHERE d.release_id = ${release.id}::uuid AND d.kind = 'criteria' AND d.valid_to IS NULL`);
  const row = rows[0];
  return row === undefined ? [] : row.criteria.map((criterion) => standingOf(row, criterion));
}

function standingOf(
  { criteria, versions, exposedAt, percent, candidate, metrics, tracks }: StandingRow,
  criterion: Criteria[number],
): StandingAnswer {
  const metric = metrics.find(({ name }) => name === criterion.metric);
  const digest = criterionDigest(criterion, criteria.filter(isRegression).length);
  const of = (cohort: string) =>
    tracks.find((each) => each.digest === digest && each.candidate === candidate && each.cohort === cohort);
  const [canary, baseline] = [of("canary"), of("baseline")];
  return {
    key: criterion.key,
    title: criterion.title ?? null,
    sentence: criterionSentence(criterion, metric === undefined ? {} : { unit: metric.unit }),
    severity: criterion.severity,
    shadow: criterion.shadow,
    verdict: canary?.verdict ?? null,
    value: canary?.value ?? null,
    reason: canary === undefined || canary.verdict === null ? null : canary.reason,
    since: isoOf(canary?.since),
    lastAt: isoOf(canary?.lastAt),
    isEvaluated: canary?.isOn === true && appliesAt(criterion, percent ?? 0),
    baseline: baseline?.verdict ?? null,
    changedAfterData: isoOf(changedAfterData(criterion.key, versions, exposedAt)),
    missing:
      metric === undefined
        ? "metric-not-declared"
        : metric.kind === kindReadBy(criterion)
          ? null
          : "metric-of-another-kind",
  };
}

function isoOf(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : new Date(at).toISOString();
}

type VerdictRow = Omit<VerdictAnswer, "at"> & { at: bigint };

/** Evaluations of one criterion, the latest first; what was amended with what it was at first. */
export async function listVerdicts(
  db: Reader,
  {
    slug,
    actor,
    now,
    key,
    from,
    to,
    ...ask
  }: Asked & PageAsk & { key: string; from?: string | undefined; to?: string | undefined },
): Promise<Page<VerdictAnswer>> {
  const { release } = await loadRelease(db, { slug, actor, now });
  const { take, after } = readPage(ask, z.tuple([z.number(), z.number()]));
  const known = await db.$queryRaw<
    unknown[]
  >`SELECT 1 FROM criterion_tracks t WHERE t.release_id = ${release.id}::uuid AND t.criterion_key = ${key} AND ${liveTrack}
    UNION ALL SELECT 1 FROM release_documents d, jsonb_array_elements(d.document) c WHERE d.release_id = ${release.id}::uuid AND d.kind = 'criteria' AND c->>'key' = ${key} LIMIT 1`;
  if (known.length === 0) throw notFound(`criterion ${key} in this release`);
  const rows = await db.$queryRaw<VerdictRow[]>(Prisma.sql`
    SELECT v.at, v.revision, t.cohort, t.criterion_digest AS "criterionDigest", t.candidate, v.raw, v.value, v.reason, v.verdict, v.samples, v.inputs
    FROM criterion_verdicts v JOIN criterion_tracks t ON t.id = v.track_id
    WHERE t.release_id = ${release.id}::uuid AND t.criterion_key = ${key} AND t.cohort = 'canary' AND ${liveTrack}
      AND v.at >= ${from === undefined ? 0 : Date.parse(from)} AND v.at <= ${to === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(to)}
      AND (${after?.[0] ?? null}::bigint IS NULL OR (v.at, v.revision) < (${after?.[0] ?? 0}::bigint, ${after?.[1] ?? 0}::int))
    ORDER BY v.at DESC, v.revision DESC LIMIT ${take}`);
  return toPage({
    rows,
    take,
    item: ({ at, ...row }) => ({ ...row, at: new Date(Number(at)).toISOString() }),
    position: ({ at, revision }) => [Number(at), revision] as [number, number],
  });
}
