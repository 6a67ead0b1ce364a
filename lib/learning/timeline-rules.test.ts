import { expect, it } from "vitest";
import { isChosen } from "./timeline-rules";

const real = { kind: "rollback", event: "r1", rollback: "r1" } as const;
const drill = { kind: "drill", event: "d1", rollback: "r2" } as const;

it.each([
  ["a breach", "breach.opened", {}, real, true],
  ["an act of the rollback", "rollback.authorised", { rollback: "r1", drill: null }, real, true],
  ["exposure", "exposure.lowered", {}, real, true],
  ["a broken glass", "break-glass.used", {}, real, true],
  ["what was only rehearsed", "rollback.authorised", { rollback: "r2", drill: "d1" }, real, false],
  ["a signature", "vote.cast", {}, real, false],
  ["a reminder", "reminder.sent", {}, real, false],
  ["a step between", "rollback.attempt-claimed", { rollback: "r1" }, real, false],
  ["the post-mortem itself", "post-mortem.opened", {}, real, false],
  ["of a drill its own", "rollback.authorised", { rollback: "r2", drill: "d1" }, drill, true],
  ["of a drill nothing else", "exposure.lowered", {}, drill, false],
] as const)("chooses, or not: %s", (_, type, subjects, event, expected) => {
  expect(isChosen({ type, subjects }, event)).toBe(expected);
});
