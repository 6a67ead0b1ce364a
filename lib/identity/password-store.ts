import type { Tx } from "@/lib/platform/db";
import { fieldError } from "@/lib/platform/errors";

export async function storePassword(
  tx: Tx,
  { personId, passwordHash, now }: { personId: string; passwordHash: string; now: Date },
): Promise<void> {
  const account = { passwordHash, changedAt: now };
  await tx.account.upsert({ where: { personId }, create: { personId, ...account }, update: account });
}

/** What is guessed first: one letter again and again, or what everybody knows of the person. */
export function refuseWeakPassword(password: string, person: { email: string; name: string }): void {
  const plain = password.normalize("NFKC").toLowerCase();
  const known = [person.email, person.email.split("@")[0] ?? "", person.name]
    .map((text) => text.toLowerCase())
    .filter((text) => text.length >= 4);
  const little = new Set(plain).size < 5;
  const rest = known.reduce((left, text) => left.replaceAll(text, ""), plain);
  if (!little && rest.length >= 8) return;
  throw fieldError(
    "/password",
    "password: is too easy to guess",
    "more different characters, and not your name or address",
  );
}
