import { countAttempt, isLimited } from "@/lib/identity/limits";
import { hashToken, isTokenShaped, sameHash } from "@/lib/identity/tokens";
import type { Kernel } from "@/lib/platform/command";
import { readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { log } from "@/lib/platform/log";
import { record } from "@/lib/platform/record";
import { utc } from "@/lib/rollbacks/columns";
import { makerOf, type MakerRow, mayStill } from "./link-queries";
import type { ShareLinkEnding, ShareScope } from "./model";
import type { SharedStatus } from "./schemas";
import { stateOfLink } from "./share-rules";
import { sharedOf } from "./shared-rules";
import { readBoard } from "./status-queries";

interface Row {
  id: string;
  hash: string;
  scope: ShareScope;
  releaseId: string | null;
  component: string | null;
  title: string | null;
  names: boolean;
  expiresAt: string;
  ending: ShareLinkEnding | null;
  maker: MakerRow;
}

/**
 * What a share link shows; null for any that does not open, whyever. No session is read and none is made. Wrong ones count against
 * the address that they come from: past the limit nothing is looked at any more, the right one neither, so that guessing tells nothing.
 * @throws AppError `too-many-attempts`
 */
export async function openShareLink(
  kernel: Kernel,
  { token, address }: { token: string; address: string },
): Promise<SharedStatus | null> {
  const isRefused = await isLimited(kernel, "share-address", address);
  const link = isRefused || !isTokenShaped(token) ? null : await findOpen(kernel, token);
  if (link === null) {
    await countAttempt(kernel, "share-address", address);
    return null;
  }
  const { scope, title, names, expiresAt } = link;
  const board = await readBoard(kernel.db.prisma, {
    actor: { kind: "system", job: "share-link" },
    now: kernel.clock.now(),
    release: link.releaseId ?? undefined,
    component: link.component ?? undefined,
    // What is restricted is shown by a link of its own alone.
    openOnly: scope !== "release",
  });
  await noteVisit(kernel, link.id);
  return sharedOf(board, { scope, title, names, expiresAt });
}

async function findOpen(kernel: Kernel, token: string): Promise<Row | null> {
  const { db, clock } = kernel;
  const hash = hashToken(token);
  const [row] = await readRows<Row>(
    db.prisma,
    Prisma.sql`SELECT l.id::text AS id, l.hash, l.scope, l.release_id::text AS "releaseId", c.key AS component,
      COALESCE(r.title, v.title) AS title, l.with_names AS names, ${utc("l.expires_at")} AS "expiresAt", e.how AS ending, ${makerOf} AS maker
      FROM share_links l LEFT JOIN share_link_ends e ON e.link_id = l.id LEFT JOIN releases r ON r.id = l.release_id
      LEFT JOIN components c ON c.id = l.component_id LEFT JOIN component_versions v ON v.component_id = c.id AND ${holdsNow("v")}
      WHERE l.hash = ${hash}`,
  );
  if (row === undefined || !sameHash(row.hash, hash)) return null;
  const now = clock.now();
  const state = stateOfLink({
    ended: row.ending,
    expiresAt: new Date(row.expiresAt),
    mayStill: await mayStill(db.prisma, row, now),
    now,
  });
  return state === "open" ? row : null;
}

/** As with tokens: a note that cannot be written must not keep anybody from reading. */
async function noteVisit(kernel: Kernel, id: string): Promise<void> {
  await record(
    kernel,
    "share-link-visit",
    (tx, now) => tx.$executeRaw`
      INSERT INTO share_link_visits AS o (link_id, times, last_at) VALUES (${id}::uuid, 1, ${now})
      ON CONFLICT (link_id) DO UPDATE SET times = o.times + 1, last_at = GREATEST(o.last_at, excluded.last_at)`,
  ).catch((error: unknown) => log.warn({ err: error }, "a visit by a share link was not noted"));
}
