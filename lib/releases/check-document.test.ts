import { describe, expect, it } from "vitest";
import { stringify } from "yaml";

import { manifestOf } from "@/lib/testing/world";
import { checkDocument } from "./check-document";

describe("checking a document as one types", () => {
  it("answers the digest of a manifest, JSON and YAML alike", () => {
    const manifest = manifestOf("silero-vad", { code: "x" });
    const json = checkDocument("manifest", JSON.stringify(manifest));
    expect(json).toMatchObject({ faults: [], digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    expect(checkDocument("manifest", stringify(manifest)).digest).toBe(json.digest);
  });

  it("names the place of a fault by path and line", () => {
    const { faults, digest } = checkDocument("manifest", "format: 1\ncomponent: silero-vad\nartifacts: []\n");
    expect(digest).toBeNull();
    expect(faults.map(({ path }) => path)).toEqual(["/version", "/artifacts"]);
    expect(faults[1]).toMatchObject({ line: 3 });
  });

  it("says what cannot be read", () => {
    expect(checkDocument("criteria", "{").faults).toHaveLength(1);
    expect(checkDocument("criteria", "- a: [").faults.length).toBeGreaterThan(0);
    expect(checkDocument("plan", "").faults[0]?.message).toContain("empty");
  });

  it("says what a plan leaves out without refusing it", () => {
    const found = checkDocument("plan", "rollout: In two steps\n");
    expect(found.faults).toEqual([]);
    expect(found.warnings.map(({ path }) => path)).toContain("/objective/problem");
  });
});
