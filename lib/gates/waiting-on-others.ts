import type { PersonActor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { championRole } from "@/lib/releases/model";
import type { Party } from "@/lib/policy/model";
import { evaluatedReleases } from "./evaluated";
import { isOverdue } from "./inbox-order";
import { gateIn } from "./load-gates";
import { tasksOf } from "./tasks";
import { dueIn } from "./view";

/** Something that somebody else could do and the reader waits for; times in epoch ms. */
export interface HeldThing {
  release: { slug: string; title: string } | null;
  title: string;
  /** null: the gate's approval, or a proposal. */
  requirement: string | null;
  /** null: a proposal. */
  gate: string | null;
  since: number;
  dueAt: number | null;
}

export interface Holder {
  person: Pick<Party, "name" | "email">;
  /** What is overdue first, then the longest wait. */
  things: HeldThing[];
  overdue: number;
  since: number;
}

/** What others could sign in the releases that somebody drives. */
export async function heldInOwnReleases(
  db: Reader,
  { actor, now }: { actor: PersonActor; now: Date },
): Promise<{ email: string; name: string; thing: HeldThing }[]> {
  const where = Prisma.sql`v.state = 'active' AND EXISTS (
    SELECT FROM role_assignments a WHERE a.release_id = r.id AND a.role_key = ${championRole} AND a.valid_to IS NULL AND (a.person_id = ${actor.id}::uuid
      OR a.team_id IN (SELECT m.team_id FROM team_members m WHERE m.person_id = ${actor.id}::uuid AND m.valid_to IS NULL)))`;
  const all = await evaluatedReleases(db, { where, actor, now });
  return all.flatMap(({ loaded, states, reading }) =>
    tasksOf(loaded.facts, loaded.at).flatMap((task) => {
      const person = reading.people.get(task.personId);
      const state = states.find(({ key }) => key === task.gate);
      if (person === undefined || state === undefined || task.personId === actor.id) return [];
      const { gate, requirement } = gateIn(loaded, task.gate, task.requirement);
      const { due } = dueIn(loaded, { gate: state, requirement: requirement ?? undefined });
      const { slug, title } = loaded.authority.release;
      const thing: HeldThing = {
        release: { slug, title },
        title: requirement === null ? `Approval of “${gate.title}”` : (requirement.title ?? requirement.key),
        requirement: requirement?.key ?? null,
        gate: gate.key,
        since: task.since,
        dueAt: due?.at ?? null,
      };
      return [{ email: person.email, name: person.name, thing }];
    }),
  );
}

/** By person: who has most that is overdue first, then who has been waited for longest. */
export function byHolder(
  held: readonly { email: string; name: string; thing: HeldThing }[],
  now: number,
): Holder[] {
  const emails = [...new Set(held.map(({ email }) => email))];
  const holders = emails.map((email): Holder => {
    const own = held.filter((each) => each.email === email);
    const things = own
      .map(({ thing }) => thing)
      .toSorted((a, b) => Number(isOverdue(b, now)) - Number(isOverdue(a, now)) || a.since - b.since);
    return {
      person: { name: own[0]?.name ?? email, email },
      things,
      overdue: things.filter((thing) => isOverdue(thing, now)).length,
      since: Math.min(...things.map(({ since }) => since)),
    };
  });
  return holders.toSorted(
    (a, b) => b.overdue - a.overdue || a.since - b.since || a.person.email.localeCompare(b.person.email),
  );
}
