import { describe, expect, it } from "vitest";
import { type Because, becauseWords, hears } from "./hearing-because";

const because: Because[] = [
  { kind: "voted", role: "technical-lead" },
  { kind: "role", role: "security", through: null },
  { kind: "role", role: "security", through: { kind: "team", title: "Speech" } },
  { kind: "role", role: "security", through: { kind: "rota", title: "Nights" } },
  { kind: "author", component: "silero-vad" },
  { kind: "acted" },
];

describe("why somebody hears of a release", () => {
  it("is said in words of what they did or hold", () => {
    expect(because.map(becauseWords)).toEqual([
      "you signed as technical lead",
      "you hold security",
      "your team Speech holds security",
      "you are on the rota Nights, which holds security",
      "you are an author of the candidate of silero-vad",
      "you acted on it",
    ]);
  });

  it("is that they follow it or take part, unless they muted it", () => {
    const answers = (["rules", "follow", "mute"] as const).map((choice) => [
      hears({ choice, because: [] }),
      hears({ choice, because }),
    ]);
    expect(answers).toEqual([
      [false, true],
      [true, true],
      [false, false],
    ]);
  });
});
