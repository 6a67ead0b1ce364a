import { z } from "zod";

/** What no text may hold: NUL cannot be stored by PostgreSQL, half a surrogate pair has no UTF-8. */
export function unstorable(text: string): string | null {
  if (text.includes("\u0000")) return "holds the character NUL";
  if (/[\ud800-\udfff]/u.test(text)) return "holds half of a surrogate pair";
  return null;
}

// In one line also what is invisible or turns the reading direction: one name must not look like another.
const forbidden = {
  line: /[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u,
  text: /[^\P{Cc}\t\n\r]/u,
} as const;

function text(kind: keyof typeof forbidden, max: number) {
  const expected = `${kind === "line" ? "one line of text" : "text"} of 1 to ${max} characters`;
  return z
    .string({ error: () => `expected ${expected}` })
    .max(max, { error: `expected ${expected}` })
    .refine((value) => value.trim() !== "", { error: `expected ${expected}, not blank` })
    .refine((value) => unstorable(value) === null && !forbidden[kind].test(value), {
      error: `expected ${expected}, without control characters or half surrogate pairs`,
    });
}

/** One line: titles, names, addresses of things. */
export function line(max = 200): z.ZodString {
  return text("line", max);
}

/** Markdown of several lines. */
export function markdown(max = 20_000): z.ZodString {
  return text("text", max);
}

const keyPattern = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const keyExpected =
  'a key in kebab-case such as "data-schema": lower-case letters, digits and single hyphens, a letter first, at most 64 characters';

export function isKey(value: string): boolean {
  return value.length <= 64 && keyPattern.test(value);
}

/** Name of a thing inside a document or the organisation. */
export const Key = z
  .string({ error: () => `expected ${keyExpected}` })
  .refine(isKey, { error: `expected ${keyExpected}` })
  .meta({
    description: "Key in kebab-case",
    pattern: keyPattern.source,
    maxLength: 64,
    examples: ["model-release"],
  });

/** Words that routes use where a slug could stand, and words that read as no slug at all. */
export const reservedSlugs: ReadonlySet<string> = new Set(
  (
    "new edit create delete search index api me all none null undefined true false settings setup admin help export import " +
    "start complete candidate bundles plan roles criteria gates stages holds exposure checks concerns rollbacks drills rollback-plan " +
    "overview readiness bundle rollout timeline learning events calendar archive status"
  ).split(" "),
);

const slugPattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const slugExpected =
  'a slug such as "silero-vad-v6": lower-case letters, digits and single hyphens, at most 64 characters';

export function isSlug(value: string): boolean {
  return value.length <= 64 && slugPattern.test(value);
}

/** Name of a release in addresses. */
export const Slug = z
  .string({ error: () => `expected ${slugExpected}` })
  .refine(isSlug, { error: `expected ${slugExpected}` })
  .refine((value) => !reservedSlugs.has(value), {
    error: "expected a slug that is no word of an address, such as new or plan",
  })
  .meta({ description: "Slug", pattern: slugPattern.source, maxLength: 64, examples: ["silero-vad-v6"] });

// One @, no blanks, no quoting: what people type. Whether it exists, only a message sent there shows.
const emailPattern =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,186}[A-Za-z0-9])?$/;
const emailExpected = 'an e-mail address such as "lead@example.org"';

export function isEmail(value: string): boolean {
  return emailPattern.test(value) && !value.includes("..");
}

/** An e-mail address as written; compare with {@link emailKey}. */
export const Email = z
  .string({ error: () => `expected ${emailExpected}` })
  .refine(isEmail, { error: `expected ${emailExpected}` })
  .meta({ description: "E-mail address", format: "email", maxLength: 254, examples: ["lead@example.org"] });

/** The form in which addresses are compared: two that differ in case are one person. */
export function emailKey(address: string): string {
  return address.toLowerCase();
}

const webExpected =
  'an address such as "https://example.org/hook": http or https, no user name or password in it';

/** An address of the web; whether it may be called is decided when it is. */
export const WebAddress = z
  .string({ error: () => `expected ${webExpected}` })
  .refine((value) => value.length <= 2_000 && isWebAddress(value), { error: `expected ${webExpected}` })
  .meta({ description: "Address", format: "uri", examples: ["https://example.org/hook"] });

function isWebAddress(value: string): boolean {
  if (unstorable(value) !== null || /\s/.test(value) || !URL.canParse(value)) return false;
  const url = new URL(value);
  return (
    (url.protocol === "https:" || url.protocol === "http:") && url.username === "" && url.password === ""
  );
}

/** `sha256:` and 64 lower-case hexadecimal digits. */
export const Digest = z
  .string({
    error: () => 'expected a digest such as "sha256:1a15…": sha256: and 64 lower-case hexadecimal digits',
  })
  .regex(/^sha256:[0-9a-f]{64}$/, {
    error: 'expected a digest such as "sha256:1a15…": sha256: and 64 lower-case hexadecimal digits',
  });

/** 64 lower-case hexadecimal digits. */
export const Sha256Hex = z
  .string({ error: () => "expected 64 lower-case hexadecimal digits, in quotes" })
  .regex(/^[0-9a-f]{64}$/, { error: "expected 64 lower-case hexadecimal digits" });

const decimalPattern = /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/;
const decimalExpected =
  'a decimal number in quotes such as "250" or "0.05": no exponent, at most 15 digits on either side of the point';

export function isDecimal(value: string): boolean {
  return decimalPattern.test(value);
}

/** A decimal number as text, so that no digit is lost on the way. */
export const Decimal = z
  .string({ error: () => `expected ${decimalExpected}` })
  // What is no number is not compared with one.
  .regex(decimalPattern, { error: `expected ${decimalExpected}`, abort: true })
  .meta({ description: "Decimal number as text", examples: ["0.05"] });
