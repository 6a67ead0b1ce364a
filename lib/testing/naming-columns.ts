import type pg from "pg";

interface Column {
  table: string;
  column: string;
  type: string;
}

/** Every column of a database in which a text stands, whatever it is kept as, with how often: `table.column`. */
export async function columnsHolding(client: pg.ClientBase, text: string): Promise<Record<string, number>> {
  const { rows } = await client.query<Column>(`
    SELECT c.table_name AS table, c.column_name AS column, c.data_type AS type FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY')`);
  const found: Record<string, number> = {};
  for (const { table, column, type } of rows) {
    const value = type === "bytea" ? `encode("${column}", 'escape')` : `"${column}"::text`;
    const counted = await client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM "${table}" WHERE strpos(lower(${value}), lower($1)) > 0`,
      [text],
    );
    const n = counted.rows[0]?.n ?? 0;
    if (n > 0) found[`${table}.${column}`] = n;
  }
  return found;
}
