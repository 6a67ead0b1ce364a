import { z } from "zod";

import { changeComponent } from "@/lib/catalogue/change-component";
import { loadGraph, nearIn } from "@/lib/catalogue/graph-queries";
import { nameLive } from "@/lib/catalogue/name-live";
import { listLive } from "@/lib/catalogue/component-queries";
import { componentDigest, getComponent, listComponents } from "@/lib/catalogue/queries";
import { pauseComponent } from "@/lib/catalogue/pause-component";
import { blastRadius } from "@/lib/catalogue/radius-queries";
import { registerComponent } from "@/lib/catalogue/register-component";
import { resumeComponent } from "@/lib/catalogue/resume-component";
import {
  BlastRadius,
  ComponentAnswer,
  ComponentBody,
  ComponentDetail,
  DependencyAnswer,
  DependencyQuery,
  LiveAnswer,
  LiveNamed,
  PauseAnswer,
  PauseBody,
  RegisterComponent,
} from "@/lib/catalogue/schemas";
import { Key } from "@/lib/platform/names";
import { PageQuery, pageOf } from "@/lib/platform/paging";
import { endpoint, etagOf, ifMatchOf } from "@/lib/platform/web";
import { PendingAnswer } from "@/lib/policy/pending-schemas";

const tag = "Components";
const params = z.object({ key: Key });

export const postComponent = endpoint({
  method: "POST",
  path: "/components",
  tag,
  summary: "Register a component: what is released on its own, who owns it, what it depends on",
  body: RegisterComponent,
  answers: { 201: ComponentAnswer, 202: PendingAnswer },
  handle: async ({ kernel, call, body }) => ({
    status: 201,
    body: await registerComponent.execute(kernel, body, call),
  }),
});

export const getComponents = endpoint({
  method: "GET",
  path: "/components",
  tag,
  summary: "Components by key",
  query: PageQuery.extend({ team: Key.optional(), q: z.string().max(200).optional() }),
  answers: { 200: pageOf(ComponentAnswer) },
  handle: async ({ kernel, query }) => ({
    status: 200,
    body: await listComponents(kernel.db.prisma, query),
  }),
});

export const getOneComponent = endpoint({
  method: "GET",
  path: "/components/{key}",
  tag,
  summary: "A component with what depends on it and what is live",
  params,
  answers: { 200: ComponentDetail },
  handle: async ({ kernel, params: { key } }) => {
    const body = await getComponent(kernel.db.prisma, key);
    return { status: 200, body, headers: { etag: etagOf(componentDigest(body)) } };
  },
});

export const getLive = endpoint({
  method: "GET",
  path: "/components/{key}/live",
  tag,
  summary: "What was live of a component, the latest first",
  params,
  query: PageQuery,
  answers: { 200: pageOf(LiveAnswer) },
  handle: async ({ kernel, actor, params: { key }, query }) => ({
    status: 200,
    body: await listLive(kernel.db.prisma, { ...query, key, actor }),
  }),
});

export const putComponent = endpoint({
  method: "PUT",
  path: "/components/{key}",
  tag,
  summary: "Say anew what a component is, and with `live` which registered bundle its users are served",
  params,
  body: ComponentBody,
  answers: { 200: ComponentAnswer, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { key }, body, request }) => {
    const expected = ifMatchOf(request);
    const value = await changeComponent.execute(kernel, { ...body, key, expected }, call);
    return { status: 200, body: value, headers: { etag: etagOf(componentDigest(value)) } };
  },
});

export const postLive = endpoint({
  method: "POST",
  path: "/components/{key}/live",
  tag,
  summary: "Name, with a reason, the registered bundle that users are served",
  params,
  body: LiveNamed,
  answers: { 200: ComponentAnswer, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { key }, body }) => ({
    status: 200,
    body: await nameLive.execute(kernel, { ...body, key }, call),
  }),
});

export const getBlastRadius = endpoint({
  method: "GET",
  path: "/components/{key}/blast-radius",
  tag,
  summary: "What pausing a component would stop, and what is built on it",
  description: "Of releases those in flight that the caller sees.",
  params,
  answers: { 200: BlastRadius },
  handle: async ({ kernel, actor, params: { key } }) => ({
    status: 200,
    body: await blastRadius(kernel.db.prisma, { key, actor }),
  }),
});

export const getDependencies = endpoint({
  method: "GET",
  path: "/dependencies",
  tag,
  summary: "What every component depends on, or the components near one",
  description: "Each with whether it is paused, and with the releases in flight on it that the caller sees.",
  query: DependencyQuery,
  answers: { 200: DependencyAnswer },
  handle: async ({ kernel, actor, query: { component, depth } }) => {
    const graph = await loadGraph(kernel.db.prisma, actor);
    const items =
      component === undefined
        ? graph.map((each) => ({ ...each, relation: null, steps: null }))
        : nearIn(graph, { key: component, depth });
    return { status: 200, body: { items, nextCursor: null } };
  },
});

export const postPause = endpoint({
  method: "POST",
  path: "/components/{key}/pause",
  tag,
  summary: "Stop every release on a component until it is resumed",
  description: "Nothing of them advances, and no exposure grows; signing goes on, and so do rollbacks.",
  params,
  body: PauseBody,
  answers: { 200: PauseAnswer },
  handle: async ({ kernel, call, params: { key }, body }) => ({
    status: 200,
    body: await pauseComponent.execute(kernel, { ...body, key }, call),
  }),
});

export const postResume = endpoint({
  method: "POST",
  path: "/components/{key}/resume",
  tag,
  summary: "Let the releases on a paused component go on",
  description: "Each stays stopped by what else stops it; soaks begin anew.",
  params,
  body: PauseBody,
  answers: { 200: PauseAnswer, 202: PendingAnswer },
  handle: async ({ kernel, call, params: { key }, body }) => ({
    status: 200,
    body: await resumeComponent.execute(kernel, { ...body, key }, call),
  }),
});

export const catalogueEndpoints = [
  postComponent,
  getComponents,
  getOneComponent,
  putComponent,
  getLive,
  postLive,
  getBlastRadius,
  getDependencies,
  postPause,
  postResume,
];
