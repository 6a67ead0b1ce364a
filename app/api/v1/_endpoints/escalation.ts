import { endpoint, etagOf, ifMatchOf } from "@/lib/platform/web";
import { changeEscalation } from "@/lib/policy/change-escalation";
import {
  EscalationPolicyAnswer,
  EscalationPreviewAnswer,
  PreviewEscalation,
} from "@/lib/policy/escalation-answers";
import { EscalationDocument } from "@/lib/policy/escalation-schema";
import { PendingAnswer } from "@/lib/policy/pending-schemas";
import { getEscalation, previewEscalation } from "@/lib/rollbacks/escalation-queries";

const tag = "Roles and rights";

export const getEscalationPolicy = endpoint({
  method: "GET",
  path: "/escalation",
  tag,
  summary: "The organisation's escalation policy: whom a rollback that nobody decides is told to, and when",
  description:
    "Until one is published the policy that ships with Countersign holds. Warns of levels that reach nobody now, or at some time in the next 14 days.",
  answers: { 200: EscalationPolicyAnswer },
  handle: async ({ kernel, actor }) => {
    const body = await getEscalation(kernel.db.prisma, { actor, now: kernel.clock.now() });
    return { status: 200, body, headers: { etag: etagOf(body.digest) } };
  },
});

export const putEscalation = endpoint({
  method: "PUT",
  path: "/escalation",
  tag,
  summary: "Publish the organisation's escalation policy",
  description:
    "The decision escalation.change; what does not provably tell at least the same people, no later, counts as loosening. Roles, rotas, teams and people that are not there are refused. A rollback that is under way goes on by the policy that held when it was proposed. Honours If-Match (`digest`).",
  body: EscalationDocument,
  answers: { 200: EscalationPolicyAnswer, 202: PendingAnswer },
  handle: async ({ kernel, body: policy, call, actor, request }) => {
    await changeEscalation.execute(kernel, { policy, expected: ifMatchOf(request) }, call);
    const body = await getEscalation(kernel.db.prisma, { actor, now: kernel.clock.now() });
    return { status: 200, body, headers: { etag: etagOf(body.digest) } };
  },
});

export const postEscalationPreview = endpoint({
  method: "POST",
  path: "/escalation/preview",
  tag,
  summary:
    "Whom a policy would tell now at each level, what of it reaches nobody, and who may publish it; changes nothing",
  body: PreviewEscalation,
  scope: "read",
  answers: { 200: EscalationPreviewAnswer },
  handle: async ({ kernel, body, actor }) => ({
    status: 200,
    body: await previewEscalation(kernel.db.prisma, {
      ...PreviewEscalation.parse(body),
      actor,
      now: kernel.clock.now(),
    }),
  }),
});

export const escalationEndpoints = [getEscalationPolicy, putEscalation, postEscalationPreview];
