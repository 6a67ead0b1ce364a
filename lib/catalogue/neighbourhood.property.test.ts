import fc from "fast-check";
import { expect, it, test } from "vitest";
import { dependentsOf } from "./dependents";
import { among, neighbourhoodOf, withNeighbours } from "./neighbourhood";

const keys = ["a", "b", "c", "d", "e", "f"];
const graph = fc
  .array(fc.subarray([...keys, "gone"]), { minLength: keys.length, maxLength: keys.length })
  .map((uses) => new Map(keys.map((key, n): [string, string[]] => [key, uses[n] ?? []])));

const declared = new Map([
  ["app", ["gateway"]],
  ["gateway", ["vad", "tokenizer"]],
  ["tokenizer", ["corpus"]],
  ["corpus", []],
  ["vad", []],
  ["billing", []],
]);

it("says how near components stand to one, on which side, and in how many steps", () => {
  expect([...neighbourhoodOf("gateway", declared, { used: 1, users: 2 })]).toEqual([
    ["app", { relation: "user", steps: 1 }],
    ["gateway", { relation: "itself", steps: 0 }],
    ["tokenizer", { relation: "used", steps: 1 }],
    ["vad", { relation: "used", steps: 1 }],
  ]);
  expect([...neighbourhoodOf("vad", declared, { used: 2, users: 2 }).keys()]).toEqual([
    "app",
    "gateway",
    "vad",
  ]);
});

test("all that depends on a component is what the blast radius finds", () => {
  fc.assert(
    fc.property(graph, (all) => {
      const near = neighbourhoodOf("a", all, { used: 0, users: Infinity });
      const found = [...near].filter(([, { relation }]) => relation !== "itself").map(([key]) => key);
      expect(found.toSorted()).toEqual(
        dependentsOf("a", all)
          .map(({ key }) => key)
          .toSorted(),
      );
    }),
  );
});

test("a further step only adds, and what it adds is next to what was there", () => {
  fc.assert(
    fc.property(graph, fc.nat(4), (all, steps) => {
      const near = neighbourhoodOf("a", all, { used: steps, users: steps });
      const further = neighbourhoodOf("a", all, { used: steps + 1, users: steps + 1 });
      for (const [key, { steps: at }] of near) expect(further.get(key)?.steps).toBe(at);
      const next = withNeighbours([...near.keys()], all);
      for (const key of further.keys()) expect(next.has(key)).toBe(true);
    }),
  );
});

test("among some components nothing else is named", () => {
  fc.assert(
    fc.property(graph, fc.subarray(keys), (all, some) => {
      const own = among(new Set(some), all);
      expect([...own.keys()].toSorted()).toEqual(some.toSorted());
      for (const [key, uses] of own)
        expect(uses).toEqual(all.get(key)?.filter((used) => some.includes(used)));
    }),
  );
});
