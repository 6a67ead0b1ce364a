import { policyOf } from "@/lib/gates/load-gates";
import { endObligation } from "@/lib/gates/obligation-store";
import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import type { EntryDraft } from "@/lib/platform/ledger";
import { onRelease } from "@/lib/releases/authority";
import { requirePerson } from "@/lib/releases/rules";
import { mayPublish } from "./may-publish";
import { standingAnswers, stateAfter, stateOf, writersOf } from "./course-rules";
import { postMortemPublished } from "./events";
import { assertMayBe, type LoadedPostMortem, loadPostMortem } from "./load-post-mortem";
import { PublishPostMortem } from "./schemas";
import { writeMove } from "./store";

/** Publishes what stands in it, as somebody who did not write it. What whoever broke the glass owed is met by it. */
export const publishPostMortem = command({
  name: "post-mortem.publish",
  input: PublishPostMortem,
  scope: "releases",
  locks: ({ postMortem }) => ({ organisation: "shared", postMortem }),
  load: (tx, { postMortem: id }, { now, actor }) => loadPostMortem(tx, { id, now, actor }),
  allow: (actor, { authority, answers }) => mayPublish(authority, actor, writersOf(answers)),
  subject: ({ authority, postMortem, answers }) =>
    onRelease(authority, {
      postMortem: postMortem.id,
      answers: standingAnswers(answers).map(({ id }) => id),
    }),
  run: async ({ tx, input: { reason }, facts: loaded, actor, now, verdict: { role } }) => {
    assertMayBe("publish", loaded);
    const { authority, postMortem, moves } = loaded;
    const by = requirePerson(actor).id;
    const answers = standingAnswers(loaded.answers).map(({ id }) => id);
    const before = stateOf(moves);
    const after = stateAfter("publish");
    const number = await writeMove(tx, { loaded, to: after, note: reason, answers, by, now });
    const published = postMortemPublished({
      releaseId: postMortem.releaseId,
      postMortem: postMortem.id,
      policy: policyOf(authority),
      before,
      after,
      number,
      note: reason,
      answers,
    });
    const met = await meetOwed(tx, loaded, { by, role, now });
    return { value: { id: postMortem.id, state: after, number }, entries: [published, ...met] };
  },
});

/** The obligation that a broken glass left behind, where it is still owed. */
async function meetOwed(
  tx: Tx,
  { authority, postMortem }: LoadedPostMortem,
  { by, role, now }: { by: string; role: string | null; now: Date },
): Promise<EntryDraft[]> {
  if (postMortem.kind !== "break-glass") return [];
  const owed = await tx.obligation.findFirst({
    where: { kind: "post-mortem", sourceKind: "break-glass", sourceId: postMortem.eventId, closure: null },
  });
  if (owed === null) return [];
  const obligation = { id: owed.id, kind: "post-mortem", owner: owed.owner, closure: null } as const;
  const ended = {
    releaseId: postMortem.releaseId,
    obligation,
    how: "met",
    outcome: null,
    text: `The post-mortem is published: /post-mortems/${postMortem.id}`,
    by,
    role,
    policy: policyOf(authority),
  } as const;
  return [await endObligation(tx, ended, now)];
}
