import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  actMs,
  alertForMs,
  type Confirmation,
  type Reauthenticate,
  repeatedFailures,
  repeatedWithinMs,
  sittingIdleMs,
  sittingMs,
  standingOf,
} from "./confirmation-rules";

const t0 = Date.UTC(2026, 10, 26, 9);
const confirmed = (given: Partial<Confirmation> = {}): Confirmation => ({
  id: "c",
  method: "password",
  act: "a",
  at: t0,
  usedAt: null,
  ...given,
});

function kindOf(asks: Reauthenticate, confirmations: Confirmation[], now: number, act = "a"): string {
  return standingOf({ asks, credential: "session", confirmations, act, now }).kind;
}

describe("a template that asks at the first signature of a sitting", () => {
  test("is answered by one confirmation for every act, while signatures follow one another", () => {
    expect(kindOf("sitting", [], t0)).toBe("required");
    expect(kindOf("sitting", [confirmed()], t0 + sittingIdleMs, "another")).toBe("confirmed");
    expect(kindOf("sitting", [confirmed()], t0 + sittingIdleMs + 1)).toBe("required");
    const used = confirmed({ usedAt: t0 + sittingIdleMs });
    expect(kindOf("sitting", [used], t0 + 2 * sittingIdleMs)).toBe("confirmed");
  });

  test("asks again after eight hours, however busy they were", () => {
    const used = (now: number) => [confirmed({ usedAt: now - 1 })];
    expect(kindOf("sitting", used(t0 + sittingMs), t0 + sittingMs)).toBe("confirmed");
    expect(kindOf("sitting", used(t0 + sittingMs + 1), t0 + sittingMs + 1)).toBe("required");
  });
});

describe("a template that asks at each signature", () => {
  test("is answered for the act that was confirmed, once, and soon", () => {
    expect(kindOf("each", [confirmed()], t0 + actMs)).toBe("confirmed");
    expect(kindOf("each", [confirmed()], t0 + actMs + 1)).toBe("required");
    expect(kindOf("each", [confirmed()], t0, "another")).toBe("required");
    expect(kindOf("each", [confirmed({ usedAt: t0 })], t0)).toBe("required");
  });
});

test("a clock that went back makes no confirmation count again", () => {
  const earlier = t0 - 1;
  for (const asks of ["sitting", "each"] as const) {
    expect(kindOf(asks, [confirmed()], earlier)).toBe("required");
    expect(kindOf(asks, [confirmed({ at: earlier - 1, usedAt: t0 })], earlier)).toBe("required");
  }
});

test("without a session nothing is confirmed, whatever is recorded, unless the template never asks", () => {
  const times = fc.array(fc.integer({ min: t0 - sittingMs, max: t0 + sittingMs }), { maxLength: 4 });
  const cases = fc.record({
    times,
    asks: fc.constantFrom("never", "sitting", "each"),
    credential: fc.constantFrom("token", "none"),
  });
  fc.assert(
    fc.property(cases, ({ times: all, asks, credential }) => {
      const confirmations = all.map((at) => confirmed({ at }));
      const standing = standingOf({ asks, credential, confirmations, act: "a", now: t0 });
      expect(standing).toEqual(asks === "never" ? { kind: "not-asked" } : { kind: "required", of: "token" });
    }),
  );
});

test("failures that came near to one another are told for a week, single ones are not", () => {
  const far = repeatedWithinMs + 1;
  expect(repeatedFailures([t0, t0 + 1], t0 + 2)).toBeNull();
  expect(repeatedFailures([t0, t0 + far, t0 + 2 * far], t0 + 3 * far)).toBeNull();
  const near = [t0 + 2, t0, t0 + repeatedWithinMs];
  expect(repeatedFailures(near, t0)).toEqual({ count: 3, last: t0 + repeatedWithinMs });
  expect(repeatedFailures(near, t0 + repeatedWithinMs + alertForMs + 1)).toBeNull();
});
