import { expect, it } from "vitest";
import { trackOf } from "./stage-track";

const aged = [
  {
    key: "evaluate",
    title: "Evaluate",
    status: "passed" as const,
    gates: [{ status: "passed", drift: "evidence-aged" }],
  },
];

it("says of a passed stage that its evidence aged while the release is in flight", () => {
  expect(trackOf(aged)).toMatchObject([{ word: "passed, evidence aged", tone: "aged" }]);
});

it("lets nothing age on a release that ended", () => {
  expect(trackOf(aged, { isActive: false })).toMatchObject([{ word: "passed", tone: "good" }]);
});
