import type { PersonActor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Ability, toAbility } from "@/lib/policy/ability";
import { visibleTo } from "@/lib/policy/visible";
import type { Party, Severity } from "@/lib/policy/model";
import {
  authorityColumns,
  authorityTables,
  type AuthorityText,
  canOnRelease,
  readAuthority,
} from "@/lib/releases/authority";
import { utc } from "./columns";
import { awaitedDecision } from "./escalation";
import type { RollbackState } from "./model";
import { rightsOn } from "./rollback-rules";
import type { RollbackPlan } from "./schemas";

/** A rollback under way that waits for a decision in which the reader takes part, or of which they were told. */
export interface WaitingRollback {
  id: string;
  release: { slug: string; title: string };
  isDrill: boolean;
  severity: Severity;
  state: RollbackState;
  reason: string;
  /** Until when it has to be decided; null: it is decided. */
  decideBy: string | null;
  onSilence: RollbackPlan["severities"][Severity]["onSilence"];
  /** How the reader can take it; null: they were told, and others can. */
  ability: (Ability & { allowed: true }) | null;
  /** Who can take it, where the reader cannot. */
  whoMay: Party[];
  /** By which level of escalation the reader was told, and when last; null: they were not. */
  told: { level: number; at: string } | null;
}

type Row = AuthorityText &
  Omit<WaitingRollback, "id" | "ability" | "whoMay" | "onSilence" | "decideBy"> & {
    rollback: string;
    decideBy: string;
    plan: RollbackPlan;
  };

/** What of all that is rolled back waits for the reader, the real and most severe first: one statement. */
export async function rollbacksWaitingFor(
  db: Reader,
  { actor, now }: { actor: PersonActor; now: Date },
): Promise<WaitingRollback[]> {
  const rows = await readRows<Row>(
    db,
    Prisma.sql`SELECT ${authorityColumns}, o.id::text AS rollback, jsonb_build_object('slug', r.slug, 'title', r.title) AS release, o.mode = 'drill' AS "isDrill",
      o.severity, o.state, o.reason, ${utc("o.decide_by")} AS "decideBy", o.plan,
      (SELECT jsonb_build_object('level', t.level, 'at', ${utc("t.at")}) FROM rollback_tellings t
        WHERE t.rollback_id = o.id AND t.wait = o.wait AND o.waits_since IS NOT NULL AND ${actor.id}::uuid = ANY(t.people)
        ORDER BY t.level DESC, t.number DESC LIMIT 1) AS told ${authorityTables}
      JOIN rollbacks o ON o.release_id = r.id AND o.ended_at IS NULL
      WHERE ${visibleTo(actor)} ORDER BY o.mode DESC, o.severity, o.decide_by, o.id`,
  );
  const found = await Promise.all(
    rows.map(async ({ plan, decideBy, ...row }): Promise<WaitingRollback[]> => {
      const decision = awaitedDecision(row.state);
      if (decision === null) return [];
      const authority = await readAuthority(db, row, now);
      const context = rightsOn({ severity: row.severity, plan });
      const ability = toAbility(canOnRelease(authority, actor, decision, context), actor);
      if (!ability.allowed && row.told === null) return [];
      const { rollback, release, isDrill, severity, state, reason, told } = row;
      return [
        {
          id: rollback,
          release,
          isDrill,
          severity,
          state,
          reason,
          decideBy: state === "proposed" ? decideBy : null,
          onSilence: plan.severities[severity].onSilence,
          ability: ability.allowed ? ability : null,
          whoMay: ability.allowed ? [] : ability.whoMay,
          told,
        },
      ];
    }),
  );
  return found.flat();
}
