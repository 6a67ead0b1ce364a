import pg from "pg";

const slot = globalThis as typeof globalThis & { barePool?: pg.Pool };

/** The least that the framework does for JSON by id: one named statement, its row as the answer. */
export async function GET(request: Request): Promise<Response> {
  slot.barePool ??= new pg.Pool({ connectionString: process.env["DATABASE_URL"] });
  const id = new URL(request.url).searchParams.get("slug");
  const { rows } = await slot.barePool.query({
    name: "row",
    text: "SELECT r.id, r.slug, r.title, r.created_at FROM releases r WHERE r.slug = $1",
    values: [id],
  });
  return Response.json(rows[0]);
}
