import { z } from "zod";
import { endpoint, etagOf, ifMatchOf } from "@/lib/platform/web";
import { changeView, removeView, saveView } from "@/lib/releases/change-views";
import { getView, listViews, viewDigest } from "@/lib/releases/view-queries";
import { ChangeView, SaveView, ViewAnswer } from "@/lib/releases/view-schemas";

const tag = "Releases";
const params = z.object({ id: z.uuid() });
const IdAnswer = z.strictObject({ id: z.string() });

export const getViews = endpoint({
  method: "GET",
  path: "/views",
  tag,
  summary: "The caller's own views of the portfolio in their order, then those that others share",
  answers: { 200: z.strictObject({ items: z.array(ViewAnswer), nextCursor: z.null() }) },
  handle: async ({ kernel, actor }) => ({
    status: 200,
    body: { items: await listViews(kernel.db.prisma, actor), nextCursor: null },
  }),
});

export const postView = endpoint({
  method: "POST",
  path: "/views",
  tag,
  summary: "Keep conditions of the portfolio under a name",
  body: SaveView,
  answers: { 201: IdAnswer },
  handle: async ({ kernel, call, body }) => ({
    status: 201,
    body: await saveView.execute(kernel, body, call),
  }),
});

export const getOneView = endpoint({
  method: "GET",
  path: "/views/{id}",
  tag,
  summary: "A view of one's own, or one that somebody shares",
  params,
  answers: { 200: ViewAnswer },
  handle: async ({ kernel, actor, params: { id } }) => {
    const body = await getView(kernel.db.prisma, { id, actor });
    return { status: 200, body, headers: { etag: etagOf(viewDigest(body)) } };
  },
});

export const patchView = endpoint({
  method: "PATCH",
  path: "/views/{id}",
  tag,
  summary: "Rename a view of one's own, change what it shows, share it, or put it in another place",
  params,
  body: z.strictObject(ChangeView.shape).omit({ id: true, expected: true }),
  answers: { 200: IdAnswer },
  handle: async ({ kernel, call, params: { id }, body, request }) => ({
    status: 200,
    body: await changeView.execute(kernel, { ...body, id, expected: ifMatchOf(request) }, call),
  }),
});

export const deleteView = endpoint({
  method: "DELETE",
  path: "/views/{id}",
  tag,
  summary: "Remove a view of one's own",
  params,
  answers: { 200: IdAnswer },
  handle: async ({ kernel, call, params: { id } }) => ({
    status: 200,
    body: await removeView.execute(kernel, { id }, call),
  }),
});

export const viewEndpoints = [getViews, postView, getOneView, patchView, deleteView];
