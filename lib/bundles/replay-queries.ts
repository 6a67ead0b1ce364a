import { z } from "zod";
import { type Reader, readRows } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { utc } from "@/lib/rollbacks/columns";
import type { ReplayAnswer, VerificationAnswer } from "./replay-schemas";

export interface SaidAsk extends PageAsk {
  component: string;
  digest: string;
}

/** Replays of a bundle, the latest first. */
export async function listReplays(db: Reader, asked: SaidAsk): Promise<Page<ReplayAnswer>> {
  const columns = Prisma.sql`x.outcome, ${utc("x.started_at")} AS "startedAt", x.duration_ms AS "durationMs", x.platform, x.url, x.ended,
    x.exit_code AS "exitCode", x.environment, x.without, x.outputs`;
  const { rows, take } = await saidOf<ReplayAnswer>(db, asked, {
    columns,
    table: Prisma.sql`bundle_replays`,
  });
  return toPage({ rows, take, item: ({ order: _, ...item }) => item, position: ({ order }) => order });
}

/** Verifications of a bundle, the latest first. */
export async function listVerifications(db: Reader, asked: SaidAsk): Promise<Page<VerificationAnswer>> {
  const columns = Prisma.sql`x.outcome, x.platform, x.url, x.artifacts`;
  const table = Prisma.sql`bundle_verifications`;
  const { rows, take } = await saidOf<VerificationAnswer>(db, asked, { columns, table });
  return toPage({ rows, take, item: ({ order: _, ...item }) => item, position: ({ order }) => order });
}

/** What was said of a bundle, with who said it when; a bundle that is not there is not found, rather than one of which nothing was said. */
export async function saidOf<Item extends object>(
  db: Reader,
  { component, digest, ...ask }: SaidAsk,
  { columns, table }: { columns: Prisma.Sql; table: Prisma.Sql },
): Promise<{ rows: (Item & { order: number })[]; take: number }> {
  const { take, after } = readPage(ask, z.number());
  const bundle = await db.bundle.findFirst({
    where: { digest, component: { key: component } },
    select: { digest: true },
  });
  if (bundle === null) throw notFound("bundle");
  const rows = await readRows<Item & { order: number }>(
    db,
    Prisma.sql`SELECT x.id, x.order::int AS order, ${utc("x.at")} AS at,
        jsonb_build_object('name', COALESCE(p.name, m.title), 'isMachine', x.machine_id IS NOT NULL) AS by, ${columns}
      FROM ${table} x LEFT JOIN people p ON p.id = x.person_id LEFT JOIN machines m ON m.id = x.machine_id
      WHERE x.digest = ${digest} AND (${after}::bigint IS NULL OR x.order < ${after}::bigint)
      ORDER BY x.order DESC LIMIT ${take}`,
  );
  return { rows, take };
}
