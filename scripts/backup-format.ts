import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import pg from "pg";
import { z } from "zod";
import { StartFault } from "@/lib/platform/start-fault";

/**
 * A backup is gzip over text: a line that tells what is in it, then each table as `table <name>`, its rows in PostgreSQL's own
 * COPY text and `\.`, then a line that closes it with counts and a digest. It is read by any version from its own on.
 */
export const Header = z.object({
  format: z.literal("countersign-backup"),
  version: z.literal(1),
  at: z.string(),
  migrations: z.array(z.string()).min(1),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()).min(1) })).min(1),
  sequences: z.array(z.object({ name: z.string(), last: z.string() })),
});
export type Header = z.output<typeof Header>;
export type BackupTable = Header["tables"][number];

export const Closing = z.object({ rows: z.record(z.string(), z.number()), sha256: z.string() });

/** Counts rows and digests everything that passes, as both sides do. */
export function makeTally() {
  const hash = createHash("sha256");
  const rows: Record<string, number> = {};
  return {
    take: (bytes: Buffer | string) => void hash.update(bytes),
    count: (table: string, more: number) => void (rows[table] = (rows[table] ?? 0) + more),
    close: () => ({ rows, sha256: hash.digest("hex") }),
  };
}

/** Tables with their columns, each after those it refers to, but for what is checked at the end of a transaction. */
export async function readTables(client: pg.ClientBase): Promise<BackupTable[]> {
  const { rows: tables } = await client.query<BackupTable>(`
    SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname <> '_prisma_migrations'
    GROUP BY c.relname ORDER BY c.relname`);
  const { rows: references } = await client.query<{ from: string; to: string }>(`
    SELECT DISTINCT f.relname AS "from", t.relname AS "to" FROM pg_constraint k
    JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
    WHERE k.contype = 'f' AND NOT k.condeferrable AND f.oid <> t.oid AND f.relnamespace = 'public'::regnamespace`);
  const ordered: BackupTable[] = [];
  const isPlaced = (name: string) => ordered.some((table) => table.name === name);
  while (ordered.length < tables.length) {
    const next = tables.find(
      ({ name }) => !isPlaced(name) && references.every(({ from, to }) => from !== name || isPlaced(to)),
    );
    if (next === undefined) throw new Error("tables that refer to each other in a circle");
    ordered.push(next);
  }
  return ordered;
}

/** Names as SQL takes them. */
export const quoted = (names: readonly string[]): string =>
  names.map((name) => pg.escapeIdentifier(name)).join(", ");

/** The lines of a stream as bytes, without their ends. */
export async function* linesOf(stream: Readable): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = text.indexOf(10); end !== -1; end = text.indexOf(10)) {
      yield text.subarray(0, end);
      text = text.subarray(end + 1);
    }
    rest = text;
  }
  if (rest.length > 0) throw cutOff();
}

export function cutOff(): StartFault {
  return new StartFault("The backup is cut off or damaged: take another one. Nothing was changed.");
}
