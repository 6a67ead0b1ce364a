import { describe, expect, it } from "vitest";
import { decisions, type RightsRow } from "./model";
import { rightsInWords } from "./rights-words";
import { conditionWords, slotsWords } from "./row-words";

const row = (decision: RightsRow["decision"], rest: Partial<RightsRow> = {}): RightsRow => ({
  decision,
  slots: [{ roles: ["technical-lead"], count: 1 }],
  ...rest,
});

describe("a table of rights in words", () => {
  it("says who fills each place, and what makes a place special", () => {
    expect(
      slotsWords([
        { roles: ["technical-lead", "product"], count: 1, allowAuthor: true },
        { roles: ["security"], count: 2, independentOf: "owning-team" },
      ]),
    ).toBe("one technical lead or product (may be an author), and 2 of security (not of the owning team)");
  });

  it("says when a row holds, and nothing where it always does", () => {
    expect(conditionWords(row("stage.advance"))).toBeNull();
    expect(
      conditionWords(
        row("stage.advance", { stage: ["canary"], exposureAbove: 5, tier: [1, 2], loosening: true }),
      ),
    ).toBe("in stage canary; exposure above 5 %; component of tier 1, 2; where it loosens");
  });

  it("finds a place for every decision there is", () => {
    const { groups, nobody } = rightsInWords(decisions.map((decision) => row(decision)));
    expect(groups.flatMap(({ entries }) => entries.map(({ decision }) => decision)).sort()).toEqual(
      [...decisions].sort(),
    );
    expect(nobody).toEqual([]);
  });

  it("puts a decision of several rows together: each is asked, but for stopping any suffices", () => {
    const { groups } = rightsInWords([
      row("hold.place"),
      row("hold.lift"),
      row("hold.lift", { tier: [1] }),
      row("hold.place", { tier: [1] }),
    ]);
    expect(
      groups.flatMap(({ entries }) =>
        entries.map(({ decision, joint, lines }) => [decision, joint, lines.length]),
      ),
    ).toEqual([
      ["hold.place", "any", 2],
      ["hold.lift", "each", 2],
    ]);
  });

  it("names what no row gives, and whether a template may give it", () => {
    const { nobody } = rightsInWords([row("release.create")]);
    const found = new Map(nobody.map(({ decision, byTemplate }) => [decision, byTemplate]));
    expect(found.get("template.publish")).toBe(false);
    expect(found.get("stage.advance")).toBe(true);
    expect(found.has("release.create")).toBe(false);
    expect(found.has("requirement.sign")).toBe(false);
  });
});
