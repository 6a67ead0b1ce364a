import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blameIn } from "./blame-rules";

const people = ["Ann Smith", "Will Brown", "Mark O'Neil"];
const words = (text: string) => blameIn(text, people).map((hint) => hint.words);

describe("a sentence that blames somebody", () => {
  it.each([
    ["Ann should have looked at the dashboard.", "Ann should have"],
    ["Ann Smith failed to check the schema.", "Ann Smith failed to"],
    ["Smith, who clearly forgot the flag, went home.", "Smith, who clearly forgot"],
    ["It was Will's mistake.", "Will's mistake"],
    ["The outage was caused by Mark O'Neil.", "caused by Mark O'Neil"],
    ["Some blame Will for it.", "blame Will"],
    ["The root cause was human error.", "human error"],
    ["Somebody didn’t check the weights.", "Somebody didn’t check"],
    ["She was careless.", "She was careless"],
    ["Will was too slow to decide.", "Will was too slow"],
    ["- Ann ignored the alert\n- The queue was long", "Ann ignored"],
    ["You should not have pressed the button.", "You should not have"],
  ])("is hinted at: %s", (text, found) => {
    expect(words(text)).toEqual([found]);
  });

  it.each([
    "The alert should have paged Ann.",
    "Ann saw that the check should have failed.",
    "We should have had a criterion on refunds.",
    "The canary failed to start.",
    "Ann authorised the rollback within four minutes.",
    "Ann's report showed that the cache ignored the flag.",
    "It was not human error: the form let anybody do it.",
    "“Human error” is not a cause.",
    "The index was missed by the planner, and nobody was told.",
    "Annual reports failed to load.",
    "Will the check fail next time?",
    "Mark it as stale.",
    "The migration caused a lock that Will found.",
    "> Ann should have known\n\nSaid the log.",
    "Run `Ann should have` again.",
    "```\nhuman error\n```",
    "Ann could read the chart; the label was missing.",
    "The template caused the step to be skipped, which Ann reported.",
    "",
  ])("is not seen in: %s", (text) => {
    expect(words(text)).toEqual([]);
  });

  it("says which sentence, and no other", () => {
    const text = "The share grew to 5 %. Ann forgot the flag. Then it was put back.";
    expect(blameIn(text, people)).toEqual([{ sentence: "Ann forgot the flag.", words: "Ann forgot" }]);
  });

  it("takes any text and any names, and what it quotes stands in the text", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { maxLength: 5 }), (text, names) => {
        for (const { sentence, words: found } of blameIn(text, names)) expect(sentence).toContain(found);
      }),
    );
  });
});
