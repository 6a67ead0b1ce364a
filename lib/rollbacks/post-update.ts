import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { holdsAnyRole } from "./may-take-part";
import { updatePosted } from "./events";
import { loadRollback } from "./load-rollback";
import { isOver } from "./model";
import { publicUnlessTold } from "./public-update-rules";
import { requirePerson } from "@/lib/releases/rules";
import { PostUpdate } from "./rollback-schemas";

/** Says something to all who follow the rollback. */
export const postUpdate = command({
  name: "rollback.post-update",
  input: PostUpdate,
  scope: "rollbacks",
  locks: ({ rollback }) => ({ organisation: "shared", rollback }),
  load: (tx, { rollback }, { now, actor }) => loadRollback(tx, { id: rollback, now, actor }),
  allow: (actor, { authority }) => holdsAnyRole(authority, actor),
  run: async ({ tx, input: { text, statusPage }, facts: { authority, rollback }, actor, now }) => {
    if (isOver(rollback.state)) throw new AppError("conflict", `The rollback is ${rollback.state}.`);
    const said = publicUnlessTold({ ...rollback, restricted: authority.release.restricted });
    if (said === null && statusPage === true)
      throw fieldError("/statusPage", "statusPage: a drill is on no status page", "false, or nothing");
    const isPublic = statusPage ?? said ?? false;
    const id = newId();
    await tx.rollbackUpdate.create({
      data: { id, rollbackId: rollback.id, text, by: requirePerson(actor).id, at: now, isPublic },
    });
    const posted = updatePosted({
      releaseId: authority.release.id,
      rollback: rollback.id,
      drill: rollback.drillId,
      policy: policyOf(authority),
      update: id,
      text,
      isPublic,
    });
    return { value: { id }, entries: [posted] };
  },
});
