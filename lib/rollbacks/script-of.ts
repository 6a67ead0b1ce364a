import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";

type Digests = Readonly<Record<string, string | null>>;

/** Digest of the script that comes with one of the bundles, with the first of two sets before the other; null: none brings one. */
export async function scriptOf(
  db: Reader,
  { first, otherwise }: { first: Digests; otherwise: Digests },
): Promise<string | null> {
  const [before, after] = [first, otherwise].map((digests) =>
    Object.values(digests).filter((digest) => digest !== null),
  );
  const rows = await db.$queryRaw<{ script: string }[]>(Prisma.sql`
    SELECT 'sha256:' || (a->>'sha256') AS script
    FROM bundles b, jsonb_array_elements(b.manifest::jsonb->'artifacts') a
    WHERE b.digest = ANY(${[...(before ?? []), ...(after ?? [])]}::text[]) AND a->>'kind' = 'rollback-script' AND a->>'sha256' IS NOT NULL
    ORDER BY b.digest = ANY(${before ?? []}::text[]) DESC, b.digest, a->>'name' LIMIT 1`);
  return rows[0]?.script ?? null;
}
