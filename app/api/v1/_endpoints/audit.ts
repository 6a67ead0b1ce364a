import { z } from "zod";
import { presentationEvents } from "@/lib/reviews/presentation-queries";
import { eventStream } from "@/lib/audit/event-stream";
import { listEntries } from "@/lib/audit/queries";
import { EntryAnswer } from "@/lib/audit/schemas";
import { EntryConditions } from "@/lib/audit/timeline-schemas";
import { fieldError } from "@/lib/platform/errors";
import { Moment } from "@/lib/platform/moments";
import { Slug } from "@/lib/platform/names";
import { PageQuery } from "@/lib/platform/paging";
import { endpoint } from "@/lib/platform/web";

const Position = z
  .string()
  .regex(/^\d{1,15}$/, { error: "expected a sequence number" })
  .transform(Number);

const At = Moment.transform((text) => new Date(text));

export const listLedgerEntries = endpoint({
  method: "GET",
  path: "/ledger/entries",
  tag: "Ledger",
  summary: "Entries in the order of their numbers, after or before one of them",
  description:
    "A page can be short, or empty, while nextCursor says where to go on: at most 10,000 entries are looked at for one, so that it costs the same however long the ledger is. The cursor is the number after which to go on, before which where the newest are asked for first.",
  query: PageQuery.pick({ limit: true }).extend({
    after: Position.optional(),
    before: Position.optional(),
    order: z
      .enum(["oldest", "newest"])
      .optional()
      .meta({ description: "Which come first; oldest unless told" }),
    release: Slug.optional(),
    ...EntryConditions.shape,
    from: At.optional().meta({ description: "Recorded at this time or later" }),
    until: At.optional().meta({ description: "Recorded before this time" }),
  }),
  answers: { 200: z.strictObject({ items: z.array(EntryAnswer), nextCursor: z.string().nullable() }) },
  handle: async ({ kernel, actor, query }) => {
    const { limit = 50, after, before, order, release, from, until, ...conditions } = query;
    const newestFirst = order === "newest";
    const filter = { after, before, newestFirst, release, from, until, conditions, limit };
    const { items, next } = await listEntries(kernel.db.prisma, actor, filter);
    return { status: 200, body: { items, nextCursor: next === null ? null : String(next) } };
  },
});

export const getEvents = endpoint({
  method: "GET",
  path: "/events",
  tag: "Ledger",
  summary:
    "Live changes that the caller may see, as server-sent events; ids are sequence numbers, Last-Event-ID resumes",
  description:
    "With review there are events named presentation as well: their data is the version of what is shown of that review, first as it is and then whenever it changes.",
  query: z.strictObject({
    review: z.string().max(100).optional().meta({ description: "Name of a review that is followed" }),
  }),
  answers: { 200: z.string() },
  produces: "text/event-stream",
  handle: async ({ kernel, actor, request, query: { review } }) => {
    const given = request.headers.get("last-event-id");
    const lastEventId = given === null || given === "" ? null : Position.safeParse(given).data;
    if (lastEventId === undefined)
      throw fieldError("/Last-Event-ID", "Last-Event-ID: expected a sequence number", "a sequence number");
    const beside =
      review === undefined ? undefined : await presentationEvents(kernel.db.prisma, { review, actor });
    const stream = eventStream(kernel, actor, {
      lastEventId,
      signal: request.signal,
      ...(beside !== undefined && { beside }),
    });
    return new Response(stream, {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
      },
    });
  },
});

export const auditEndpoints = [listLedgerEntries, getEvents];
