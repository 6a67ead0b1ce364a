import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { conditionDigest } from "./criterion-digest";
import { Criteria, type Criterion } from "./schemas";

/** Runs that count for a release `r`: over samples that were sent along, over its own, and over those of releases that everybody sees. */
const countsFor = Prisma.sql`(b.release_id IS NULL OR b.release_id = r.id OR EXISTS (SELECT FROM releases o WHERE o.id = b.release_id AND NOT o.restricted))`;

/** By release id its criteria of which no run over history was kept, in their order. */
export async function untriedCriteria(
  db: Reader,
  releases: readonly string[],
): Promise<Map<string, Criterion[]>> {
  if (releases.length === 0) return new Map();
  const documents = await readRows<{ id: string; document: unknown }>(
    db,
    Prisma.sql`
    SELECT d.release_id::text AS id, d.document FROM release_documents d
    WHERE d.release_id = ANY(${[...releases]}::uuid[]) AND d.kind = 'criteria' AND d.valid_to IS NULL`,
  );
  const agreed = documents.map(({ id, document }) => ({
    id,
    criteria: Criteria.parse(document).map((criterion) => ({
      criterion,
      digest: conditionDigest(criterion),
    })),
  }));
  const digests = agreed.flatMap(({ criteria }) => criteria.map(({ digest }) => digest));
  const runs = await readRows<{ id: string; digest: string }>(
    db,
    Prisma.sql`
    SELECT DISTINCT r.id::text AS id, b.digest FROM criterion_backtests b JOIN releases r ON r.id = ANY(${[...releases]}::uuid[])
    WHERE b.digest = ANY(${digests}) AND ${countsFor}`,
  );
  const tried = new Set(runs.map(({ id, digest }) => `${id} ${digest}`));
  return new Map(
    agreed.map(({ id, criteria }) => [
      id,
      criteria.flatMap(({ criterion, digest }) => (tried.has(`${id} ${digest}`) ? [] : [criterion])),
    ]),
  );
}

export interface KeptBacktest {
  /** Epoch ms. */
  at: number;
  /** Name of the person or the machine. */
  by: string | null;
  evaluations: number;
  firstBreachAt: number | null;
}

/** The last run of a criterion that counts for a release that the reader was let see; null: none was kept. */
export async function lastBacktest(
  db: Reader,
  { slug, criterion }: { slug: string; criterion: Criterion },
): Promise<KeptBacktest | null> {
  const rows = await readRows<{ at: Date; by: string | null; evaluations: number; breach: Date | null }>(
    db,
    Prisma.sql`
    SELECT b.at, COALESCE(p.name, m.title) AS by, b.evaluations, b.first_breach_at AS breach
    FROM releases r JOIN criterion_backtests b ON b.digest = ${conditionDigest(criterion)} AND ${countsFor}
      LEFT JOIN people p ON p.id = b.person_id LEFT JOIN machines m ON m.id = b.machine_id
    WHERE r.slug = ${slug} ORDER BY b.at DESC, b.id DESC LIMIT 1`,
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { at, by, evaluations, breach } = row;
  return { at: at.getTime(), by, evaluations, firstBreachAt: breach?.getTime() ?? null };
}
