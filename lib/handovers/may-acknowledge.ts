import type { Actor } from "@/lib/identity/actor";
import { toParty } from "@/lib/policy/can";
import type { PersonFact, Verdict } from "@/lib/policy/model";
import type { ShiftChange } from "./shift-change";

/** Saying that a hand-over was read: whoever is on shift, and nobody for them. */
export function mayAcknowledge(
  actor: Actor,
  { running }: ShiftChange,
  people: readonly PersonFact[],
): Verdict {
  const on = people.find(({ id }) => id === running?.personId);
  if (on !== undefined && actor.kind === "person" && actor.id === on.id)
    return { allowed: true, rule: "on-shift", role: null, grant: [] };
  const reason =
    on === undefined
      ? "Nobody is on shift, so nothing was handed over."
      : "A hand-over is acknowledged by whoever is on shift.";
  return { allowed: false, rule: "not-a-holder", reason, whoMay: on === undefined ? [] : [toParty(on)] };
}
