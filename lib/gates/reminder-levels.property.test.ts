import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { levelAt, levelDue, levelToReach, levelToTell, nextReminderAt, type Term } from "./reminder-levels";

const hour = 3_600_000;
const day = 24 * hour;

const terms: fc.Arbitrary<Term> = fc.record({
  from: fc.integer({ min: 0, max: 40 * day }),
  deadline: fc.integer({ min: 0, max: 60 * day }),
});
/** Times at which the worker ran, in any order: missed weeks, a clock that goes back. */
const runs = fc.array(fc.integer({ min: -5 * day, max: 200 * day }), { maxLength: 40 });

/** As far as anybody would look, one by one. */
function brute(term: Term, now: number): number {
  let last = -1;
  for (let step = 0; step < 60; step += 1) if (levelAt(term, step).at <= now) last = step;
  return last;
}

function play(term: Term, times: readonly number[]): number[] {
  const reached: number[] = [];
  for (const now of times) {
    const level = levelToReach(term, { reached: reached.at(-1) ?? null, now });
    if (level !== null) reached.push(level.step);
  }
  return reached;
}

describe("levels of a reminder", () => {
  it("come one after the other", () => {
    fc.assert(
      fc.property(terms, fc.integer({ min: 0, max: 50 }), (term, step) => {
        const [level, next] = [levelAt(term, step), levelAt(term, step + 1)];
        expect(next.at).toBeGreaterThanOrEqual(level.at);
        if (step > 0) expect(next.at).toBeGreaterThan(level.at);
        expect(next.name).not.toBe(level.name);
      }),
    );
    const term = { from: 0, deadline: 100 * day };
    const told = [0, 1, 2, 3, 4, 5, 6].map((step) => levelAt(term, step));
    expect(told.map(({ name }) => name)).toEqual([
      "soon",
      "due",
      "overdue-1d",
      "overdue-3d",
      "overdue-7d",
      "overdue-14d",
      "overdue-21d",
    ]);
    expect(told.map(({ at }) => at / day)).toEqual([99, 100, 101, 103, 107, 114, 121]);
    expect(levelAt({ from: 0, deadline: 4 * hour }, 0).at).toBe(3 * hour);
  });

  it("are due as one finds by looking at each", () => {
    fc.assert(
      fc.property(terms, fc.integer({ min: -5 * day, max: 200 * day }), (term, now) => {
        expect(levelDue(term, now)?.step ?? -1).toBe(brute(term, now));
      }),
    );
  });

  it("are reached in order, none twice, and the last that is due never fails, whenever the worker ran", () => {
    fc.assert(
      fc.property(terms, runs, (term, times) => {
        const reached = play(term, times);
        for (const [index, step] of reached.entries())
          if (index > 0) expect(step).toBeGreaterThan(reached[index - 1] ?? -1);
        const latest = times.length === 0 ? -Infinity : Math.max(...times);
        expect(reached.at(-1) ?? -1).toBe(brute(term, latest));
        // At most one for each run, each a level that was due at some run.
        expect(reached.length).toBeLessThanOrEqual(times.length);
        for (const step of reached) expect(times.some((now) => brute(term, now) === step)).toBe(true);
      }),
    );
  });

  it("are each reached by a worker that never misses its time", () => {
    fc.assert(
      fc.property(terms, (term) => {
        let reached: number | null = null;
        let now = term.from;
        const first = Math.max(0, brute(term, now));
        for (let step = first; step < first + 8; step += 1) {
          now = Math.max(now, nextReminderAt(term, { reached, now }));
          const level = levelToReach(term, { reached, now });
          expect(level?.step).toBe(brute(term, now));
          reached = level?.step ?? null;
        }
      }),
    );
  });

  it("of what is told once are told at the first run that finds one due, and never again", () => {
    fc.assert(
      fc.property(terms, runs, (term, times) => {
        const told: { now: number; name: string }[] = [];
        for (const now of times) {
          const level = levelToTell(term, { reached: told.length === 0 ? null : 0, now });
          if (level === null) continue;
          expect(level.at).toBeLessThanOrEqual(now);
          told.push({ now, name: level.name });
        }
        const first = times.find((now) => brute(term, now) >= 0);
        const name = first !== undefined && first >= term.deadline ? "due" : "soon";
        expect(told).toEqual(first === undefined ? [] : [{ now: first, name }]);
      }),
    );
  });

  it("are looked at again exactly when one is due and not reached", () => {
    fc.assert(
      fc.property(
        terms,
        fc.option(fc.integer({ min: 0, max: 30 })),
        fc.integer({ min: 0, max: 200 * day }),
        (term, reached, now) => {
          const isDue = levelToReach(term, { reached, now }) !== null;
          expect(nextReminderAt(term, { reached, now }) <= now).toBe(isDue);
        },
      ),
    );
  });
});
