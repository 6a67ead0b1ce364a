import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterApplying,
  type ApplyingAttempt,
  type ApplyingFacts,
  applyingState,
  applyWithinMs,
  backOffMs,
  isHeldBack,
  lastOf,
  nextApplyingAct,
  waitsForPeople,
  whyNotApply,
} from "./applying";

const minute = 60_000;

/** A rollout as it really is beside what is recorded of it: whoever takes an attempt sets its share at some time until it ends. */
interface World {
  now: number;
  facts: ApplyingFacts;
  /** What is set where traffic is divided. */
  share: number;
  /** Taken attempts that have not set their share yet, by id. */
  pending: ReadonlyMap<string, number>;
  /** What was decided, by order from 1. */
  decided: readonly number[];
  begun: string[];
  /** What an executor is recorded to have set, since nothing else was decided; null: nothing is. */
  observed: number | null;
}

const start: World = {
  now: 0,
  facts: {
    intention: null,
    isConfirmed: false,
    hasExecutor: true,
    ends: null,
    isStopped: false,
    attempts: [],
  },
  share: 0,
  pending: new Map(),
  decided: [],
  begun: [],
  observed: null,
};

const operation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constant("decide" as const), percent: fc.constantFrom(0, 5, 25) }),
  },
  { weight: 8, arbitrary: fc.record({ what: fc.constant("take" as const), draw: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant("set" as const), draw: fc.nat(3) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant("end" as const),
      draw: fc.nat(3),
      how: fc.constantFrom("succeeded", "succeeded", "succeeded", "failed", "refused"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant("wait" as const),
      ms: fc.constantFrom(1, 1_000, 31_000, 3 * minute, 11 * minute),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("ask" as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("look" as const) }) },
  // Most of the time neither holds.
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant("stop" as const),
      isStopped: fc.constantFrom(true, false, false),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant("go back" as const),
      isOn: fc.constantFrom(true, false, false),
    }),
  },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

function attempt(facts: ApplyingFacts, change: Partial<ApplyingAttempt> & { now: number }): ApplyingAttempt {
  const { now, ...rest } = change;
  const number = (lastOf(facts)?.number ?? 0) + 1;
  const intention = facts.intention?.order ?? 0;
  return {
    id: `${intention}#${number}`,
    intention,
    number,
    state: "queued",
    at: now,
    dueAt: now + applyWithinMs,
    claimedAt: null,
    endedAt: null,
    observed: null,
    isFinal: false,
    isAsked: false,
    isRecorded: false,
    ...rest,
  };
}

const changed = (world: World, id: string, change: Partial<ApplyingAttempt>): World => ({
  ...world,
  facts: {
    ...world.facts,
    attempts: world.facts.attempts.map((each) => (each.id === id ? { ...each, ...change } : each)),
  },
});

function pick<T>(items: readonly T[], draw: number): T | null {
  return items[draw % Math.max(1, items.length)] ?? null;
}

function decide(world: World, percent: number): World {
  const { facts, now } = world;
  const intention = { order: world.decided.length + 1, percent, before: facts.intention?.percent ?? 0 };
  const next = { ...facts, intention, isConfirmed: false };
  const begun = facts.ends === null ? [attempt(next, { now })] : [];
  return {
    ...world,
    decided: [...world.decided, percent],
    observed: null,
    begun: [...world.begun, ...begun.map(({ id }) => id)],
    facts: { ...next, attempts: [...facts.attempts, ...begun] },
  };
}

/** What an executor took sets its share, if it has not. */
function set(world: World, id: string | null): World {
  const percent = id === null ? undefined : world.pending.get(id);
  if (id === null || percent === undefined) return world;
  const pending = new Map(world.pending);
  pending.delete(id);
  return { ...world, share: percent, pending };
}

/** What somebody saw before an older one ended need not be so any more. */
function doubted(world: World, { intention, claimedAt }: ApplyingAttempt): World {
  const isOlder = claimedAt !== null && intention !== world.facts.intention?.order;
  return isOlder ? { ...world, facts: { ...world.facts, isConfirmed: false } } : world;
}

function act(world: World, operation: Operation): World {
  const { facts, now } = world;
  switch (operation.what) {
    case "decide":
      return decide(world, operation.percent);
    case "take": {
      const waiting = facts.attempts.filter(
        ({ state, at, dueAt }) => state === "queued" && at <= now && now < dueAt && !isHeldBack(facts),
      );
      const taken = pick(waiting, operation.draw);
      if (taken === null || facts.ends !== null) return world;
      const pending = new Map([...world.pending, [taken.id, world.decided[taken.intention - 1] ?? 0]]);
      return changed({ ...world, pending }, taken.id, { state: "claimed", claimedAt: now });
    }
    case "set":
      return set(world, pick([...world.pending.keys()], operation.draw));
    case "end": {
      const under = facts.attempts.filter(({ state, dueAt }) => state === "claimed" && now < dueAt);
      const ended = pick(under, operation.draw);
      if (ended === null) return world;
      const { how } = operation;
      const isDone = how === "succeeded";
      const after = isDone ? set(world, ended.id) : world;
      const pending = new Map(after.pending);
      pending.delete(ended.id);
      return changed({ ...doubted(after, ended), pending }, ended.id, {
        state: isDone ? "succeeded" : "failed",
        endedAt: now,
        isFinal: how === "refused",
      });
    }
    case "wait":
      return { ...world, now: now + operation.ms };
    case "ask":
      if (whyNotApply(facts) !== null) return world;
      return {
        ...world,
        begun: [...world.begun, attempt(facts, { now }).id],
        facts: { ...facts, attempts: [...facts.attempts, attempt(facts, { now, isAsked: true })] },
      };
    case "look": {
      const { intention } = facts;
      return intention === null
        ? world
        : { ...world, facts: { ...facts, isConfirmed: world.share === intention.percent } };
    }
    case "stop":
      return { ...world, facts: { ...facts, isStopped: operation.isStopped } };
    case "go back": {
      if (operation.isOn === (facts.ends === "rollback")) return world;
      const back = { ...world, facts: { ...facts, ends: operation.isOn ? ("rollback" as const) : null } };
      return operation.isOn && (facts.intention?.percent ?? 0) > 0 ? decide(back, 0) : back;
    }
  }
}

/** Lets happen all that happens by itself. */
function settle(given: World): World {
  let world = given;
  for (let acts = 0; ; acts += 1) {
    expect(acts).toBeLessThan(100);
    const { facts, now } = world;
    const next = nextApplyingAct(facts, now);
    if (next === null) return world;
    const last = lastOf(facts);
    const id = next.act === "begin" ? `${facts.intention?.order}#${next.number}` : "";
    if (next.act === "begin") {
      expect(last?.state === "succeeded" || last?.state === "failed").toBe(true);
      if (next.why === "failed")
        expect(next.at).toBeGreaterThanOrEqual((last?.endedAt ?? Infinity) + (backOffMs[0] ?? 0));
    }
    if (next.act === "observe") {
      // What ended is what is still intended, once, and it is really so.
      expect([next.attempt, last?.isRecorded, facts.ends]).toEqual([last?.id, false, null]);
      expect(next.percent).toBe(facts.intention?.percent);
      expect(world.share).toBe(next.percent);
      world = { ...world, observed: next.percent };
    }
    if (next.act === "time-out") {
      const pending = new Map(world.pending);
      pending.delete(next.attempt);
      const late = facts.attempts.find((each) => each.id === next.attempt);
      world = { ...(late === undefined ? world : doubted(world, late)), pending };
    }
    world = {
      ...world,
      begun: next.act === "begin" ? [...world.begun, id] : world.begun,
      facts: afterApplying(world.facts, next, { now, id }),
    };
  }
}

function assertSound(world: World): void {
  const { facts, now } = world;
  const open = facts.attempts.filter(({ state }) => state === "queued" || state === "claimed");
  const perIntention = open.map(({ intention }) => intention);
  expect(new Set(perIntention).size).toBe(perIntention.length);
  const queued = open.filter(({ state }) => state === "queued");
  expect(queued.every(({ intention }) => intention === facts.intention?.order)).toBe(true);
  if (facts.ends !== null || facts.isConfirmed) expect(queued).toEqual([]);
  expect(new Set(world.begun).size).toBe(world.begun.length);
  expect(
    facts.attempts.filter(({ isRecorded }) => isRecorded).every(({ state }) => state === "succeeded"),
  ).toBe(true);
  // What is recorded as set by an executor stays so until something else is decided.
  if (world.observed !== null) expect(world.share).toBe(world.observed);
  const state = applyingState(facts, now);
  if (waitsForPeople(state) && facts.ends === null && !isHeldBack(facts))
    expect(whyNotApply(facts)).toBe(null);
}

const played = (operations: readonly Operation[]): World =>
  operations.reduce((world, each) => {
    const next = settle(act(world, each));
    assertSound(next);
    return next;
  }, start);

const operations = fc.array(operation, { maxLength: 60, size: "max" });

describe("applying an intended exposure", () => {
  it("never counts as observed what is not so, nor what an older decision may still set, whatever ends late, dies or comes between", () => {
    fc.assert(
      fc.property(operations, (all) => void played(all)),
      { numRuns: 1_000 },
    );
  });

  it("comes to its end or to people, however it stood, once executors answer and nothing stops it", () => {
    fc.assert(
      fc.property(operations, (all) => {
        let world = played([...all, { what: "go back", isOn: false }, { what: "stop", isStopped: false }]);
        if (world.facts.intention === null) return;
        for (let round = 0; round < 12; round += 1)
          for (const each of [
            { what: "take", draw: 0 },
            { what: "end", draw: 0, how: "succeeded" },
            { what: "wait", ms: 11 * minute },
          ] satisfies Operation[])
            world = settle(act(world, each));
        const state = applyingState(world.facts, world.now);
        expect(["applied", "confirmed", "failed", "none"]).toContain(state);
        if (state === "applied") expect(world.share).toBe(world.facts.intention?.percent);
      }),
      { numRuns: 500 },
    );
  });

  it("is tried again by itself after longer and longer, and then waits for people, whose own attempt is tried once", () => {
    let world = settle(act(start, { what: "decide", percent: 5 }));
    const waits: number[] = [];
    const fail = () => {
      world = settle(act(act(world, { what: "take", draw: 0 }), { what: "end", draw: 0, how: "failed" }));
    };
    for (fail(); applyingState(world.facts, world.now) === "retrying"; fail()) {
      const at = lastOf(world.facts)?.at ?? 0;
      waits.push(at - world.now);
      world = act(world, { what: "wait", ms: at - world.now });
    }
    expect(waits).toEqual(backOffMs);
    expect(applyingState(world.facts, world.now)).toBe("failed");
    world = settle(act(world, { what: "ask" }));
    fail();
    expect(applyingState(world.facts, world.now)).toBe("failed");
    expect(world.begun).toHaveLength(backOffMs.length + 2);
  });

  it("is not tried again by itself after a refusal", () => {
    const taken = act(act(start, { what: "decide", percent: 5 }), { what: "take", draw: 0 });
    const world = settle(act(taken, { what: "end", draw: 0, how: "refused" }));
    expect([applyingState(world.facts, world.now), world.begun]).toEqual(["failed", ["1#1"]]);
  });

  it("is done once more where an older one ended after it was taken, and waits for that", () => {
    const steps: Operation[] = [
      { what: "decide", percent: 25 },
      { what: "take", draw: 0 },
      { what: "decide", percent: 0 },
      { what: "take", draw: 0 },
      { what: "end", draw: 1, how: "succeeded" },
    ];
    let world = played(steps);
    expect([applyingState(world.facts, world.now), world.share]).toEqual(["unsettled", 0]);
    world = settle(act(world, { what: "end", draw: 0, how: "succeeded" }));
    expect([applyingState(world.facts, world.now), world.share, world.begun.at(-1)]).toEqual([
      "waiting",
      25,
      "2#2",
    ]);
    const later = act(world, { what: "wait", ms: 1 });
    world = settle(act(act(later, { what: "take", draw: 0 }), { what: "end", draw: 0, how: "succeeded" }));
    expect([applyingState(world.facts, world.now), world.share]).toEqual(["applied", 0]);
  });

  it("is set once more where somebody confirmed it before an older one ended", () => {
    const world = played([
      { what: "decide", percent: 0 },
      { what: "take", draw: 0 },
      { what: "decide", percent: 5 },
      { what: "take", draw: 0 },
      { what: "end", draw: 1, how: "succeeded" },
      { what: "look" },
      { what: "end", draw: 0, how: "succeeded" },
    ]);
    expect([world.share, applyingState(world.facts, world.now), world.begun.at(-1)]).toEqual([
      0,
      "waiting",
      "2#2",
    ]);
  });

  it("that another share is seen after counts as that share, and waits for people", () => {
    const taken = act(act(start, { what: "decide", percent: 25 }), { what: "take", draw: 0 });
    const id = lastOf(taken.facts)?.id ?? "";
    const ended = changed(taken, id, { state: "succeeded", endedAt: 1, observed: 20 });
    expect(nextApplyingAct(ended.facts, 1)).toEqual({ act: "observe", attempt: id, percent: 20 });
    const facts = afterApplying(
      ended.facts,
      { act: "observe", attempt: id, percent: 20 },
      { now: 1, id: "" },
    );
    expect(nextApplyingAct(facts, 1)).toBe(null);
    expect(applyingState(facts, 1)).toBe("differs");
  });

  it("is left waiting while exposure is paused where it raises, however long, and never where it lowers", () => {
    const stopped = { what: "stop", isStopped: true } as const;
    const long = { what: "wait", ms: 100 * applyWithinMs } as const;
    const raised = played([{ what: "decide", percent: 25 }, stopped, long, { what: "take", draw: 0 }]);
    expect([applyingState(raised.facts, raised.now), raised.begun]).toEqual(["held-back", ["1#1"]]);
    const resumed = settle(act(raised, { what: "stop", isStopped: false }));
    expect(applyingState(resumed.facts, resumed.now)).toBe("retrying");
    const lowered = played([
      { what: "decide", percent: 25 },
      stopped,
      { what: "decide", percent: 5 },
      { what: "take", draw: 0 },
    ]);
    expect(applyingState(lowered.facts, lowered.now)).toBe("under-way");
  });
});
