import { describe, expect, it } from "vitest";
import { pendingAbout } from "./pending-about";

describe("what a proposal is about", () => {
  it.each([
    [{ release: "r", stage: "side-by-side", reason: "x" }, "side by side"],
    [{ release: "r", outcome: "cancelled", reason: "x" }, null],
    [{ release: "r", reason: "x" }, null],
    [
      { release: "r", gate: "privacy", requirement: "data-lawful", expiresAt: "2026-12-10T09:32:41.638Z" },
      "“data lawful” of privacy, until 2026-12-10",
    ],
    [{ release: "r", component: "m", digest: `sha256:${"a".repeat(64)}` }, "m: sha256:aaaaaaaaaa…"],
    [
      { release: "r", roles: { "technical-lead": ["l@example.org"], security: [] } },
      "technical lead: l@example.org; security: nobody",
    ],
    [{ slug: "new", title: "New release", roles: {} }, "New release"],
    [null, null],
    ["text", null],
  ])("%j", (input, words) => expect(pendingAbout(input)).toBe(words));
});
