/** Order of two decimal texts, exact: negative where `a` is smaller. Both have at most 15 digits after the point. */
export function compareDecimals(a: string, b: string): number {
  const difference = scaled(a) - scaled(b);
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

const places = 15;

function scaled(text: string): bigint {
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const value = BigInt(whole + fraction.padEnd(places, "0"));
  return text.startsWith("-") ? -value : value;
}

/** A decimal text with the trailing zeros of its fraction, and a minus before zero, taken away. */
export function plainDecimal(text: string): string {
  const trimmed = text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
  return trimmed === "-0" ? "0" : trimmed;
}

/** A share such as `0.05` in percent: `5`. */
export function percentText(text: string): string {
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const digits = `${whole}${fraction.padEnd(2, "0")}`;
  const point = whole.length + 2;
  const shifted = `${digits.slice(0, point).replace(/^0+(?=\d)/, "")}.${digits.slice(point)}0`;
  return plainDecimal(`${text.startsWith("-") ? "-" : ""}${shifted}`);
}

/** A finite number as a decimal text that reads back as the same number: `1e-7` is `0.0000001`. */
export function plainNumber(value: number): string {
  const [digits = "", exponent] = String(value).split("e");
  if (exponent === undefined) return digits;
  const [whole = "", fraction = ""] = digits.replace("-", "").split(".");
  const shift = Number(exponent);
  const all = whole + fraction;
  const point = whole.length + shift;
  const text =
    point <= 0
      ? `0.${"0".repeat(-point)}${all}`
      : point >= all.length
        ? all + "0".repeat(point - all.length)
        : `${all.slice(0, point)}.${all.slice(point)}`;
  return `${value < 0 ? "-" : ""}${text}`;
}
