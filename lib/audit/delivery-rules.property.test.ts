import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DeliveryFacts, dueDelivery, retryPauseMs } from "./delivery-rules";

type Event =
  /** The worker looks; what it begins or tries again ends so. `lost`: it died before it could say how. */
  | { do: "look"; ends: "delivered" | "failed" | "lost" }
  | { do: "grow"; by: number }
  | { do: "pass"; ms: number }
  | { do: "jump"; ms: number };

interface Sent {
  id: number;
  size: number;
  at: number;
}

/** A worker that does as the rule says, with a log that grows and a clock that jumps. */
function run(events: readonly Event[], paceMs: number) {
  const facts: DeliveryFacts & { open: (Sent & { attempts: number; triedAt: Date }) | null } = {
    newest: null,
    last: null,
    open: null,
  };
  const sent: Sent[] = [];
  const begun: Sent[] = [];
  let now = Date.parse("2026-11-26T12:00:00Z");
  const look = (ends: "delivered" | "failed" | "lost") => {
    const due = dueDelivery(facts, { paceMs, now: new Date(now) });
    if (due === null) return;
    const { open, newest } = facts;
    const one = open ?? { id: begun.length, size: newest ?? 0, at: now, attempts: 0, triedAt: new Date(now) };
    if (due === "begin") begun.push({ id: one.id, size: one.size, at: now });
    sent.push({ id: one.id, size: one.size, at: now });
    facts.open = { ...one, attempts: one.attempts + 1, triedAt: new Date(now) };
    if (ends !== "delivered") return;
    facts.last = { size: one.size, at: new Date(one.at) };
    facts.open = null;
  };
  for (const event of events) {
    if (event.do === "look") look(event.ends);
    else if (event.do === "grow") facts.newest = (facts.newest ?? 0) + event.by;
    else now += event.ms;
  }
  return {
    facts,
    sent,
    begun,
    /** Looks each second from now on, for so long, with a target that is well. */
    settle: (ms: number) => {
      for (let passed = 0; passed <= ms; passed += 1_000) {
        look("delivered");
        now += 1_000;
      }
    },
  };
}

const look = fc.record({
  do: fc.constant("look" as const),
  ends: fc.constantFrom("delivered" as const, "failed" as const, "lost" as const),
});
const steady = fc.oneof(
  { weight: 4, arbitrary: look },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("grow" as const), by: fc.integer({ min: 1, max: 9 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 0, max: 4_000_000 }) }),
  },
);
const jump = fc.record({
  do: fc.constant("jump" as const),
  ms: fc.integer({ min: -400 * 86_400_000, max: 400 * 86_400_000 }),
});
const jumping: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: steady },
  { weight: 1, arbitrary: jump },
);
const pace = fc.constantFrom(0, 600_000, 86_400_000);

describe("a delivery of checkpoints", () => {
  it("is the only one under way, keeps its id and its checkpoint however often it is tried, and each is over more than the last", () => {
    fc.assert(
      fc.property(fc.array(jumping, { maxLength: 60 }), pace, (events, paceMs) => {
        const { sent, begun } = run(events, paceMs);
        // Ids never go back: the one before was over when the next began.
        expect(sent.map(({ id }) => id)).toEqual(sent.map(({ id }) => id).toSorted((a, b) => a - b));
        for (const { id, size } of sent) expect(size).toBe(begun[id]?.size);
        for (const [n, { size }] of begun.entries()) expect(size).toBeGreaterThan(begun[n - 1]?.size ?? 0);
      }),
    );
  });

  it("keeps its pace while the clock does", () => {
    fc.assert(
      fc.property(fc.array(steady, { maxLength: 60 }), pace, (events, paceMs) => {
        const { begun } = run(events, paceMs);
        for (const [n, { at }] of begun.entries()) {
          const before = begun[n - 1];
          if (before !== undefined) expect(at - before.at).toBeGreaterThanOrEqual(paceMs);
        }
      }),
    );
  });

  it("comes of the newest checkpoint within twice its pace and the longest pause, whatever the clock did", () => {
    const settling = fc.constantFrom(0, 600_000);
    fc.assert(
      fc.property(fc.array(jumping, { maxLength: 40 }), settling, (events, paceMs) => {
        const world = run(events, paceMs);
        world.settle(2 * paceMs + 2 * 3_600_000 + 2_000);
        expect(world.facts.open).toBeNull();
        expect(world.facts.last?.size ?? null).toBe(world.facts.newest);
      }),
      { numRuns: 40 },
    );
  });

  it("comes once for all that was missed while nobody looked", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 }),
        pace,
        (growths, paceMs) => {
          const missed = growths.flatMap((by): Event[] => [
            { do: "grow", by },
            { do: "pass", ms: 86_400_000 },
          ]);
          const looks: Event[] = [
            { do: "look", ends: "delivered" },
            { do: "look", ends: "delivered" },
          ];
          expect(run([...missed, ...looks], paceMs).sent).toHaveLength(1);
        },
      ),
    );
  });

  it("is tried again after pauses that double up to an hour", () => {
    expect([1, 2, 3, 10, 11, 500].map(retryPauseMs)).toEqual([
      5_000, 10_000, 20_000, 2_560_000, 3_600_000, 3_600_000,
    ]);
  });
});
