import { expect, it } from "vitest";
import { hearingActs } from "./hearing-acts";

it("offers what changes what one hears of a release, and nothing that is so already", () => {
  const because = [{ kind: "acted" as const }];
  const offered = (["rules", "follow", "mute"] as const).map((choice) => ({
    part: hearingActs({ choice, because }),
    none: hearingActs({ choice, because: [] }),
  }));
  expect(offered).toEqual([
    { part: ["mute"], none: ["follow"] },
    { part: ["unfollow", "mute"], none: ["unfollow"] },
    { part: ["unmute"], none: ["follow", "unmute"] },
  ]);
});
