import { z } from "zod";
import { acknowledgeRequirement } from "@/lib/gates/acknowledge-requirement";
import { castVote } from "@/lib/gates/cast-vote";
import { dismissWork } from "@/lib/gates/dismiss-work";
import { liftVeto } from "@/lib/gates/lift-veto";
import { getGate, listChecks, listGates } from "@/lib/gates/queries";
import { reportCheck } from "@/lib/gates/report-check";
import {
  AcknowledgeRequirement,
  AdvanceAnswer,
  CastVote,
  CheckAnswer,
  GateAnswer,
  DismissWork,
  LiftVeto,
  ReportCheck,
  Signed,
  WaiveRequirement,
} from "@/lib/gates/schemas";
import { waiveRequirement } from "@/lib/gates/waive-requirement";
import { Key, Slug } from "@/lib/platform/names";
import { PageQuery, pageOf } from "@/lib/platform/paging";
import { endpoint } from "@/lib/platform/web";
import { PendingAnswer } from "@/lib/policy/pending-schemas";
import { AtQuery, readAsOf } from "./as-of";

const tag = "Gates";
const release = z.object({ slug: Slug });
const gate = z.object({ slug: Slug, gate: Key });

export const listReleaseGates = endpoint({
  method: "GET",
  path: "/releases/{slug}/gates",
  tag,
  summary:
    "All gates of a release with status, blockers, and the smallest set of acts that would make each ready; and what stands against advancing",
  params: release,
  query: AtQuery,
  answers: {
    200: z.strictObject({ items: z.array(GateAnswer), nextCursor: z.null(), advance: AdvanceAnswer }),
  },
  handle: async (context) => ({
    status: 200,
    body: { ...(await readAsOf(context, listGates)), nextCursor: null },
  }),
});

export const getReleaseGate = endpoint({
  method: "GET",
  path: "/releases/{slug}/gates/{gate}",
  tag,
  summary: "A gate's status with reasons",
  params: gate,
  query: AtQuery,
  answers: { 200: GateAnswer },
  handle: async (context) => ({
    status: 200,
    body: await readAsOf(context, (db, asked) => getGate(db, { ...asked, gate: context.params.gate })),
  }),
});

export const postVote = endpoint({
  method: "POST",
  path: "/releases/{slug}/gates/{gate}/votes",
  tag,
  summary:
    "Vote in a role on a requirement, or without one on the gate's approval, for the content whose digest is given",
  params: gate,
  body: CastVote.omit({ release: true, gate: true }),
  answers: {
    200: Signed.extend({
      id: z.string(),
      obligations: z.array(z.string()).describe("Ids of what its conditions oblige to, in their order"),
    }),
  },
  handle: async ({ kernel, call, params, body }) => ({
    status: 200,
    body: await castVote.execute(kernel, { ...body, release: params.slug, gate: params.gate }, call),
  }),
});

export const postDismissal = endpoint({
  method: "POST",
  path: "/releases/{slug}/gates/{gate}/votes/{vote}/dismiss",
  tag,
  summary: "Dismiss a request for work, with a reason, by the right needs-work.dismiss",
  params: gate.extend({ vote: z.string() }),
  body: DismissWork.omit({ release: true, gate: true, vote: true }),
  answers: { 200: z.strictObject({ vote: z.string(), dismissed: z.boolean() }), 202: PendingAnswer },
  handle: async ({ kernel, call, params: { slug, gate: key, vote }, body }) => ({
    status: 200,
    body: await dismissWork.execute(kernel, { ...body, release: slug, gate: key, vote }, call),
  }),
});

export const postVetoLift = endpoint({
  method: "POST",
  path: "/releases/{slug}/gates/{gate}/votes/{vote}/lift",
  tag,
  summary:
    "Lift a veto, as the person who raised it, by the right veto.lift, or with more than half of those who hold its role",
  params: gate.extend({ vote: z.string() }),
  body: LiftVeto.omit({ release: true, gate: true, vote: true }),
  answers: { 200: z.strictObject({ vote: z.string(), lifted: z.boolean() }), 202: PendingAnswer },
  handle: async ({ kernel, call, params, body }) => ({
    status: 200,
    body: await liftVeto.execute(
      kernel,
      { ...body, release: params.slug, gate: params.gate, vote: params.vote },
      call,
    ),
  }),
});

export const postAcknowledgement = endpoint({
  method: "POST",
  path: "/releases/{slug}/gates/{gate}/acknowledgements",
  tag,
  summary: "Acknowledge, in a role, that one read what the requirement names",
  params: gate,
  body: AcknowledgeRequirement.omit({ release: true, gate: true }),
  answers: { 200: Signed },
  handle: async ({ kernel, call, params, body }) => ({
    status: 200,
    body: await acknowledgeRequirement.execute(
      kernel,
      { ...body, release: params.slug, gate: params.gate },
      call,
    ),
  }),
});

export const postWaiver = endpoint({
  method: "POST",
  path: "/releases/{slug}/gates/{gate}/waivers",
  tag,
  summary: "Waive a requirement for the content as it stands, until a time, by the right requirement.waive",
  params: gate,
  body: WaiveRequirement.omit({ release: true, gate: true }),
  answers: {
    200: z.strictObject({
      id: z.string(),
      requirement: z.string(),
      expiresAt: z.string(),
    }),
    202: PendingAnswer,
  },
  handle: async ({ kernel, call, params, body }) => ({
    status: 200,
    body: await waiveRequirement.execute(kernel, { ...body, release: params.slug, gate: params.gate }, call),
  }),
});

export const postCheck = endpoint({
  method: "POST",
  path: "/releases/{slug}/checks",
  tag: "Checks",
  summary:
    "Report a check's result for a bundle; the last result per name and bundle counts, all attempts stay",
  params: release,
  body: ReportCheck.omit({ release: true }),
  answers: { 200: CheckAnswer.pick({ id: true, name: true, bundleDigest: true, status: true, at: true }) },
  handle: async ({ kernel, call, params, body }) => ({
    status: 200,
    body: await reportCheck.execute(kernel, { ...body, release: params.slug }, call),
  }),
});

export const listReleaseChecks = endpoint({
  method: "GET",
  path: "/releases/{slug}/checks",
  tag: "Checks",
  summary: "Results that pipelines reported, newest first, every attempt",
  params: release,
  query: PageQuery.extend({ name: Key.optional(), ...AtQuery.shape }),
  answers: { 200: pageOf(CheckAnswer) },
  handle: async (context) => {
    const { at: _at, ...filter } = context.query;
    const body = await readAsOf(context, (db, asked) => listChecks(db, { ...asked, ...filter }));
    return { status: 200, body };
  },
});

export const gateEndpoints = [
  listReleaseGates,
  getReleaseGate,
  postVote,
  postVetoLift,
  postDismissal,
  postAcknowledgement,
  postWaiver,
  postCheck,
  listReleaseChecks,
];
