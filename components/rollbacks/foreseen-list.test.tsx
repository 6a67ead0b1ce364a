import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { foreseenText } from "@/lib/rollbacks/foreseen-words";
import type { ForeseenAnswer } from "@/lib/rollbacks/rollback-answers";
import { ForeseenList } from "./foreseen-list";

const item = (change: Partial<ForeseenAnswer>): ForeseenAnswer => {
  const each = {
    criterion: "latency",
    title: "Latency",
    outcome: "in-time" as const,
    as: "breach" as const,
    afterMs: 40_000,
    lookedMs: 600_000,
    objectiveMs: 300_000,
    ...change,
  };
  return { ...each, message: foreseenText(each) };
};
const drawn = (items: ForeseenAnswer[], chosen = "latency", fault: string | null = null) =>
  renderToString(<ForeseenList foreseen={{ items, fault }} chosen={chosen} />)
    .replaceAll("<!-- -->", "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

describe("what is foreseen of a drill", () => {
  it("is said of each criterion, in words and by what it comes to", () => {
    const nothing = { as: null, afterMs: null };
    expect(
      drawn([
        item({}),
        item({ criterion: "a", title: "A", as: "withheld", outcome: "late", afterMs: 400_000 }),
        item({ criterion: "b", title: "B", outcome: "too-late", afterMs: 3_600_000 }),
        item({ criterion: "c", title: "C", outcome: "too-late", ...nothing }),
        item({ criterion: "d", title: "D", outcome: "not-seen", ...nothing }),
        item({ criterion: "e", title: "E", outcome: "not-ok-before", ...nothing }),
        item({ criterion: "f", title: "F", outcome: "not-evaluated", ...nothing }),
      ]),
    ).toBe(
      [
        "Latency finds it 40s after it begins. In time",
        "A finds it as missing data 6m 40s after it begins, late: the objective is 5m. Late",
        "B finds it 1h after it begins; the drill is given up before. Too late",
        "C does not find it within 10m; the drill is given up before. Too late",
        "D does not see it. Not seen",
        "E is not ok before anything fails, so it cannot tell it. Not ok before",
        "F is not evaluated: its metric is not declared, or measured otherwise. Not evaluated",
      ].join(" "),
    );
  });

  it("warns where the criterion that is chosen would not find it in time, and only then", () => {
    const unseen = item({ criterion: "d", title: "D", outcome: "not-seen", as: null, afterMs: null });
    const warning = "The drill would end with that as a gap: D does not see it.";
    expect(drawn([item({}), unseen], "d")).toContain(warning);
    expect(drawn([item({}), unseen])).not.toContain("as a gap");
  });

  it("says why nothing is known", () => {
    expect(drawn([], "latency", "No rollback plan is agreed, so there is none to drill.")).toBe(
      "No rollback plan is agreed, so there is none to drill.",
    );
  });
});
