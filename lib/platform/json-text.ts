import { unstorable } from "@/lib/platform/names";

/** A fault at an offset of the text. */
export interface TextFault {
  path: string;
  message: string;
  expected?: string | undefined;
  offset: number;
}

export interface ReadText {
  value: unknown;
  faults: TextFault[];
  offsetOf: (pointer: string) => number | null;
}

class Stop extends Error {
  constructor(readonly fault: TextFault) {
    super(fault.message);
  }
}

interface Cursor {
  text: string;
  at: number;
  maxDepth: number;
  /** Offset of each value, or of its name in an object, by JSON Pointer; absent while only the value is wanted. */
  offsets: Map<string, number> | null;
}

/** Value of a JSON text (RFC 8259) with no duplicate keys; stops at the first fault. */
export function readJson(text: string, { maxDepth }: { maxDepth: number }): ReadText {
  const run = (offsets: Map<string, number> | null): unknown => {
    const cursor: Cursor = { text, at: 0, maxDepth, offsets };
    const value = readValue(cursor, "", 0);
    blanks(cursor);
    if (cursor.at < text.length) throw unexpected(cursor, "", "the end of the text");
    return value;
  };
  try {
    const value = run(null);
    const offsetOf = (pointer: string): number | null => {
      const offsets = new Map<string, number>();
      run(offsets);
      return nearest(offsets, pointer);
    };
    return { value, faults: [], offsetOf };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { value: undefined, faults: [error.fault], offsetOf: () => null };
  }
}

/** The offset of a pointer, or of the nearest thing around it where nothing stands there. */
export function nearest(offsets: ReadonlyMap<string, number>, pointer: string): number | null {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const offset = offsets.get(at);
    if (offset !== undefined) return offset;
    if (at === "") return null;
  }
}

export function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Why a key or text cannot be taken; null where it can. */
export function faultOfKey(key: string): string | null {
  if (key === "__proto__") return 'the key "__proto__" is not accepted';
  const why = unstorable(key);
  return why === null ? null : `the key ${JSON.stringify(key)} ${why}`;
}

/** Why a number cannot be taken: it would not come out as it went in. */
export function faultOfNumber(value: number, source: string): string | null {
  if (!Number.isFinite(value)) return `${source} is not a finite number`;
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    return `${source} cannot be kept exactly; write it as text`;
  return null;
}

function readValue(cursor: Cursor, path: string, depth: number): unknown {
  blanks(cursor);
  if (cursor.offsets !== null && !cursor.offsets.has(path)) cursor.offsets.set(path, cursor.at);
  const first = cursor.text[cursor.at];
  if ((first === "{" || first === "[") && depth >= cursor.maxDepth) {
    throw stop(cursor.at, path, "the document is nested too deeply", `at most ${cursor.maxDepth} levels`);
  }
  if (first === "{") return readObject(cursor, path, depth);
  if (first === "[") return readArray(cursor, path, depth);
  if (first === '"') return readText(cursor, path);
  const word = match(cursor, /true|false|null/y);
  if (word !== null) return word === "null" ? null : word === "true";
  return readNumber(cursor, path);
}

function readObject(cursor: Cursor, path: string, depth: number): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  cursor.at += 1;
  blanks(cursor);
  if (take(cursor, "}")) return object;
  for (;;) {
    blanks(cursor);
    const offset = cursor.at;
    if (cursor.text[offset] !== '"') throw unexpected(cursor, path, "a key in quotes");
    const key = readText(cursor, path);
    const inner = `${path}/${escaped(key)}`;
    const fault = faultOfKey(key);
    if (fault !== null) throw stop(offset, inner, fault, "another key");
    if (Object.hasOwn(object, key))
      throw stop(offset, inner, `the key ${JSON.stringify(key)} stands twice`, "each key once");
    cursor.offsets?.set(inner, offset);
    blanks(cursor);
    if (!take(cursor, ":")) throw unexpected(cursor, inner, '":"');
    object[key] = readValue(cursor, inner, depth + 1);
    blanks(cursor);
    if (take(cursor, "}")) return object;
    if (!take(cursor, ",")) throw unexpected(cursor, path, '"," or "}"');
  }
}

function readArray(cursor: Cursor, path: string, depth: number): unknown[] {
  const array: unknown[] = [];
  cursor.at += 1;
  blanks(cursor);
  if (take(cursor, "]")) return array;
  for (;;) {
    array.push(readValue(cursor, `${path}/${array.length}`, depth + 1));
    blanks(cursor);
    if (take(cursor, "]")) return array;
    if (!take(cursor, ",")) throw unexpected(cursor, path, '"," or "]"');
  }
}

function readText(cursor: Cursor, path: string): string {
  const offset = cursor.at;
  const source = match(cursor, /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y);
  if (source === null)
    throw stop(
      offset,
      path,
      "a text is not closed, or holds a raw control character or an unknown escape",
      "JSON text",
    );
  const value = source.includes("\\") ? (JSON.parse(source) as string) : source.slice(1, -1);
  const why = unstorable(value);
  if (why !== null) throw stop(offset, path, `a text ${why}`, "text that can be stored");
  return value;
}

function readNumber(cursor: Cursor, path: string): number {
  const offset = cursor.at;
  const source = match(cursor, /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
  if (source === null) throw unexpected(cursor, path, "a JSON value");
  const fault = faultOfNumber(Number(source), source);
  if (fault !== null) throw stop(offset, path, fault, "a number that JSON can carry");
  return Number(source);
}

function match(cursor: Cursor, pattern: RegExp): string | null {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0] ?? null;
  if (found !== null) cursor.at += found.length;
  return found;
}

function blanks(cursor: Cursor): void {
  while (cursor.at < cursor.text.length && " \t\n\r".includes(cursor.text.charAt(cursor.at))) cursor.at += 1;
}

function take(cursor: Cursor, character: string): boolean {
  if (cursor.text[cursor.at] !== character) return false;
  cursor.at += 1;
  return true;
}

function unexpected(cursor: Cursor, path: string, expected: string): Stop {
  const found = cursor.text[cursor.at];
  return stop(
    cursor.at,
    path,
    found === undefined ? "the text ends here" : `${JSON.stringify(found)} is not accepted here`,
    expected,
  );
}

function stop(offset: number, path: string, message: string, expected: string): Stop {
  return new Stop({ path, message: `${message}; expected ${expected}`, expected, offset });
}
