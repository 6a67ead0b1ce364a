import { addAction } from "@/lib/learning/add-action";
import { answerQuestion } from "@/lib/learning/answer-question";
import { movePostMortem } from "@/lib/learning/move-post-mortem";
import { noteEntry } from "@/lib/learning/note-entry";
import { openDuePostMortem } from "@/lib/learning/open-due-post-mortem";
import { openPostMortem } from "@/lib/learning/open-post-mortem";
import { publishPostMortem } from "@/lib/learning/publish-post-mortem";
import { proposeTemplateChange } from "@/lib/learning/propose-template-change";
import { withdrawTemplateProposal } from "@/lib/learning/withdraw-template-proposal";
import type { CallerName } from "./callers";
import type { AnyCommand, CommandCase } from "./commands";
import type { Stage } from "./stage";

const takingPart = ["champion", "engineer", "reviewer", "security"] as const;

/** What is learned from a release: the champion wrote what is in review, and so does not publish it. */
export function learningCommandCases(s: Stage): Record<string, CommandCase> {
  const { draft, review, entry, action, proposal, template, source } = s.learning;
  const releases = (
    command: AnyCommand,
    input: Record<string, unknown>,
    may: readonly CallerName[] = takingPart,
  ): CommandCase => ({ command, scope: "releases", input, may });
  return {
    "open a post-mortem": releases(openPostMortem, { release: s.rehearsing.slug }),
    "open a due post-mortem": {
      command: openDuePostMortem,
      scope: "*",
      input: { release: s.rehearsing.slug, kind: "drill", event: s.drill },
      may: ["worker"],
      ends: "conflict",
    },
    "answer a question": releases(answerQuestion, {
      postMortem: draft,
      question: "well",
      text: "We looked.",
      version: 0,
    }),
    "annotate a timeline": releases(noteEntry, { postMortem: draft, entry, isShown: true, text: "Here." }),
    "hand a post-mortem in": releases(movePostMortem, { postMortem: draft, act: "submit" }),
    "add an action": releases(addAction, {
      postMortem: draft,
      title: "Watch refunds.",
      owner: "mia@example.org",
      due: "2099-01-01",
    }),
    "propose a template change": releases(proposeTemplateChange, {
      postMortem: draft,
      action,
      template,
      source,
      mediaType: "application/json",
      reason: "It was missed.",
    }),
    "withdraw a template proposal": releases(withdrawTemplateProposal, {
      postMortem: draft,
      proposal,
      reason: "Another way was found.",
    }),
    "publish a post-mortem": releases(publishPostMortem, { postMortem: review }, [
      "engineer",
      "reviewer",
      "security",
    ]),
  };
}
