import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { levelWhomText } from "@/lib/policy/whom-words";
import { named, utc } from "./columns";
import { escalationDue, type EscalationFacts } from "./course";
import { keptLevels } from "./escalation-store";
import type { LoadedRollback, RollbackRow } from "./load-rollback";
import type { EscalationAnswer } from "./rollback-answers";
import { toldPeople } from "./told-people";

/** Who of a rollback was told, each with the first telling by which. */
export async function toldOf(
  db: Reader,
  { id }: Pick<RollbackRow, "id">,
): Promise<{ id: string; personId: string }[]> {
  const rows = await db.rollbackTelling.findMany({
    where: { rollbackId: id },
    orderBy: { at: "asc" },
    select: { id: true, people: true },
  });
  return rows.flatMap((row) => row.people.map((personId) => ({ id: row.id, personId })));
}

type Rows = Pick<EscalationAnswer, "tellings" | "silence">;

/** How a rollback is escalated: its levels, what was told to whom, and what comes next. */
export async function escalationOf(
  db: Reader,
  loaded: LoadedRollback,
  escalation: EscalationFacts,
): Promise<EscalationAnswer> {
  const { rollback } = loaded;
  const { policy, levels } = await keptLevels(db, rollback);
  const [row] = await readRows<Rows>(
    db,
    Prisma.sql`SELECT
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('wait', t.wait, 'level', t.level, 'repetition', t.number, 'channel', t.channel, 'at', ${utc("t.at")},
          'people', (SELECT COALESCE(jsonb_agg(jsonb_build_object('name', p.name, 'email', p.email) ORDER BY p.email), '[]') FROM people p WHERE p.id = ANY(t.people)))
          ORDER BY t.wait, t.level, t.number), '[]') FROM rollback_tellings t WHERE t.rollback_id = b.id) AS tellings,
      (SELECT jsonb_build_object('until', ${utc("s.until")}, 'by', ${named("s.by")}) FROM rollback_silences s
        WHERE s.rollback_id = b.id AND s.wait = b.wait AND s.level = (SELECT COALESCE(max(t.level), 0) FROM rollback_tellings t WHERE t.rollback_id = b.id AND t.wait = b.wait)
        ORDER BY s.until DESC LIMIT 1) AS silence
      FROM rollbacks b WHERE b.id = ${rollback.id}::uuid`,
  );
  const next = escalationDue({ escalation });
  const { wait, number } = escalation;
  return {
    version: policy.version,
    levels: levels.map((level, at) => ({
      number: at + 1,
      whom: levelWhomText(level),
      channel: level.channel,
      after: level.after,
      repeat:
        level.repeat === undefined ? null : { every: level.repeat.every, times: level.repeat.times ?? null },
    })),
    wait: number,
    since: wait === null ? null : new Date(wait.since).toISOString(),
    next:
      next === null
        ? null
        : {
            level: next.level,
            repetition: next.number,
            at: new Date(next.dueAt).toISOString(),
            people: await nextPeople(next.level),
          },
    tellings: row?.tellings ?? [],
    silence: wait === null ? null : (row?.silence ?? null),
  };

  async function nextPeople(number: number): Promise<{ name: string; email: string }[]> {
    const level = levels[number - 1];
    if (level === undefined) return [];
    const people = await toldPeople(db, loaded, { level, state: rollback.state });
    return people.map(({ name, email }) => ({ name, email }));
  }
}
