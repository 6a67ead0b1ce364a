"use server";

import { redirect } from "next/navigation";
import type { Outcome } from "@/components/ui/outcome";
import { addAction as add } from "@/lib/learning/add-action";
import { answerQuestion } from "@/lib/learning/answer-question";
import { movePostMortem } from "@/lib/learning/move-post-mortem";
import { noteEntry } from "@/lib/learning/note-entry";
import { proposeTemplateChange } from "@/lib/learning/propose-template-change";
import { publishPostMortem } from "@/lib/learning/publish-post-mortem";
import { withdrawTemplateProposal } from "@/lib/learning/withdraw-template-proposal";
import { publishTemplate } from "@/lib/releases/publish-template";
import { runCommand, textOf } from "../../_lib/run";

const postMortemIn = (form: FormData): string => textOf(form, "postMortem") ?? "";

export async function answer(_before: Outcome, form: FormData): Promise<Outcome> {
  const text = textOf(form, "text") ?? null;
  return runCommand(
    answerQuestion,
    {
      postMortem: postMortemIn(form),
      question: (textOf(form, "question") ?? "") as "happened",
      text,
      version: Number(textOf(form, "version") ?? Number.NaN),
    },
    () => (text === null ? "The answer is taken back." : "Saved."),
    form,
  );
}

export async function note(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    noteEntry,
    {
      postMortem: postMortemIn(form),
      entry: textOf(form, "entry") ?? "",
      isShown: form.get("isShown") !== null,
      text: textOf(form, "text") ?? null,
    },
    () => "Saved.",
    form,
  );
}

export async function move(_before: Outcome, form: FormData): Promise<Outcome> {
  const act = (textOf(form, "act") ?? "") as "submit" | "return" | "revise";
  return runCommand(
    movePostMortem,
    { postMortem: postMortemIn(form), act, note: textOf(form, "note") },
    ({ state }) =>
      state === "review" ? "Handed in: somebody who did not write it publishes it." : "It is a draft again.",
    form,
  );
}

export async function publish(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    publishPostMortem,
    { postMortem: postMortemIn(form), reason: textOf(form, "reason") },
    () => "Published.",
    form,
  );
}

export async function addAction(_before: Outcome, form: FormData): Promise<Outcome> {
  const gap = textOf(form, "gap");
  return runCommand(
    add,
    {
      postMortem: postMortemIn(form),
      title: textOf(form, "title") ?? "",
      owner: textOf(form, "owner") ?? "",
      due: textOf(form, "due") ?? "",
      ...(gap !== undefined && { gap: Number(gap) }),
    },
    () => "Its owner finds it in the inbox, and is reminded of it.",
    form,
  );
}

export async function propose(_before: Outcome, form: FormData): Promise<Outcome> {
  const postMortem = postMortemIn(form);
  const source = textOf(form, "source");
  const made: string[] = [];
  const outcome = await runCommand(
    proposeTemplateChange,
    {
      postMortem,
      action: textOf(form, "action") ?? "",
      template: textOf(form, "template") ?? "",
      reason: textOf(form, "reason") ?? "",
      ifMatch: textOf(form, "ifMatch"),
      ...(source === undefined
        ? {
            requirement: {
              gate: textOf(form, "gate") ?? "",
              key: textOf(form, "key") ?? "",
              title: textOf(form, "title") ?? "",
              guidance: textOf(form, "guidance"),
              role: textOf(form, "role"),
              check: textOf(form, "check"),
            },
          }
        : { source }),
    },
    ({ id }) => {
      made.push(id);
      return "Proposed. It is in force once it is published.";
    },
    form,
  );
  const [id] = made;
  if (id !== undefined) redirect(`/post-mortems/${postMortem}/proposals/${id}`);
  return outcome;
}

export async function publishProposal(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    publishTemplate,
    {
      source: textOf(form, "source") ?? "",
      mediaType: (textOf(form, "mediaType") ?? "") as "application/yaml",
      ifMatch: textOf(form, "ifMatch"),
    },
    ({ key, version }) => `Version ${version} of ${key} is published.`,
    form,
  );
}

export async function withdraw(_before: Outcome, form: FormData): Promise<Outcome> {
  return runCommand(
    withdrawTemplateProposal,
    {
      postMortem: postMortemIn(form),
      proposal: textOf(form, "proposal") ?? "",
      reason: textOf(form, "reason") ?? "",
    },
    () => "The proposal is taken back.",
    form,
  );
}
