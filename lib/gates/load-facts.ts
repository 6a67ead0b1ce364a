import { holdsOfRelease } from "@/lib/catalogue/hold-columns";
import { z } from "zod";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import {
  DrillRows,
  drillRows,
  EpisodeRows,
  episodeRows,
  LastRollback,
  RunningDrill,
  rollbackRow,
  runningDrillRow,
} from "@/lib/rollbacks/gate-columns";
import { CriteriaRow, criteriaRow, TrackRows, trackRows } from "@/lib/metrics/standing-columns";
import { seenBy } from "@/lib/policy/visible";
import { disabledAt } from "@/lib/releases/authority";
import { reviewOutcomes } from "@/lib/reviews/model";
import { coversRelease, planColumns, ReviewPlanRow } from "@/lib/reviews/plan-rows";
import {
  coversRelease as isFrozen,
  freezeFields,
  notOver,
  overridesOfRelease,
} from "@/lib/rollouts/freeze-columns";
import {
  ExposureRows,
  exposureRows,
  InterruptionRows,
  interruptionRows,
} from "@/lib/rollouts/exposure-columns";
import { FreezeRow, OverrideRow } from "@/lib/rollouts/freeze-model";
import { voteKinds } from "./model";
import { obligationKinds } from "./obligations";
import { reminderKinds } from "./reminder-levels";

const parts = z.record(z.string(), z.string());
const instant = z.number();

/** What a release's gates are computed from, apart from who holds which role: rows as the database gives them, times in epoch ms. */
const GateRows = z.object({
  components: z.array(
    z.object({
      id: z.string(),
      key: z.string(),
      title: z.string(),
      tier: z.number(),
      owningTeam: z.array(z.string()),
      baseline: z.object({ digest: z.string(), parts }).nullable(),
    }),
  ),
  candidates: z.array(
    z.object({
      component: z.string(),
      digest: z.string(),
      parts,
      from: instant,
      to: instant.nullable(),
      setBy: z.string(),
      authors: z.array(z.string()),
    }),
  ),
  documents: z.array(
    z.object({
      kind: z.enum(["plan", "criteria", "rollback-plan"]),
      version: z.number(),
      parts,
      author: z.string(),
      from: instant,
      to: instant.nullable(),
    }),
  ),
  votes: z.array(
    z.object({
      id: z.string(),
      gate: z.string(),
      requirement: z.string().nullable(),
      role: z.string(),
      vote: z.enum(voteKinds),
      actorId: z.string(),
      principalId: z.string(),
      subjectDigest: z.string(),
      subject: z.record(z.string(), z.string().nullable()),
      meaning: z.string().nullable(),
      reason: z.string().nullable(),
      exitCondition: z.string().nullable(),
      at: instant,
      order: z.number(),
      closed: z.object({ at: instant, by: z.string(), reason: z.string() }).nullable(),
    }),
  ),
  acknowledgements: z.array(
    z.object({
      gate: z.string(),
      requirement: z.string(),
      role: z.string(),
      personId: z.string(),
      actorId: z.string(),
      subjectDigest: z.string(),
      subject: z.record(z.string(), z.string().nullable()),
      at: instant,
    }),
  ),
  checks: z.array(
    z.object({
      id: z.string(),
      component: z.string(),
      name: z.string(),
      bundleDigest: z.string(),
      parts,
      status: z.enum(["passed", "failed", "error", "running"]),
      summary: z.string().nullable(),
      url: z.string().nullable(),
      evidence: z.unknown(),
      reportedBy: z.string(),
      at: instant,
      order: z.number(),
    }),
  ),
  waivers: z.array(
    z.object({
      id: z.string(),
      gate: z.string(),
      requirement: z.string(),
      subjectDigest: z.string(),
      digest: z.string(),
      expiresAt: instant,
      owner: z.string(),
      reason: z.string(),
      at: instant,
    }),
  ),
  delegations: z.array(
    z.object({
      id: z.string(),
      role: z.string(),
      principalId: z.string(),
      delegateId: z.string(),
      from: instant,
      to: instant,
      ended: z.enum(["time", "revoked"]),
      isHidden: z.boolean(),
    }),
  ),
  passages: z.array(
    z.object({
      stage: z.string(),
      kind: z.enum(["passed", "skipped", "reopened"]),
      at: instant,
      gates: parts,
      by: z.string(),
      breakGlass: z.string().nullable(),
    }),
  ),
  holds: z.array(
    z.object({
      id: z.string(),
      reason: z.string(),
      /** null: the worker. */
      placedBy: z.string().nullable(),
      at: instant,
      isOrganisation: z.boolean(),
      /** Key of the component whose pause it is; null: a hold. */
      component: z.string().nullable(),
    }),
  ),
  /** Windows that cover the release and are not over for good, with what it may pass of them. */
  freezes: z.array(FreezeRow.extend({ overrides: z.array(OverrideRow) })),
  concerns: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      raisedBy: z.string(),
      at: instant,
      answer: z
        .object({ text: z.string(), by: z.string(), role: z.string().nullable(), at: instant })
        .nullable(),
    }),
  ),
  obligations: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(obligationKinds),
      title: z.string(),
      owner: z.string().nullable(),
      dueAt: instant,
      beforeStage: z.string().nullable(),
      source: z.object({ kind: z.enum(["vote", "review", "break-glass", "post-mortem"]), id: z.string() }),
      by: z.string(),
      role: z.string(),
      at: instant,
      closure: z
        .object({
          how: z.enum(["met", "dropped"]),
          outcome: z.enum(["justified", "not-justified"]).nullable(),
          text: z.string(),
          by: z.string(),
          role: z.string().nullable(),
          at: instant,
        })
        .nullable(),
    }),
  ),
  breakGlass: z.array(
    z.object({
      id: z.string(),
      decision: z.string(),
      about: z.string(),
      passed: z.array(
        z.object({
          code: z.string(),
          gate: z.string().nullable(),
          requirement: z.string().nullable(),
          message: z.string(),
        }),
      ),
      by: z.string(),
      role: z.string(),
      reason: z.string(),
      at: instant,
    }),
  ),
  reviews: z.array(
    z.object({
      id: z.string(),
      series: z.string(),
      original: instant,
      title: z.string(),
      outcome: z.enum(reviewOutcomes),
      reason: z.string().nullable(),
      digests: parts,
      by: z.string(),
      at: instant,
      order: z.number(),
    }),
  ),
  reviewPlans: z.array(ReviewPlanRow),
  exposures: ExposureRows,
  interruptions: InterruptionRows,
  criteria: CriteriaRow,
  tracks: TrackRows,
  episodes: EpisodeRows,
  drills: DrillRows,
  rollback: LastRollback,
  runningDrill: RunningDrill,
  /** The pause that holds. */
  pause: z.object({ id: z.string(), reason: z.string(), by: z.string().nullable(), at: instant }).nullable(),
  /** Of each deadline the last level that was reached. */
  reminders: z.array(
    z.object({
      kind: z.enum(reminderKinds),
      about: z.string(),
      deadline: instant,
      step: z.number(),
      level: z.string(),
      at: instant,
    }),
  ),
  /** When the organisation works (of nobody), and whoever holds a role and said when they do. */
  hours: z.array(z.object({ personId: z.string().nullable(), document: z.unknown() })),
  /** Everybody who is named above, holder of a role or not. */
  people: z.array(
    z.object({ id: z.string(), email: z.string(), name: z.string(), disabledAt: instant.nullable() }),
  ),
});
export type GateRows = z.infer<typeof GateRows>;

/** The rows as the database wrote them down. */
export function readGateRows(text: string): GateRows {
  return GateRows.parse(JSON.parse(text));
}

/** All of it as one column of a statement on `releases r`: a page asks the database once. */
export function gateRowsColumn(now: Date): Prisma.Sql {
  return Prisma.sql`(WITH rel AS (SELECT r.id),
    frozen AS MATERIALIZED (SELECT w.* FROM freeze_windows w WHERE w.valid_to IS NULL AND ${notOver(now)} AND ${isFrozen}),
    del AS MATERIALIZED (SELECT d.id, d.role_key, d.principal_id, d.delegate_id, d.valid_from, LEAST(d.until, x.at) AS valid_to, x.at < d.until AS revoked
      FROM delegations d LEFT JOIN delegation_revocations x ON x.delegation_id = d.id
      WHERE d.role_key IN (SELECT a.role_key FROM role_assignments a WHERE a.release_id = r.id)
        AND (d.release_id IS NULL OR d.release_id = r.id) AND d.until > r.created_at)
    SELECT json_build_object(
      'components', (SELECT COALESCE(json_agg(json_build_object(
          'id', c.id, 'key', c.key, 'title', v.title, 'tier', v.tier,
          'owningTeam', (SELECT COALESCE(json_agg(m.person_id), '[]') FROM team_members m WHERE m.team_id = v.owner_team_id AND m.valid_to IS NULL),
          'baseline', (SELECT json_build_object('digest', b.digest, 'parts', b.parts) FROM bundles b
                       WHERE b.digest = CASE WHEN rc.pinned_at IS NULL THEN COALESCE(rc.declared_from, live.digest) ELSE rc.baseline_digest END)
        ) ORDER BY c.key), '[]')
        FROM release_components rc JOIN rel ON rel.id = rc.release_id JOIN components c ON c.id = rc.component_id
        JOIN component_versions v ON v.component_id = c.id AND v.valid_to IS NULL
        LEFT JOIN live_digests live ON live.component_id = c.id AND live.valid_to IS NULL),
      'candidates', (SELECT COALESCE(json_agg(json_build_object(
          'component', c.key, 'digest', k.digest, 'parts', b.parts, 'from', ${epoch("k.valid_from")}, 'to', ${epoch("k.valid_to")}, 'setBy', k.set_by,
          'authors', (SELECT COALESCE(json_agg(DISTINCT a), '[]') FROM bundle_registrations g, unnest(g.authors) a WHERE g.digest = k.digest)
        ) ORDER BY k.valid_from, k.id), '[]')
        FROM candidates k JOIN rel ON rel.id = k.release_id JOIN components c ON c.id = k.component_id JOIN bundles b ON b.digest = k.digest),
      'documents', (SELECT COALESCE(json_agg(json_build_object('kind', d.kind, 'version', d.version, 'parts', d.parts, 'author', d.author,
          'from', ${epoch("d.valid_from")}, 'to', ${epoch("d.valid_to")}) ORDER BY d.kind, d.version), '[]')
        FROM release_documents d JOIN rel ON rel.id = d.release_id),
      'votes', (SELECT COALESCE(json_agg(json_build_object('id', v.id, 'gate', v.gate_key, 'requirement', v.requirement_key, 'role', v.role, 'vote', v.vote,
          'actorId', v.actor_id, 'principalId', v.principal_id, 'subjectDigest', v.subject_digest, 'subject', v.subject, 'meaning', v.meaning,
          'reason', v.reason, 'exitCondition', v.exit_condition, 'at', ${epoch("v.at")}, 'order', v.order,
          'closed', CASE WHEN x.id IS NULL THEN NULL ELSE json_build_object('at', ${epoch("x.at")}, 'by', x.by, 'reason', x.reason) END) ORDER BY v.order), '[]')
        FROM votes v JOIN rel ON rel.id = v.release_id LEFT JOIN vote_closures x ON x.vote_id = v.id),
      'acknowledgements', (SELECT COALESCE(json_agg(json_build_object('gate', a.gate_key, 'requirement', a.requirement_key, 'role', a.role, 'personId', a.person_id, 'actorId', a.actor_id,
          'subjectDigest', a.subject_digest, 'subject', a.subject, 'at', ${epoch("a.at")}) ORDER BY a.at, a.id), '[]')
        FROM acknowledgements a JOIN rel ON rel.id = a.release_id),
      'checks', (SELECT COALESCE(json_agg(json_build_object('id', k.id, 'component', c.key, 'name', k.name, 'bundleDigest', k.bundle_digest, 'parts', b.parts,
          'status', k.status, 'summary', k.summary, 'url', k.url, 'evidence', k.evidence, 'reportedBy', COALESCE(p.name, m.title),
          'at', ${epoch("k.at")}, 'order', k.order) ORDER BY k.order), '[]')
        FROM check_results k JOIN rel ON rel.id = k.release_id JOIN components c ON c.id = k.component_id JOIN bundles b ON b.digest = k.bundle_digest
        LEFT JOIN people p ON p.id = k.person_id LEFT JOIN machines m ON m.id = k.machine_id),
      'waivers', (SELECT COALESCE(json_agg(json_build_object('id', w.id, 'gate', w.gate_key, 'requirement', w.requirement_key, 'subjectDigest', w.subject_digest,
          'digest', w.digest, 'expiresAt', ${epoch("w.expires_at")}, 'owner', w.owner, 'reason', w.reason, 'at', ${epoch("w.at")}) ORDER BY w.at, w.id), '[]')
        FROM waivers w JOIN rel ON rel.id = w.release_id),
      'delegations', (SELECT COALESCE(json_agg(json_build_object('id', d.id, 'role', d.role_key, 'principalId', d.principal_id, 'delegateId', d.delegate_id,
          'from', ${epoch("d.valid_from")}, 'to', ${epoch("d.valid_to")}, 'ended', CASE WHEN d.revoked THEN 'revoked' ELSE 'time' END,
          'isHidden', NOT ${seenBy(Prisma.sql`d.delegate_id`)}) ORDER BY d.valid_from, d.id), '[]') FROM del d),
      'passages', (SELECT COALESCE(json_agg(json_build_object('stage', s.stage_key, 'kind', s.kind, 'at', ${epoch("s.at")}, 'gates', s.gates, 'by', s.by,
          'breakGlass', s.break_glass_id) ORDER BY s.order), '[]')
        FROM stage_passages s JOIN rel ON rel.id = s.release_id),
      'holds', (SELECT COALESCE(json_agg(json_build_object('id', h.id, 'reason', h.reason, 'placedBy', h.placed_by, 'at', ${epoch("h.valid_from")},
          'isOrganisation', h.is_organisation, 'component', h.component) ORDER BY h.valid_from, h.id), '[]')
        FROM ${holdsOfRelease} h WHERE h.valid_to IS NULL),
      'freezes', (SELECT COALESCE(json_agg(json_build_object(${freezeFields}, 'overrides', ${overridesOfRelease}) ORDER BY w.id), '[]') FROM frozen w),
      'concerns', (SELECT COALESCE(json_agg(json_build_object('id', n.id, 'text', n.text, 'raisedBy', n.raised_by, 'at', ${epoch("n.at")},
          'answer', CASE WHEN w.id IS NULL THEN NULL ELSE json_build_object('text', w.text, 'by', w.by, 'role', w.role, 'at', ${epoch("w.at")}) END) ORDER BY n.order), '[]')
        FROM concerns n JOIN rel ON rel.id = n.release_id LEFT JOIN concern_answers w ON w.concern_id = n.id),
      'obligations', (SELECT COALESCE(json_agg(json_build_object('id', o.id, 'kind', o.kind, 'title', o.title, 'owner', o.owner, 'dueAt', ${epoch("o.due_at")},
          'beforeStage', o.before_stage, 'source', json_build_object('kind', o.source_kind, 'id', o.source_id), 'by', o.by, 'role', o.role, 'at', ${epoch("o.at")},
          'closure', CASE WHEN e.id IS NULL THEN NULL ELSE json_build_object('how', e.how, 'outcome', e.outcome, 'text', e.text, 'by', e.by, 'role', e.role, 'at', ${epoch("e.at")}) END) ORDER BY o.order), '[]')
        FROM obligations o JOIN rel ON rel.id = o.release_id LEFT JOIN obligation_closures e ON e.obligation_id = o.id),
      'breakGlass', (SELECT COALESCE(json_agg(json_build_object('id', u.id, 'decision', u.decision, 'about', u.about, 'passed', u.passed, 'by', u.by, 'role', u.role,
          'reason', u.reason, 'at', ${epoch("u.at")}) ORDER BY u.at, u.id), '[]')
        FROM break_glass_uses u JOIN rel ON rel.id = u.release_id),
      'reviews', (SELECT COALESCE(json_agg(json_build_object('id', y.id, 'series', w.series_id, 'original', ${epoch("w.original_start")}, 'title', s.title,
          'outcome', y.outcome, 'reason', y.reason, 'digests', y.digests, 'by', y.by, 'at', ${epoch("y.at")}, 'order', y.order) ORDER BY y.order), '[]')
        FROM review_outcomes y JOIN rel ON rel.id = y.release_id JOIN reviews w ON w.id = y.review_id JOIN review_series s ON s.id = w.series_id),
      'reviewPlans', (SELECT COALESCE(json_agg(${planColumns} ORDER BY s.id), '[]') FROM review_series s WHERE v.state IN ('draft', 'active') AND ${coversRelease}),
      'reminders', (SELECT COALESCE(json_agg(json_build_object('kind', m.kind, 'about', m.about, 'deadline', ${epoch("m.deadline")}, 'step', m.step,
          'level', m.level, 'at', ${epoch("m.reached_at")}) ORDER BY m.order), '[]')
        FROM (SELECT DISTINCT ON (n.kind, n.about, n.deadline) n.* FROM reminders n JOIN rel ON rel.id = n.release_id
          WHERE n.kind <> 'pending-decision' ORDER BY n.kind, n.about, n.deadline, n.step DESC) m),
      'hours', (SELECT COALESCE(json_agg(json_build_object('personId', h.person_id, 'document', h.document) ORDER BY h.person_id), '[]')
        FROM working_hours h WHERE v.state = 'active' AND h.valid_to IS NULL AND (h.person_id IS NULL OR h.person_id IN (
          SELECT a.person_id FROM role_assignments a WHERE a.release_id = r.id
          UNION SELECT m.person_id FROM role_assignments a JOIN team_members m ON m.team_id = a.team_id AND m.valid_to IS NULL WHERE a.release_id = r.id
          UNION SELECT unnest(o.people) FROM role_assignments a JOIN rota_versions o ON o.rota_id = a.rota_id AND o.valid_to IS NULL WHERE a.release_id = r.id
          UNION SELECT o.person_id FROM role_assignments a JOIN rota_overrides o ON o.rota_id = a.rota_id AND o.valid_to IS NULL WHERE a.release_id = r.id))),
      'exposures', ${exposureRows},
      'interruptions', ${interruptionRows},
      'criteria', ${criteriaRow},
      'tracks', ${trackRows},
      'episodes', ${episodeRows(now)},
      'drills', ${drillRows},
      'rollback', ${rollbackRow},
      'runningDrill', ${runningDrillRow},
      'pause', (SELECT json_build_object('id', p.id, 'reason', p.reason, 'by', p.paused_by, 'at', ${epoch("p.valid_from")})
        FROM exposure_pauses p WHERE p.release_id = r.id AND p.valid_to IS NULL),
      'people', (SELECT COALESCE(json_agg(json_build_object('id', x.id, 'email', x.email, 'name', x.name, 'disabledAt', ${disabledAt("x")}) ORDER BY x.email), '[]')
        FROM people x WHERE x.id IN (
          SELECT unnest(ARRAY[v.actor_id, v.principal_id]) FROM votes v WHERE v.release_id = r.id
          UNION SELECT d.delegate_id FROM del d
          UNION SELECT unnest(ARRAY[a.person_id, a.actor_id]) FROM acknowledgements a WHERE a.release_id = r.id
          UNION SELECT k.set_by FROM candidates k WHERE k.release_id = r.id
          UNION SELECT unnest(g.authors) FROM candidates k JOIN bundle_registrations g ON g.digest = k.digest WHERE k.release_id = r.id
          UNION SELECT d.author FROM release_documents d WHERE d.release_id = r.id
          UNION SELECT s.by FROM stage_passages s WHERE s.release_id = r.id
          UNION SELECT h.placed_by FROM ${holdsOfRelease} h WHERE h.valid_to IS NULL
          UNION SELECT p.paused_by FROM exposure_pauses p WHERE p.release_id = r.id AND p.valid_to IS NULL
          UNION SELECT w.set_by FROM frozen w
          UNION SELECT o.by FROM freeze_overrides o JOIN frozen w ON w.id = o.freeze_id WHERE o.release_id = r.id
          UNION SELECT w.owner FROM waivers w WHERE w.release_id = r.id
          UNION SELECT n.raised_by FROM concerns n WHERE n.release_id = r.id
          UNION SELECT w.by FROM concerns n JOIN concern_answers w ON w.concern_id = n.id WHERE n.release_id = r.id
          UNION SELECT unnest(ARRAY[o.owner, o.by]) FROM obligations o WHERE o.release_id = r.id
          UNION SELECT e.by FROM obligations o JOIN obligation_closures e ON e.obligation_id = o.id WHERE o.release_id = r.id
          UNION SELECT u.by FROM break_glass_uses u WHERE u.release_id = r.id
          UNION SELECT y.by FROM review_outcomes y WHERE y.release_id = r.id))
    )::text) AS rows`;
}

function epoch(column: string): Prisma.Sql {
  return Prisma.raw(`(extract(epoch from ${column}) * 1000)::bigint`);
}
