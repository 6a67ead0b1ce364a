import { portfolio } from "@/lib/gates/portfolio-queries";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { listRotas } from "@/lib/policy/rota-queries";
import { listReviews } from "@/lib/reviews/queries";
import { breachedOf, readRollbacks, toRelease } from "./status-queries";
import { waitsOn } from "./wall-rules";
import type { WallAnswer } from "./wall-schemas";

const dayMs = 86_400_000;
const mostReleases = 50;

/** What is waited for and on whom, what goes back, who is on call, and the next review. */
export async function readWall(db: Reader, asked: { actor: Actor; now: Date }): Promise<WallAnswer> {
  const { actor, now } = asked;
  const [page, rollbacks, rotas, nextReview] = await Promise.all([
    portfolio(db, {
      actor,
      now,
      sort: "waiting",
      today: now.toISOString().slice(0, 10),
      filter: { state: "active" },
      limit: mostReleases,
    }),
    readRollbacks(db, asked),
    listRotas(db, now),
    findNextReview(db, asked),
  ]);
  const inBreach = await breachedOf(
    db,
    page.rows.map(({ id }) => id),
  );
  return {
    asOf: now.toISOString(),
    releases: page.rows.map((row) => {
      const { slug, title, health, stage, target } = toRelease(row, inBreach);
      const since = row.waitingSince === null ? null : new Date(row.waitingSince).toISOString();
      return { slug, title, health, stage, target, since, waitsOn: waitsOn(row) };
    }),
    hasMore: page.next !== null,
    rollbacks: rollbacks.filter(({ endedAt }) => endedAt === null),
    onCall: rotas.map(({ title, now: shift }) => ({
      rota: title,
      person: shift?.person ?? null,
      until: shift?.to ?? null,
    })),
    nextReview,
  };
}

async function findNextReview(
  db: Reader,
  { actor, now }: { actor: Actor; now: Date },
): Promise<WallAnswer["nextReview"]> {
  const at = now.getTime();
  const { items } = await listReviews(db, { actor, from: at, to: at + 14 * dayMs, mine: false });
  const next = items.find(({ state, start }) => state === "scheduled" && Date.parse(start) >= at);
  if (next === undefined) return null;
  const { id, title, start, releases } = next;
  return { id, title, start, releases: releases.map((each) => each.title) };
}
