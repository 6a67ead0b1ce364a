import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { byEmail, holdersOf, isEnabled } from "@/lib/policy/can";
import { directlyNamed, type EscalationDirectory } from "@/lib/policy/escalation-directory";
import type { EscalationLevel, Whom } from "@/lib/policy/escalation-model";
import { covers } from "@/lib/policy/holdings";
import type { Decision, PersonFact } from "@/lib/policy/model";
import { seenBy } from "@/lib/policy/visible";
import { type Authority, canOnRelease } from "@/lib/releases/authority";
import type { RollbackRow } from "./load-rollback";
import type { RollbackState } from "./model";
import { rightsOn } from "./rollback-rules";

/** What a rollback waits for people to decide, by its state; null: nothing. */
export function awaitedDecision(state: RollbackState): Decision | null {
  switch (state) {
    case "proposed":
      return "rollback.authorise";
    case "authorised":
    case "executing":
    case "failed":
      return "rollback.execute";
    case "stable":
      return "rollback.endorse";
    case "validating":
    case "endorsed":
    case "declined":
    case "cancelled":
      return null;
  }
}

/** What of a rollback says who is told of it. */
export interface Escalated {
  authority: Authority;
  rollback: Pick<RollbackRow, "severity" | "plan">;
  state: RollbackState;
  directory: EscalationDirectory;
}

/** The people whom a level means at a time, by address; whether they may see the release is asked apart. Epoch ms. */
export function peopleAt(escalated: Escalated, level: EscalationLevel, at: number): PersonFact[] {
  const found = level.whom.flatMap((whom) => meant(escalated, whom, at));
  return [...new Map(found.map((person) => [person.id, person])).values()].sort(byEmail);
}

function meant({ authority, rollback, state, directory }: Escalated, whom: Whom, at: number): PersonFact[] {
  const { holdings, people } = authority;
  if (whom === "deciders") {
    const then = { ...authority, now: new Date(at) };
    const able = new Set(
      whoMayOnRollback(then, rollback, awaitedDecision(state) ?? "rollback.execute").map(({ id }) => id),
    );
    return people.filter(({ id }) => able.has(id));
  }
  if (whom === "everyone") {
    const held = new Set(holdings.flatMap((each) => (covers(each, at) ? each.personId : [])));
    return people.filter((person) => held.has(person.id) && isEnabled(person, at));
  }
  if ("role" in whom) return holdersOf({ role: whom.role, holdings, people, now: at });
  return directlyNamed(directory, whom, at);
}

/** Of some people those who see a release: nobody else is told of what goes on there. Ids. */
export async function whoSee(
  db: Reader,
  releaseId: string,
  people: readonly { id: string }[],
): Promise<ReadonlySet<string>> {
  const ids = people.map(({ id }) => id);
  if (ids.length === 0) return new Set();
  const rows = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT p.id FROM people p, releases r WHERE r.id = ${releaseId}::uuid AND p.id = ANY(${ids}::uuid[]) AND ${seenBy(Prisma.sql`p.id`)}`);
  return new Set(rows.map(({ id }) => id));
}

/** The people who may take a decision on a rollback now, alone or with others. */
export function whoMayOnRollback(
  authority: Authority,
  rollback: Pick<RollbackRow, "severity" | "plan">,
  decision: Decision,
) {
  const verdict = canOnRelease(authority, { kind: "system", job: "explain" }, decision, rightsOn(rollback));
  return verdict.allowed ? [] : verdict.whoMay;
}
