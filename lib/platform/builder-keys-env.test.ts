import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseEnv } from "./env";
import { parseBuilderKeys } from "./builder-keys-env";

const key = () =>
  generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" }).toString("base64");
const parse = (text: string) => parseBuilderKeys({ COUNTERSIGN_BUILDER_KEYS: text });

describe("keys of builders", () => {
  it("are named, with commas between", () => {
    const parsed = parse(`ci=${key()}, release-builder=${key()},`);
    expect("keys" in parsed ? parsed.keys.map(({ name }) => name) : parsed).toEqual([
      "ci",
      "release-builder",
    ]);
    expect(parse("")).toEqual({ keys: [] });
    expect(parseBuilderKeys({})).toEqual({ keys: [] });
  });

  it.each([
    ["MCowBQYDK2VwAyEA", "must name each key in lower case"],
    ["CI=MCowBQYDK2VwAyEA", "must name each key in lower case"],
    ["ci=not a key", "gives ci what is no public key"],
    [`ci=${key()},ci=${key()}`, "names ci twice"],
  ])("are refused as %s", (text, says) => {
    const parsed = parse(text);
    expect("faults" in parsed ? parsed.faults.join() : "").toContain(says);
  });

  it("keep the server from starting where one is none", () => {
    const settings = {
      DATABASE_URL: "postgresql://x@localhost/x",
      COUNTERSIGN_SECRET: "a secret of at least thirty-two characters",
      COUNTERSIGN_BUILDER_KEYS: "ci=x",
    };
    expect(() => parseEnv(settings)).toThrow(/COUNTERSIGN_BUILDER_KEYS gives ci/);
  });
});
