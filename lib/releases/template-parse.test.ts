import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";

import { parseTemplate, readTemplate } from "@/lib/releases/template-parse";

type Json = Record<string, unknown>;
interface Editable extends Json {
  stages: (Json & { exposure?: Json[]; gates: (Json & { requirements: Json[] })[] })[];
  rights: Json[];
}

const source = readFileSync(new URL("fixtures/template.yaml", import.meta.url));
const document = () => parse(source.toString()) as Editable;
const plan = parse(readFileSync(new URL("fixtures/rollback-plan.yaml", import.meta.url), "utf8")) as Json;

function read(value: unknown) {
  const result = parseTemplate(JSON.stringify(value), "application/json");
  if (!result.ok) throw new Error(JSON.stringify(result.faults, null, 1));
  return result.value;
}

function faultsIn(value: unknown): string {
  const result = parseTemplate(JSON.stringify(value), "application/json");
  return result.ok ? "" : result.faults.map(({ path, message }) => `${path}: ${message}`).join("\n");
}

function edited(edit: (template: Editable) => void): Editable {
  const template = document();
  edit(template);
  return template;
}

const gate = (template: Editable, stage: number, index: number) =>
  template.stages[stage]?.gates[index] ?? { requirements: [] };
const requirement = (template: Editable, stage: number, index: number, at: number): Json =>
  gate(template, stage, index).requirements[at] ?? {};

describe("a template", () => {
  test("as the design shows it is accepted, and rules read durations as milliseconds", () => {
    const { template } = read(document());
    const [evaluate, canary] = template.stages;
    expect(evaluate?.gates[0]?.requirements[1]).toMatchObject({
      kind: "item",
      validForMs: 2_592_000_000,
      due: { before: "stage", byMs: 172_800_000 },
      selfCertify: false,
    });
    expect(evaluate?.gates[0]?.approval?.when).toBe("ready");
    expect(evaluate?.gates[1]?.approval?.when).toBe("ready");
    expect(evaluate?.gates[1]?.earlySignOff).toBe(true);
    expect(canary?.exposure).toEqual([
      { percent: 5, soakMs: 1_800_000 },
      { percent: 25, soakMs: 7_200_000 },
    ]);
    expect(canary?.gates[0]?.requirements[2]).toEqual({
      key: "soaked",
      kind: "soak",
      percent: 25,
      durationMs: 7_200_000,
    });
    expect(template.breakGlass).toEqual({
      roles: ["on-call", "release-champion"],
      reviewWithinMs: 86_400_000,
    });
    expect(template.rollbackPlan).toBeNull();
  });

  test("keeps its text: durations stay as written, and nothing is filled in", () => {
    const { document: kept } = read(document());
    expect(kept).toEqual(document());
  });

  test("has one digest whether it is sent as YAML or as JSON", () => {
    const yaml = parseTemplate(source, "application/yaml");
    const json = parseTemplate(JSON.stringify(document()), "application/json; charset=utf-8");
    const other = parseTemplate(stringify(document(), { defaultStringType: "QUOTE_DOUBLE" }), "text/yaml");
    expect(
      yaml.ok &&
        json.ok &&
        other.ok &&
        new Set([yaml.value.digest, json.value.digest, other.value.digest]).size,
    ).toBe(1);
    expect(read({ ...document(), title: "Another" }).digest).not.toBe(yaml.ok ? yaml.value.digest : "");
  });

  test("read again from what was stored is the same", () => {
    const first = read(document());
    const again = readTemplate(first.document);
    expect(again.ok ? again.value : null).toEqual(first);
  });

  test("needs no title for stage and gate, and falls back to their keys", () => {
    const { template, warnings } = read({
      key: "t",
      title: "T",
      roles: [],
      stages: [{ key: "s", gates: [{ key: "g", requirements: [{ key: "k", kind: "review" }] }] }],
    });
    expect([template.stages[0]?.title, template.stages[0]?.gates[0]?.title]).toEqual(["s", "g"]);
    expect(template).toMatchObject({
      rights: [],
      signature: { reauthenticate: "never" },
      breakGlass: null,
      criteria: [],
      rollbackPlan: null,
      description: null,
    });
    expect(warnings.map(({ code }) => code)).toContain("no-objective");
  });

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

  test("in another media type, in broken UTF-8 or as a bomb is refused", () => {
    const faults = (bytes: Uint8Array | string, type: string) => {
      const result = parseTemplate(bytes, type);
      return result.ok ? "" : (result.faults[0]?.message ?? "");
    };
    expect(faults(source, "text/html")).toContain(
      "the media type text/html is not known; expected application/yaml or application/json",
    );
    expect(faults(Uint8Array.from([...source, 0xff]), "application/yaml")).toContain("not valid UTF-8");
    expect(faults("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "application/yaml")).toContain("not accepted");
    expect(faults("[".repeat(900_000), "application/yaml")).toContain("nested too deeply");
    expect(faults(" ".repeat(2_000_000), "application/yaml")).toContain("at most 1048576 bytes");
  });
});

describe("every object of a template", { timeout: 60_000 }, () => {
  const full = {
    ...document(),
    criteria: [
      {
        key: "c",
        kind: "threshold",
        metric: "m",
        agg: "mean",
        window: "5m",
        step: "1m",
        severity: "warn",
        breach: { op: ">", value: "1" },
      },
    ],
    rollbackPlan: plan,
  };

  test("refuses an unknown field by its own path", () => {
    expect(faultsIn(full)).toBe("");
    const missed = objectsIn(full).filter((path) => {
      const fault = `/${[...path, "surprise"].join("/")}: unknown field "surprise"; expected one of`;
      return !faultsIn(changedAt(full, path, (value) => ({ ...(value as Json), surprise: 1 }))).includes(
        fault,
      );
    });
    // Flags have names of their own; what stands there must be true or false.
    expect(missed.map((path) => path.join("/"))).toEqual(["rollbackPlan/target/flags"]);
  });

  test("refuses a value of another type by its path", () => {
    const missed = leavesIn(full).filter((path) => {
      const wrong = changedAt(full, path, () => ({ odd: [] }));
      return !faultsIn(wrong).includes(`/${path.join("/")}`);
    });
    expect(missed).toEqual([]);
  });
});

describe("publishing a template", () => {
  test("says what nobody can decide, unless the organisation's table gives it to somebody", () => {
    const value = document();
    const nobody = (warnings: { code: string; message: string }[]) =>
      warnings.filter(({ code }) => code === "nobody").map(({ message }) => message);
    expect(nobody(read(value).warnings)).toContain("Nobody can decide release.start: no row names it.");
    const result = readTemplate(value, {
      organisationRights: [{ decision: "release.start", slots: [{ roles: ["product"], count: 1 }] }],
    });
    expect(result.ok ? nobody(result.value.warnings) : []).not.toContain(
      "Nobody can decide release.start: no row names it.",
    );
  });

  test("says which criteria must come with the release, and what can never be met", () => {
    const value = edited((t) =>
      gate(t, 0, 0).requirements.push({ key: "early", kind: "criterion", criterion: "detection-rate" }),
    );
    expect(read(value).warnings.filter(({ code }) => code !== "nobody")).toEqual([
      {
        code: "never-met",
        path: "/stages/0/gates/0/requirements/2",
        message: "Requirement early needs exposure, and no stage up to evaluate has a step of it.",
      },
      {
        code: "criterion-elsewhere",
        path: "/stages/0/gates/0/requirements/2/criterion",
        message: "The template has no criterion detection-rate: each release must bring it.",
      },
      {
        code: "criterion-elsewhere",
        path: "/stages/1/gates/0/requirements/0/criterion",
        message: "The template has no criterion detection-rate: each release must bring it.",
      },
      {
        code: "criterion-elsewhere",
        path: "/stages/1/gates/0/requirements/1/criterion",
        message: "The template has no criterion p95-latency: each release must bring it.",
      },
    ]);
  });

  test("says what of the rollback plan does not fit the rest", () => {
    const step = { ...(plan["steps"] as Json[])[0], reversible: false, forwardFix: "Migrate forward" };
    const value = { ...document(), rollbackPlan: { ...plan, steps: [step] } };
    const paths = read(value)
      .warnings.filter(({ code }) => code === "rollback-plan")
      .map(({ path }) => path);
    expect(paths).toEqual([
      "/rollbackPlan/steps/0",
      "/rollbackPlan/stable/criteria/0",
      "/rollbackPlan/stable/criteria/1",
      "/rollbackPlan/steps/0",
    ]);
  });
});

type Path = (string | number)[];

function objectsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [
    ...(Array.isArray(value) ? [] : [path]),
    ...inner.flatMap(([key, item]) => objectsIn(item, [...path, key])),
  ];
}

function leavesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return inner.flatMap(([key, item]) => leavesIn(item, [...path, key]));
}

function changedAt(value: unknown, path: Path, change: (value: unknown) => unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === first ? changedAt(item, rest, change) : item));
  return { ...(value as Json), [first]: changedAt((value as Json)[first], rest, change) };
}
