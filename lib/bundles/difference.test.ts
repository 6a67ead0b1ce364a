import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { manifestDifference } from "@/lib/bundles/difference";
import type { Manifest } from "@/lib/bundles/schemas";
import { textDifference } from "@/lib/bundles/text-difference";

const artifact = (name: string, letter: string, more: Partial<Manifest["artifacts"][number]> = {}) => ({
  kind: "code" as const,
  name,
  sha256: letter.repeat(64),
  size: 1,
  ...more,
});
const manifest = (artifacts: Manifest["artifacts"], more: Partial<Manifest> = {}): Manifest => ({
  format: 1,
  component: "detector",
  version: "1",
  artifacts,
  ...more,
});

describe("the difference of two bundles", () => {
  test("goes artifact by artifact, and tells content from what is said about it", () => {
    const before = manifest([
      artifact("same", "a"),
      artifact("moved", "b", { uri: "here" }),
      artifact("edited", "c"),
      artifact("gone", "d"),
    ]);
    const after = manifest([
      artifact("new", "e"),
      artifact("edited", "f"),
      artifact("moved", "b", { uri: "there" }),
      artifact("same", "a"),
    ]);
    const { artifacts, identical } = manifestDifference(before, after);
    expect(identical).toBe(false);
    expect(artifacts.map(({ name, change, content }) => [name, change, content])).toEqual([
      ["edited", "changed", true],
      ["gone", "removed", true],
      ["moved", "changed", false],
      ["new", "added", true],
      ["same", "unchanged", false],
    ]);
    expect(artifacts.find(({ name }) => name === "moved")?.fields).toEqual([
      { path: "/uri", before: "here", after: "there" },
    ]);
  });

  test("names what changed in provenance, environment and replay", () => {
    const before = manifest([artifact("a", "a")], {
      provenance: { source: "1", parameters: { rate: 1, "a/b": 1 } },
      replay: { command: ["x"], expects: [] },
    });
    const after = manifest([artifact("a", "a")], {
      version: "2",
      provenance: { source: "1", parameters: { rate: 2, "a/b": 2 } },
      environment: { platform: "linux" },
    });
    const difference = manifestDifference(before, after);
    expect(difference.version).toEqual({ path: "", before: "1", after: "2" });
    expect(difference.provenance).toEqual([
      { path: "/parameters/rate", before: 1, after: 2 },
      { path: "/parameters/a~1b", before: 1, after: 2 },
    ]);
    expect(difference.environment).toEqual([{ path: "", before: undefined, after: { platform: "linux" } }]);
    expect(difference.replay).toEqual([
      { path: "", before: { command: ["x"], expects: [] }, after: undefined },
    ]);
  });

  test("with nothing before it adds everything, with itself it is empty", () => {
    const one = manifest([artifact("a", "a")]);
    expect(manifestDifference(null, one).artifacts[0]?.change).toBe("added");
    expect(manifestDifference(one, one)).toEqual({
      identical: true,
      component: null,
      version: null,
      artifacts: [expect.objectContaining({ change: "unchanged" })],
      provenance: [],
      environment: [],
      replay: [],
    });
  });
});

describe("the difference of two texts", () => {
  const show = (before: string, after: string) =>
    textDifference(before, after).lines.map(
      ({ change, text }) => `${{ same: " ", removed: "-", added: "+" }[change]}${text}`,
    );

  test("goes line by line, with the numbers of both sides", () => {
    expect(show("a\nb\nc\n", "a\nx\nc\nd\n")).toEqual([" a", "-b", "+x", " c", "+d"]);
    expect(textDifference("a\nb\n", "b\n").lines).toEqual([
      { change: "removed", text: "a", before: 1, after: null },
      { change: "same", text: "b", before: 2, after: 1 },
    ]);
    expect(show("", "")).toEqual([]);
    expect(show("", "a")).toEqual(["+a"]);
  });

  test("gives back both texts, and is never longer than the shortest way", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 14 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { lines, exact } = textDifference(
          before.map((line) => `${line}\n`).join(""),
          after.map((line) => `${line}\n`).join(""),
        );
        expect(exact).toBe(true);
        expect(lines.filter(({ change }) => change !== "added").map((line) => line.text)).toEqual(before);
        expect(lines.filter(({ change }) => change !== "removed").map((line) => line.text)).toEqual(after);
        expect(lines.filter(({ change }) => change === "same")).toHaveLength(longestCommon(before, after));
      }),
      { numRuns: 1_000 },
    );
  });

  test("of texts with too little in common is shown as a replacement, and says so", () => {
    const numbers = (from: number) =>
      Array.from({ length: 2_000 }, (_, index) => `${from + index}`).join("\n");
    const { lines, exact } = textDifference(`same\n${numbers(0)}`, `same\n${numbers(10_000)}`);
    expect(exact).toBe(false);
    expect(lines).toHaveLength(4_001);
    expect(lines[0]?.change).toBe("same");
  });
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  const rows = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  for (let x = 1; x <= a.length; x += 1) {
    for (let y = 1; y <= b.length; y += 1) {
      const row = rows[x] ?? [];
      const above = rows[x - 1] ?? [];
      row[y] = a[x - 1] === b[y - 1] ? (above[y - 1] ?? 0) + 1 : Math.max(above[y] ?? 0, row[y - 1] ?? 0);
    }
  }
  return rows[a.length]?.[b.length] ?? 0;
}
