import { z } from "zod";
import type { Exported } from "@/lib/audit/export-head";
import { exportLedger } from "@/lib/audit/export-ledger";
import { exportRelease } from "@/lib/audit/export-release";
import { ledgerSeed, ledgerSigner } from "@/lib/audit/signing-key";
import { bodyOf, inPieces } from "@/lib/audit/write-archive";
import { Slug } from "@/lib/platform/names";
import { site } from "@/lib/platform/site";
import { endpoint } from "@/lib/platform/web";

const tag = "Ledger";
const produces = "application/x-tar";
const archive = z.string().meta({ format: "binary" });
const Size = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, { error: "expected a whole number from 1" })
  .transform(Number);

export const getReleaseExport = endpoint({
  method: "GET",
  path: "/releases/{slug}/export",
  tag,
  summary:
    "All evidence of a release as one archive, which `countersign verify` checks with nothing else at hand",
  description:
    "A tar with the release's entries and those its decisions rest on, each with its proof, the checkpoint, the keys, what was signed, the evaluations with their samples, and a report to read. Signed by the ledger's key. Up to the newest checkpoint.",
  params: z.strictObject({ slug: Slug }),
  query: z.strictObject({
    since: Size.optional().describe(
      "Size of a checkpoint that you hold: the proof that the log goes on from it is put in",
    ),
  }),
  answers: { 200: archive },
  produces,
  handle: async ({ kernel, actor, params: { slug }, query: { since } }) =>
    sent(await exportRelease(kernel, { actor, slug, since, signerOf })),
});

export const getLedgerExport = endpoint({
  method: "GET",
  path: "/ledger/export",
  tag,
  summary: "The whole ledger as one archive, for auditors and admins",
  description:
    "Every entry in order, from which `countersign verify` makes the tree anew, every checkpoint, the keys. Names and texts are not in it; of restricted releases that the caller may not see there are leaves alone.",
  query: z.strictObject({ from: Size.optional().describe("Number of the first entry; 1 unless told") }),
  answers: { 200: archive },
  produces,
  handle: async ({ kernel, actor, query: { from } }) =>
    sent(await exportLedger(kernel, { actor, from, signerOf })),
});

function signerOf(origin: string) {
  const { secret, ledgerKey: key } = site();
  return ledgerSigner(ledgerSeed({ secret, key }), origin);
}

function sent({ fileName, chunks }: Exported): Response {
  return new Response(bodyOf(inPieces(chunks)), {
    headers: {
      "content-type": produces,
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "no-store, no-transform",
    },
  });
}

export const exportEndpoints = [getReleaseExport, getLedgerExport];
