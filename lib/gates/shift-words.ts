import { isEnabled } from "@/lib/policy/can";
import { covers } from "@/lib/policy/holdings";
import type { Reading } from "./reading";

/** Of roles that a rota fills: who is on shift and who comes next, to stand behind a sentence; empty where none does. */
export function shiftWords(reading: Reading, roles: readonly string[]): string {
  return roles.map((role) => shiftsOfRole(reading, role)).join("");
}

function shiftsOfRole({ facts, people, now }: Reading, role: string): string {
  const shifts = facts.holdings
    .filter((each) => {
      const person = people.get(each.personId);
      const isAble = person !== undefined && isEnabled(person, now);
      return isAble && each.role === role && each.scheduled === true && each.to !== null && each.to > now;
    })
    .sort((a, b) => a.from - b.from);
  if (shifts.length === 0) return "";
  const nameOf = (id: string) => people.get(id)?.name ?? id;
  const on = shifts.filter((each) => covers(each, now));
  const next = shifts.find((each) => on.every(({ personId }) => personId !== each.personId));
  const [first] = on;
  const then = next === undefined ? "" : nameOf(next.personId);
  if (first === undefined) return ` Nobody is on shift for ${role}; ${then} is next.`;
  return ` On shift for ${role}: ${nameOf(first.personId)}${then === "" ? "" : `, then ${then}`}.`;
}
