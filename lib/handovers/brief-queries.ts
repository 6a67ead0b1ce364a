import { timesOf } from "@/lib/gates/hour-away";
import { speedGaps } from "@/lib/gates/speed-gaps-queries";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { StoredRota } from "@/lib/policy/rota-store";
import { listReviews } from "@/lib/reviews/queries";
import { listFreezes } from "@/lib/rollouts/queries";
import { mayAcknowledge } from "./may-acknowledge";
import { openOn } from "./open-queries";
import { rightsAt } from "./rights-queries";
import { standingOn } from "./standing-queries";
import type { HandOverAnswer, turnsAsked } from "./schemas";
import { briefedTurn, type ShiftChange, type Turn } from "./shift-change";
import { loadShiftChange } from "./turn-queries";

interface Asked {
  key: string;
  actor: Actor;
  now: Date;
  zone: string;
  shift?: (typeof turnsAsked)[number] | undefined;
}

const dayMs = 86_400_000;

/** What whoever comes on shift has to know, of what the caller sees. */
export async function handOverBrief(db: Reader, asked: Asked): Promise<HandOverAnswer> {
  const { key, actor, now, zone } = asked;
  const { stored, change, at } = await loadShiftChange(db, { key, now });
  const turn = turnAsked(change, asked, at);
  const isRunning = turn !== null && turn.from === change.running?.from;
  const [from, until] = [Math.max(at, turn?.from ?? at), turn?.to ?? at + dayMs];
  const span = { from, until };
  const { looked, ...open } = await openOn(db, { rotaId: stored.id, actor, now });
  const slugs = new Set(open.releases.map(({ slug }) => slug));
  const [standing, freezes, reviews, rights, gaps, acknowledgedAt] = await Promise.all([
    standingOn(db, { looked, actor, now, turn, until }),
    listFreezes(db, { actor, now, ...span }),
    listReviews(db, { actor, from, to: until, mine: false }),
    rightsAt(db, { actor, now, at: from, slugs }),
    speedGaps(db, { actor, now, zone }),
    acknowledgedOf(db, stored, isRunning ? turn : null),
  ]);
  const may = isRunning && acknowledgedAt === null && mayAcknowledge(actor, change, stored.people).allowed;
  return {
    rota: { key: stored.key, title: stored.title, zone: stored.current.document.zone },
    shift: answerOf(turn, stored),
    isRunning,
    before: answerOf(isRunning ? change.before : (change.running ?? change.before), stored),
    after: isRunning ? answerOf(change.next, stored) : null,
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
    mayAcknowledge: may,
    ...open,
    ...standing,
    freezes: freezes
      .flatMap(({ title, component, occurrences }) =>
        occurrences.map((each) => ({ title, component, from: each.from, until: each.until })),
      )
      .sort((a, b) => (a.from < b.from ? -1 : 1)),
    reviews: reviews.items
      .filter(({ state }) => state === "scheduled")
      .map(({ id, title, start }) => ({ id, title, start })),
    rights,
    gaps: gaps.items
      .map((gap) => ({ ...gap, releases: gap.releases.filter(({ slug }) => slugs.has(slug)) }))
      .filter(({ releases }) => releases.length > 0),
  };
}

function turnAsked(change: ShiftChange, { actor, shift }: Asked, at: number): Turn | null {
  if (shift !== undefined) return change[shift];
  return briefedTurn(change, actor.kind === "person" ? actor.id : null, at);
}

function answerOf(turn: Turn | null, { people }: StoredRota): HandOverAnswer["shift"] {
  const person = people.find(({ id }) => id === turn?.personId);
  if (turn === null || person === undefined) return null;
  return { person: { name: person.name, email: person.email }, ...timesOf(turn) };
}

/** When the hand-over of a running turn was acknowledged, however its beginning was moved since. */
async function acknowledgedOf(db: Reader, { id }: StoredRota, turn: Turn | null): Promise<Date | null> {
  if (turn === null) return null;
  const found = await db.handOverAcknowledgement.findFirst({
    where: { rotaId: id, personId: turn.personId, at: { gte: new Date(turn.from), lt: new Date(turn.to) } },
    orderBy: { at: "asc" },
  });
  return found?.at ?? null;
}

/** Keys of the rotas that somebody is on, and of all others; what whoever looks chooses from. */
export function rotaChoices(
  db: Reader,
  personId: string,
): Promise<{ key: string; title: string; isOn: boolean }[]> {
  return db.$queryRaw(Prisma.sql`
    SELECT x.key, x.title, ${personId}::uuid = ANY(v.people) AS "isOn" FROM rotas x
    JOIN rota_versions v ON v.rota_id = x.id AND v.valid_to IS NULL ORDER BY 3 DESC, x.title, x.key`);
}
