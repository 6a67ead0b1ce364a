import type { Kernel } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError, notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { record } from "@/lib/platform/record";
import type { Dataset, RunEvent } from "./observed-schemas";

interface Use {
  kind: "component" | "input" | "output";
  namespace: string;
  name: string;
}

/** So much is kept of one component: names that change with each run would fill the table. */
const mostUses = 5_000;

/** Records on which components one was seen to depend. */
export async function observeDependencies(
  kernel: Kernel,
  { key, dependencies }: { key: string; dependencies: readonly string[] },
): Promise<{ recorded: number; unknown: string[] }> {
  const named = [...new Set(dependencies)];
  const found = await kernel.db.prisma.component.findMany({
    where: { key: { in: named } },
    select: { key: true },
  });
  const known = new Set(found.map((each) => each.key));
  const uses = named
    .filter((each) => known.has(each) && each !== key)
    .map((name): Use => ({ kind: "component", namespace: "", name }));
  await record(kernel, "observation", (tx, now) => keepUses(tx, { key, uses, now }));
  return { recorded: uses.length, unknown: named.filter((each) => !known.has(each)) };
}

/** Records which datasets a run of a component read and wrote. The same event twice is seen again. */
export async function observeRun(
  kernel: Kernel,
  { key, event: { inputs = [], outputs = [] } }: { key: string; event: RunEvent },
): Promise<{ recorded: number; unmapped: Dataset[] }> {
  const of = (kind: "input" | "output", datasets: readonly Dataset[]) =>
    datasets.map(({ namespace, name }): Use => ({ kind, namespace, name }));
  const all = [...of("input", inputs), ...of("output", outputs)];
  const uses = [...new Map(all.map((use) => [JSON.stringify(use), use])).values()];
  await record(kernel, "observation", (tx, now) => keepUses(tx, { key, uses, now }));
  const rows = uses.map(({ namespace, name }) => ({ namespace, name }));
  const unmapped = await kernel.db.prisma.$queryRaw<Dataset[]>(Prisma.sql`
    SELECT DISTINCT u.namespace, u.name FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS u (namespace text, name text)
    WHERE NOT EXISTS (SELECT FROM component_datasets d WHERE d.namespace = u.namespace AND d.name = u.name AND d.valid_to IS NULL)
    ORDER BY 1, 2`);
  return { recorded: uses.length, unmapped };
}

/** Written in the order of their key, so that two reports of the same wait for each other. Under the component's row: the bound holds. */
async function keepUses(
  tx: Tx,
  { key, uses, now }: { key: string; uses: readonly Use[]; now: Date },
): Promise<void> {
  const [component] = await tx.$queryRaw<{ id: string }[]>(
    Prisma.sql`SELECT id::text AS id FROM components WHERE key = ${key} FOR NO KEY UPDATE`,
  );
  if (component === undefined) throw notFound("component");
  if (uses.length === 0) return;
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO observed_uses AS o (component_id, kind, namespace, name, first_seen_at, last_seen_at)
    SELECT ${component.id}::uuid, kind, namespace, name, ${now}, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) AS u (kind text, namespace text, name text) ORDER BY kind, namespace, name
    ON CONFLICT (component_id, kind, namespace, name) DO UPDATE SET last_seen_at = excluded.last_seen_at WHERE excluded.last_seen_at > o.last_seen_at`);
  const [counted] = await tx.$queryRaw<{ count: number }[]>(
    Prisma.sql`SELECT count(*)::int AS count FROM observed_uses WHERE component_id = ${component.id}::uuid`,
  );
  if ((counted?.count ?? 0) > mostUses)
    throw new AppError(
      "conflict",
      `${key} was seen to use ${mostUses} things already; send names that stay the same from run to run.`,
    );
}
