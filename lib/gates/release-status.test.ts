import { describe, expect, it } from "vitest";
import { statusOfRelease } from "./release-status";

const gate = (stage: string, status: "open" | "blocked" | "ready" | "passed" | "skipped" | "upcoming") => ({
  stage,
  status,
  drift: null,
});

describe("what the gates of a release come to", () => {
  it("is the most pressing of the current stage's", () => {
    expect(statusOfRelease([gate("a", "ready"), gate("a", "open")], "a")).toBe("open");
    expect(statusOfRelease([gate("a", "open"), gate("a", "blocked"), gate("b", "upcoming")], "a")).toBe(
      "blocked",
    );
  });

  it("is ready where the stage asks nothing, or nothing more", () => {
    expect(statusOfRelease([], "a")).toBe("ready");
    expect(statusOfRelease([gate("a", "passed"), gate("b", "ready"), gate("b", "skipped")], "b")).toBe(
      "ready",
    );
  });

  it("is stale while a gate that passed covers other content, however ready the current ones are", () => {
    const drifted = { ...gate("a", "passed"), drift: "subject-changed" as const };
    expect(statusOfRelease([drifted, gate("b", "ready")], "b")).toBe("stale");
    expect(statusOfRelease([{ ...drifted, drift: "none" as const }, gate("b", "ready")], "b")).toBe("ready");
  });
});
