import { command } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { isId, newId } from "@/lib/platform/ids";
import { loadAuthority } from "@/lib/releases/authority";
import { assertRunning, requirePerson } from "@/lib/releases/rules";
import { concernAnswered } from "./events";
import { policyOf } from "./load-gates";
import { mayAnswerConcern } from "./may-answer-concern";
import { AnswerConcern } from "./schemas";

/** Answers a concern, by a holder of a role; whoever raised it takes it back, with a reason. Once. */
export const answerConcern = command({
  name: "concern.answer",
  input: AnswerConcern,
  scope: "sign",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release, concern: id }, { now, actor }) => {
    const authority = await loadAuthority(tx, { slug: release, now, actor });
    const where = { id, releaseId: authority.release.id };
    const concern = isId(id) ? await tx.concern.findFirst({ where, include: { answer: true } }) : null;
    if (concern === null) throw notFound("concern with this id on this release");
    return { authority, concern };
  },
  allow: (actor, { authority, concern: { raisedBy } }) =>
    mayAnswerConcern(authority, { personId: actor.kind === "person" ? actor.id : null, raisedBy }),
  run: async ({ tx, input: { text }, facts: { authority, concern }, actor, now, verdict: { role } }) => {
    assertRunning(authority.version);
    if (concern.answer !== null) throw new AppError("conflict", "This concern was answered already.");
    const by = requirePerson(actor).id;
    await tx.concernAnswer.create({ data: { id: newId(), concernId: concern.id, text, by, role, at: now } });
    const about = { releaseId: authority.release.id, concern: concern.id, text, policy: policyOf(authority) };
    return {
      value: { id: concern.id, isTakenBack: role === null },
      entries: [concernAnswered({ ...about, role })],
    };
  },
});
