import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { requirePerson } from "@/lib/releases/rules";
import { holdsAnyRole } from "@/lib/rollbacks/may-take-part";
import { stateAfter, stateOf } from "./course-rules";
import { postMortemMoved } from "./events";
import { assertMayBe, loadPostMortem } from "./load-post-mortem";
import { MovePostMortem } from "./schemas";
import { writeMove } from "./store";

/** Hands it in for review, returns it to draft, or begins a revision of what is published. */
export const movePostMortem = command({
  name: "post-mortem.move",
  input: MovePostMortem,
  scope: "releases",
  locks: ({ postMortem }) => ({ organisation: "shared", postMortem }),
  load: (tx, { postMortem: id }, { now, actor }) => loadPostMortem(tx, { id, now, actor }),
  allow: (actor, { authority }) => holdsAnyRole(authority, actor),
  run: async ({ tx, input: { act, note }, facts: loaded, actor, now }) => {
    assertMayBe(act, loaded);
    const { authority, postMortem, moves } = loaded;
    const before = stateOf(moves);
    const after = stateAfter(act);
    const number = await writeMove(tx, { loaded, to: after, note, by: requirePerson(actor).id, now });
    const moved = postMortemMoved(act, {
      releaseId: postMortem.releaseId,
      postMortem: postMortem.id,
      policy: policyOf(authority),
      before,
      after,
      number,
      note,
    });
    return { value: { id: postMortem.id, state: after }, entries: [moved] };
  },
});
