import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Slot } from "@/lib/policy/model";
import { edited, type Editable, gate, plan, read, requirement } from "./fixtures/templates";
import { isTighterQuorum } from "@/lib/policy/slots-tightening";
import { judgedDifference } from "./template-effect";

function effects(edit: (template: Editable) => void, first: (template: Editable) => void = () => undefined) {
  const before = read(edited(first)).complete;
  const after = read(
    edited((template) => {
      first(template);
      edit(template);
    }),
  ).complete;
  return judgedDifference(before, after).map(({ path, effect }) => `${effect} ${path}`);
}

const adapter = "/stages/evaluate/gates/data-schema/requirements/adapter-reviewed";
const onAdapter = (change: Record<string, unknown>) => (t: Editable) =>
  void Object.assign(requirement(t, 0, 0, 1), change);

describe("a change of a template", () => {
  const onRequirement: [string, (template: Editable) => void, string][] = [
    ["a shorter validity", onAdapter({ validFor: "14d" }), `tightening ${adapter}/validFor`],
    ["a longer validity", onAdapter({ validFor: "31d" }), `loosening ${adapter}/validFor`],
    ["no validity", onAdapter({ validFor: undefined }), `loosening ${adapter}/validFor`],
    [
      "more parts",
      onAdapter({ dependsOn: ["model-weights", "code", "dataset"] }),
      `tightening ${adapter}/dependsOn`,
    ],
    ["all parts", onAdapter({ dependsOn: undefined }), `tightening ${adapter}/dependsOn`],
    ["fewer parts", onAdapter({ dependsOn: ["code"] }), `loosening ${adapter}/dependsOn`],
    ["no condition", onAdapter({ when: undefined }), `tightening ${adapter}/when`],
    ["another condition", onAdapter({ when: { changed: ["code"] } }), `loosening ${adapter}/when/changed`],
    ["self-certification", onAdapter({ selfCertify: true }), `loosening ${adapter}/selfCertify`],
    [
      "one role of two",
      onAdapter({
        slots: [{ roles: ["platform"], count: 1, meaning: "I compared names, shapes and state handling" }],
      }),
      `tightening ${adapter}/slots`,
    ],
    [
      "a second person",
      onAdapter({
        slots: [
          { roles: ["data-engineering"], count: 1, meaning: "I compared names, shapes and state handling" },
          { roles: ["security"], count: 1 },
        ],
      }),
      `tightening ${adapter}/slots`,
    ],
    [
      "authors allowed",
      onAdapter({
        slots: [
          {
            roles: ["data-engineering", "platform"],
            count: 1,
            meaning: "I compared names, shapes and state handling",
            allowAuthor: true,
          },
        ],
      }),
      `loosening ${adapter}/slots`,
    ],
    [
      "another meaning",
      onAdapter({ slots: [{ roles: ["data-engineering", "platform"], count: 1, meaning: "Seen" }] }),
      `loosening ${adapter}/slots`,
    ],
    ["another wording", onAdapter({ guidance: "Look well." }), `loosening ${adapter}/guidance`],
  ];
  test.each(onRequirement)("%s", (_, edit, expected) => {
    expect(effects(edit)).toEqual([expected]);
  });

  const onTemplate: [string, (template: Editable) => void, string][] = [
    [
      "a requirement more",
      (t: Editable) => void gate(t, 0, 0).requirements.push({ key: "more", kind: "review" }),
      "tightening /stages/evaluate/gates/data-schema/requirements/more",
    ],
    [
      "a requirement less",
      (t: Editable) => void gate(t, 0, 0).requirements.shift(),
      "loosening /stages/evaluate/gates/data-schema/requirements/schema-check",
    ],
    [
      "a gate more",
      (t: Editable) =>
        void t.stages[2]?.gates.push({ key: "late", requirements: [{ key: "done", kind: "review" }] }),
      "tightening /stages/production/gates/late",
    ],
    [
      "a stage that brings exposure",
      (t: Editable) =>
        void t.stages.push({ key: "more", exposure: [{ percent: 100, soak: "1h" }], gates: [] }),
      "loosening /stages/more",
    ],
    [
      "a stage that asks for something",
      (t: Editable) =>
        void t.stages.push({
          key: "more",
          gates: [{ key: "g", requirements: [{ key: "done", kind: "review" }] }],
        }),
      "tightening /stages/more",
    ],
    [
      "a second row beside one that always holds",
      (t: Editable) =>
        void t.rights.push({
          decision: "stage.advance",
          stage: ["canary"],
          slots: [{ roles: ["product"], count: 1 }],
        }),
      "tightening /rights/stage.advance, stage canary",
    ],
    [
      "a row for what was nobody's",
      (t: Editable) =>
        void t.rights.push({ decision: "stage.skip", slots: [{ roles: ["product"], count: 1 }] }),
      "loosening /rights/stage.skip",
    ],
    [
      "fewer who may stop",
      (t: Editable) =>
        void Object.assign(t.rights.find((row) => row["decision"] === "gate.veto") ?? {}, {
          slots: [{ roles: ["security"], count: 1 }],
        }),
      "loosening /rights/gate.veto/slots",
    ],
    [
      "a rollback plan",
      (t: Editable) => void Object.assign(t, { rollbackPlan: plan }),
      "loosening /rollbackPlan",
    ],
  ];
  test.each(onTemplate)("%s", (_, edit, expected) => {
    expect(effects(edit)).toEqual([expected]);
  });

  test("says which field made it loosening", () => {
    const [change] = judgedDifference(
      read(edited(() => undefined)).complete,
      read(edited(onAdapter({ validFor: "60d" }))).complete,
    );
    expect(change).toMatchObject({ effect: "loosening", why: "validFor is longer" });
  });
});

const role = fc.constantFrom("a", "b", "c");
const slot: fc.Arbitrary<Slot> = fc.record(
  {
    roles: fc.uniqueArray(role, { minLength: 1 }),
    count: fc.integer({ min: 1, max: 2 }),
    allowAuthor: fc.boolean(),
    independentOf: fc.constant("owning-team" as const),
  },
  { requiredKeys: ["roles", "count"] },
);
const slots = fc.array(slot, { minLength: 1, maxLength: 3 });

describe("slots that map to stricter ones", () => {
  test("are themselves such, and stay so with one more", () => {
    fc.assert(
      fc.property(slots, slot, (some, more) => {
        expect(isTighterQuorum(some, some)).toBe(true);
        expect(isTighterQuorum(some, [more, ...some])).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("never map once a place is gone, and the mapping carries on from one version to the next", () => {
    const places = (list: readonly Slot[]) => list.reduce((sum, { count }) => sum + count, 0);
    fc.assert(
      fc.property(slots, slots, slots, (a, b, c) => {
        if (places(b) < places(a)) expect(isTighterQuorum(a, b)).toBe(false);
        if (isTighterQuorum(a, b) && isTighterQuorum(b, c)) expect(isTighterQuorum(a, c)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
