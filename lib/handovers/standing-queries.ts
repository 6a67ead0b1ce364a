import { type Evaluated, evaluatedReleases, madeFor } from "@/lib/gates/evaluated";
import { inInboxOrder, isOverdue } from "@/lib/gates/inbox-order";
import { waitsAnswer } from "@/lib/gates/view";
import { waitingInRoles, type WaitingInRole } from "@/lib/gates/waiting-in-roles";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { type Deadline, deadlinesOn } from "./deadlines";
import type { Open } from "./open-queries";
import type { HandOverAnswer } from "./schemas";
import type { Turn } from "./shift-change";

type Of<Thing> = Thing & { release: { slug: string; title: string } };

interface Asked {
  looked: Open["looked"];
  actor: Actor;
  now: Date;
  /** null: nobody comes on shift. */
  turn: Turn | null;
  /** Epoch ms up to which what ends is told. */
  until: number;
}

/** What waits in a rota's roles for whoever has the shift, and what ends in it, of the releases that are looked at and the caller sees. */
export async function standingOn(
  db: Reader,
  { looked, actor, now, turn, until }: Asked,
): Promise<Pick<HandOverAnswer, "waiting" | "deadlines">> {
  const rolesOf = new Map(looked.map(({ id, roles }) => [id, roles]));
  const where = Prisma.sql`r.id = ANY(${[...rolesOf.keys()]}::uuid[])`;
  const waiting: Of<WaitingInRole>[] = [];
  const deadlines: Of<Deadline>[] = [];
  const all = rolesOf.size === 0 ? [] : await evaluatedReleases(db, { where, actor, now });
  for (const evaluated of all) {
    const { id, slug, title } = evaluated.loaded.authority.release;
    const release = { slug, title };
    const personId = turn?.personId ?? null;
    for (const each of await waitsOf(evaluated, turn, rolesOf.get(id) ?? []))
      waiting.push({ ...each, release });
    for (const each of deadlinesOn(evaluated, { until, personId })) deadlines.push({ ...each, release });
  }
  const at = now.getTime();
  return {
    waiting: inInboxOrder(waiting, at).map((each) => waitingAnswer(each, at)),
    deadlines: deadlines
      .sort((a, b) => a.dueAt - b.dueAt || a.release.slug.localeCompare(b.release.slug))
      .map(({ dueAt, waitingOn, ...each }) => ({
        ...each,
        dueAt: new Date(dueAt).toISOString(),
        waitingOn: waitingOn.map(({ name, email }) => ({ name, email })),
      })),
  };
}

/** Kept with the release, as what its inbox items are. */
async function waitsOf(evaluated: Evaluated, turn: Turn | null, roles: string[]): Promise<WaitingInRole[]> {
  if (turn === null) return [];
  const { personId, from: at } = turn;
  const when = at > evaluated.loaded.at ? String(at) : "now";
  return madeFor(evaluated, `hand-over ${personId} ${when} ${roles.join()}`, () =>
    Promise.resolve(waitingInRoles(evaluated, { personId, roles, at })),
  );
}

function waitingAnswer(
  { requirement, title, since, clock, dueAt, ...rest }: Of<WaitingInRole>,
  now: number,
): HandOverAnswer["waiting"][number] {
  return {
    ...rest,
    requirement: requirement === null ? null : { key: requirement, title: title ?? requirement },
    since: new Date(since).toISOString(),
    clock: clock === null ? null : waitsAnswer(clock),
    dueAt: dueAt === null ? null : new Date(dueAt).toISOString(),
    isOverdue: isOverdue({ dueAt }, now),
  };
}
