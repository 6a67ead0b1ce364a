import { z } from "zod";
import { failureModes } from "@/lib/metrics/failure-modes";
import { Slug } from "@/lib/platform/names";
import { PageQuery, pageOf } from "@/lib/platform/paging";
import { endpoint } from "@/lib/platform/web";
import { oneOf } from "@/lib/platform/cross-checks";
import { cancelDrill } from "@/lib/rollbacks/cancel-drill";
import { listDrills } from "@/lib/rollbacks/drill-queries";
import { foreseeDrill, foreseenOfDrill } from "@/lib/rollbacks/foreseen-queries";
import { drillStates } from "@/lib/rollbacks/model";
import { DrillAnswer, ForeseenAnswer } from "@/lib/rollbacks/rollback-answers";
import { CancelDrill, StartDrill } from "@/lib/rollbacks/rollback-schemas";
import { startDrill } from "@/lib/rollbacks/start-drill";
import { AtQuery, readAsOf } from "./as-of";

const tag = "Drills";
const params = z.object({ slug: Slug });

export const getDrills = endpoint({
  method: "GET",
  path: "/drills",
  tag,
  summary: "Rehearsals of all releases that the caller sees, the latest first",
  query: PageQuery.extend({ state: oneOf(drillStates).optional() }),
  answers: { 200: pageOf(DrillAnswer) },
  handle: async ({ kernel, actor, query }) => ({
    status: 200,
    body: await listDrills(kernel.db.prisma, { ...query, actor, now: kernel.clock.now() }),
  }),
});

export const getReleaseDrills = endpoint({
  method: "GET",
  path: "/releases/{slug}/drills",
  tag,
  summary: "Rehearsals of a release's rollback plans, the latest first, with what each measured and missed",
  params,
  query: PageQuery.extend(AtQuery.shape),
  answers: { 200: pageOf(DrillAnswer) },
  handle: async (context) => {
    const { at: _at, ...page } = context.query;
    const body = await readAsOf(context, (db, asked) => listDrills(db, { ...page, ...asked }));
    return { status: 200, body };
  },
});

export const postDrill = endpoint({
  method: "POST",
  path: "/releases/{slug}/drills",
  tag,
  summary: "Rehearse the agreed plan: with a failure that a criterion should find, or proposed at once",
  description:
    "With a failure it answers what each criterion of the release would make of it: whether it finds it, and after how long. Nothing is refused for that: that a criterion does not see a failure is worth rehearsing. When a failure begins can decide whether a short one is seen, so this is of the drill that was started, and `GET …/drills/foreseen` of one that would begin now.",
  params,
  body: StartDrill.omit({ release: true }),
  answers: {
    201: z.strictObject({
      id: z.string(),
      rollback: z.string().nullable(),
      foreseen: z.array(ForeseenAnswer),
    }),
  },
  handle: async ({ kernel, call, actor, params: { slug }, body }) => {
    const started = await startDrill.execute(kernel, { ...body, release: slug }, call);
    const foreseen = await foreseenOfDrill(kernel.db.prisma, {
      ...started,
      slug,
      actor,
      now: kernel.clock.now(),
    });
    return { status: 201, body: { ...started, foreseen } };
  },
});

export const getForeseen = endpoint({
  method: "GET",
  path: "/releases/{slug}/drills/foreseen",
  tag,
  summary:
    "What each criterion would make of a drill's failure if it began now: whether it finds it, and after how long",
  params,
  query: z.strictObject({ failure: oneOf(failureModes) }),
  answers: { 200: z.strictObject({ items: z.array(ForeseenAnswer), nextCursor: z.null() }) },
  handle: async ({ kernel, actor, params: { slug }, query: { failure } }) => ({
    status: 200,
    body: {
      items: await foreseeDrill(kernel.db.prisma, { slug, mode: failure, actor, now: kernel.clock.now() }),
      nextCursor: null,
    },
  }),
});

export const postDrillCancel = endpoint({
  method: "POST",
  path: "/releases/{slug}/drills/{drill}/cancel",
  tag,
  summary: "End a rehearsal before its end; it counts for nothing",
  params: params.extend({ drill: z.string().max(64) }),
  body: CancelDrill.omit({ release: true, drill: true }),
  answers: { 200: z.strictObject({ id: z.string(), state: z.literal("cancelled") }) },
  handle: async ({ kernel, call, params: { slug, drill }, body }) => ({
    status: 200,
    body: await cancelDrill.execute(kernel, { ...body, release: slug, drill }, call),
  }),
});

export const drillEndpoints = [getDrills, getReleaseDrills, getForeseen, postDrill, postDrillCancel];
