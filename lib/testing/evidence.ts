import { exportLedger } from "@/lib/audit/export-ledger";
import { exportRelease } from "@/lib/audit/export-release";
import type { Exported } from "@/lib/audit/export-head";
import { ledgerSigner } from "@/lib/audit/signing-key";
import type { Actor } from "@/lib/identity/actor";
import { seedOf } from "./sign-log";
import type { World } from "./world";

const signerOf = (origin: string) => ledgerSigner(seedOf("first"), origin);

async function bytesOf({ chunks }: Exported): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** A release's archive as it is sent to somebody. */
export async function releaseArchive(
  { kernel }: World,
  { actor, slug, since, key = "first" }: { actor: Actor; slug: string; since?: number; key?: string },
): Promise<Buffer> {
  const signer = (origin: string) => ledgerSigner(seedOf(key), origin);
  return bytesOf(await exportRelease(kernel, { actor, slug, since, signerOf: signer }));
}

/** The ledger's. */
export async function ledgerArchive(
  { kernel }: World,
  { actor, from }: { actor: Actor; from?: number },
): Promise<Buffer> {
  return bytesOf(await exportLedger(kernel, { actor, from, signerOf }));
}
