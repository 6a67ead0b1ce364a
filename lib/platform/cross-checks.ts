import { z } from "zod";

/** A value in which every part may be missing: what is left of an input once its wrong parts are taken out. */
export type Sound<T> = T extends readonly (infer Item)[]
  ? (Sound<Item> | undefined)[]
  : T extends object
    ? { [Key in keyof T]?: Sound<T[Key]> | undefined }
    : T;

export interface Finding {
  path: readonly PropertyKey[];
  /** What stands there and why it cannot. */
  message: string;
  expected: string;
}

/** An object that refuses unknown fields and says which it knows; `expected` is said where there is no object. */
export function fields<Shape extends z.core.$ZodLooseShape>(shape: Shape, expected = "an object") {
  const known = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) => `expected ${issue.code === "unrecognized_keys" ? `one of ${known}` : expected}`,
  });
}

/** One of some words; the refusal lists them. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, { error: () => `expected one of ${words.join(", ")}` });
}

/** A list whose limits are stated in what it expects. */
export function listOf<Item extends z.ZodType>(item: Item, { min = 0, max }: { min?: number; max: number }) {
  const limits = min === 0 ? `at most ${max}` : `${min} to ${max}`;
  const error = `expected a list of ${limits} entries`;
  return z
    .array(item, { error: (issue) => (issue.code === "invalid_type" ? error : undefined) })
    .min(min, { error })
    .max(max, { error });
}

/** A whole number in a range. */
export function wholeNumber(min: number, max: number) {
  const error = `expected a whole number from ${min} to ${max}`;
  return z
    .int({ error: () => error })
    .min(min, { error })
    .max(max, { error });
}

/** A share in percent, above zero. */
export const Percent = z
  .number({ error: () => "expected a number above 0 and at most 100" })
  .gt(0, { error: "expected a number above 0 and at most 100" })
  .max(100, { error: "expected a number above 0 and at most 100" });

const shareExpected = "expected a number from 0 to 100";
/** A share in percent, none and all of them among it. */
export const Share = z
  .number({ error: () => shareExpected })
  .min(0, { error: shareExpected })
  .max(100, { error: shareExpected });

/**
 * Adds a check across fields. It also runs where some field is wrong, on what is left without it, so that one
 * answer names every fault.
 */
export function crossChecked<Schema extends z.ZodType>(
  schema: Schema,
  check: (value: Sound<z.output<Schema>>) => readonly Finding[],
): Schema {
  return schema.superRefine(
    (value, context) => {
      const wrong = context.issues.flatMap(pathsToDrop);
      const sound = without(value, wrong);
      if (sound === undefined || sound === null) return;
      for (const { path, message, expected } of check(sound as Sound<z.output<Schema>>)) {
        context.addIssue({
          code: "custom",
          path: [...path],
          message: `${message}; expected ${expected}`,
          params: { expected },
        });
      }
    },
    { when: () => true },
  );
}

/** Where the value is of another type than the schema says; a value of the right type is kept, however wrong. */
function pathsToDrop(issue: z.core.$ZodRawIssue): PropertyKey[][] {
  const path = [...(issue.path ?? [])];
  if (issue.code === "invalid_union" && "discriminator" in issue && issue.discriminator !== undefined)
    return [path.slice(0, -1)];
  const codes = ["invalid_type", "invalid_value", "invalid_union", "invalid_key", "invalid_element"];
  return codes.includes(issue.code) ? [path] : [];
}

/** A copy in which what stands at the paths is undefined, and what was undefined before is not there. */
function without(value: unknown, paths: PropertyKey[][]): unknown {
  if (paths.some((path) => path.length === 0)) return undefined;
  if (typeof value !== "object" || value === null) return value;
  const inside = (part: PropertyKey) => paths.flatMap((path) => (path[0] === part ? [path.slice(1)] : []));
  if (Array.isArray(value)) return value.map((item: unknown, index) => without(item, inside(index)));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      item === undefined ? [] : [[key, without(item, inside(key))]],
    ),
  );
}

/** Findings for keys that stand twice in a list. */
export function repeated(
  keys: readonly { key: string | undefined; path: readonly PropertyKey[] }[],
  what: string,
): Finding[] {
  const first = new Set<string>();
  return keys.flatMap(({ key, path }) => {
    if (key === undefined || !first.has(key)) {
      if (key !== undefined) first.add(key);
      return [];
    }
    return [
      { path, message: `the ${what} ${JSON.stringify(key)} stands twice`, expected: `each ${what} once` },
    ];
  });
}

/** Entries of a list that may be missing, with their index; missing entries are passed over. */
export function entriesOf<T>(list: readonly (T | undefined)[] | undefined): [number, T][] {
  return (list ?? []).flatMap((item, index): [number, T][] => (item === undefined ? [] : [[index, item]]));
}
