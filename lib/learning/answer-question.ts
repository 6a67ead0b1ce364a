import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { requirePerson } from "@/lib/releases/rules";
import { holdsAnyRole } from "@/lib/rollbacks/may-take-part";
import { questionAnswered } from "./events";
import { assertMayBe, loadPostMortem } from "./load-post-mortem";
import { AnswerQuestion } from "./schemas";

/** Adds a version of an answer; whoever wrote from an older one learns so. */
export const answerQuestion = command({
  name: "post-mortem.answer",
  input: AnswerQuestion,
  scope: "releases",
  locks: ({ postMortem }) => ({ organisation: "shared", postMortem }),
  load: (tx, { postMortem: id }, { now, actor }) => loadPostMortem(tx, { id, now, actor }),
  allow: (actor, { authority }) => holdsAnyRole(authority, actor),
  run: async ({ tx, input: { question, text, version }, facts: loaded, actor, now }) => {
    assertMayBe("write", loaded);
    const { authority, postMortem, answers } = loaded;
    const latest = answers
      .filter((each) => each.question === question)
      .reduce((most, each) => Math.max(most, each.version), 0);
    if (version !== latest)
      throw new AppError(
        "precondition-failed",
        latest === 0
          ? "This has no answer yet; the first follows version 0."
          : `Version ${latest} of this answer was written in between; look at it first.`,
      );
    const id = newId();
    const next = latest + 1;
    await tx.postMortemAnswer.create({
      data: {
        id,
        postMortemId: postMortem.id,
        question,
        version: next,
        text,
        by: requirePerson(actor).id,
        at: now,
      },
    });
    const answered = questionAnswered({
      releaseId: postMortem.releaseId,
      postMortem: postMortem.id,
      policy: policyOf(authority),
      answer: id,
      question,
      version: next,
      text,
    });
    return { value: { question, version: next }, entries: [answered] };
  },
});
