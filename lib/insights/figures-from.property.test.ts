import fc from "fast-check";
import { expect, it } from "vitest";
import { figuresFrom } from "./figures-from";
import { percentile } from "./rounding";

const fact = fc.record({
  measure: fc.constantFrom("wait" as const, "readiness" as const),
  subject: fc.constantFrom("", "lead", "legal"),
  detail: fc.constantFrom("", "m/a", "m/b"),
  time: fc.nat({ max: 40 }),
  isLate: fc.boolean(),
});

it("come to the count, median and ninetieth percentile of the values behind them, at each level", () => {
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 60 }), (facts) => {
      const tallies = facts.map(({ time, isLate, ...about }) => ({
        ...about,
        late: isLate ? 1 : 0,
        times: [time],
        counts: [1],
      }));
      const figures = figuresFrom(tallies);
      for (const { measure, subject, detail, ...figure } of figures) {
        const own = facts.filter(
          (each) =>
            each.measure === measure &&
            (subject === "" || each.subject === subject) &&
            (detail === "" || each.detail === detail),
        );
        const times = own.map(({ time }) => time);
        expect(figure).toEqual({
          count: own.length,
          late: own.filter(({ isLate }) => isLate).length,
          medianMs: percentile(times, 0.5),
          p90Ms: percentile(times, 0.9),
        });
      }
      const keys = new Set(
        facts.flatMap(({ measure, subject, detail }) =>
          [`,`, `${subject},`, `,${detail}`, `${subject},${detail}`].map((key) => `${measure},${key}`),
        ),
      );
      expect(
        new Set(figures.map(({ measure, subject, detail }) => `${measure},${subject},${detail}`)),
      ).toEqual(keys);
      expect(figures).toHaveLength(keys.size);
    }),
  );
});
