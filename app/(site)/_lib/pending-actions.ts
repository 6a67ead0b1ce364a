"use server";

import { pendingWords } from "@/components/policy/pending-words";
import type { Outcome } from "@/components/ui/outcome";
import { kernel } from "@/lib/platform/app";
import { parseInput } from "@/lib/platform/command";
import { voteOnPending } from "@/lib/policy/pending-decisions";
import { PendingVoteBody } from "@/lib/policy/pending-schemas";
import { runAct, textOf } from "./run";

/** Approves, rejects or takes back; the sentence says what it came to. */
export async function voteOn(_before: Outcome, form: FormData): Promise<Outcome> {
  return runAct(async (call) => {
    const vote = parseInput(PendingVoteBody, {
      vote: textOf(form, "vote"),
      reason: textOf(form, "reason"),
      onBehalfOf: textOf(form, "onBehalfOf"),
    });
    const voting = { ...vote, pendingDecision: textOf(form, "pendingDecision") ?? "" };
    const { pendingDecision } = await voteOnPending(kernel(), voting, call);
    return pendingWords(pendingDecision);
  }, form);
}
