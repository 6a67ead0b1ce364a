/** How far a number may lie from the reference's, as decimal texts; either margin is enough. */
export interface Margins {
  absolute?: string | undefined;
  relative?: string | undefined;
}

/** coefficient × 10^exponent */
interface Scaled {
  coefficient: bigint;
  exponent: number;
}

const pattern = /^\s*([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?\s*$/;
// Beyond it no double lies, and powers of ten would grow without bound.
const maxExponent = 400;

/** A number as it is written; null where the text is none. Nothing is rounded. */
function scaled(text: string): Scaled | null {
  const [, sign = "", whole = "", fraction = "", power = "0"] = pattern.exec(text) ?? [];
  if (whole === "" || Math.abs(Number(power)) > maxExponent) return null;
  const coefficient = BigInt(`${whole}${fraction}`);
  return {
    coefficient: sign === "-" ? -coefficient : coefficient,
    exponent: Number(power) - fraction.length,
  };
}

export function isNumberText(text: string): boolean {
  return scaled(text) !== null;
}

/**
 * Whether a number lies within the margins of the reference's: by at most `absolute`, or by at most `relative` times the reference.
 * Exact, in decimals as they are written; null where one of the two is no number.
 */
export function isWithin(found: string, reference: string, { absolute, relative }: Margins): boolean | null {
  const [a, b] = [scaled(found), scaled(reference)];
  if (a === null || b === null) return null;
  const distance = magnitude(minus(a, b));
  const allowed = [scaled(absolute ?? "0"), times(scaled(relative ?? "0"), magnitude(b))];
  return allowed.some((most) => most !== null && !isNegative(most) && !isNegative(minus(most, distance)));
}

function minus(a: Scaled, b: Scaled): Scaled {
  const exponent = Math.min(a.exponent, b.exponent);
  const at = (value: Scaled) => value.coefficient * 10n ** BigInt(value.exponent - exponent);
  return { coefficient: at(a) - at(b), exponent };
}

function times(a: Scaled | null, b: Scaled): Scaled | null {
  return a === null
    ? null
    : { coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent };
}

function magnitude({ coefficient, exponent }: Scaled): Scaled {
  return { coefficient: coefficient < 0n ? -coefficient : coefficient, exponent };
}

function isNegative({ coefficient }: Scaled): boolean {
  return coefficient < 0n;
}
