import { z } from "zod";
import { endpoint } from "@/lib/platform/web";
import { getPending, listPending, voteOnPending } from "@/lib/policy/pending-decisions";
import { PendingAnswer, PendingDetail, PendingVoteBody } from "@/lib/policy/pending-schemas";

const params = z.object({ id: z.string() });

const getOpen = endpoint({
  method: "GET",
  path: "/pending-decisions",
  tag: "Pending decisions",
  summary: "Decisions that several people take together and that wait for the caller, longest first",
  answers: { 200: z.strictObject({ items: z.array(PendingDetail), nextCursor: z.null() }) },
  handle: async ({ kernel, actor }) => ({
    status: 200,
    body: { items: await listPending(kernel, { actor, of: "own" }), nextCursor: null },
  }),
});

const getOne = endpoint({
  method: "GET",
  path: "/pending-decisions/{id}",
  tag: "Pending decisions",
  summary: "A decision that several people take together: what is asked, who approved, what is missing",
  params,
  answers: { 200: PendingDetail },
  handle: async ({ kernel, actor, params: { id } }) => ({
    status: 200,
    body: await getPending(kernel, { id, actor }),
  }),
});

const postVote = endpoint({
  method: "POST",
  path: "/pending-decisions/{id}/votes",
  tag: "Pending decisions",
  summary: "Approve, reject or withdraw; the approval that completes it brings about the effect",
  description:
    "202 while further people are missing; 200 once it is completed, with the effect's answer as `result`, or ended. With `onBehalfOf` a delegate speaks for whoever delegated to them a role that is asked for; both fill one place.",
  params,
  body: PendingVoteBody,
  answers: { 200: PendingAnswer.extend({ result: z.unknown().optional() }), 202: PendingAnswer },
  handle: async ({ kernel, call, params: { id }, body }) => {
    const answer = await voteOnPending(kernel, { ...PendingVoteBody.parse(body), pendingDecision: id }, call);
    return { status: answer.pendingDecision.state === "open" ? 202 : 200, body: answer };
  },
});

export const pendingEndpoints = [getOpen, getOne, postVote];
export const pendingList = [getOpen];
export const pendingOne = [getOne];
export const pendingVotes = [postVote];
