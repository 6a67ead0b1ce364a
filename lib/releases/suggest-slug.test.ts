import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Slug } from "@/lib/platform/names";
import { suggestSlug } from "./suggest-slug";

describe("a slug suggested for a title", () => {
  it.each([
    ["Silero VAD v6", "silero-vad-v6"],
    ["  Fraud scoring 7, with device signals ", "fraud-scoring-7-with-device-signals"],
    ["Größere Änderung", "grossere-anderung"],
    ["検索", ""],
    ["!!!", ""],
  ])("%s is %s", (title, slug) => {
    expect(suggestSlug(title)).toBe(slug);
  });

  it("is cut between words, and within one only where there is but one", () => {
    const long = suggestSlug("word ".repeat(40));
    expect(long.length).toBeLessThanOrEqual(64);
    expect(long.endsWith("word")).toBe(true);
    expect(suggestSlug("x".repeat(100))).toHaveLength(64);
  });

  it("is a slug wherever it is not empty, words of addresses apart", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), (title) => {
        const slug = suggestSlug(`x1 ${title}`);
        expect(Slug.safeParse(slug).success).toBe(true);
      }),
    );
  });
});
