import { expect, it } from "vitest";
import type { Stage, StagePassage } from "@/lib/gates/model";
import { firstEntered, visitsOf } from "./visits";

const stages: Stage[] = ["build", "canary", "production"].map((key) => ({
  key,
  title: key,
  inputs: [],
  outputs: [],
  exposure: [],
  gates: [],
}));
const passage = (
  stage: string,
  kind: StagePassage["kind"],
  at: number,
  breakGlass?: string,
): StagePassage => ({
  stage,
  kind,
  at,
  gates: {},
  breakGlass,
});
const told = (passages: StagePassage[], endedAt: number | null = null) =>
  visitsOf({ stages, passages, startedAt: 1, endedAt }).map(
    ({ stage, from, to, how }) => `${stage} ${from}-${to ?? ""} ${how ?? "there"}`,
  );

it("follows a release from its start through its stages to its completion", () => {
  const passages = [
    passage("build", "passed", 5),
    passage("canary", "passed", 9, "use"),
    passage("production", "passed", 12),
  ];
  expect(told(passages, 12)).toEqual([
    "build 1-5 passed",
    "canary 5-9 broken-glass",
    "production 9-12 passed",
  ]);
});

it("goes back where a stage was reopened, and ends with a release that was cancelled", () => {
  const passages = [passage("build", "skipped", 5), passage("build", "reopened", 7)];
  expect(told(passages)).toEqual(["build 1-5 skipped", "canary 5-7 reopened", "build 7- there"]);
  expect(told(passages, 9).at(-1)).toBe("build 7-9 ended");
});

it("knows no stage of a draft, and when one was first entered", () => {
  expect(visitsOf({ stages, passages: [], startedAt: null, endedAt: null })).toEqual([]);
  const visits = visitsOf({
    stages,
    passages: [passage("build", "passed", 5), passage("build", "reopened", 7)],
    startedAt: 1,
    endedAt: null,
  });
  expect([firstEntered(visits, "build"), firstEntered(visits, "production")]).toEqual([1, null]);
});
