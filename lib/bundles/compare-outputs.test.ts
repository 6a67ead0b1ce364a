import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareOutputs } from "./compare-outputs";
import type { OutputFormat } from "./expected-schemas";
import { isNumberText, isWithin, type Margins } from "./tolerance";

const compare = (expected: string, found: string, margins: Margins = {}, format: OutputFormat = "json") => {
  const result = compareOutputs({
    expected: Buffer.from(expected),
    found: Buffer.from(found),
    format,
    margins,
  });
  return typeof result === "string"
    ? result
    : {
        ...result,
        differences: result.differences.map(({ at, expected: was, found: is }) => `${at}: ${was} → ${is}`),
      };
};
const same = { differences: [], count: 0, within: 0 };

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.integer({ min: 0, max: 12 }))
  .map(([coefficient, places]) => {
    const digits = (coefficient < 0n ? -coefficient : coefficient).toString().padStart(places + 1, "0");
    const point = digits.length - places;
    const text = places === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
    return coefficient < 0n ? `-${text}` : text;
  });
const margin = decimal.map((text) => text.replace("-", ""));

describe("a tolerance", () => {
  it.each([
    ["0.11", "0.10", { absolute: "0.01" }, true],
    ["1.1", "1.0", { absolute: "0.1" }, true],
    ["1.1000000000000001", "1.0", { absolute: "0.1" }, false],
    ["-0.5", "0.5", { absolute: "0.99" }, false],
    ["105", "100", { relative: "0.05" }, true],
    ["-105", "-100", { relative: "0.05" }, true],
    ["105.0001", "100", { relative: "0.05" }, false],
    ["0.0001", "0", { relative: "0.5" }, false],
    ["0.0001", "0", { relative: "0.5", absolute: "0.001" }, true],
    ["1e-7", "0.0000001", {}, true],
    ["1E+3", "1000.0", {}, true],
    ["9007199254740993", "9007199254740992", {}, false],
    ["1", "2", { absolute: "-1" }, false],
  ])("finds %s by %s, with %o, %s", (found, reference, margins, verdict) => {
    expect(isWithin(found, reference, margins)).toBe(verdict);
  });

  it("says nothing of what is no number", () => {
    for (const text of ["", "NaN", "Infinity", "1e999999", "1,5", "0x10", "1 2"]) {
      expect(isNumberText(text)).toBe(false);
      expect(isWithin(text, "1", { absolute: "9" })).toBeNull();
    }
  });

  it("always holds for the number itself, and never shrinks where it is made wider", () => {
    fc.assert(
      fc.property(decimal, decimal, margin, margin, (a, b, absolute, relative) => {
        expect(isWithin(a, a, {})).toBe(true);
        const narrow = isWithin(a, b, { absolute, relative });
        if (narrow === true) {
          expect(isWithin(a, b, { absolute: `1${absolute}`, relative })).toBe(true);
          expect(isWithin(a, b, { absolute, relative: `1${relative}` })).toBe(true);
        }
        expect(narrow).toBe(isWithin(a, b, { absolute }) === true || isWithin(a, b, { relative }) === true);
      }),
    );
  });

  it("is the same both ways where it is absolute, and whatever both are multiplied with where it is relative", () => {
    fc.assert(
      fc.property(decimal, decimal, margin, fc.integer({ min: -9, max: 9 }), (a, b, by, power) => {
        expect(isWithin(a, b, { absolute: by })).toBe(isWithin(b, a, { absolute: by }));
        expect(isWithin(`${a}e${power}`, `${b}e${power}`, { relative: by })).toBe(
          isWithin(a, b, { relative: by }),
        );
      }),
    );
  });
});

describe("two JSON documents", () => {
  it("are the same however they are written", () => {
    expect(compare('{"a":1,"b":[true,null,"x"]}', ' { "b": [true, null, "\\u0078"], "a": 1.0 }')).toEqual(
      same,
    );
  });

  it("differ at places that are named, with both values", () => {
    expect(
      compare(
        '{"all":{"f1":0.975,"n":5402},"by/voice":{"de~f1":1},"gone":[1],"word":"a"}',
        '{"all":{"f1":0.9749,"n":"5402"},"by/voice":{"de~f1":2},"new":{"x":1},"word":"b"}',
        { absolute: "0.001" },
      ),
    ).toEqual({
      differences: [
        '/all/n: 5402 → "5402"',
        "/by~1voice/de~0f1: 1 → 2",
        "/gone: [1] → null",
        '/word: "a" → "b"',
        '/new: null → {"x":1}',
      ],
      count: 5,
      within: 1,
    });
  });

  it("are compared entry by entry, also where one list is longer", () => {
    expect(compare("[1,2,3]", "[1,5]")).toEqual({
      differences: ["/1: 2 → 5", "/2: 3 → null"],
      count: 2,
      within: 0,
    });
  });

  it("keep the digits that a double would round, and names such as __proto__", () => {
    expect(compare("[9007199254740993]", "[9007199254740992]")).toMatchObject({ count: 1 });
    expect(compare('{"__proto__":1}', '{"__proto__":2}')).toMatchObject({
      differences: ["/__proto__: 1 → 2"],
    });
  });

  it("tell how many differ and show the first", () => {
    const list = (by: number) => JSON.stringify(Array.from({ length: 300 }, (_, n) => n + by));
    const result = compare(list(0), list(1));
    expect(result).toMatchObject({ count: 300 });
    expect(typeof result === "string" ? [] : result.differences).toHaveLength(20);
  });

  it("are not compared where one is none", () => {
    expect(compare("{}", "{")).toMatch(/^it cannot be read as JSON: /);
    expect(
      compareOutputs({
        expected: Buffer.from("1"),
        found: Uint8Array.of(0xff),
        format: "json",
        margins: {},
      }),
    ).toBe("it is not UTF-8");
  });

  it("are the same as themselves, and any changed number is found", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        expect(compare(text, JSON.stringify(JSON.parse(text), null, 2))).toEqual(same);
      }),
    );
    const numbers = fc.dictionary(fc.string(), fc.integer(), { minKeys: 1 });
    fc.assert(
      fc.property(numbers, fc.nat(), (document, pick) => {
        const names = Object.keys(document);
        const name = names[pick % names.length] ?? "";
        const changed = { ...document, [name]: (document[name] ?? 0) + 1 };
        if (name === "__proto__") return;
        expect(compare(JSON.stringify(document), JSON.stringify(changed))).toMatchObject({ count: 1 });
      }),
    );
  });
});

describe("two tables", () => {
  const table = 'voice,f1,words\r\nde-f1,0.95,"a, ""b"""\r\n';

  it("are the same with either end of line, and numbers may lie within the margins", () => {
    expect(compare(table, table.replaceAll("\r\n", "\n"), {}, "csv")).toEqual(same);
    expect(compare(table, table.replace("0.95", "0.9500"), {}, "csv")).toEqual(same);
    expect(compare(table, table.replace("0.95", "0.951"), { absolute: "0.001" }, "csv")).toEqual({
      ...same,
      within: 1,
    });
  });

  it("name row and column of what differs", () => {
    const other = 'voice,f1,words\nde-f1,0.94,"a, b"\nx,1\n';
    expect(compare(table, other, {}, "csv")).toEqual({
      differences: ["row 2, f1: 0.95 → 0.94", 'row 2, words: a, "b" → a, b', "row 3: null → x,1"],
      count: 3,
      within: 0,
    });
    expect(compare("1\t2\n", "1\t3\n", {}, "tsv")).toMatchObject({ differences: ["row 1, column 2: 2 → 3"] });
    expect(compare("a,\n", "a\n", {}, "csv")).toMatchObject({ differences: ["row 1, column 2:  → null"] });
  });

  it("are not compared where a quotation is not closed", () => {
    expect(compare("a", '"a', {}, "csv")).toBe("it cannot be read as CSV: a quotation is not closed");
  });

  it("come out as they were written", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "1", '"', ",", "\n", "\r", " ", "é") });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1 }), { minLength: 1 }), (rows) => {
        const text = (end: string) => rows.map((row) => row.map(quoted).join(",") + end).join("");
        expect(compare(text("\n"), text("\r\n"), {}, "csv")).toEqual(same);
      }),
    );
  });
});

it("JSON lines are compared line by line", () => {
  expect(compare('{"a":1}\n{"a":2}\n', '{"a":1}\r\n\r\n{"a":3}', {}, "json-lines")).toEqual({
    differences: ["line 2 /a: 2 → 3"],
    count: 1,
    within: 0,
  });
  expect(compare('{"a":1}\n', '{"a":1}\n{"a":1}\n', {}, "json-lines")).toMatchObject({ count: 1 });
});
