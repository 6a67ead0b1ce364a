import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";

import { digestOf } from "@/lib/bundles/digest";
import { parseTemplate, type Template } from "@/lib/releases/template-parse";

const text = (name: string, folder = "fixtures/") =>
  readFileSync(new URL(`${folder}${name}`, import.meta.url), "utf8");
const seeds: unknown[] = [
  { ...(parse(text("template.yaml")) as object), rollbackPlan: parse(text("rollback-plan.yaml")) as unknown },
  parse(text("model-release.yaml", "../../prisma/seed/templates/")),
];

type Path = (string | number)[];

function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...inner.flatMap(([key, item]) => placesIn(item, [...path, key]))];
}

const places = seeds.map((seed) => placesIn(seed));

/** Values that stand somewhere in a template, and values that stand nowhere. */
const odd = fc.oneof(
  fc.constantFrom<unknown[]>(
    null,
    true,
    0,
    -1,
    1,
    25,
    100,
    1e308,
    "",
    " ",
    "5m",
    "0s",
    "30d",
    "item",
    "soak",
    "product",
    "code",
    "risk",
    "criteria",
    "evaluate",
    "canary",
    "data-schema",
    "a→b",
    [],
    {},
    [[]],
    ["product"],
    ["code"],
    [{}],
    { roles: ["product"], count: 1 },
    [{ roles: ["product"], count: 1 }],
    { percent: 5, soak: "1h" },
    { changed: ["code"] },
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

interface Edit {
  place: number;
  how: "replace" | "remove" | "add" | "copy";
  value: unknown;
  other: number;
}

const edits = fc.array(
  fc.record({
    place: fc.nat(),
    how: fc.constantFrom("replace", "remove", "add", "copy"),
    value: odd,
    other: fc.nat(),
  }) as fc.Arbitrary<Edit>,
  { minLength: 1, maxLength: 3 },
);

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    value,
  );
}

function apply(seed: number, list: Edit[]): unknown {
  const root = { document: structuredClone(seeds[seed]) };
  const all = places[seed] ?? [];
  for (const { place, how, value, other } of list) {
    const path: Path = ["document", ...(all[place % all.length] ?? [])];
    const parent = valueAt(root, path.slice(0, -1));
    const key = path.at(-1) ?? "document";
    if (typeof parent !== "object" || parent === null) continue;
    const holder = parent as Record<string, unknown>;
    const copied: unknown =
      how === "copy"
        ? structuredClone(valueAt(seeds[seed], all[other % all.length] ?? []))
        : structuredClone(value);
    if (how === "remove") {
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else if (path.length > 1) delete holder[key];
    } else if (how === "add" && Array.isArray(holder[key])) holder[key].push(copied);
    else holder[key] = copied;
  }
  return root.document;
}

const templates = fc.tuple(fc.nat({ max: seeds.length - 1 }), edits).map(([seed, list]) => apply(seed, list));

/** What everything that reads a template may rely on. */
function promises(template: Template): void {
  const gates = template.stages.flatMap((stage) => stage.gates);
  const unique = (keys: string[]) => expect(new Set(keys).size).toBe(keys.length);
  unique(template.stages.map(({ key }) => key));
  unique(gates.map(({ key }) => key));
  for (const gate of gates) {
    unique(gate.requirements.map(({ key }) => key));
    expect(gate.requirements.length > 0 || gate.approval !== undefined).toBe(true);
  }
  const requirements = gates.flatMap((gate) => gate.requirements);
  const slots = [
    ...requirements.flatMap((one) => (one.kind === "item" ? one.slots : [])),
    ...gates.flatMap((gate) => gate.approval?.slots ?? []),
    ...template.rights.flatMap((row) => row.slots),
  ];
  for (const slot of slots) {
    expect(slot.count).toBeGreaterThanOrEqual(1);
    expect(slot.roles.length).toBeGreaterThanOrEqual(1);
    unique(slot.roles);
  }
  const roles = [
    ...slots.flatMap((slot) => slot.roles),
    ...requirements.flatMap((one) => (one.kind === "acknowledgement" ? one.roles : [])),
  ];
  expect(roles.filter((role) => !template.roles.includes(role))).toEqual([]);
  for (const one of requirements) {
    if (one.dependsOn !== undefined) expect(one.dependsOn.length).toBeGreaterThan(0);
    if (one.kind === "check") expect(one.dependsOn ?? []).not.toContain("risk");
    if (one.kind === "soak") expect(one.durationMs).toBeGreaterThan(0);
    if (one.validForMs !== undefined) expect(one.validForMs).toBeGreaterThan(0);
  }
  for (const stage of template.stages) {
    const percents = stage.exposure.map(({ percent }) => percent);
    expect(percents).toEqual([...new Set(percents)].sort((a, b) => a - b));
    for (const { soakMs } of stage.exposure) expect(Number.isSafeInteger(soakMs)).toBe(true);
  }
}

describe("reading a template", { timeout: 60_000 }, () => {
  test("never throws, keeps its promises for what it accepts, and names a path and a reason for what it refuses", () => {
    let accepted = 0;
    fc.assert(
      fc.property(templates, (template) => {
        const result = parseTemplate(JSON.stringify(template), "application/json");
        if (!result.ok) {
          expect(result.faults.length).toBeGreaterThan(0);
          for (const fault of result.faults) {
            expect(fault.path).toMatch(/^(\/|$)/);
            expect(fault.message).not.toMatch(/^(invalid input)?$/i);
            expect(fault.message).toMatch(/expected|more faults/);
          }
          return;
        }
        accepted += 1;
        promises(result.value.template);
        expect(result.value.digest).toBe(digestOf(template));
      }),
      { numRuns: 600, seed: 20_261_122 },
    );
    expect(accepted).toBeGreaterThan(30);
  });

  test("gives the same answer for YAML as for JSON", () => {
    fc.assert(
      fc.property(templates, (template) => {
        const json = parseTemplate(JSON.stringify(template), "application/json");
        const yaml = parseTemplate(
          stringify(JSON.parse(JSON.stringify(template)), { aliasDuplicateObjects: false }),
          "application/yaml",
        );
        expect(yaml.ok).toBe(json.ok);
        if (yaml.ok && json.ok) expect(yaml.value).toEqual(json.value);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  test("never throws on bytes of any kind", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom("application/yaml", "application/json", "text/plain"),
        (bytes, type) => {
          const result = parseTemplate(bytes, type);
          return result.ok || result.faults.length > 0;
        },
      ),
      { numRuns: 500 },
    );
  });
});
