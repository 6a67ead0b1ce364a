import { z } from "zod";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { byWorker } from "@/lib/policy/by-worker";
import { ledgerKeyIntroduced } from "./events";
import { readIntroduction } from "./key-introduction";

/** A new key signs from now on. The note says so in its own name, and in that of the key before, where that was at hand. */
export const introduceLedgerKey = command({
  name: "ledger-key.introduce",
  input: z.strictObject({ note: z.string().max(10_000) }),
  scope: "*",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx) => tx.ledgerKey.findMany({ orderBy: { order: "asc" } }),
  allow: (actor) => byWorker(actor, "Keys are introduced by the worker, from its settings."),
  run: async ({ tx, input: { note }, facts: known, now }) => {
    const read = readIntroduction(note);
    if (read === null) throw new AppError("conflict", "The note introduces no key.");
    const { key, vkey, signers } = read;
    if (known.some((each) => each.vkey === vkey)) throw new AppError("conflict", "This key is known.");
    const before = known.at(-1);
    await tx.ledgerKey.create({ data: { keyId: key.id, vkey, note, at: now } });
    const isVouchedFor = before !== undefined && signers.includes(before.keyId);
    return {
      value: { vkey },
      entries: [ledgerKeyIntroduced({ vkey, before: before?.vkey ?? null, isVouchedFor })],
    };
  },
});
