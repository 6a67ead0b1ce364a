import { obligedPerson } from "@/lib/gates/conditions";
import { policyOf } from "@/lib/gates/load-gates";
import { obligationImposed } from "@/lib/gates/obligation-events";
import { type NewObligation, writeObligation } from "@/lib/gates/obligation-store";
import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { limitOf } from "@/lib/platform/moments";
import { requirePerson } from "@/lib/releases/rules";
import { holdsAnyRole } from "@/lib/rollbacks/may-take-part";
import { readEvent } from "./event-queries";
import { loadPostMortem } from "./load-post-mortem";
import { AddAction } from "./schemas";

/** Gives somebody something to do until a day, also when the post-mortem is published: reminded of like all that is owed, and stops no release. */
export const addAction = command({
  name: "post-mortem.add-action",
  input: AddAction,
  scope: "releases",
  locks: ({ postMortem }) => ({ organisation: "shared", postMortem }),
  load: async (tx, { postMortem: id }, { now, actor }) => {
    const loaded = await loadPostMortem(tx, { id, now, actor });
    return { ...loaded, gaps: (await readEvent(tx, loaded.postMortem)).gaps };
  },
  allow: (actor, { authority }) => holdsAnyRole(authority, actor),
  run: async ({ tx, input, facts: { authority, postMortem, gaps }, actor, now, verdict: { role } }) => {
    const { title, owner, due, gap } = input;
    const { releaseId } = postMortem;
    if (gap !== undefined && gaps[gap] === undefined)
      throw fieldError("/gap", "There is no such gap.", "the place of a gap, from 0");
    const where = { postMortemId: postMortem.id, gap: gap ?? -1 };
    if (gap !== undefined && (await tx.postMortemAction.count({ where })) > 0)
      throw new AppError("already-exists", "This gap has an action already.");
    const dueAt = limitOf(due);
    if (dueAt <= now) throw fieldError("/due", "it would be overdue already", "a time to come");
    const action: NewObligation = {
      releaseId,
      kind: "action",
      title,
      owner: await obligedPerson(tx, { releaseId, address: owner, at: "/owner" }),
      dueAt,
      beforeStage: null,
      source: { kind: "post-mortem", id: postMortem.id },
      by: requirePerson(actor).id,
      role: role ?? "",
    };
    const id = await writeObligation(tx, action, now);
    await tx.postMortemAction.create({
      data: { obligationId: id, postMortemId: postMortem.id, gap: gap ?? null, at: now },
    });
    return { value: { id }, entries: [obligationImposed(id, action, policyOf(authority))] };
  },
});
