import type { Actor } from "@/lib/identity/actor";
import type { Party, Verdict } from "./model";
import { placesWords, takesBeside } from "./taking-part";

/** Whether the reader may do something, and what it takes beside them; where not, why, and who may. */
export type Ability =
  | { allowed: true; together?: { takes: string; whoMay: Party[] } | undefined }
  | { allowed: false; reason: string; whoMay: Party[] };

/** By the rule that the command asks: whoever may take part in a decision of several people may press its button. */
export function toAbility(verdict: Verdict, actor: Actor): Ability {
  if (verdict.allowed) return { allowed: true };
  const beside = actor.kind === "person" ? takesBeside(verdict, actor.id) : null;
  if (beside === null) return { allowed: false, reason: verdict.reason, whoMay: verdict.whoMay };
  const people = beside.flatMap(({ whoMay }) => whoMay);
  const whoMay = [...new Map(people.map((person) => [person.id, person])).values()];
  return { allowed: true, together: { takes: placesWords(beside), whoMay } };
}
