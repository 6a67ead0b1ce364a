import { loadWorld } from "@/lib/gates/findings-queries";
import type { WorldScope } from "@/lib/gates/rights-world";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { type SpeedyDecision, speedyDecisions } from "@/lib/policy/decision-gaps";
import { covers } from "@/lib/policy/holdings";
import type { PersonFact } from "@/lib/policy/model";
import type { HandOverAnswer } from "./schemas";

type Right = HandOverAnswer["rights"][number];

/** Who holds the roles that decisions which need speed are asked of, at a moment; releases that agree are told together. */
export async function rightsAt(
  db: Reader,
  { actor, now, at, slugs }: { actor: Actor; now: Date; at: number; slugs: ReadonlySet<string> },
): Promise<Right[]> {
  const { scopes, organisation } = await loadWorld(db, { actor, now });
  const people = new Map(organisation.people.map((person) => [person.id, person]));
  const found = new Map<string, Right>();
  const seen = new Set<string>();
  for (const scope of scopes) {
    const { release } = scope;
    if (release?.state !== "active" || !slugs.has(release.slug)) continue;
    for (const decision of speedyDecisions) {
      const key = `${release.slug} ${decision}`;
      const right = rightIn(scope, decision, { at, people });
      // What is signed is a scope of its own, in which nothing of this is asked.
      if (right === null || seen.has(key)) continue;
      seen.add(key);
      const same = JSON.stringify([decision, right]);
      const known = found.get(same) ?? { decision, people: right, releases: [] };
      known.releases.push({ slug: release.slug, title: release.title });
      found.set(same, known);
    }
  }
  const order = (each: Right): number => speedyDecisions.indexOf(each.decision);
  return [...found.values()].sort((a, b) => order(a) - order(b));
}

function rightIn(
  { asked, open, dated }: WorldScope,
  decision: SpeedyDecision,
  { at, people }: { at: number; people: ReadonlyMap<string, PersonFact> },
): Right["people"] | null {
  const own = asked.filter((each) => each.decision === decision);
  if (own.length === 0) return null;
  const roles = new Set(own.flatMap((each) => each.roles));
  const held = new Map<string, Set<string>>();
  for (const { personId, role } of [...open, ...dated.filter((each) => covers(each, at))]) {
    if (!roles.has(role)) continue;
    held.set(personId, (held.get(personId) ?? new Set()).add(role));
  }
  return [...held]
    .flatMap(([id, by]) => {
      const person = people.get(id);
      return person === undefined ? [] : [{ name: person.name, email: person.email, roles: [...by].sort() }];
    })
    .sort((a, b) => (a.email < b.email ? -1 : 1));
}
