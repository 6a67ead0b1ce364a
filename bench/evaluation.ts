import { evaluateGate, gateState } from "@/lib/gates/evaluate";
import { factsOf, gate, item, slot, withVotes } from "@/lib/gates/fixtures/facts";
import { placeOf, readFacts } from "@/lib/gates/reading";
import type { Effort } from "./effort";
import { median } from "./load";
import type { Measured } from "./report";
import type { Workspace } from "./workspace";

const requirements = 12;
const at = 10_000;
const roles = ["engineer", "reviewer", "security"];

/** A gate of twelve requirements with two places each, half of them signed, against reading the same facts from JSON. */
export async function evaluation(_: Workspace, { evaluations: count }: Effort): Promise<Measured[]> {
  const people = roles.flatMap((role) => [1, 2, 3].map((n) => ({ id: `${role}-${n}`, role })));
  const items = Array.from({ length: requirements }, (_each, n) =>
    item(`r${n}`, [slot(roles[n % 3] ?? ""), slot(roles[(n + 1) % 3] ?? "")]),
  );
  const open = factsOf(Object.fromEntries(people.map(({ id, role }) => [id, [role]])), gate(items));
  const casts = items.slice(0, requirements / 2).map(({ key }, n) => {
    const role = roles[n % 3] ?? "";
    return { on: key, by: `${role}-1`, role, at: 1_000 + n };
  });
  const facts = withVotes(open, casts);
  const text = JSON.stringify(facts);
  const placed = placeOf(facts, "g");
  const known = readFacts(facts, at);
  gateState(known, placed);
  const given: number[] = [];
  const computed: number[] = [];
  const read: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    given.push(perSecond(count / 10, () => gateState({ ...readFacts(facts, at), memo: known.memo }, placed)));
    computed.push(perSecond(count / 10, () => evaluateGate(facts, "g", at)));
    read.push(perSecond(count / 10, () => JSON.parse(text) as unknown));
  }
  const floor = `reading its facts from JSON: ${median(read).toFixed(0)} a second`;
  const line = (what: string, found: readonly number[]): Measured => ({
    measure: `gates of ${requirements} requirements evaluated in one process, ${what}`,
    figure: `${median(found).toFixed(0)} a second`,
    floor,
    ratio: median(found) / median(read),
  });
  return [line("digests given", given), line("digests computed too", computed)];
}

function perSecond(count: number, work: () => unknown): number {
  const began = performance.now();
  for (let n = 0; n < count; n += 1) work();
  return (count / (performance.now() - began)) * 1000;
}
