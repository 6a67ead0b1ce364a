import { type Signed, type Signing, signCheckpoint } from "@/lib/audit/sign-checkpoint";
import { ledgerSeed } from "@/lib/audit/signing-key";
import type { Kernel } from "@/lib/platform/command";
import { growTree } from "@/lib/audit/tree-store";
import { numberEntries } from "./number-entries";

export const seedOf = (name: string) =>
  ledgerSeed({ secret: `${name}, a secret of 32 characters`, key: undefined });

/** Signs the log as it stands: twice, since a key's first use is itself an entry. */
export async function signLog(kernel: Kernel, signing: Partial<Signing> = {}): Promise<Signed> {
  const asked: Signing = {
    seed: seedOf("first"),
    seedBefore: null,
    origin: "countersign.example/ledger",
    remembered: null,
    ...signing,
  };
  await growLog(kernel);
  const first = await signCheckpoint(kernel, asked);
  if (first.kind !== "signed") return first;
  await growLog(kernel);
  const second = await signCheckpoint(kernel, { ...asked, remembered: first.note });
  return second.kind === "up-to-date" ? first : second;
}

/** Numbers every entry and puts it into the tree. */
export async function growLog(kernel: Kernel): Promise<void> {
  await numberEntries(kernel.db);
  while ((await growTree(kernel)) > 0);
}
