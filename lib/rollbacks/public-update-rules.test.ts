import { describe, expect, it } from "vitest";
import { publicUnlessTold } from "./public-update-rules";

const plan = (...to: string[][]) => ({
  communication: to.map((each) => ({ when: "stable" as const, to: each })),
});

describe("what is said in a rollback's room, where its author does not say otherwise,", () => {
  it.each([
    [
      "stands on the status page where the plan tells it at any moment",
      plan(["support"], ["status-page"]),
      true,
    ],
    ["does not where the plan tells others", plan(["support"]), false],
    ["does not where the plan tells nobody", plan(), false],
  ])("%s", (_, agreed, expected) => {
    expect(publicUnlessTold({ mode: "real", plan: agreed, restricted: false })).toBe(expected);
  });

  it("does not of a restricted release, and never can in a drill", () => {
    const agreed = plan(["status-page"]);
    expect(publicUnlessTold({ mode: "real", plan: agreed, restricted: true })).toBe(false);
    expect(publicUnlessTold({ mode: "drill", plan: agreed, restricted: false })).toBeNull();
  });
});
