import fc from "fast-check";
import { expect, test } from "vitest";
import { falseMsOf, scoreOf } from "./score";

const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 10 })), {
  maxLength: 8,
});

test("scores as its words say, whichever the order and overlap of incidents", () => {
  fc.assert(
    fc.property(spans, fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 16 }), (given, ends) => {
      const incidents = given.map(([from, length]) => ({ from, to: from + length }));
      const marks = [...new Set(ends)].toSorted((a, b) => a - b);
      const breaches = marks.flatMap((at, index) =>
        index % 2 === 0 ? [{ at, until: marks[index + 1] ?? null }] : [],
      );
      const score = scoreOf(breaches, incidents);
      const delays = incidents.flatMap(({ from, to }) => {
        const found = breaches.find(({ at, until }) => at <= to && (until === null || until > from));
        return found === undefined ? [] : [Math.max(0, found.at - from)];
      });
      expect(score.delaysMs).toEqual(delays);
      expect(score.misses).toBe(incidents.length - delays.length);
      expect(score.falseRollbacks).toBe(
        breaches.filter(({ at }) => !incidents.some(({ from, to }) => at >= from && at <= to)).length,
      );
      let outside = 0;
      for (let t = 0; t < 70; t += 1) {
        const isIn = breaches.some(({ at, until }) => at <= t && t < (until ?? 70));
        if (isIn && !incidents.some(({ from, to }) => from <= t && t < to)) outside += 1;
      }
      expect(falseMsOf(breaches, incidents, { to: 70 })).toBe(outside);
    }),
  );
});
