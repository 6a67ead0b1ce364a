import pg from "pg";
import { refreshProjections } from "@/lib/gates/refresh-projections";
import { makeKernel } from "@/lib/platform/app";
import { connect } from "@/lib/platform/db";
import { emailOf } from "@/prisma/seed/demo/people";
import { seedDemo } from "@/prisma/seed/demo";
import type { Workspace } from "./workspace";

/** The sample workspace, the release in flight on which most was said, and whoever has most to decide. */
export interface Sample {
  databaseUrl: string;
  slug: string;
  email: string;
}

export async function sample({ database, folder }: Workspace): Promise<Sample> {
  const databaseUrl = await database("sample", async (url) => {
    await seedDemo({ databaseUrl: url, dataDir: folder, url: "http://localhost:3000" });
    await project(url);
  });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const releases = await client.query<{ slug: string }>(`
      SELECT r.slug FROM releases r JOIN release_versions v ON v.release_id = r.id AND v.valid_to IS NULL AND v.state = 'active'
      WHERE NOT r.restricted ORDER BY (SELECT count(*) FROM votes x WHERE x.release_id = r.id) DESC, r.slug LIMIT 1`);
    const people = await client.query<{ email: string }>(`
      SELECT p.email FROM people p, release_projections x WHERE p.id = ANY(x.waiting_people)
      GROUP BY p.email ORDER BY count(*) DESC, p.email LIMIT 1`);
    const slug = releases.rows[0]?.slug;
    if (slug === undefined) throw new Error("the sample workspace has no release in flight");
    return { databaseUrl, slug, email: people.rows[0]?.email ?? emailOf("mira") };
  } finally {
    await client.end();
  }
}

/** What the worker would have done by the time that somebody looks. */
async function project(url: string): Promise<void> {
  const db = connect(url);
  while ((await refreshProjections(makeKernel(db))) > 0);
  await db.close();
}
