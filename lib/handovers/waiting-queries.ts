import type { PersonActor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { shiftsOf } from "@/lib/policy/rota";
import { type RotaRow, rotaRows, rotasOf, shiftsAheadMs, toRota } from "@/lib/policy/rota-rows";
import { shiftChangeAt, type WaitingHandOver } from "./shift-change";

const lookBackMs = 92 * 86_400_000;

/** What was handed over to the reader, until they say that they read it: one statement. */
export async function handOversWaitingFor(
  db: Reader,
  { actor, now }: { actor: PersonActor; now: Date },
): Promise<WaitingHandOver[]> {
  const [found] = await readRows<{ rotas: RotaRow[]; read: { rota: string; at: number }[] }>(
    db,
    Prisma.sql`SELECT ${rotaRows(Prisma.sql`x.id IN (${rotasOf(actor.id)})`)} AS rotas,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('rota', k.rota_id, 'at', (extract(epoch FROM k.at) * 1000)::bigint)), '[]')
        FROM hand_over_acknowledgements k WHERE k.person_id = ${actor.id}::uuid AND k.shift_to > ${now}) AS read`,
  );
  const at = now.getTime();
  return (found?.rotas ?? []).flatMap((row) => {
    const { running } = shiftChangeAt(shiftsOf(toRota(row), at - lookBackMs, at + shiftsAheadMs), at);
    if (running?.personId !== actor.id) return [];
    const isRead = found?.read.some((each) => each.rota === row.id && running.from <= each.at);
    return isRead === true ? [] : [{ key: row.key, title: row.title, from: running.from, to: running.to }];
  });
}
