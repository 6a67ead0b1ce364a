import { describe, expect, test } from "vitest";

import { parseTemplate } from "@/lib/releases/template-parse";
import { document, edited, faultsIn, gate, type Json, plan, requirement } from "./fixtures/templates";

describe("a template", () => {
  test.each([
    [
      "a gate key twice, in another stage",
      edited((t) => Object.assign(gate(t, 1, 0), { key: "data-schema" })),
      '/stages/1/gates/0/key: the gate key "data-schema" stands twice; expected each gate key once',
    ],
    [
      "a stage key twice",
      edited((t) => Object.assign(t.stages[2] ?? {}, { key: "canary" })),
      '/stages/2/key: the stage key "canary" stands twice',
    ],
    [
      "a requirement key twice",
      edited((t) => Object.assign(requirement(t, 0, 0, 1), { key: "schema-check" })),
      '/stages/0/gates/0/requirements/1/key: the requirement key "schema-check" stands twice',
    ],
    [
      "a role twice",
      edited((t) => Object.assign(t, { roles: [...(t["roles"] as string[]), "product"] })),
      '/roles/9: the role "product" stands twice',
    ],
    [
      "a slot with an unnamed role",
      edited((t) => Object.assign(requirement(t, 0, 0, 1), { slots: [{ roles: ["legal"], count: 1 }] })),
      '/stages/0/gates/0/requirements/1/slots/0/roles/0: the role "legal" is not named in roles; expected one of release-champion',
    ],
    [
      "an approval by an unnamed role",
      edited((t) => Object.assign(gate(t, 0, 0), { approval: { slots: [{ roles: ["legal"], count: 1 }] } })),
      '/stages/0/gates/0/approval/slots/0/roles/0: the role "legal"',
    ],
    [
      "an acknowledgement by an unnamed role",
      edited((t) => Object.assign(requirement(t, 0, 1, 0), { roles: ["on-call", "legal"] })),
      '/stages/0/gates/1/requirements/0/roles/1: the role "legal"',
    ],
    [
      "a right for an unnamed role",
      edited((t) => Object.assign(t.rights[1] ?? {}, { slots: [{ roles: ["legal"], count: 1 }] })),
      '/rights/1/slots/0/roles/0: the role "legal"',
    ],
    [
      "break-glass by an unnamed role",
      edited((t) => Object.assign(t, { breakGlass: { roles: ["legal"], reviewWithin: "1h" } })),
      '/breakGlass/roles/0: the role "legal"',
    ],
    [
      "a role twice in a slot",
      edited((t) =>
        Object.assign(requirement(t, 0, 0, 1), { slots: [{ roles: ["product", "product"], count: 2 }] }),
      ),
      '/stages/0/gates/0/requirements/1/slots/0/roles/1: the role "product" stands twice',
    ],
    [
      "a right in an unknown stage",
      edited((t) => Object.assign(t.rights[0] ?? {}, { stage: ["staging"] })),
      '/rights/0/stage/0: there is no stage "staging"; expected one of evaluate, canary, production',
    ],
    [
      "a part that is none",
      edited((t) => Object.assign(requirement(t, 0, 0, 1), { dependsOn: ["weights"] })),
      '/stages/0/gates/0/requirements/1/dependsOn/0: "weights" is not accepted; expected an artifact kind (code, data-schema',
    ],
    [
      "a part of a component that is none",
      edited((t) => Object.assign(requirement(t, 0, 0, 1), { dependsOn: ["A b:code"] })),
      "/stages/0/gates/0/requirements/1/dependsOn/0",
    ],
    [
      "a part twice",
      edited((t) => Object.assign(requirement(t, 0, 0, 1), { dependsOn: ["code", "code"] })),
      '/stages/0/gates/0/requirements/1/dependsOn/1: the part "code" stands twice',
    ],
    [
      "an item that depends on nothing",
      edited((t) => Object.assign(requirement(t, 0, 0, 1), { dependsOn: [] })),
      "/stages/0/gates/0/requirements/1/dependsOn: a list is not accepted; expected a list of 1 to 50",
    ],
    [
      "a check on the plan",
      edited((t) => Object.assign(requirement(t, 0, 0, 0), { dependsOn: ["model-weights", "risk"] })),
      '/stages/0/gates/0/requirements/0/dependsOn/1: "risk" is not accepted; expected an artifact kind (code, data-schema',
    ],
    [
      "a check on the criteria",
      edited((t) => Object.assign(requirement(t, 0, 0, 0), { dependsOn: ["criteria"] })),
      '"criteria" is not accepted; expected an artifact kind',
    ],
    [
      "a check with a name in capitals",
      edited((t) => Object.assign(requirement(t, 0, 0, 0), { check: "Data Schema" })),
      '/stages/0/gates/0/requirements/0/check: "Data Schema" is not accepted; expected a key in kebab-case',
    ],
    [
      "an unknown kind of requirement",
      edited((t) => Object.assign(requirement(t, 0, 0, 0), { kind: "meeting" })),
      '/stages/0/gates/0/requirements/0/kind: "meeting" is not accepted; expected one of "item", "check"',
    ],
    [
      "a field of another kind",
      edited((t) => Object.assign(requirement(t, 0, 0, 0), { slots: [] })),
      '/stages/0/gates/0/requirements/0/slots: unknown field "slots"; expected one of kind, key, title',
    ],
    [
      "a validity that nothing reads",
      edited((t) => Object.assign(requirement(t, 1, 0, 2), { validFor: "3d" })),
      '/stages/1/gates/0/requirements/2/validFor: unknown field "validFor"',
    ],
    [
      "a condition that states none",
      edited((t) => Object.assign(requirement(t, 0, 0, 1), { when: {} })),
      "/stages/0/gates/0/requirements/1/when: it states no condition; expected tier, changed or both",
    ],
    [
      "a condition on the plan",
      edited((t) => Object.assign(requirement(t, 0, 0, 1), { when: { changed: ["risk"] } })),
      '/stages/0/gates/0/requirements/1/when/changed/0: "risk" is not accepted',
    ],
    [
      "a dependency on nothing",
      edited((t) => Object.assign(requirement(t, 1, 0, 3), { component: undefined })),
      "/stages/1/gates/0/requirements/3: it names neither a component nor a release; expected one of component and release",
    ],
    [
      "a dependency on two things",
      edited((t) => Object.assign(requirement(t, 1, 0, 3), { release: "x" })),
      "/stages/1/gates/0/requirements/3: component and release stand together",
    ],
    [
      "a gate that asks for nothing",
      edited((t) => t.stages[2]?.gates.push({ key: "empty", requirements: [] })),
      "/stages/2/gates/0/requirements: a gate that asks for nothing would pass by itself; expected a requirement or an approval",
    ],
    [
      "exposure that falls",
      edited((t) =>
        Object.assign(t.stages[1] ?? {}, {
          exposure: [
            { percent: 25, soak: "1h" },
            { percent: 5, soak: "1h" },
          ],
        }),
      ),
      "/stages/1/exposure/1/percent: 5 does not rise from 25; expected at least 25",
    ],
    [
      "exposure that stays",
      edited((t) =>
        Object.assign(t.stages[1] ?? {}, {
          exposure: [
            { percent: 5, soak: "1h" },
            { percent: 5, soak: "1h" },
          ],
        }),
      ),
      "/stages/1/exposure/1/percent: 5 does not rise from 5; expected more than 5",
    ],
    [
      "a stage below the one before",
      edited((t) => Object.assign(t.stages[2] ?? {}, { exposure: [{ percent: 10, soak: "1h" }] })),
      "/stages/2/exposure/0/percent: 10 does not rise from 25; expected at least 25",
    ],
    [
      "exposure above all",
      edited((t) => Object.assign(t.stages[2] ?? {}, { exposure: [{ percent: 101, soak: "1h" }] })),
      "/stages/2/exposure/0/percent: 101 is not accepted; expected a number above 0 and at most 100",
    ],
    [
      "a soak at an exposure that is never reached",
      edited((t) => Object.assign(requirement(t, 1, 0, 2), { percent: 50 })),
      "/stages/1/gates/0/requirements/2/percent: 50 is never reached by this stage; expected at most 25",
    ],
    [
      "a criterion at an exposure that is never reached",
      edited((t) => Object.assign(requirement(t, 1, 0, 0), { percent: 26 })),
      "/stages/1/gates/0/requirements/0/percent: 26 is never reached by this stage",
    ],
    [
      "an approval at another time",
      edited((t) =>
        Object.assign(gate(t, 0, 0), {
          approval: { when: "later", slots: [{ roles: ["product"], count: 1 }] },
        }),
      ),
      '/stages/0/gates/0/approval/when: "later" is not accepted; expected one of ready, any',
    ],
    [
      "an executor without an address",
      edited((t) => Object.assign(t.stages[1] ?? {}, { executor: { type: "webhook" } })),
      "/stages/1/executor/url: missing; expected an address such as",
    ],
    [
      "an odd control",
      edited((t) => Object.assign(requirement(t, 0, 0, 1), { controls: ["ISO 42001"] })),
      '/stages/0/gates/0/requirements/1/controls/0: "ISO 42001" is not accepted; expected a control such as',
    ],
    [
      "no stages",
      { ...document(), stages: [] },
      "/stages: a list is not accepted; expected a list of 1 to 50 entries",
    ],
    ["no key", { ...document(), key: undefined }, "/key: missing; expected a key in kebab-case"],
    [
      "a number for a title",
      { ...document(), title: 7 },
      "/title: 7 is not accepted; expected one line of text of 1 to 200 characters",
    ],
    [
      "a faulty criterion",
      {
        ...document(),
        criteria: [
          {
            key: "a",
            kind: "threshold",
            metric: "m",
            agg: "mean",
            window: "5m",
            step: "1m",
            severity: "hold",
            breach: { op: ">", value: "1" },
          },
        ],
      },
      "/criteria/0/noDataGrace: missing with severity hold",
    ],
    [
      "a faulty rollback plan",
      {
        ...document(),
        rollbackPlan: { ...plan, steps: [{ ...(plan["steps"] as Json[])[0], needs: ["x"] }] },
      },
      '/rollbackPlan/steps/0/needs/0: there is no step "x"',
    ],
    [
      "a stop that takes two",
      edited((t) => t.rights.push({ decision: "hold.place", slots: [{ roles: ["product"], count: 2 }] })),
      "/rights/6/slots: hold.place would take 2 people, but stopping takes one",
    ],
    ["a list for an object", [], ": a list is not accepted; expected an object"],
    ["nothing", null, ": null is not accepted; expected an object"],
  ])("with %s is refused, and the refusal says where and what was expected", (_what, value, fault) => {
    expect(faultsIn(value)).toContain(fault);
  });

  test("with many faults gets them all in one answer, each with its line", () => {
    const text = [
      "key: Model Release",
      "title: T",
      "roles: [a]",
      "stages:",
      "  - key: s",
      "    gates:",
      "      - key: g",
      "        colour: red",
      "        objective: O",
      "        requirements:",
      "          - { key: r, kind: item, slots: [{ roles: [b], count: 1 }] }",
      "          - { key: r, kind: review, validFor: soon }",
    ].join("\n");
    const result = parseTemplate(text, "application/yaml");
    expect(result.ok ? [] : result.faults.map(({ path, line }) => [path, line]).sort()).toEqual([
      ["/key", 1],
      ["/stages/0/gates/0/colour", 8],
      ["/stages/0/gates/0/requirements/0/slots/0/roles/0", 11],
      ["/stages/0/gates/0/requirements/1/key", 12],
      ["/stages/0/gates/0/requirements/1/validFor", 12],
    ]);
  });
});
