import { expect, it } from "vitest";
import { remindedWords } from "./reminder-words";
import type { Reminded } from "./schemas";

const base: Reminded = {
  kind: "waiting",
  level: "half",
  deadline: "2026-11-27T10:00:00.000Z",
  gate: "Ready to go",
  requirement: "Privacy review",
  role: "technical-lead",
  decision: null,
};

it.each<[Partial<Reminded>, string]>([
  [{}, "“Privacy review” by technical lead has used half of its time"],
  [{ level: "target" }, "“Privacy review” by technical lead is due now"],
  [{ level: "over-1d" }, "“Privacy review” by technical lead is 1 working day late"],
  [
    { level: "over-2d", requirement: null },
    "the approval of “Ready to go” by technical lead is 2 working days late",
  ],
  [{ kind: "requirement", level: "soon" }, "“Privacy review” is due soon"],
  [{ kind: "requirement", level: "due" }, "“Privacy review” is due now"],
  [{ kind: "requirement", level: "overdue-14d" }, "“Privacy review” is 14 days overdue"],
  [{ kind: "waiver", level: "soon" }, "the waiver of “Privacy review” runs out soon"],
  [{ kind: "waiver", level: "due" }, "the waiver of “Privacy review” has run out"],
  [{ kind: "waiver", level: "overdue-1d" }, "the waiver of “Privacy review” ran out 1 day ago"],
  [
    { kind: "obligation", level: "overdue-3d", gate: null, requirement: null },
    "an obligation is 3 days overdue",
  ],
  [
    { kind: "delegation", level: "soon", gate: null, requirement: null },
    "a delegation of technical lead runs out soon",
  ],
  [
    { kind: "pending-decision", level: "soon", decision: "stage.advance" },
    "the proposal “Advance the stage” runs out soon",
  ],
])("a reminder %o says “%s”", (change, words) => {
  expect(remindedWords({ ...base, ...change })).toBe(words);
});
