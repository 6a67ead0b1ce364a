import { z } from "zod";
import { erasedText, identityPaths } from "@/lib/identity/erasure-rules";
import { command } from "@/lib/platform/command";
import { fields } from "@/lib/platform/cross-checks";
import { AppError, fieldError, notFound } from "@/lib/platform/errors";
import { line, markdown } from "@/lib/platform/names";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { textErased } from "./events";
import { listEntries } from "./queries";

export const ErasureReason = fields({
  reason: markdown(1_000).meta({ description: "Why; it stays in the ledger" }),
});
export const EraseText = fields({
  seq: z.int({ error: "expected an entry's number" }).min(1).max(Number.MAX_SAFE_INTEGER),
  path: line(64),
  ...ErasureReason.shape,
});

// What is shorter may stand in a reason by chance.
const shortest = 8;

/** Erases one free text of an entry, where the ledger keeps it and where pages show it. The entry stays, and its proof holds. */
export const eraseText = command({
  name: "erase-text",
  input: EraseText,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, { seq, path }, { now, actor }) => {
    const organisation = await loadOrganisation(tx, now);
    const { items } = await listEntries(tx, actor, { after: seq - 1, before: seq + 1, limit: 1 });
    const [entry] = items;
    if (entry === undefined) throw notFound("entry");
    const opening = await tx.ledgerOpening.findUnique({
      where: { entryId_path: { entryId: entry.id, path } },
      select: { id: true, value: true, entry: { select: { releaseId: true } } },
    });
    if (opening === null) throw notFound("text of this name in the entry");
    return { organisation, entry, opening };
  },
  allow: (actor, { organisation }) => byAdmin(organisation, actor, "Erasing a text"),
  run: async ({ tx, input: { seq, path, reason }, facts: { entry, opening } }) => {
    if (identityPaths.has(path))
      throw new AppError("conflict", "It says who somebody is: that is erased with the person.");
    if (opening.value.length >= shortest && reason.includes(opening.value))
      throw fieldError("/reason", "The reason repeats the text that is to be erased.", "another reason");
    await tx.$queryRaw`SELECT erase_openings(${[opening.id]}::uuid[]) AS erased`;
    const { releaseId } = opening.entry;
    return {
      value: { seq, path, text: erasedText },
      entries: [textErased({ entry: entry.id, releaseId, seq, path, type: entry.type, reason })],
    };
  },
});
