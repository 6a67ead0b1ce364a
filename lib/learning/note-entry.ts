import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { notFound } from "@/lib/platform/errors";
import { isId, newId } from "@/lib/platform/ids";
import { requirePerson } from "@/lib/releases/rules";
import { holdsAnyRole } from "@/lib/rollbacks/may-take-part";
import { entryNoted } from "./events";
import { assertMayBe, loadPostMortem } from "./load-post-mortem";
import { NoteEntry } from "./schemas";

/** Says whether an entry of the release stands in the timeline, and what is to be known beside it. The entry stays what it is. */
export const noteEntry = command({
  name: "post-mortem.note",
  input: NoteEntry,
  scope: "releases",
  locks: ({ postMortem }) => ({ organisation: "shared", postMortem }),
  load: async (tx, { postMortem: id, entry }, { now, actor }) => {
    const loaded = await loadPostMortem(tx, { id, now, actor });
    const { releaseId } = loaded.postMortem;
    const known = isId(entry) ? await tx.ledgerEntry.count({ where: { id: entry, releaseId } }) : 0;
    if (known === 0) throw notFound("entry with this id of this release");
    return loaded;
  },
  allow: (actor, { authority }) => holdsAnyRole(authority, actor),
  run: async ({ tx, input: { entry, isShown, text }, facts: loaded, actor, now }) => {
    assertMayBe("write", loaded);
    const { authority, postMortem } = loaded;
    await tx.postMortemNote.create({
      data: {
        id: newId(),
        postMortemId: postMortem.id,
        entryId: entry,
        isShown,
        text,
        by: requirePerson(actor).id,
        at: now,
      },
    });
    const noted = entryNoted({
      releaseId: postMortem.releaseId,
      postMortem: postMortem.id,
      policy: policyOf(authority),
      entry,
      isShown,
      text,
    });
    return { value: { entry, isShown }, entries: [noted] };
  },
});
