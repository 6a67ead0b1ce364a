import { isWithin, type Margins } from "@/lib/bundles/tolerance";

/** One place at which an output differs from what was expected. */
export interface ValueDifference {
  /** JSON Pointer of a document, `line 3 /f1` of JSON lines, `row 3, f1` of a table. */
  at: string;
  /** As JSON text; null: it is not there. */
  expected: string | null;
  found: string | null;
}

/** What was found where two documents were read value by value. */
export interface Comparison {
  /** The first of them. */
  differences: ValueDifference[];
  /** How many there are. */
  count: number;
  /** Numbers that are not the same and lie within the margins. */
  within: number;
}

export const mostDifferences = 20;
const longestValue = 200;

export interface Collector {
  differs: (at: string, expected: string | null, found: string | null) => void;
  within: () => void;
  result: () => Comparison;
}

/** Gathers what differs; keeps the first differences and counts all. */
export function collector(): Collector {
  const differences: ValueDifference[] = [];
  let count = 0;
  let within = 0;
  return {
    differs: (at, expected, found) => {
      count += 1;
      if (differences.length < mostDifferences)
        differences.push({ at: clipped(at), expected: clipped(expected), found: clipped(found) });
    },
    within: () => {
      within += 1;
    },
    result: () => ({ differences, count, within }),
  };
}

function clipped<T extends string | null>(text: T): T | string {
  return text !== null && text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

/** Compares two numbers as they are written; other texts have to be the same. */
export function compareTexts(
  collected: Collector,
  { at, expected, found, margins }: { at: string; expected: string; found: string; margins: Margins },
): void {
  if (expected === found) return;
  const verdict = isWithin(found, expected, margins);
  if (verdict !== true) collected.differs(at, expected, found);
  else if (isWithin(found, expected, {}) !== true) collected.within();
}

// Tokens in which a number or a text can stand; what lies between them are brackets, words and blanks.
const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** A number of a JSON document as it is written: reading it as a double would round it. */
interface NumberText {
  number: string;
}
type Value = null | boolean | string | NumberText | Value[] | { members: Map<string, Value> };

/** Value of a JSON text whose numbers are kept as written. Throws a SyntaxError where it is none. */
function read(text: string): Value {
  JSON.parse(text);
  const marked = text.replace(token, (found) =>
    found.startsWith('"') ? `"s${found.slice(1)}` : `"n${found}"`,
  );
  return valueOf(JSON.parse(marked));
}

function valueOf(marked: unknown): Value {
  if (typeof marked === "string")
    return marked.startsWith("n") ? { number: marked.slice(1) } : marked.slice(1);
  if (Array.isArray(marked)) return marked.map(valueOf);
  if (typeof marked === "object" && marked !== null)
    return {
      members: new Map(Object.entries(marked).map(([name, value]) => [name.slice(1), valueOf(value)])),
    };
  return marked === true ? true : marked === false ? false : null;
}

/** Compares two JSON texts value by value. Throws a SyntaxError where one is none. */
export function compareJson(
  collected: Collector,
  { at, expected, found, margins }: { at: string; expected: string; found: string; margins: Margins },
): void {
  compareValue(collected, margins, { at, expected: read(expected), found: read(found) });
}

interface Pair {
  at: string;
  /** undefined: it is not there. */
  expected: Value | undefined;
  found: Value | undefined;
}

function compareValue(collected: Collector, margins: Margins, { at, expected, found }: Pair): void {
  const inner = (name: string, pair: Omit<Pair, "at">) =>
    compareValue(collected, margins, { at: `${at}/${escaped(name)}`, ...pair });
  if (isNumber(expected) && isNumber(found)) {
    compareTexts(collected, { at, expected: expected.number, found: found.number, margins });
  } else if (Array.isArray(expected) && Array.isArray(found)) {
    const length = Math.max(expected.length, found.length);
    for (let n = 0; n < length; n += 1) inner(String(n), { expected: expected[n], found: found[n] });
  } else if (hasMembers(expected) && hasMembers(found)) {
    for (const name of new Set([...expected.members.keys(), ...found.members.keys()]))
      inner(name, { expected: expected.members.get(name), found: found.members.get(name) });
  } else if (expected !== found) {
    collected.differs(at, shown(expected), shown(found));
  }
}

function isNumber(value: Value | undefined): value is NumberText {
  return typeof value === "object" && value !== null && "number" in value;
}

function hasMembers(value: Value | undefined): value is { members: Map<string, Value> } {
  return typeof value === "object" && value !== null && "members" in value;
}

function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

function shown(value: Value | undefined): string | null {
  if (value === undefined) return null;
  return isNumber(value) ? value.number : JSON.stringify(plain(value)).slice(0, longestValue + 1);
}

function plain(value: Value): unknown {
  if (isNumber(value)) return Number(value.number);
  if (Array.isArray(value)) return value.map(plain);
  return hasMembers(value)
    ? Object.fromEntries([...value.members].map(([name, inner]) => [name, plain(inner)]))
    : value;
}
