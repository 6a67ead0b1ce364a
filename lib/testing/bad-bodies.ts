import { z } from "zod";
import type { Dice } from "./search/random";

type Path = (string | number)[];

/** A body, and what was done to a good one. */
export interface BadBody {
  what: string;
  body: unknown;
}

const long = "x".repeat(200_000);
/** What stands where something else is expected; none of it is right everywhere. */
const values: [what: string, value: unknown][] = [
  ["null", null],
  ["a number", 12_345],
  ["a fraction", 0.5],
  ["a negative number", -1],
  ["a huge number", 1e21],
  ["a truth value", true],
  ["an empty text", ""],
  ["a blank", "  "],
  ["a long text", long],
  ["NUL", "a\u0000b"],
  ["half a surrogate pair", "a\ud800b"],
  ["a text that turns the reading direction", "a\u202eb"],
  ["SQL", "'; DROP TABLE people; --"],
  ["a path", "../../etc/passwd"],
  ["the first year", "0000-01-01"],
  ["a time in the first year", "0000-01-01T00:00:00Z"],
  ["a time that is none", "2026-13-45T99:99:99Z"],
  ["a list", []],
  ["a list of nothing", [null]],
  ["a long list", Array.from({ length: 5_000 }, () => "x")],
  ["an object", {}],
  ["an object of something else", { unexpected: true }],
];

/** Variations of a good body: every field missing, of each wrong kind, and unknown fields beside it. */
export function badBodies(
  good: unknown,
  schema: z.ZodType | null,
  { d, most }: { d: Dice; most: number },
): BadBody[] {
  const paths = pathsIn(good);
  const fields = [
    ...new Map([...paths, ...fieldsOf(schema)].map((path) => [JSON.stringify(path), path])).values(),
  ].filter((path) => path.length > 0);
  const all: BadBody[] = [
    ...values.map(([what, body]) => ({ what: `${what} for the body`, body })),
    ...fields.map((path) => ({ what: `without ${nameOf(path)}`, body: changed(good, path, undefined) })),
    ...[[], ...paths]
      .filter((path) => isObject(at(good, path)))
      .map((path) => ({
        what: `an unknown field in ${nameOf(path)}`,
        body: changed(good, [...path, "unexpected"], 1),
      })),
    ...fields.flatMap((path) =>
      values.map(([what, value]) => ({
        what: `${what} for ${nameOf(path)}`,
        body: changed(good, path, value),
      })),
    ),
  ];
  if (all.length <= most) return all;
  const left = all.map((each) => ({ each, order: d.below(1_000_000) })).sort((a, b) => a.order - b.order);
  return left.slice(0, most).map(({ each }) => each);
}

/** Texts and bytes that are no body at all. */
export function brokenBodies(
  good: unknown,
): { what: string; body: string | Uint8Array; type?: string; encoding?: string }[] {
  const text = JSON.stringify(good);
  const bytes = (...list: number[]) =>
    new Uint8Array([...new TextEncoder().encode('{"a":"'), ...list, 0x22, 0x7d]);
  return [
    { what: "half of it", body: text.slice(0, Math.max(1, text.length - 1)) },
    { what: "something after it", body: `${text}{}` },
    { what: "no JSON", body: "a: 1" },
    { what: "JSON with comments", body: "/* */ {}" },
    { what: "single quotes", body: "{'a':1}" },
    { what: "NaN", body: '{"a":NaN}' },
    { what: "a number that is not finite", body: '{"a":1e999}' },
    { what: "a name twice", body: '{"a":1,"a":2}' },
    { what: "__proto__", body: '{"__proto__":{"admin":true}}' },
    { what: "constructor", body: '{"constructor":{"prototype":{"admin":true}}}' },
    { what: "deep nesting", body: `${"[".repeat(100_000)}${"]".repeat(100_000)}` },
    { what: "deep nesting of objects", body: `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}` },
    { what: "a raw control character", body: '{"a":"\u0001"}' },
    { what: "invalid UTF-8", body: bytes(0xff, 0xfe) },
    { what: "an overlong form of UTF-8", body: bytes(0xc0, 0xaf) },
    { what: "half of a character", body: bytes(0xe2, 0x82) },
    { what: "UTF-16", body: new Uint8Array(Buffer.from(text, "utf16le")) },
    { what: "text", body: text, type: "text/plain" },
    { what: "a form", body: "a=1", type: "application/x-www-form-urlencoded" },
    { what: "another charset", body: text, type: "application/json; charset=iso-8859-1" },
    { what: "compressed", body: text, encoding: "gzip" },
  ];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function pathsIn(value: unknown, base: Path = []): Path[] {
  if (Array.isArray(value))
    return [base, ...value.slice(0, 2).flatMap((item, n) => pathsIn(item, [...base, n]))];
  if (isObject(value))
    return [base, ...Object.entries(value).flatMap(([key, item]) => pathsIn(item, [...base, key]))];
  return [base];
}

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
}

/** Fields that the schema knows, also within objects and lists, whether the good body has them or not. */
function fieldsOf(schema: z.ZodType | null): Path[] {
  if (schema === null) return [];
  return fieldsIn(
    z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }) as JsonSchema,
  );
}

function fieldsIn({ properties = {}, items }: JsonSchema, base: Path = []): Path[] {
  const named = Object.entries(properties).flatMap(([key, inner]) => [
    [...base, key],
    ...fieldsIn(inner, [...base, key]),
  ]);
  return items === undefined ? named : [...named, ...fieldsIn(items, [...base, 0])];
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

/** A copy with something else at a path; undefined takes it away. */
function changed(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value))
    return value.flatMap((item: unknown, n) =>
      n !== key ? [item] : rest.length === 0 && to === undefined ? [] : [changed(item, rest, to)],
    );
  if (key === 0 && !isObject(value)) return [changed(undefined, rest, to)];
  const copy = { ...(isObject(value) ? value : {}) };
  if (rest.length === 0 && to === undefined) delete copy[key];
  else copy[key] = changed(copy[key], rest, to);
  return copy;
}

function nameOf(path: Path): string {
  return path.length === 0 ? "the body" : path.join(".");
}
