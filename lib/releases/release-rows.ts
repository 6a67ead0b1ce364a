import { holdsOfRelease } from "@/lib/catalogue/hold-columns";
import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { type RotaRow, rotaRows } from "@/lib/policy/rota-rows";
import { visibleTo } from "@/lib/policy/visible";
import { coversRelease, freezeFields, notOver, overridesOfRelease } from "@/lib/rollouts/freeze-columns";
import type { FreezeRow, OverrideRow } from "@/lib/rollouts/freeze-model";
import type { ReleaseDetail } from "./answers";
import { ms } from "./authority";
import { championRole, type DocumentKind, type ReleaseState } from "./model";

type MemberAnswer = Exclude<ReleaseDetail["roles"][string][number], { kind: "rota" }>;

/** A rota with everybody who ever was on it; who is on shift follows from the moment that is asked about. */
interface RotaMember {
  kind: "rota";
  row: RotaRow;
  named: { id: string; name: string; email: string }[];
}

/** A release as it is recorded; times in epoch ms. */
export interface ReleaseRows {
  slug: string;
  title: string;
  state: ReleaseState;
  stage: string | null;
  exposurePercent: number;
  targetDate: string | null;
  plannedDays: Record<string, string>;
  isRestricted: boolean;
  createdAt: number;
  createdBy: string;
  startedAt: number | null;
  rightsPinned: number | null;
  rightsInForce: number | null;
  template: { id: string; key: string; version: number; document: Record<string, unknown> };
  champion: { name: string; email: string } | null;
  components: {
    key: string;
    title: string;
    tier: number;
    declaredFrom: string | null;
    baseline: string | null;
    live: string | null;
    to: string | null;
  }[];
  roles: Record<string, (MemberAnswer | RotaMember)[]>;
  documents: { kind: DocumentKind; version: number; digest: string; changedAt: number; changedBy: string }[];
  holds: {
    id: string;
    reason: string;
    placedBy: string;
    at: number;
    isOrganisation: boolean;
    component: string | null;
  }[];
  freezes: (Omit<FreezeRow, "setBy"> & { overrides: OverrideRow[] })[];
  passages: {
    stage: string;
    kind: "passed" | "skipped" | "reopened";
    at: number;
    gates: Record<string, string>;
  }[];
}

interface Asked {
  slug: string;
  actor: Actor;
  now: Date;
}

/** All of it in one statement; null where there is nothing to see. */
export async function readReleaseRows(db: Reader, { slug, actor, now }: Asked): Promise<ReleaseRows | null> {
  const rows = await readRows<{ release: ReleaseRows }>(
    db,
    Prisma.sql`
    SELECT jsonb_build_object(
      'slug', r.slug, 'title', r.title, 'state', v.state, 'stage', v.stage_key, 'exposurePercent', v.exposure_percent,
      'targetDate', v.target_date, 'plannedDays', v.planned_days, 'isRestricted', r.restricted, 'createdAt', ${ms("r.created_at")}, 'startedAt', ${ms("r.started_at")},
      'createdBy', (SELECT p.name FROM people p WHERE p.id = r.created_by),
      'rightsPinned', (SELECT g.version FROM rights_versions g WHERE g.id = r.rights_version_id),
      'rightsInForce', (SELECT g.version FROM rights_versions g WHERE ${holdsNow("g")}),
      'template', (SELECT jsonb_build_object('id', t.id, 'key', t.key, 'version', t.version, 'document', t.document)
                   FROM template_versions t WHERE t.id = r.template_version_id),
      'champion', (SELECT jsonb_build_object('name', p.name, 'email', p.email) FROM role_assignments a JOIN people p ON p.id = a.person_id
                   WHERE a.release_id = r.id AND a.role_key = ${championRole} AND ${holdsNow("a")} ORDER BY a.valid_from, a.id LIMIT 1),
      'components', ${components},
      'roles', ${roles},
      'documents', (SELECT COALESCE(jsonb_agg(jsonb_build_object('kind', d.kind, 'version', d.version, 'digest', d.digest,
          'changedAt', ${ms("d.valid_from")}, 'changedBy', p.name) ORDER BY d.kind), '[]')
        FROM release_documents d JOIN people p ON p.id = d.author WHERE d.release_id = r.id AND ${holdsNow("d")}),
      'holds', (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', h.id, 'reason', h.reason, 'placedBy', COALESCE(p.name, 'Countersign'), 'at', ${ms("h.valid_from")},
          'isOrganisation', h.is_organisation, 'component', h.component) ORDER BY h.valid_from, h.id), '[]')
        FROM ${holdsOfRelease} h LEFT JOIN people p ON p.id = h.placed_by WHERE ${holdsNow("h")}),
      'freezes', (SELECT COALESCE(jsonb_agg(jsonb_build_object(${freezeFields}, 'overrides', ${overridesOfRelease}) ORDER BY w.id), '[]')
        FROM freeze_windows w WHERE ${coversRelease} AND ${notOver(now)} AND ${holdsNow("w")}),
      'passages', (SELECT COALESCE(jsonb_agg(jsonb_build_object('stage', s.stage_key, 'kind', s.kind, 'at', ${ms("s.at")}, 'gates', s.gates) ORDER BY s.order), '[]')
        FROM stage_passages s WHERE s.release_id = r.id)
    ) AS release
    FROM releases r JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")}
    WHERE r.slug = ${slug} AND ${visibleTo(actor)}`,
  );
  return rows[0]?.release ?? null;
}

const components = Prisma.sql`(SELECT COALESCE(jsonb_agg(jsonb_build_object(
      'key', c.key, 'title', cv.title, 'tier', cv.tier, 'declaredFrom', rc.declared_from, 'baseline', rc.baseline_digest,
      'live', (SELECT l.digest FROM live_digests l WHERE l.component_id = c.id AND ${holdsNow("l")}),
      'to', (SELECT k.digest FROM candidates k WHERE k.release_id = r.id AND k.component_id = c.id AND ${holdsNow("k")})) ORDER BY c.key), '[]')
    FROM release_components rc JOIN components c ON c.id = rc.component_id
    JOIN component_versions cv ON cv.component_id = c.id AND ${holdsNow("cv")}
    WHERE rc.release_id = r.id)`;

/** Role by role; of a team those who belong to it, of a rota all that it says. */
const roles = Prisma.sql`(SELECT COALESCE(jsonb_object_agg(by_role.role_key, by_role.members), '{}') FROM (
    SELECT a.role_key, jsonb_agg(CASE WHEN a.person_id IS NOT NULL
        THEN (SELECT jsonb_build_object('kind', 'person', 'name', p.name, 'email', p.email) FROM people p WHERE p.id = a.person_id)
        WHEN a.rota_id IS NOT NULL THEN jsonb_build_object('kind', 'rota', 'row', ${rotaRows(Prisma.sql`x.id = a.rota_id`)}->0,
          'named', (SELECT jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email))
            FROM people p WHERE p.id IN (SELECT unnest(w.people) FROM rota_versions w WHERE w.rota_id = a.rota_id)))
        ELSE (SELECT jsonb_build_object('kind', 'team', 'key', t.key, 'title', t.title, 'people',
            (SELECT COALESCE(jsonb_agg(jsonb_build_object('name', p.name, 'email', p.email) ORDER BY p.email), '[]')
             FROM team_members m JOIN people p ON p.id = m.person_id WHERE m.team_id = t.id AND ${holdsNow("m")}))
          FROM teams t WHERE t.id = a.team_id) END ORDER BY a.valid_from, a.id) AS members
    FROM role_assignments a WHERE a.release_id = r.id AND ${holdsNow("a")} GROUP BY a.role_key) by_role)`;
