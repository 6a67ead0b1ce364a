import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";

import type { Organisation } from "@/lib/policy/organisation";
import { document, edited, gate, requirement, source } from "./fixtures/templates";
import { checkTemplate } from "./template-check";

const roles = document()["roles"] as string[];
const now = new Date(1_000_000);

/** An organisation with the fixture's roles; `pools` says who is in which. */
function organisation(
  pools: Record<string, string[]> = Object.fromEntries(roles.map((role) => [role, [role]])),
): Organisation {
  const ids = [...new Set(Object.values(pools).flat())];
  return {
    now,
    people: ids.map((id) => ({ id, name: id, email: `${id}@example.org`, disabledAt: null })),
    admins: [],
    teams: [],
    roles: roles.map((key) => ({ key, title: key })),
    pool: [],
    rights: null,
    holdings: Object.entries(pools).flatMap(([role, people]) =>
      people.map((personId) => ({ personId, role, from: 0, to: null, grant: [] })),
    ) as unknown as Organisation["holdings"],
  };
}

const checkText = (text: string | Uint8Array, mediaType = "application/yaml", own = organisation()) =>
  checkTemplate({ source: text, mediaType }, own);
const lineCount = (text: string) => text.split("\n").length;

function placesOf(text: string) {
  const checked = checkText(text);
  const found = checked.ok ? checked.value.warnings : checked.faults;
  return found.map(({ path, message, line = 0, column = 0 }) => ({ path, message, line, column }));
}

function expectInside(text: string): void {
  for (const { line, column } of placesOf(text)) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lineCount(text));
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((text.split("\n")[line - 1] ?? "").length + 1);
  }
}

describe("a fault of a template", () => {
  const yamlOf = (value: unknown) => stringify(value);
  const bad: [string, unknown, RegExp][] = [
    ["a key twice", edited((t) => Object.assign(t.stages[2] ?? {}, { key: "canary" })), /key: canary/],
    ["an unknown field", { ...document(), colour: "red" }, /colour/],
    [
      "an unknown kind",
      edited((t) => Object.assign(requirement(t, 0, 0, 1), { kind: "dream" })),
      /kind: dream/,
    ],
    [
      "a wrong duration",
      edited((t) => Object.assign(requirement(t, 0, 0, 1), { validFor: "soon" })),
      /validFor: soon/,
    ],
    [
      "a gate that asks for nothing",
      edited((t) => Object.assign(gate(t, 0, 0), { requirements: [], approval: undefined })),
      /requirements: \[\]/,
    ],
    ["a role of nobody", { ...document(), roles: [...roles, "astrologer"] }, /- astrologer/],
    ["a reserved key", { ...document(), key: "new" }, /key: new/],
  ];

  test.each(bad)("stands at its line: %s", (_, value, line) => {
    const text = yamlOf(value);
    const lines = text.split("\n");
    const found = placesOf(text);
    expect(found.length).toBeGreaterThan(0);
    expect(found.some((fault) => line.test(lines[fault.line - 1] ?? ""))).toBe(true);
    expectInside(text);
  });

  test("stands where it is missing at what it is missing from", () => {
    const text = yamlOf(edited((t) => void delete requirement(t, 0, 0, 1)["slots"]));
    const [fault] = placesOf(text);
    expect(fault?.path).toBe("/stages/0/gates/0/requirements/1/slots");
    expect(text.split("\n")[(fault?.line ?? 1) - 1]).toContain("adapter-reviewed");
  });

  const at = (text: string) => placesOf(text)[0]?.line;
  test("of the text itself stands there too, whatever ends its lines", () => {
    expect(at("key: a\ntitle: [b\nroles: []\n")).toBeGreaterThanOrEqual(2);
    expect(at("key: a\r\ntitle: x\r\nkey: b\r\n")).toBe(3);
    expect(at("key: a\n\troles: []")).toBe(2);
    expect(at("")).toBe(1);
    expect(at("key: a\ntitle: \u0000")).toBe(2);
    expect(at("\ufeffkey: a\ncolour: 1\n")).toBe(1);
  });

  const laughs = Array.from(
    { length: 12 },
    (_, n) => `a${n}: &a${n} [${n === 0 ? "x" : `*a${n - 1},*a${n - 1}`}]`,
  ).join("\n");
  test.each([
    ["anchors", laughs],
    ["deep nesting", "[".repeat(50_000)],
    ["deep indentation", Array.from({ length: 500 }, (_, n) => `${" ".repeat(n)}a:`).join("\n")],
    ["a megabyte", `# ${"x".repeat(1024 * 1024)}`],
    ["many items", `a: [${"1,".repeat(200_000)}1]`],
    ["a tag", "key: !!js/function 'function(){}'"],
    ["two documents", "key: a\n---\nkey: b"],
  ])("is answered at once, with a place: %s", (_, text) => {
    const checked = checkText(text);
    expect(checked.ok).toBe(false);
    expectInside(text);
  });

  test("in bytes that are no text has a place", () => {
    const checked = checkText(new Uint8Array([0x6b, 0x3a, 0x20, 0xff]));
    expect(checked).toMatchObject({ ok: false, faults: [{ line: 1 }] });
  });

  const yamlLines = fc.array(
    fc.constantFrom(
      "key: a",
      "stages:",
      "  - key: b",
      "    gates: []",
      "roles: [a, b",
      "rights:",
      "- x",
      "  ",
      "\ttab",
      "title: 'x",
      "? y",
      ": z",
      "&a b",
      "# note",
      "slots: {a: [",
      "𝄞: é",
      "%YAML 1.1",
      "---",
      "null",
      "~: 1",
    ),
    { maxLength: 12 },
  );
  test("of whatever text stands inside that text", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          yamlLines.map((lines) => lines.join("\n")),
          yamlLines.map((lines) => lines.join("\r\n")),
        ),
        expectInside,
      ),
      { numRuns: 200 },
    );
  });

  test("of a template with lines taken out or moved stands inside it", { timeout: 60_000 }, () => {
    const lines = source.toString().split("\n");
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.nat(12), fc.nat(4), (from, count, shift) => {
        const moved = lines.slice(from, from + count).map((line) => " ".repeat(shift) + line);
        expectInside(
          [...lines.slice(0, from), ...(shift === 0 ? [] : moved), ...lines.slice(from + count)].join("\n"),
        );
      }),
      { numRuns: 40 },
    );
  });
});

describe("a warning of a template", () => {
  const text = source.toString();
  const ofPools = (own: Organisation) => {
    const checked = checkText(text, "application/yaml", own);
    return checked.ok ? checked.value.warnings.filter(({ code }) => code === "unsatisfiable") : [];
  };

  test("is none where one person in each pool can fill all that is asked", () => {
    expect(ofPools(organisation())).toEqual([]);
  });

  test("names slots that nobody in the pools could fill, at their line", () => {
    const found = ofPools(
      organisation(Object.fromEntries(roles.map((role) => [role, role === "on-call" ? [] : [role]]))),
    );
    expect(found.length).toBeGreaterThan(0);
    for (const { message, line = 0 } of found) {
      expect(message).toContain("on call");
      expect(text.split("\n")[line - 1]).toMatch(/on-call/);
    }
  });

  test("names a quorum of two that one person would have to fill alone", () => {
    const alone = organisation(Object.fromEntries(roles.map((role) => [role, ["ada"]])));
    expect(ofPools(alone).map(({ path }) => path)).toContain("/stages/0/gates/1/approval/slots");
  });

  test("is the same for a template as JSON", () => {
    const asJson = JSON.stringify(document());
    const checked = checkText(asJson, "application/json");
    expect(checked.ok && checked.value.warnings.every(({ line }) => line === 1)).toBe(true);
    const shipped = readFileSync(
      new URL("../../prisma/seed/templates/emergency-fix.yaml", import.meta.url),
      "utf8",
    );
    expect(placesOf(shipped).every(({ line }) => line > 0)).toBe(true);
  });
});
