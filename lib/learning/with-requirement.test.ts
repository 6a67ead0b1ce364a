import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { readTemplate } from "@/lib/releases/template-parse";
import { withRequirement } from "./with-requirement";

const source = readFileSync(
  new URL("../../prisma/seed/templates/emergency-fix.yaml", import.meta.url),
  "utf8",
);
interface Read {
  stages: { gates?: { key: string; requirements: { key: string }[] }[] }[];
}
const gatesOf = (text: string) => (parse(text) as Read).stages.flatMap(({ gates = [] }) => gates);
const [first] = gatesOf(source);
const gate = first?.key ?? "";

describe("a requirement that is added to a template", () => {
  it.each([{ role: "security" }, { check: "refund-volume" }])(
    "stands last in its gate, with comments kept, and makes a valid template (%j)",
    (by) => {
      const text = withRequirement(source, {
        gate,
        key: "refund-volume",
        title: "Refunds are watched",
        ...by,
      });
      const [changed, ...others] = gatesOf(text);
      expect(changed?.requirements.map(({ key }) => key)).toEqual([
        ...(first?.requirements ?? []).map(({ key }) => key),
        "refund-volume",
      ]);
      expect(others).toEqual(gatesOf(source).slice(1));
      const comments = (yaml: string) => yaml.split("\n").filter((line) => line.trim().startsWith("#"));
      expect(comments(text)).toEqual(comments(source));
      expect(readTemplate(parse(text)).ok).toBe(true);
    },
  );

  it("needs a gate that is there, and one of a role and a check", () => {
    const added = { gate, key: "new", title: "New" };
    expect(() => withRequirement(source, { ...added, gate: "nowhere", role: "security" })).toThrow("no gate");
    expect(() => withRequirement(source, added)).toThrow("who signs it");
    expect(() => withRequirement(source, { ...added, role: "security", check: "new" })).toThrow("who signs");
  });
});
