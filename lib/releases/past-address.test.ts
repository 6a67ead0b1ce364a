import { describe, expect, it } from "vitest";
import { pastHref, pastRedirect, pastRoute, pastTabs, presentHref } from "./past-address";

const at = "2026-11-24T14:03:00.000Z";

describe("the address of a release as of a moment", () => {
  it("is led to by each tab's own with ?at=, which keeps what else is asked", () => {
    for (const [tab] of pastTabs) {
      if (tab === "rights") continue;
      const path = presentHref("vad", tab);
      const found = pastRedirect(path, new URLSearchParams({ at, component: "x" }));
      expect(found).toBe(`${pastHref("vad", encodeURIComponent(at), tab)}?component=x`);
    }
    expect(pastRedirect("/releases/vad/", new URLSearchParams({ at }))).toBe(
      pastHref("vad", encodeURIComponent(at)),
    );
  });

  it("is led to by nothing else", () => {
    const search = new URLSearchParams({ at });
    for (const path of [
      "/releases",
      "/releases/new",
      "/releases/vad/move",
      "/releases/vad/plan/edit",
      "/rights",
      "/",
    ])
      expect(pastRedirect(path, search)).toBeNull();
    expect(pastRedirect("/releases/vad", new URLSearchParams({ a: at }))).toBeNull();
    // What leads somewhere leads no further.
    expect(pastRedirect(pastHref("vad", at, "plan"), search)).toBeNull();
  });

  it("is routed with its slug, moment and tab, as they were written", () => {
    for (const [tab] of pastTabs)
      expect(pastRoute(pastHref("vad", at, tab))).toBe(`/past/vad/${at}${tab === "" ? "" : `/${tab}`}`);
    expect(pastRoute("/releases/vad/at/2026%2B/plan")).toBe("/past/vad/2026%2B/plan");
    for (const path of [
      "/releases/vad",
      "/releases/vad/at",
      "/releases/vad/plan",
      "/releases/vad/at/x/y/z",
      "/past/vad/x",
    ])
      expect(pastRoute(path)).toBeNull();
  });
});
