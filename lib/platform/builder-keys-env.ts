import { createPublicKey, type KeyObject } from "node:crypto";

/** A builder whose signature the operator trusts. */
export interface BuilderKey {
  name: string;
  key: KeyObject;
}

type Source = Record<string, string | undefined>;

const setting = "COUNTERSIGN_BUILDER_KEYS";
const namePattern = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

export const builderKeySettings = [
  {
    name: setting,
    preset: undefined,
    purpose:
      "Public keys of builders whose provenance is trusted, each as name=key with commas between; a key is what stands between the lines of its PEM file, without line breaks.",
  },
];

/** The keys of the settings, in their order. Faults are one sentence per key. */
export function parseBuilderKeys(source: Source): { keys: BuilderKey[] } | { faults: string[] } {
  const faults: string[] = [];
  const keys: BuilderKey[] = [];
  for (const part of (source[setting] ?? "").split(",").map((each) => each.trim())) {
    if (part === "") continue;
    const at = part.indexOf("=");
    const name = part.slice(0, Math.max(0, at));
    const key = publicKeyOf(part.slice(at + 1));
    if (name.length > 64 || !namePattern.test(name))
      faults.push(`${setting} must name each key in lower case, like ci=MCowBQYDK2VwAyEA….`);
    else if (key === null) faults.push(`${setting} gives ${name} what is no public key in base64.`);
    else if (keys.some((each) => each.name === name)) faults.push(`${setting} names ${name} twice.`);
    else keys.push({ name, key });
  }
  return faults.length > 0 ? { faults } : { keys };
}

function publicKeyOf(base64: string): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" });
  } catch {
    return null;
  }
}

/** The keys of this process; the settings are checked when it starts. */
export function builderKeys(): BuilderKey[] {
  const parsed = parseBuilderKeys(process.env);
  return "keys" in parsed ? parsed.keys : [];
}
