import type { z } from "zod";

import type { Fault } from "@/lib/platform/errors";
import { readJson } from "@/lib/platform/json-text";
import { readYaml } from "@/lib/platform/yaml-text";

/** A fault of a document; line and column count from 1. */
export interface DocumentFault extends Fault {
  line?: number | undefined;
  column?: number | undefined;
}

export interface Place {
  line: number;
  column: number;
}

export interface DocumentLimits {
  maxBytes: number;
  maxDepth: number;
}

export const defaultLimits: DocumentLimits = { maxBytes: 1024 * 1024, maxDepth: 40 };

export type ParsedDocument =
  /** `locate` finds where the value, or for an unknown field its name, that a JSON Pointer names begins. */
  | { ok: true; value: unknown; locate: (pointer: string) => Place | null }
  | { ok: false; faults: DocumentFault[] };

/** Format of a document by the media type it is sent with; null where none is known. */
export function formatOf(mediaType: string): "yaml" | "json" | null {
  const essence = mediaType.split(";")[0]?.trim().toLowerCase();
  if (essence === "application/json") return "json";
  return ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"].includes(essence ?? "")
    ? "yaml"
    : null;
}

/**
 * Value of a YAML 1.2 or JSON text, JSON values only. Refused: invalid UTF-8, anchors, aliases, tags, directives,
 * several documents, duplicate and `__proto__` keys, non-finite and inexact numbers, excess of size or depth.
 */
export function parseDocument(
  input: Uint8Array | string,
  format: "yaml" | "json",
  limits: DocumentLimits = defaultLimits,
): ParsedDocument {
  const size = typeof input === "string" ? Buffer.byteLength(input) : input.byteLength;
  if (size > limits.maxBytes) {
    return refuse(`the document has ${size} bytes`, `at most ${limits.maxBytes} bytes`);
  }
  const decoded = typeof input === "string" ? input : decode(input);
  if (typeof decoded !== "string") return { ok: false, faults: [decoded] };
  const text = decoded.startsWith("\ufeff") ? decoded.slice(1) : decoded;
  if (text.trim() === "") return refuse("the document is empty", format === "yaml" ? "YAML" : "JSON");

  const read = format === "yaml" ? readYaml(text, limits) : readJson(text, limits);
  if (read.faults.length > 0) {
    return {
      ok: false,
      faults: read.faults.map(({ offset, ...fault }) => ({ ...fault, ...placeAt(text, offset) })),
    };
  }
  const locate = (pointer: string): Place | null => {
    const offset = read.offsetOf(pointer);
    return offset === null ? null : placeAt(text, offset);
  };
  return { ok: true, value: read.value, locate };
}

function refuse(message: string, expected: string): ParsedDocument {
  return { ok: false, faults: [{ path: "", message: `${message}; expected ${expected}`, expected }] };
}

function decode(bytes: Uint8Array): string | DocumentFault {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const before = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
      bytes.subarray(0, firstInvalidByte(bytes)),
    );
    const message = "the text is not valid UTF-8; expected UTF-8";
    return { path: "", message, expected: "UTF-8", ...placeAt(before, before.length) };
  }
}

/** Valid bytes survive decoding and encoding; the first that does not is at fault. */
function firstInvalidByte(bytes: Uint8Array): number {
  const again = new TextEncoder().encode(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  const at = bytes.findIndex((byte, index) => byte !== again[index]);
  return at === -1 ? bytes.length : at;
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  let line = 1;
  for (let at = before.indexOf("\n"); at !== -1; at = before.indexOf("\n", at + 1)) line += 1;
  return { line, column: offset - lineStart + 1 };
}

/** JSON Pointer (RFC 6901) of a path. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

export type Checked<T> = { ok: true; value: T } | { ok: false; faults: DocumentFault[] };

/** Checks a parsed document against a schema; every fault is reported, with its place in the text. */
export function checkDocument<S extends z.ZodType>(
  schema: S,
  parsed: Extract<ParsedDocument, { ok: true }>,
): Checked<z.output<S>> {
  const result = schema.safeParse(parsed.value);
  if (result.success) return { ok: true, value: result.data };
  const faults = faultsOf(result.error, parsed.value).map((fault) => ({
    ...fault,
    ...parsed.locate(fault.path),
  }));
  return { ok: false, faults };
}

type Issue = z.core.$ZodIssue;

// An answer that lists more helps nobody, and its size must not be chosen by who sends the input.
const maxFaults = 500;

/**
 * Every fault of a failed parse, in the order of the schema. `path` is a JSON Pointer such as `/stages/0/gates/1/key`;
 * `message` names what stands there where the input is given. An unknown field is a fault at its own path.
 */
export function faultsOf(error: { issues: readonly Issue[] }, input?: unknown): Fault[] {
  const faults = error.issues.flatMap((issue) => faultsOfIssue(issue, [], input));
  const distinct = [...new Map(faults.map((fault) => [`${fault.path}\n${fault.message}`, fault])).values()];
  if (distinct.length <= maxFaults) return distinct;
  const rest = { path: "", message: `${distinct.length - maxFaults} more faults are not listed` };
  return [...distinct.slice(0, maxFaults), rest];
}

function faultsOfIssue(issue: Issue, base: readonly PropertyKey[], input: unknown): Fault[] {
  const path = [...base, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    const expected = stated(issue) ?? "no such field";
    return issue.keys.map((key) => ({
      path: pointerOf([...path, key]),
      message: `unknown field ${quoted(key)}; expected ${expected}`,
      expected,
    }));
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0 && stated(issue) === null) {
    return closestBranch(issue.errors).flatMap((inner) => faultsOfIssue(inner, path, input));
  }
  if (issue.code === "invalid_key" || issue.code === "invalid_element") {
    const inner = issue.issues.flatMap((one) => faultsOfIssue(one, path, undefined));
    return inner.map((fault) => ({
      ...fault,
      message: `${quoted(String(path.at(-1)))} as a name: ${fault.message}`,
    }));
  }
  if (issue.code === "custom" && stated(issue) === null) {
    const expected: unknown = issue.params?.["expected"];
    return [
      {
        path: pointerOf(path),
        message: issue.message,
        expected: typeof expected === "string" ? expected : undefined,
      },
    ];
  }
  const expected = stated(issue) ?? expectedBy(issue);
  return [
    { path: pointerOf(path), message: `${receivedAt(issue, path, input)}; expected ${expected}`, expected },
  ];
}

/** Schemas here state what they expect as `expected …`. */
function stated(issue: Issue): string | null {
  return issue.message.startsWith("expected ") ? issue.message.slice("expected ".length) : null;
}

function closestBranch(branches: Issue[][]): Issue[] {
  const depth = (issues: Issue[]) => Math.max(0, ...issues.map((issue) => issue.path.length));
  return branches.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
}

function expectedBy(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return typeWords[issue.expected] ?? issue.expected;
    case "invalid_value":
      return `${issue.values.length > 1 ? "one of " : ""}${issue.values.map(quoted).join(", ")}`;
    case "too_small":
      return `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}${unitOf(issue.origin)}`;
    case "too_big":
      return `${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}${unitOf(issue.origin)}`;
    case "invalid_format":
      return issue.format === "regex" ? `text that matches ${issue.pattern}` : `the format ${issue.format}`;
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "invalid_union":
      return "options" in issue && issue.options !== undefined
        ? `one of ${issue.options
            .filter((option) => option !== undefined)
            .map(quoted)
            .join(", ")}`
        : "one of the documented forms";
    case "unrecognized_keys":
    case "invalid_key":
    case "invalid_element":
    case "custom":
      return issue.message;
  }
}

const typeWords: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "a list",
  null: "null",
  nonoptional: "a value",
  never: "nothing",
};

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" || origin === "set" ? " entries" : "";
}

function receivedAt(issue: Issue, path: readonly PropertyKey[], input: unknown): string {
  const value = input === undefined ? issue.input : valueAt(input, path);
  if (value !== undefined) return `${quoted(value)} is not accepted`;
  const missing = input !== undefined || issue.message.endsWith("received undefined");
  return missing && issue.code !== "custom" ? "missing" : "not accepted";
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, part) => {
    return typeof at === "object" && at !== null && Object.hasOwn(at, part)
      ? (at as Record<PropertyKey, unknown>)[part]
      : undefined;
  }, value);
}

/** A value as a message shows it, cut where it is long. */
export function quoted(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}…`;
}
