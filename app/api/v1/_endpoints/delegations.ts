import { z } from "zod";
import { Email } from "@/lib/platform/names";
import { PageQuery, pageOf } from "@/lib/platform/paging";
import { endpoint } from "@/lib/platform/web";
import { delegateRole } from "@/lib/policy/delegate-role";
import { listDelegations } from "@/lib/policy/delegation-queries";
import { DelegateRole, DelegationAnswer, RevokeDelegation } from "@/lib/policy/delegation-schemas";
import { revokeDelegation } from "@/lib/policy/revoke-delegation";

const tag = "Roles and rights";

export const getDelegations = endpoint({
  method: "GET",
  path: "/delegations",
  tag,
  summary:
    "Delegations that the caller sees, the newest first: who signs for whom, in which role, until when",
  description: "Like pools they are read by everybody; those of one release by whoever sees it.",
  query: PageQuery.extend({
    person: Email.optional().meta({ description: "Given or received by this person" }),
  }),
  answers: { 200: pageOf(DelegationAnswer) },
  handle: async ({ kernel, actor, query: { person, ...page } }) => {
    const { prisma } = kernel.db;
    const of = person === undefined ? ("all" as const) : { email: person };
    return {
      status: 200,
      body: await listDelegations(prisma, { actor, of, now: kernel.clock.now(), ...page }),
    };
  },
});

export const postDelegation = endpoint({
  method: "POST",
  path: "/delegations",
  tag,
  summary: "Let somebody sign in a role of the caller's for a time, on one release or on all",
  description:
    "Votes, approvals and acknowledgements with `onBehalfOf` then count for the caller, and both fill one place together. At most 90 days. So do votes on pending decisions about those releases. It covers no other decision and is not passed on.",
  body: DelegateRole,
  answers: { 201: z.strictObject({ id: z.string(), begins: z.string(), until: z.string() }) },
  handle: async ({ kernel, call, body }) => ({
    status: 201,
    body: await delegateRole.execute(kernel, body, call),
  }),
});

export const postDelegationRevocation = endpoint({
  method: "POST",
  path: "/delegations/{id}/revoke",
  tag,
  summary: "Take a delegation back, or give it back; what was signed under it stops counting",
  params: z.object({ id: z.string().max(64) }),
  body: RevokeDelegation.omit({ id: true }),
  answers: { 200: z.strictObject({ id: z.string(), revokedAt: z.string() }) },
  handle: async ({ kernel, call, params: { id }, body }) => ({
    status: 200,
    body: await revokeDelegation.execute(kernel, { ...body, id }, call),
  }),
});

export const delegationEndpoints = [getDelegations, postDelegation, postDelegationRevocation];
