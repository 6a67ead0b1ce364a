import { one } from "./reader";

/** A search parameter that is one of some words; anything else counts as not given. */
export function chosen<Word extends string>(
  value: string | string[] | undefined,
  words: readonly Word[],
): Word | undefined {
  const given = one(value);
  return words.find((word) => word === given);
}

/** A path with those parameters that are given. */
export function addressWith(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, value]],
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/** A part of an address as it was before it was put there; what cannot be read stands for itself and finds nothing. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A search parameter that is a whole number; anything else counts as not given. */
export function numberIn(value: string | string[] | undefined): number | undefined {
  const given = one(value);
  return given !== undefined && /^\d{1,15}$/.test(given) ? Number(given) : undefined;
}
