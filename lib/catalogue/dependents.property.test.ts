import fc from "fast-check";
import { expect, it, test } from "vitest";
import { dependentsOf, dependentsOfAll } from "./dependents";

const declared = new Map([
  ["gateway", ["vad", "tokenizer"]],
  ["tokenizer", ["vad"]],
  ["vad", []],
  ["app", ["gateway"]],
  ["billing", []],
]);

it("finds what depends on a component, also through others, the nearest first", () => {
  expect(dependentsOf("vad", declared)).toEqual([
    { key: "gateway", through: "vad" },
    { key: "tokenizer", through: "vad" },
    { key: "app", through: "gateway" },
  ]);
  expect(dependentsOf("billing", declared)).toEqual([]);
});

test("it is all from which a way leads to the component, each once, also where they go round in a circle", () => {
  const keys = ["a", "b", "c", "d", "e", "f"];
  const graph = fc.array(fc.subarray(keys), { minLength: keys.length, maxLength: keys.length });
  fc.assert(
    fc.property(graph, (uses) => {
      const all = new Map(keys.map((key, n) => [key, uses[n] ?? []]));
      const reaches = (from: string, seen: string[] = []): boolean =>
        (all.get(from) ?? []).some((to) => to === "a" || (!seen.includes(to) && reaches(to, [...seen, to])));
      const found = dependentsOf("a", all);
      expect(found.map(({ key }) => key).toSorted()).toEqual(
        keys.filter((key) => key !== "a" && reaches(key)),
      );
      for (const { key, through } of found) expect(all.get(key)).toContain(through);
    }),
  );
});

test("of several it is what depends on any of them, each once, and none of themselves", () => {
  const keys = ["a", "b", "c", "d", "e"];
  const graph = fc.array(fc.subarray(keys), { minLength: keys.length, maxLength: keys.length });
  fc.assert(
    fc.property(graph, fc.subarray(keys), (uses, chosen) => {
      const all = new Map(keys.map((key, n) => [key, uses[n] ?? []]));
      const each = chosen.flatMap((key) => dependentsOf(key, all).map(({ key: user }) => user));
      const found = dependentsOfAll(chosen, all);
      expect(found.map(({ key }) => key).toSorted()).toEqual(
        [...new Set(each)].filter((key) => !chosen.includes(key)).toSorted(),
      );
      for (const { key, through } of found) expect(all.get(key)).toContain(through);
    }),
  );
});
