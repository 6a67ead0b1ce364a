import { expect, it } from "vitest";
import { countWords, lengthWords, monthWords, shareWords } from "./words";

it("tells a length of time in its two largest units", () => {
  expect(lengthWords(0)).toBe("0 s");
  expect(lengthWords(45_000)).toBe("45 s");
  expect(lengthWords(720_000)).toBe("12 min");
  expect(lengthWords(6 * 3_600_000 + 900_000)).toBe("6 h 15 min");
  expect(lengthWords(3 * 86_400_000 + 4 * 3_600_000)).toBe("3 d 4 h");
});

it("tells a share that is some as some, and one that is not all as less", () => {
  expect(shareWords(0, 0)).toBe("none");
  expect(shareWords(0, 5)).toBe("0 %");
  expect(shareWords(1, 1_000)).toBe("1 %");
  expect(shareWords(999, 1_000)).toBe("99 %");
  expect(shareWords(1, 4)).toBe("25 %");
});

it("counts one thing by its own word", () => {
  expect([countWords("wait", 1), countWords("wait", 2)]).toEqual(["1 decision", "2 decisions"]);
  expect(monthWords("2026-11")).toBe("November 2026");
});
