import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  postMortemActs,
  refusalByState,
  standingAnswers,
  stateAfter,
  stateOf,
  unanswered,
  writersOf,
} from "./course-rules";
import { type AnswerFact, type MoveFact, questionKeys } from "./model";

const answers: fc.Arbitrary<AnswerFact[]> = fc
  .array(
    fc.record({
      question: fc.constantFrom(...questionKeys),
      text: fc.option(fc.constantFrom("One.", "Two.")),
      by: fc.constantFrom("ann", "ben", "cy"),
    }),
    { maxLength: 12 },
  )
  .map((rows) =>
    rows.map((row, index) => ({
      ...row,
      id: String(index),
      at: index,
      version: rows.slice(0, index + 1).filter(({ question }) => question === row.question).length,
    })),
  );

describe("the course of a post-mortem", () => {
  it("is published only from review, and what is in review or published is not written in", () => {
    fc.assert(
      fc.property(answers, fc.array(fc.constantFrom(...postMortemActs), { maxLength: 20 }), (given, acts) => {
        const moves: Pick<MoveFact, "to">[] = [];
        for (const act of acts) {
          const before = stateOf(moves);
          if (refusalByState(act, { moves, answers: given }) !== null) continue;
          if (act === "write") expect(before).toBe("draft");
          if (act === "publish") expect(before).toBe("review");
          if (act === "submit") expect(standingAnswers(given).length).toBeGreaterThan(0);
          if (act !== "write") moves.push({ to: stateAfter(act) });
        }
      }),
    );
  });

  it("has each question answered or not, whatever the order in which versions are read", () => {
    fc.assert(
      fc.property(answers, (given) => {
        const standing = standingAnswers(given).map(({ question }) => question);
        expect([...standing, ...unanswered(given)].toSorted()).toEqual([...questionKeys].toSorted());
        expect(standingAnswers(given.toReversed())).toEqual(standingAnswers(given));
        expect(writersOf(given).length).toBeLessThanOrEqual(standing.length);
      }),
    );
  });

  it("has whoever wrote what stands as its writer, and nobody whose words were replaced", () => {
    const version = (number: number, by: string, text: string | null): AnswerFact => ({
      id: `${number}`,
      question: "happened",
      version: number,
      text,
      by,
      at: number,
    });
    expect(writersOf([version(1, "ann", "One."), version(2, "ben", "Two.")])).toEqual(["ben"]);
    expect(writersOf([version(1, "ann", "One."), version(2, "ben", null)])).toEqual([]);
  });
});
