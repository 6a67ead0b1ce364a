import type { Actor } from "@/lib/identity/actor";
import { levelOf } from "@/lib/identity/actor";
import { countAttempt } from "@/lib/identity/limits";
import { hashToken, isTokenShaped } from "@/lib/identity/tokens";
import type { Kernel } from "@/lib/platform/command";
import { readRows } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import { addressOf, assertOwnHost, site } from "@/lib/platform/site";
import { writeFeed } from "./calendar-feed";
import { listReviews } from "./queries";

const dayMs = 86_400_000;
/** What has passed stays in a calendar for a while; what lies ahead is told for more than a year. */
const shown = { behindMs: 60 * dayMs, aheadMs: 400 * dayMs };

/** The reviews of whoever's private address is asked; one that is not known, was replaced, or is of a disabled person is not found. */
export async function answerFeed(request: Request, kernel: Kernel): Promise<Response> {
  assertOwnHost(request);
  const token = new URL(request.url).searchParams.get("token") ?? "";
  const actor = isTokenShaped(token) ? await ownerOf(kernel, token) : null;
  if (actor === null) {
    await countAttempt(kernel, "token-address", addressOf(request.headers));
    throw notFound("such calendar");
  }
  const now = kernel.clock.now();
  const { items, sequences } = await listReviews(kernel.db.prisma, {
    actor,
    from: now.getTime() - shown.behindMs,
    to: now.getTime() + shown.aheadMs,
    mine: true,
  });
  const events = items.map(({ id, title, start, end, state, releases }, index) => ({
    id,
    title,
    start: Date.parse(start),
    end: Date.parse(end),
    isCancelled: state === "cancelled",
    sequence: sequences[index] ?? 0,
    releases,
  }));
  return new Response(writeFeed(events, { url: site().url, now }), {
    headers: {
      "content-type": "text/calendar; charset=utf-8",
      "content-disposition": 'inline; filename="reviews.ics"',
      "cache-control": "private, max-age=300",
    },
  });
}

interface Owner {
  id: string;
  name: string;
  email: string;
  level: string;
}

async function ownerOf(kernel: Kernel, token: string): Promise<Actor | null> {
  const rows = await readRows<Owner>(
    kernel.db.prisma,
    Prisma.sql`
    SELECT p.id::text AS id, p.name, p.email, l.level FROM calendar_addresses a JOIN people p ON p.id = a.person_id
    JOIN access_levels l ON l.person_id = p.id AND ${holdsNow("l")}
    WHERE a.hash = ${hashToken(token)} AND ${holdsNow("a")}`,
  );
  const row = rows[0];
  if (row === undefined) return null;
  const { id, name, email, level } = row;
  return { kind: "person", id, name, email, access: levelOf(level), credential: { kind: "none" } };
}
