import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { isId } from "@/lib/platform/ids";
import { readRows } from "@/lib/platform/db";
import { holdsNow } from "@/lib/platform/ranges";
import { freezeFields } from "./freeze-columns";
import { FreezeRow, windowOf } from "./freeze-model";
import type { FreezeWindow } from "./freezes";
import type { FreezeScope } from "./may-set-freeze";

export interface FrozenComponent {
  id: string;
  key: string;
  tier: number;
  ownerTeamId: string;
}

/** A component by its key, as far as rights to freeze it need it. */
export async function findFrozenComponent(db: Reader, key: string): Promise<FrozenComponent | null> {
  const rows = await db.$queryRaw<FrozenComponent[]>(Prisma.sql`
    SELECT c.id, c.key, v.tier, v.owner_team_id AS "ownerTeamId" FROM components c
    JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")} WHERE c.key = ${key}`);
  return rows[0] ?? null;
}

export interface FreezeFacts {
  window: FreezeWindow;
  componentId: string | null;
  scope: FreezeScope;
  isEnded: boolean;
}

/** A window, ended or not; null where there is none. */
export async function findFreeze(db: Reader, id: string): Promise<FreezeFacts | null> {
  if (!isId(id)) return null;
  const rows = await readRows<{ row: unknown; componentId: string | null; isEnded: boolean }>(
    db,
    Prisma.sql`SELECT jsonb_build_object(${freezeFields}) AS row, w.component_id::text AS "componentId", w.valid_to IS NOT NULL AS "isEnded"
      FROM freeze_windows w WHERE w.id = ${id}::uuid`,
  );
  const found = rows[0];
  if (found === undefined) return null;
  const window = windowOf(FreezeRow.parse(found.row));
  const scope = window.component === null ? null : await findFrozenComponent(db, window.component);
  return { window, componentId: found.componentId, scope, isEnded: found.isEnded };
}
