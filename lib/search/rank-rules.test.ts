import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { best, fit, wordsOf } from "./rank-rules";

describe("how well a name fits", () => {
  it("is nothing where a word is missing", () => {
    expect(fit("fraud ranking", "Fraud scoring 7")).toBe(0);
    expect(fit("", "Fraud scoring 7")).toBe(0);
    expect(fit("   ", "Fraud scoring 7")).toBe(0);
  });

  it("makes no difference of case and accents", () => {
    expect(fit("TOMAS", "Tomás Rivera")).toBe(fit("tomás", "Tomás Rivera"));
    expect(fit("tomas", "Tomás Rivera")).toBeGreaterThan(0);
  });

  it("is best for the name itself, then its start, then the start of a word, then within one", () => {
    const fits = ["scoring", "scoring 7", "fraud scoring", "rescoring"].map((name) => fit("scoring", name));
    expect(fits).toEqual(fits.toSorted((a, b) => b - a));
    expect(new Set(fits).size).toBe(4);
  });

  it("counts the name above what stands beside it", () => {
    expect(fit("mira", "Mira Lindqvist", "m@example.org")).toBeGreaterThan(
      fit("mira", "Somebody", "mira@example.org"),
    );
  });

  it("takes words in any order, in name or beside", () => {
    expect(fit("7 fraud", "Fraud scoring", "fraud-scoring-7")).toBeGreaterThan(0);
  });

  it("never fails, and finds a name by itself, whatever is typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), (text) => {
        expect(fit(text, text)).toBeGreaterThanOrEqual(wordsOf(text).length > 0 ? 1 : 0);
        expect(wordsOf(text).length).toBeLessThanOrEqual(6);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the best", () => {
  it("come first, at most so many, and what does not fit not at all", () => {
    const names = ["rescoring", "none", "scoring 7", "scoring"];
    expect(best(names, (name) => fit("scoring", name), 2)).toEqual(["scoring", "scoring 7"]);
    expect(best(names, (name) => fit("scoring", name), 9)).toHaveLength(3);
  });
});
