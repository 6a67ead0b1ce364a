import type { Reader } from "@/lib/platform/db";
import { loadOrganisation } from "@/lib/policy/queries";
import { shiftsOf } from "@/lib/policy/rota";
import { shiftsAheadMs } from "@/lib/policy/rota-rows";
import { getStoredRota, type StoredRota } from "@/lib/policy/rota-store";
import { type ShiftChange, shiftChangeAt } from "./shift-change";

const lookBackMs = 92 * 86_400_000;

/** A rota with who was, is and comes on shift; of those that are disabled nobody is. */
export async function loadShiftChange(
  db: Reader,
  { key, now }: { key: string; now: Date },
): Promise<{ stored: StoredRota; change: ShiftChange; at: number }> {
  const organisation = await loadOrganisation(db, now);
  const stored = await getStoredRota(db, organisation, key);
  const at = organisation.now.getTime();
  const disabled = new Set(stored.people.flatMap(({ id, disabledAt }) => (disabledAt === null ? [] : [id])));
  const shifts = shiftsOf(stored.rota, at - lookBackMs, at + shiftsAheadMs);
  const able = shifts.filter(({ personId, to }) => to <= at || !disabled.has(personId));
  return { stored, change: shiftChangeAt(able, at), at };
}
