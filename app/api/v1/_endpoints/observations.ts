import { z } from "zod";
import { unintendedCsv } from "@/lib/insights/csv";
import { nameDatasets } from "@/lib/insights/name-datasets";
import { observeDependencies, observeRun } from "@/lib/insights/observe";
import { allUnintended, datasetsDigest, datasetsOf, listUnintended } from "@/lib/insights/observed-queries";
import {
  DatasetsAnswer,
  DatasetsBody,
  ObservedAnswer,
  ObservedBody,
  RunEvent,
  RunEventAnswer,
  UnintendedAnswer,
  UnintendedCsvQuery,
  UnintendedQuery,
} from "@/lib/insights/observed-schemas";
import { Key } from "@/lib/platform/names";
import { pageOf } from "@/lib/platform/paging";
import { endpoint, etagOf, ifMatchOf } from "@/lib/platform/web";
import { PendingAnswer } from "@/lib/policy/pending-schemas";

const tag = "Components";
const params = z.object({ key: Key });

export const postObserved = endpoint({
  method: "POST",
  path: "/components/{key}/observed-dependencies",
  tag,
  summary: "Report on which components one was seen to depend, from traces, calls or imports",
  description:
    "It decides nothing: what was seen and is not declared is listed under insights. Reported again it was seen again.",
  params,
  body: ObservedBody,
  scope: "observations",
  answers: { 200: ObservedAnswer },
  handle: async ({ kernel, params: { key }, body }) => ({
    status: 200,
    body: await observeDependencies(kernel, { key, dependencies: body.dependencies }),
  }),
});

export const postRunEvent = endpoint({
  method: "POST",
  path: "/components/{key}/openlineage",
  tag,
  summary: "Take a run event of OpenLineage: which datasets a run of the component read and wrote",
  description:
    "A dataset is told by its namespace and name. Reading one that another component names its own is depending on it; so is naming one's own what another component writes. Facets and everything else of the event are not read.",
  params,
  body: RunEvent,
  scope: "observations",
  answers: { 200: RunEventAnswer },
  handle: async ({ kernel, params: { key }, body }) => ({
    status: 200,
    body: await observeRun(kernel, { key, event: body }),
  }),
});

export const getDatasets = endpoint({
  method: "GET",
  path: "/components/{key}/datasets",
  tag,
  summary: "The datasets that are a component's",
  params,
  answers: { 200: DatasetsAnswer },
  handle: async ({ kernel, params: { key } }) => {
    const datasets = await datasetsOf(kernel.db.prisma, key);
    return { status: 200, body: { key, datasets }, headers: { etag: etagOf(datasetsDigest(datasets)) } };
  },
});

export const putDatasets = endpoint({
  method: "PUT",
  path: "/components/{key}/datasets",
  tag,
  summary: "Name the datasets that are a component's, so that lineage tells who depends on it",
  description: "A dataset is of one component at a time.",
  params,
  body: DatasetsBody,
  answers: { 200: DatasetsAnswer, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { key }, body, request }) => {
    const named = await nameDatasets.execute(kernel, { key, ...body, expected: ifMatchOf(request) }, call);
    return { status: 200, body: named, headers: { etag: etagOf(datasetsDigest(named.datasets)) } };
  },
});

export const getUnintended = endpoint({
  method: "GET",
  path: "/insights/unintended-dependencies",
  tag: "Insights",
  summary: "Dependencies that were seen and are not declared, by component",
  query: UnintendedQuery,
  answers: { 200: pageOf(UnintendedAnswer) },
  handle: async ({ kernel, query }) => ({ status: 200, body: await listUnintended(kernel.db.prisma, query) }),
});

const mostPairs = 50_000;

export const getUnintendedCsv = endpoint({
  method: "GET",
  path: "/insights/unintended-dependencies.csv",
  tag: "Insights",
  summary: "Dependencies that were seen and are not declared, as a table",
  description: `The first ${mostPairs} at most.`,
  query: UnintendedCsvQuery,
  produces: "text/csv; charset=utf-8",
  answers: { 200: z.string() },
  handle: async ({ kernel, query }) => ({
    status: 200,
    body: unintendedCsv(await allUnintended(kernel.db.prisma, query, mostPairs)),
  }),
});

export const observationEndpoints = [
  postObserved,
  postRunEvent,
  getDatasets,
  putDatasets,
  getUnintended,
  getUnintendedCsv,
];
