import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { z } from "zod";

import { crossChecked, fields, listOf } from "@/lib/platform/cross-checks";
import { checkDocument, faultsOf, formatOf, parseDocument, pointerOf } from "@/lib/platform/documents";

const bytes = (text: string) => new TextEncoder().encode(text);

function faultsIn(
  input: Uint8Array | string,
  format: "yaml" | "json",
  limits?: { maxBytes: number; maxDepth: number },
) {
  const parsed = parseDocument(input, format, limits);
  if (parsed.ok) throw new Error(`expected a refusal, got ${JSON.stringify(parsed.value)}`);
  return parsed.faults;
}

function valueIn(input: string, format: "yaml" | "json"): unknown {
  const parsed = parseDocument(input, format);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.value;
}

describe("a document's text", { timeout: 60_000 }, () => {
  test("YAML and JSON give the same value", () => {
    const expected = { a: [1, -2.5, true, null, "2026-12-01", "yes", "5m"], b: { c: "x\ny" } };
    expect(valueIn('a: [1, -2.5, true, ~, 2026-12-01, yes, 5m]\nb: {c: "x\\ny"}\n', "yaml")).toEqual(
      expected,
    );
    expect(valueIn(JSON.stringify(expected), "json")).toEqual(expected);
  });

  test("invalid UTF-8 is refused with its place", () => {
    const text = Uint8Array.from([...bytes("a: 1\nb: é"), 0xff, ...bytes("\n")]);
    expect(faultsIn(text, "yaml")[0]).toMatchObject({
      message: expect.stringContaining("not valid UTF-8"),
      line: 2,
      column: 5,
    });
    expect(faultsIn(Uint8Array.from([0x22, 0xed, 0xa0, 0x80, 0x22]), "json")[0]?.expected).toBe("UTF-8");
  });

  test("a byte order mark is passed over", () => {
    expect(valueIn("\ufeff{}", "json")).toEqual({});
    expect(valueIn("\ufeffa: 1", "yaml")).toEqual({ a: 1 });
  });

  test.each([
    ["an alias", "a: &x 1\nb: *x", "an anchor is not accepted"],
    ["a bomb of aliases", "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", "an alias is not accepted"],
    ["an undefined alias", "a: *nothing", "an alias is not accepted"],
    ["a tag", "a: !!binary aGVsbG8=", "a tag is not accepted"],
    ["a tag of one's own", "a: !run ls", "a tag is not accepted"],
    ["a directive", "%YAML 1.1\n---\na: yes", "a directive is not accepted"],
    ["a second document", "a: 1\n---\nb: 2", "multiple documents"],
    ["a duplicate key", "a: 1\nb: 2\na: 3", 'the key "a" stands twice'],
    ["a prototype", "__proto__: {x: 1}", 'the key "__proto__" is not accepted'],
    ["a key that is a number", "1: x", "a key that is not text"],
    ["a key that is a list", "? [a]\n: x", "a key that is not text"],
    ["infinity", "a: .inf", ".inf is not a finite number"],
    ["not a number", "a: .nan", ".nan is not a finite number"],
    ["a number too large to keep", "a: 12345678901234567890", "cannot be kept exactly"],
    ["a hash that reads as a number", `a: ${"1".repeat(64)}`, "cannot be kept exactly"],
    ["NUL in a text", 'a: "x\\0y"', "holds the character NUL"],
    ["NUL in a key", '"x\\0y": 1', "holds the character NUL"],
    ["half a surrogate pair", 'a: "\\uD800"', "holds half of a surrogate pair"],
    ["a raw control character", "a: x\u0001", "control character"],
    ["broken indentation", "a:\n  b: 1\n c: 2", "YAML:"],
    ["an open bracket", "a: [1, 2", "YAML:"],
    ["nothing", " \n", "the document is empty"],
    ["comments only", "# nothing\n", "the document is empty"],
  ])("YAML with %s is refused", (_what, text, message) => {
    const faults = faultsIn(text, "yaml");
    expect(faults.map((fault) => fault.message).join("\n")).toContain(message);
  });

  test.each([
    ["a duplicate key", '{"a": 1, "a": 2}', 'the key "a" stands twice'],
    ["a duplicate key written with an escape", '{"a": 1, "\\u0061": 2}', 'the key "a" stands twice'],
    ["a prototype", '{"__proto__": {}}', 'the key "__proto__" is not accepted'],
    ["a trailing comma", "[1,]", "expected a JSON value"],
    ["a comment", "[1] // x", "expected the end of the text"],
    ["NaN", "[NaN]", "expected a JSON value"],
    ["a leading zero", "[01]", 'expected "," or "]"'],
    ["a number beyond all bounds", "[1e999]", "1e999 is not a finite number"],
    ["a number too large to keep", "[9007199254740993]", "cannot be kept exactly"],
    ["single quotes", "{'a': 1}", "expected a key in quotes"],
    ["a raw line break in a text", '["a\nb"]', "a text is not closed"],
    ["an unknown escape", '["\\x41"]', "unknown escape"],
    ["NUL", '["\\u0000"]', "holds the character NUL"],
    ["half a surrogate pair", '["\\ud800"]', "holds half of a surrogate pair"],
    ["an end too soon", '{"a": ', "the text ends here"],
    ["nothing", "", "the document is empty"],
  ])("JSON with %s is refused", (_what, text, message) => {
    expect(faultsIn(text, "json")[0]?.message).toContain(message);
  });

  test.each([
    ["brackets", "[".repeat(500_000)],
    ["closed brackets", "[".repeat(100_000) + "]".repeat(100_000)],
    ["braces", "{a: ".repeat(100_000)],
    ["dashes", "- ".repeat(400_000)],
    ["question marks", "? ".repeat(400_000)],
    ["indentation", Array.from({ length: 1_200 }, (_, depth) => `${" ".repeat(depth)}k:`).join("\n")],
    ["keys", Array.from({ length: 100_000 }, (_, index) => `k${index}: 1`).join("\n")],
    ["entries", `[${"a,".repeat(400_000)}]`],
    ["anchors", Array.from({ length: 50_000 }, (_, index) => `k${index}: &a${index} 1`).join("\n")],
  ])("a YAML bomb of %s is refused", (_what, text) => {
    expect(faultsIn(text, "yaml").length).toBeGreaterThan(0);
  });

  test("deep JSON is refused before it is read", () => {
    expect(faultsIn("[".repeat(1_000_000), "json")[0]?.message).toContain(
      "nested too deeply; expected at most 40 levels",
    );
    expect(faultsIn('{"a":'.repeat(100_000), "json")[0]?.message).toContain("nested too deeply");
  });

  test("depth is limited alike in both formats", () => {
    const limits = { maxBytes: 1_000, maxDepth: 3 };
    expect(parseDocument("[[[1]]]", "json", limits).ok).toBe(true);
    expect(parseDocument("[[[1]]]", "yaml", limits).ok).toBe(true);
    expect(faultsIn("[[[[1]]]]", "json", limits)[0]?.message).toContain("too deeply");
    expect(faultsIn("- - - - 1", "yaml", limits)[0]?.message).toContain("too deeply");
    expect(faultsIn("a:\n b:\n  c:\n   d: 1", "yaml", limits)[0]?.message).toContain("too deeply");
  });

  test("a text over the limit is refused by its bytes", () => {
    expect(faultsIn(`"${"é".repeat(300)}"`, "json", { maxBytes: 600, maxDepth: 5 })[0]?.message).toBe(
      "the document has 602 bytes; expected at most 600 bytes",
    );
  });

  test("every fault of a YAML text is told, each with its place", () => {
    const faults = faultsIn("a: 1\na: 2\nb:\n  c: .nan\n  __proto__: 1\n", "yaml");
    expect(faults.map(({ path, line, column }) => [path, line, column])).toEqual([
      ["/a", 2, 1],
      ["/b/c", 4, 6],
      ["/b/__proto__", 5, 3],
    ]);
  });

  test("whatever is sent, the answer is a value or faults, never an exception", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array(), fc.string({ unit: "binary" }), fc.json()),
        fc.constantFrom("yaml" as const, "json" as const),
        (input, format) => {
          const parsed = parseDocument(input, format);
          return parsed.ok || parsed.faults.length > 0;
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("YAML made of punctuation never throws", () => {
    const unit = fc.constantFrom(..."-?:,[]{}#&*!|>'\"%@` \n\tab01.~<".split(""));
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
        const parsed = parseDocument(text, "yaml");
        return parsed.ok || parsed.faults.every((fault) => fault.message.length > 0);
      }),
      { numRuns: 3_000 },
    );
  });

  test("JSON is taken where the language's own parser takes it, with the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        const parsed = parseDocument(text, "json");
        if (parsed.ok) expect(parsed.value).toEqual(JSON.parse(text));
        else expect(parsed.faults[0]?.message).toMatch(/NUL|surrogate|exactly|__proto__/);
      }),
    );
  });

  test("JSON that the language's own parser refuses is refused", () => {
    const unit = fc.constantFrom(...'{}[]:,"\\truefalsn0123456789.-+eE \n'.split(""));
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 20 }), (text) => {
        const parsed = parseDocument(text, "json");
        if (parsed.ok) expect(JSON.parse(text)).toEqual(parsed.value);
      }),
      { numRuns: 5_000 },
    );
  });

  test("a value written as YAML reads as the same value as JSON", () => {
    const text = fc.string({ unit: "grapheme-ascii", maxLength: 20 });
    const value = fc.letrec<{ any: unknown }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("any"), { maxLength: 4 }),
        fc.dictionary(text, tie("any"), { maxKeys: 4 }),
      ),
    })).any;
    fc.assert(
      fc.property(fc.dictionary(text, value, { minKeys: 1, maxKeys: 4 }), (object) => {
        const yaml = parseDocument(stringify(object, { aliasDuplicateObjects: false }), "yaml");
        const json = parseDocument(JSON.stringify(object), "json");
        expect(yaml.ok).toBe(json.ok);
        if (yaml.ok && json.ok) expect(yaml.value).toEqual(json.value);
      }),
    );
  });
});

describe("places", () => {
  const schema = fields({ a: listOf(fields({ b: z.string() }), { max: 3 }) });

  test.each(["yaml", "json"] as const)(
    "a fault of the schema names line and column of the %s text",
    (format) => {
      const text =
        format === "yaml"
          ? "a:\n  - b: x\n  - b: 5\n    c: 1\n"
          : '{"a": [\n  {"b": "x"},\n  {"b": 5, "c": 1}]}';
      const parsed = parseDocument(text, format);
      if (!parsed.ok) throw new Error("expected a value");
      const checked = checkDocument(schema, parsed);
      expect(checked.ok ? [] : checked.faults.map(({ path, line }) => [path, line])).toEqual([
        ["/a/1/b", 3],
        ["/a/1/c", format === "yaml" ? 4 : 3],
      ]);
    },
  );

  test("a pointer escapes what its parts hold", () => {
    expect(pointerOf(["a/b", 0, "c~d"])).toBe("/a~1b/0/c~0d");
    expect(pointerOf([])).toBe("");
  });

  test("media types name formats", () => {
    expect(formatOf("application/json; charset=utf-8")).toBe("json");
    expect(formatOf("Application/YAML")).toBe("yaml");
    expect(formatOf("text/html")).toBeNull();
  });
});

describe("faults of a schema", () => {
  test("each names its path, what stands there and what was expected", () => {
    const schema = fields({
      name: z.string(),
      count: z.int().min(1),
      kind: z.discriminatedUnion("type", [
        fields({ type: z.literal("x") }),
        fields({ type: z.literal("y") }),
      ]),
      either: z.union([fields({ a: z.string() }), fields({ b: fields({ c: z.number() }) })]),
    });
    const input = { count: 0, kind: { type: "z" }, either: { b: { c: "1" } }, "odd/key": 1 };
    const result = schema.safeParse(input);
    expect(result.success ? [] : faultsOf(result.error, input)).toEqual([
      { path: "/name", message: "missing; expected text", expected: "text" },
      { path: "/count", message: "0 is not accepted; expected at least 1", expected: "at least 1" },
      {
        path: "/kind/type",
        message: '"z" is not accepted; expected one of "x", "y"',
        expected: 'one of "x", "y"',
      },
      { path: "/either/b/c", message: '"1" is not accepted; expected a number', expected: "a number" },
      {
        path: "/odd~1key",
        message: 'unknown field "odd/key"; expected one of name, count, kind, either',
        expected: "one of name, count, kind, either",
      },
    ]);
  });

  test("checks across fields run on what is well-formed beside what is not", () => {
    const schema = crossChecked(
      fields({ list: listOf(fields({ key: z.string() }), { max: 9 }), other: z.number() }),
      ({ list }) =>
        (list ?? []).flatMap((item, index) =>
          item?.key === "bad"
            ? [{ path: ["list", index, "key"], message: "bad stands there", expected: "good" }]
            : [],
        ),
    );
    const input = { list: [{ key: 1 }, { key: "bad" }, 7], other: "x" };
    const result = schema.safeParse(input);
    expect(result.success ? [] : faultsOf(result.error, input).map(({ path }) => path)).toEqual([
      "/list/0/key",
      "/list/2",
      "/other",
      "/list/1/key",
    ]);
  });

  test("a flood of faults is cut, and says so", () => {
    const input = Array.from({ length: 2_000 }, () => 1);
    const result = z.array(z.string()).safeParse(input);
    const faults = result.success ? [] : faultsOf(result.error, input);
    expect(faults).toHaveLength(501);
    expect(faults.at(-1)?.message).toBe("1500 more faults are not listed");
  });
});
