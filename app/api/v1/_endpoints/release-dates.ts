import { z } from "zod";
import { Slug } from "@/lib/platform/names";
import { endpoint, etagOf, ifMatchOf } from "@/lib/platform/web";
import { PendingAnswer } from "@/lib/policy/pending-schemas";
import { DatesAnswer } from "@/lib/releases/answers";
import { loadRelease } from "@/lib/releases/authority";
import { datesDigest, datesOf, type ReleaseDates } from "@/lib/releases/dates";
import { changeDates } from "@/lib/releases/change-dates";
import { ChangeDates } from "@/lib/releases/schemas";
import { AtQuery, readAsOf } from "./as-of";

const tag = "Releases";
const params = z.object({ slug: Slug });

function answered(body: ReleaseDates) {
  return { status: 200, body, headers: { etag: etagOf(datesDigest(body)) } };
}

export const getDates = endpoint({
  method: "GET",
  path: "/releases/{slug}/dates",
  tag,
  summary: "The target and the day on which each stage is planned to be left",
  params,
  query: AtQuery,
  answers: { 200: DatesAnswer },
  handle: async (context) => answered(datesOf((await readAsOf(context, loadRelease)).version)),
});

export const putDates = endpoint({
  method: "PUT",
  path: "/releases/{slug}/dates",
  tag,
  summary: "Plan the target and the day on which each stage is to be left; what is due moves with them",
  params,
  body: ChangeDates.omit({ release: true, ifMatch: true }),
  answers: { 200: DatesAnswer, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { slug }, body, request }) =>
    answered(
      await changeDates.execute(kernel, { ...body, release: slug, ifMatch: ifMatchOf(request) }, call),
    ),
});

export const dateEndpoints = [getDates, putDates];
