import { renderToString } from "react-dom/server";
import { expect, it } from "vitest";
import type { Phase } from "@/lib/rollbacks/phase-clock";
import { Clocks } from "./clocks";
import { clockText } from "./rollback-words";

const minute = 60_000;
const phase = (name: Phase["name"], more: Partial<Phase>): Phase => ({
  name,
  from: null,
  to: null,
  objectiveMs: 5 * minute,
  state: "ahead",
  ...more,
});

const drawn = (phases: readonly Phase[]) =>
  renderToString(<Clocks phases={phases} now={100 * minute} />)
    .split("<li")
    .slice(1)
    .map((each) =>
      each
        .replaceAll(/<[^>]*>/g, " ")
        .replace(/^[^>]*>/, "")
        .replaceAll(/\s+/g, " ")
        .trim(),
    );

it("shows of each phase how long it took or has run, against what was agreed, and says what is late by word", () => {
  expect(
    drawn([
      phase("detected", { from: 90 * minute, to: 92 * minute, state: "done" }),
      phase("seen", { from: 92 * minute, objectiveMs: null, state: "running" }),
      phase("decided", { from: 92 * minute, state: "running" }),
      phase("executed", {}),
      phase("stable", { state: "never" }),
    ]),
  ).toEqual([
    "Detected 2:00 in time of 5:00",
    "Seen 8:00 running no objective",
    "Decided 8:00 running late of 5:00",
    "Executed – ahead of 5:00",
    "Stable – not reached of 5:00",
  ]);
});

it("says of what was done too late that it was late", () => {
  expect(drawn([phase("decided", { from: 0, to: 6 * minute, state: "done" })])).toEqual([
    "Decided 6:00 late of 5:00",
  ]);
});

it.each([
  [-5, "0:00"],
  [59_999, "0:59"],
  [61_000, "1:01"],
  [3_600_000, "1:00:00"],
  [47 * 3_600_000, "47:00:00"],
  [76 * 3_600_000, "3 d 4 h"],
])("a clock shows %i ms as %s", (ms, text) => {
  expect(clockText(ms)).toBe(text);
});
