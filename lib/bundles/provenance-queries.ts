import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Page, toPage } from "@/lib/platform/paging";
import type { ProvenanceAnswer } from "./provenance-schemas";
import { type SaidAsk, saidOf } from "./replay-queries";

type Row = Omit<ProvenanceAnswer, "document"> & { document: string };

/** What builders say of how artifacts of a bundle were made, the latest first. */
export async function listProvenance(db: Reader, asked: SaidAsk): Promise<Page<ProvenanceAnswer>> {
  const columns = Prisma.sql`x.builder, x.build_type AS "buildType", x.subjects, x.other_subjects AS "otherSubjects", x.signature, x.document,
    CASE WHEN x.key_id IS NULL THEN NULL ELSE jsonb_build_object('id', x.key_id, 'name', x.key_name, 'publicKey', x.public_key) END AS key`;
  const { rows, take } = await saidOf<Row>(db, asked, { columns, table: Prisma.sql`bundle_provenance` });
  return toPage({
    rows,
    take,
    item: ({ order: _, document, ...item }) => ({
      ...item,
      document: JSON.parse(document) as Record<string, unknown>,
    }),
    position: ({ order }) => order,
  });
}
