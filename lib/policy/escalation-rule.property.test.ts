import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shippedPolicy } from "./escalation-model";
import {
  escalationBy,
  nextTelling,
  reachedLevel,
  type Rung,
  rungsOf,
  type Told,
  type Wait,
} from "./escalation-rule";

const minute = 60_000;

const arbitraryRung: fc.Arbitrary<Rung> = fc.record({
  afterMs: fc.integer({ min: 0, max: 60 }).map((count) => count * minute),
  repeat: fc.option(
    fc.record({
      everyMs: fc.integer({ min: 1, max: 30 }).map((count) => count * minute),
      times: fc.option(fc.integer({ min: 1, max: 4 })),
    }),
  ),
});
const arbitraryRungs = fc.array(arbitraryRung, { minLength: 1, maxLength: 5 });
const arbitraryTime = fc.integer({ min: 0, max: 400 }).map((count) => count * minute);
const arbitraryAcknowledgements = fc
  .array(fc.record({ at: arbitraryTime, forMs: fc.integer({ min: 1, max: 240 }).map((n) => n * minute) }), {
    maxLength: 4,
  })
  .map((drawn) => drawn.map(({ at, forMs }) => ({ at, until: at + forMs })).sort((a, b) => a.at - b.at));

const wait = (change: Partial<Wait> = {}): Wait => ({
  since: 0,
  atOnce: 0,
  told: [],
  silences: [],
  ...change,
});

/** What the worker does when it comes by: all that is due, each of its own. */
function run(rungs: readonly Rung[], given: Wait, now: number, isReached = (_level: number) => true): Wait {
  let at = given;
  for (let acts = 0; ; acts += 1) {
    expect(acts).toBeLessThan(2_000);
    const next = nextTelling(rungs, at);
    if (next === null || next.dueAt > now) return at;
    const { level, dueAt } = next;
    at = { ...at, told: [...at.told, { level, dueAt, at: now, isReached: isReached(level) }] };
  }
}

const firsts = (told: readonly Told[]): number[] =>
  told
    .filter((each, n) => told.findIndex(({ level }) => level === each.level) === n)
    .map(({ level }) => level);

describe("how far an escalation has come", () => {
  it("never goes back as time goes on, and what was told stays told", () => {
    fc.assert(
      fc.property(
        arbitraryRungs,
        arbitraryAcknowledgements,
        arbitraryTime,
        arbitraryTime,
        (rungs, acknowledgements, a, b) => {
          const [early, late] = [Math.min(a, b), Math.max(a, b)];
          const before = escalationBy(rungs, { since: 0, acknowledgements }, early);
          const after = escalationBy(rungs, { since: 0, acknowledgements }, late);
          expect(after.level).toBeGreaterThanOrEqual(before.level);
          expect(after.told.slice(0, before.told.length)).toEqual(before.told);
          expect(before.next === null || before.next.dueAt > early).toBe(true);
          const times = after.told.map(({ dueAt }) => dueAt);
          expect(times).toEqual([...times].sort((x, y) => x - y));
        },
      ),
    );
  });

  it("comes to the same levels, each once and in order, however seldom anybody looks", () => {
    fc.assert(
      fc.property(
        arbitraryRungs,
        fc.integer({ min: 0, max: 5 }),
        fc.array(arbitraryTime, { maxLength: 8 }),
        arbitraryTime,
        (rungs, atOnce, looks, end) => {
          const often = [...looks.filter((at) => at < end), end]
            .sort((a, b) => a - b)
            .reduce((at, now) => run(rungs, at, now), wait({ atOnce }));
          const once = run(rungs, wait({ atOnce }), end);
          const ideal = escalationBy(rungs, { since: 0, atOnce }, end);
          const upTo = (level: number) => Array.from({ length: level }, (_, n) => n + 1);
          for (const told of [often.told, once.told, ideal.told])
            expect(firsts(told)).toEqual(upTo(ideal.level));
          const dueOf = (told: readonly Told[]) =>
            upTo(ideal.level).map((level) => told.find((each) => each.level === level)?.dueAt);
          expect(dueOf(often.told)).toEqual(dueOf(ideal.told));
          expect(dueOf(once.told)).toEqual(dueOf(ideal.told));
        },
      ),
    );
  });

  it("tells nothing twice and loses nothing where it is asked again: a restart changes nothing", () => {
    fc.assert(
      fc.property(arbitraryRungs, arbitraryTime, arbitraryTime, (rungs, a, b) => {
        const [early, late] = [Math.min(a, b), Math.max(a, b)];
        const once = run(rungs, wait(), early);
        expect(run(rungs, once, early)).toEqual(once);
        const { told } = run(rungs, once, late);
        const seen = told.map(
          ({ level }, n) => `${level}#${told.slice(0, n).filter((x) => x.level === level).length}`,
        );
        expect(new Set(seen).size).toBe(seen.length);
        expect(told.slice(0, once.told.length)).toEqual(once.told);
      }),
    );
  });

  it("repeats a level at most so often, and none after the next was reached", () => {
    fc.assert(
      fc.property(arbitraryRungs, arbitraryTime, (rungs, end) => {
        const { told } = escalationBy(rungs, { since: 0 }, end);
        expect(told.map(({ level }) => level)).toEqual(told.map(({ level }) => level).sort((a, b) => a - b));
        rungs.forEach(({ repeat }, at) => {
          const count = told.filter(({ level }) => level === at + 1).length;
          const most =
            repeat === null ? 1 : repeat.times === null ? Number.POSITIVE_INFINITY : repeat.times + 1;
          expect(count).toBeLessThanOrEqual(most);
        });
      }),
    );
  });
});

describe("a silence", () => {
  it("moves only what comes next at its level: never anything earlier, and further levels keep their distance", () => {
    fc.assert(
      fc.property(arbitraryRungs, arbitraryTime, fc.integer({ min: 1, max: 240 }), (rungs, at, minutes) => {
        const until = at + minutes * minute;
        const far = 5_000 * minute;
        const plain = escalationBy(rungs, { since: 0 }, far);
        const silent = escalationBy(rungs, { since: 0, acknowledgements: [{ at, until }] }, far);
        const dueOf = (told: readonly Told[], level: number) =>
          told.find((each) => each.level === level)?.dueAt ?? Number.NaN;
        const level = escalationBy(rungs, { since: 0 }, at).level;
        for (let each = 1; each <= rungs.length; each += 1) {
          const [before, after] = [dueOf(plain.told, each), dueOf(silent.told, each)];
          if (each <= level) expect(after).toBe(before);
          if (each === level + 1) expect(after).toBe(Math.max(before, until));
          if (each > level + 1)
            expect(after - dueOf(silent.told, each - 1)).toBe(before - dueOf(plain.told, each - 1));
        }
        expect(silent.told.filter((each) => each.at > at && each.at < until)).toEqual([]);
      }),
    );
  });

  it("of an earlier level says nothing about a later one", () => {
    const rungs: Rung[] = [1, 2, 3].map((count) => ({ afterMs: count * minute, repeat: null }));
    const told = [1, 2].map((level) => ({
      level,
      dueAt: level * minute,
      at: level * minute,
      isReached: true,
    }));
    const silences = [{ level: 1, until: 99 * minute }];
    expect(nextTelling(rungs, wait({ told, silences }))).toEqual({ level: 3, number: 0, dueAt: 5 * minute });
  });
});

describe("a level that reaches nobody", () => {
  it("goes on to the next at once, down to the first that reaches somebody", () => {
    fc.assert(
      fc.property(
        arbitraryRungs,
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        (rungs, reached) => {
          const due = nextTelling(rungs, wait())?.dueAt ?? 0;
          const { told } = run(rungs, wait(), due, (level) => reached[level - 1] ?? false);
          const first = reached.slice(0, rungs.length).indexOf(true);
          const expected = first === -1 ? rungs.length : first + 1;
          expect(firsts(told).length).toBeGreaterThanOrEqual(expected);
          expect(told.slice(0, expected).every(({ dueAt }) => dueAt === due)).toBe(true);
        },
      ),
    );
  });

  it("is asked again at its pace where it is the last one, since somebody may come on shift", () => {
    const rungs: Rung[] = [{ afterMs: minute, repeat: { everyMs: 5 * minute, times: null } }];
    const told = [{ level: 1, dueAt: minute, at: 2 * minute, isReached: false }];
    expect(nextTelling(rungs, wait({ told }))).toEqual({ level: 1, number: 1, dueAt: 7 * minute });
  });
});

describe("the shipped policy", () => {
  const levels = shippedPolicy.levels;
  const most = levels.length;

  /** As it was fixed before policies: a level more each half of the time to decide, the last one repeated. */
  function fixed(
    everyMs: number,
    at: { level: number; due: number },
    now: number,
  ): { level: number; due: number } {
    let { level, due } = at;
    while (now >= due) {
      due = level + 1 < most ? due + everyMs : now + everyMs;
      level += 1;
    }
    return { level, due };
  }

  it("tells when the fixed levels told, over one wait and the next, however seldom anybody looks", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 12 }),
        fc.nat(11),
        fc.integer({ min: 0, max: 300 }),
        (decideMinutes, gaps, turn, later) => {
          const decideMs = decideMinutes * minute;
          const everyMs = Math.max(minute, decideMs / 2);
          const rungs = rungsOf(levels, decideMs);
          let before = { level: 0, due: everyMs };
          let own = wait();
          let reached = 0;
          let now = 0;
          gaps.forEach((gap, index) => {
            now += gap * minute;
            if (index === turn) {
              // What is late or failed: one level further is told at once.
              before = { level: before.level, due: now + later * minute };
              own = wait({ since: now + later * minute, atOnce: Math.min(reached + 1, most) });
            }
            before = fixed(everyMs, before, now);
            own = run(rungs, own, now);
            reached = Math.max(reached, reachedLevel(own));
            expect(reached).toBe(Math.min(before.level, most));
            expect(nextTelling(rungs, own)?.dueAt).toBe(before.due);
          });
        },
      ),
    );
  });
});
