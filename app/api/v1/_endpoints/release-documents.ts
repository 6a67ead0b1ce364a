import { z } from "zod";

import { Criteria } from "@/lib/metrics/schemas";
import { trafficSplit } from "@/lib/metrics/split-queries";
import { criteriaStanding, listVerdicts } from "@/lib/metrics/verdict-queries";
import { SplitAnswer, StandingAnswer, VerdictAnswer } from "@/lib/metrics/verdict-schemas";
import { Moment } from "@/lib/platform/moments";
import { Key, Slug } from "@/lib/platform/names";
import { PageQuery, pageOf } from "@/lib/platform/paging";
import { type Endpoint, endpoint, etagOf, ifMatchOf } from "@/lib/platform/web";
import { PendingAnswer } from "@/lib/policy/pending-schemas";
import { ChangedDocument, DocumentAnswer } from "@/lib/releases/answers";
import { changeCriteria } from "@/lib/releases/change-criteria";
import { changePlan } from "@/lib/releases/change-plan";
import { changeRollbackPlan } from "@/lib/releases/change-rollback-plan";
import type { DocumentKind } from "@/lib/releases/model";
import { Plan } from "@/lib/releases/plan-schema";
import { getDocument } from "@/lib/releases/queries";
import { RollbackPlan } from "@/lib/rollbacks/schemas";
import { AtQuery, readAsOf } from "./as-of";

const tag = "Releases";
const params = z.object({ slug: Slug });
const versionExpected = "expected the number of a version";
const query = z.object({
  version: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, { error: versionExpected })
    .transform(Number)
    .optional(),
  ...AtQuery.shape,
});

/** The reader of a document; its ETag is what a change takes as If-Match. */
function reader(kind: DocumentKind, summary: string): Endpoint {
  return endpoint({
    method: "GET",
    path: `/releases/{slug}/${kind}`,
    tag,
    summary,
    params,
    query,
    answers: { 200: DocumentAnswer },
    handle: async (context) => {
      const { version } = context.query;
      const body = await readAsOf(context, (db, asked) => getDocument(db, { ...asked, kind, version }));
      return { status: 200, body, headers: { etag: etagOf(body.digest) } };
    },
  });
}

type Changed = z.output<typeof ChangedDocument>;

function changed(body: Changed) {
  return { status: 200, body, headers: { etag: etagOf(body.digest) } };
}

function inputOf<Body>({ params: { slug }, body, request }: PutContext<Body>) {
  return { release: slug, ifMatch: ifMatchOf(request), document: body };
}

interface PutContext<Body> {
  params: { slug: string };
  body: Body;
  request: Request;
}

export const putPlan = endpoint({
  method: "PUT",
  path: "/releases/{slug}/plan",
  tag,
  summary: "Write the plan anew; who changes a part becomes an author of that part",
  params,
  body: Plan,
  answers: { 200: ChangedDocument, 202: PendingAnswer },
  handle: async (context) =>
    changed(await changePlan.execute(context.kernel, inputOf(context), context.call)),
});

export const putCriteria = endpoint({
  method: "PUT",
  path: "/releases/{slug}/criteria",
  tag,
  summary: "Agree other criteria",
  params,
  body: Criteria,
  answers: { 200: ChangedDocument, 202: PendingAnswer },
  handle: async (context) =>
    changed(await changeCriteria.execute(context.kernel, inputOf(context), context.call)),
});

export const putRollbackPlan = endpoint({
  method: "PUT",
  path: "/releases/{slug}/rollback-plan",
  tag,
  summary: "Agree another way back",
  params,
  body: RollbackPlan,
  answers: { 200: ChangedDocument, 202: PendingAnswer },
  handle: async (context) =>
    changed(await changeRollbackPlan.execute(context.kernel, inputOf(context), context.call)),
});

export const getPlan = reader("plan", "The plan, with the versions it had");
export const getCriteria = endpoint({
  method: "GET",
  path: "/releases/{slug}/criteria",
  tag,
  summary:
    "The criteria with the versions they had, each in words and with its verdict, and whether traffic is split as intended",
  params,
  query,
  answers: {
    200: DocumentAnswer.extend({
      standing: z.array(StandingAnswer),
      split: SplitAnswer.nullable().describe("null: of a past moment, of which no counts are kept"),
    }),
  },
  handle: async (context) => {
    const { version, at } = context.query;
    const body = await readAsOf(context, async (db, asked) => ({
      ...(await getDocument(db, { ...asked, kind: "criteria", version })),
      standing: await criteriaStanding(db, asked),
      split: at === undefined ? await trafficSplit(db, asked) : null,
    }));
    return { status: 200, body, headers: { etag: etagOf(body.digest) } };
  },
});

export const getVerdicts = endpoint({
  method: "GET",
  path: "/releases/{slug}/criteria/{key}/verdicts",
  tag,
  summary:
    "Evaluations of a criterion, the latest first, with what samples that came late would have made of them",
  params: params.extend({ key: Key }),
  query: PageQuery.extend({ from: Moment.optional(), to: Moment.optional() }),
  answers: { 200: pageOf(VerdictAnswer) },
  handle: async ({ kernel, actor, params: { slug, key }, query: asked }) => ({
    status: 200,
    body: await listVerdicts(kernel.db.prisma, { ...asked, slug, key, actor, now: kernel.clock.now() }),
  }),
});

export const getRollbackPlan = reader("rollback-plan", "The rollback plan, with the versions it had");

export const documentEndpoints = [
  getPlan,
  putPlan,
  getCriteria,
  getVerdicts,
  putCriteria,
  getRollbackPlan,
  putRollbackPlan,
];
