import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { gapsAheadMs } from "@/lib/policy/decision-gaps";
import { loadWorld } from "./findings-queries";
import { speedGapsIn } from "./speed-gaps";
import type { SpeedGapsAnswer } from "./speed-gaps-schemas";

/**
 * When nobody could take a decision that needs speed, of the coming two weeks, on releases in flight that the caller sees. Beyond
 * releases nobody is on shift: there the pools decide, at any hour.
 */
export async function speedGaps(
  db: Reader,
  { actor, now, zone, release }: { actor: Actor; now: Date; zone: string; release?: string | undefined },
): Promise<SpeedGapsAnswer> {
  const [{ scopes, organisation }, zones] = await Promise.all([
    loadWorld(db, { actor, now, release }),
    zonesByRota(db),
  ]);
  const from = organisation.now.getTime();
  const range = { from, to: from + gapsAheadMs };
  const flying = scopes.flatMap(({ release: of, asked, open, dated }) => {
    if (of?.state !== "active") return [];
    const { slug, title, rotas } = of;
    return [
      {
        release: { slug, title },
        zones: [...rotas].flatMap((id) => zones.get(id) ?? []),
        asked,
        open,
        dated,
      },
    ];
  });
  return {
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    releases: new Set(flying.map((each) => each.release.slug)).size,
    items: speedGapsIn(flying, range, zone),
    nextCursor: null,
  };
}

async function zonesByRota(db: Reader): Promise<Map<string, string>> {
  const rows = await readRows<{ id: string; zone: string }>(
    db,
    Prisma.sql`SELECT v.rota_id AS id, v.document->>'zone' AS zone FROM rota_versions v WHERE v.valid_to IS NULL`,
  );
  return new Map(rows.map(({ id, zone }) => [id, zone]));
}
