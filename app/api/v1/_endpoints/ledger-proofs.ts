import { z } from "zod";
import { listDeliveries } from "@/lib/audit/delivery-queries";
import { DeliveryAnswer } from "@/lib/audit/delivery-schemas";
import { ErasureReason, eraseText } from "@/lib/audit/erase-text";
import {
  findCheckpoint,
  getConsistency,
  getEntry,
  getKeys,
  getProof,
  listCheckpoints,
} from "@/lib/audit/proof-queries";
import {
  CheckpointAnswer,
  ConsistencyAnswer,
  EntryDetail,
  KeysAnswer,
  ProofAnswer,
} from "@/lib/audit/proof-schemas";
import { fromBase64 } from "@/lib/audit/signed-note";
import { notFound } from "@/lib/platform/errors";
import { line } from "@/lib/platform/names";
import { PageQuery, pageOf } from "@/lib/platform/paging";
import { endpoint } from "@/lib/platform/web";

const tag = "Ledger";
const Count = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, { error: "expected a whole number from 1" })
  .transform(Number);

export const getLedgerEntry = endpoint({
  method: "GET",
  path: "/ledger/entries/{seq}",
  tag,
  summary: "An entry with its bytes as they are in the log, and what its commitments stand for",
  params: z.strictObject({ seq: Count }),
  answers: { 200: EntryDetail },
  handle: async ({ kernel, actor, params }) => ({
    status: 200,
    body: await getEntry(kernel.db.prisma, actor, params.seq),
  }),
});

export const getLedgerEntryBytes = endpoint({
  method: "GET",
  path: "/ledger/entries/{seq}/bytes",
  tag,
  summary: "An entry's bytes as they are in the log, as a file",
  params: z.strictObject({ seq: Count }),
  answers: { 200: z.string() },
  produces: "application/octet-stream",
  handle: async ({ kernel, actor, params: { seq } }) => {
    const { bytes } = await getEntry(kernel.db.prisma, actor, seq);
    return file(Uint8Array.from(fromBase64(bytes) ?? []), `entry-${seq}.json`, "application/octet-stream");
  },
});

export const getLedgerEntryProof = endpoint({
  method: "GET",
  path: "/ledger/entries/{seq}/proof",
  tag,
  summary: "Proof that an entry is in the log by the newest checkpoint, as a file: C2SP tlog-proof",
  params: z.strictObject({ seq: Count }),
  answers: { 200: z.string() },
  produces: "text/plain",
  handle: async ({ kernel, actor, params: { seq } }) => {
    const { prisma } = kernel.db;
    await getEntry(prisma, actor, seq);
    const { proof } = await getProof(prisma, { seq, size: undefined });
    if (proof === null) throw notFound("proof");
    return file(proof, `entry-${seq}.tlog-proof`, "text/plain; charset=utf-8");
  },
});

function file(body: string | Uint8Array<ArrayBuffer>, name: string, type: string): Response {
  return new Response(body, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
}

export const getLedgerCheckpoint = endpoint({
  method: "GET",
  path: "/ledger/checkpoint",
  tag,
  summary: "The newest checkpoint, a signed note",
  answers: { 200: z.string() },
  produces: "text/plain",
  handle: async ({ kernel }) => {
    const checkpoint = await findCheckpoint(kernel.db.prisma);
    if (checkpoint === null) throw notFound("checkpoint");
    return new Response(checkpoint.note, {
      headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
    });
  },
});

export const listLedgerCheckpoints = endpoint({
  method: "GET",
  path: "/ledger/checkpoints",
  tag,
  summary: "Checkpoints, newest first",
  query: PageQuery,
  answers: { 200: pageOf(CheckpointAnswer) },
  handle: async ({ kernel, query }) => ({
    status: 200,
    body: await listCheckpoints(kernel.db.prisma, query),
  }),
});

export const getLedgerKeys = endpoint({
  method: "GET",
  path: "/ledger/keys",
  tag,
  summary: "The keys that sign checkpoints, in the order of their use, and whether signing is refused",
  answers: { 200: KeysAnswer },
  handle: async ({ kernel }) => ({ status: 200, body: await getKeys(kernel.db.prisma) }),
});

export const getLedgerProof = endpoint({
  method: "GET",
  path: "/ledger/proof",
  tag,
  summary: "Proof that an entry is in the log",
  description: "By the newest checkpoint, or at a size.",
  query: z.strictObject({ seq: Count, size: Count.optional() }),
  answers: { 200: ProofAnswer },
  handle: async ({ kernel, query: { seq, size } }) => ({
    status: 200,
    body: await getProof(kernel.db.prisma, { seq, size }),
  }),
});

export const getLedgerConsistency = endpoint({
  method: "GET",
  path: "/ledger/consistency",
  tag,
  summary: "Proof that the log at a size begins with all of the log at a smaller one",
  query: z.strictObject({ from: Count, to: Count }),
  answers: { 200: ConsistencyAnswer },
  handle: async ({ kernel, query }) => ({ status: 200, body: await getConsistency(kernel.db.prisma, query) }),
});

export const deleteLedgerOpening = endpoint({
  method: "DELETE",
  path: "/ledger/entries/{seq}/openings/{path}",
  tag,
  summary: "Erase one free text of an entry, for good (admin)",
  description:
    "It goes from the ledger's openings and from where pages show it; [erased] stands there. The entry, its commitment and its proof stay. Names and addresses go with their person instead.",
  params: z.strictObject({ seq: Count, path: line(64) }),
  body: ErasureReason,
  answers: { 204: null },
  handle: async ({ kernel, call, params, body }) => {
    await eraseText.execute(kernel, { ...params, ...body }, call);
    return { status: 204 };
  },
});

export const listLedgerDeliveries = endpoint({
  method: "GET",
  path: "/ledger/deliveries",
  tag,
  summary:
    "Checkpoints that were pushed out by file, webhook or e-mail, newest first; for admins and auditors",
  query: PageQuery,
  answers: { 200: pageOf(DeliveryAnswer) },
  handle: async ({ kernel, actor, query }) => ({
    status: 200,
    body: await listDeliveries(kernel.db.prisma, actor, query),
  }),
});

export const ledgerProofEndpoints = [
  getLedgerEntry,
  getLedgerEntryBytes,
  getLedgerEntryProof,
  getLedgerCheckpoint,
  listLedgerCheckpoints,
  getLedgerKeys,
  getLedgerProof,
  getLedgerConsistency,
  listLedgerDeliveries,
  deleteLedgerOpening,
];
