import type { Verdict } from "@/lib/policy/model";
import type { Actor } from "./actor";

/** What only the person themselves may do. */
export function byOwner(
  actor: Actor,
  person: { id: string; name: string; email: string },
  reason: string,
): Verdict {
  if (actor.kind === "person" && actor.id === person.id)
    return { allowed: true, rule: "own", role: null, grant: [] };
  return {
    allowed: false,
    rule: "own-only",
    reason,
    whoMay: [{ id: person.id, name: person.name, email: person.email }],
  };
}
