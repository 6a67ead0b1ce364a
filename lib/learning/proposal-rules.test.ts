import { expect, it } from "vitest";
import { proposalStanding } from "./proposal-rules";

const proposal = { before: "one", after: "two", at: 10, isWithdrawn: false };
const version = (number: number, digest: string, publishedAt: number) => ({
  version: number,
  digest,
  publishedAt,
});
const first = version(1, "one", 0);

it.each([
  ["open while the version that it was written from is the latest", [first], {}, "open", null],
  ["published once a version reads just so", [first, version(2, "two", 11)], {}, "published", 2],
  [
    "published still when others followed",
    [version(3, "three", 12), version(2, "two", 11), first],
    {},
    "published",
    2,
  ],
  ["stale once another version followed", [first, version(2, "three", 11)], {}, "stale", null],
  [
    "stale where its text was in force before it was proposed",
    [version(1, "two", 0), version(2, "three", 5)],
    {},
    "stale",
    null,
  ],
  ["withdrawn when it was taken back", [first], { isWithdrawn: true }, "withdrawn", null],
  [
    "published although it was taken back, where somebody did all the same",
    [first, version(2, "two", 11)],
    { isWithdrawn: true },
    "published",
    2,
  ],
] as const)("a proposal is %s", (_, versions, change, state, number) => {
  expect(proposalStanding({ ...proposal, ...change }, versions)).toEqual({ state, version: number });
});
