import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExposureChange, Interruption } from "./exposure-model";
import { soakOf } from "./soak";

const kinds = ["hold", "organisation-hold", "component-pause", "pause", "breach", "withheld"] as const;
const instant = fc.integer({ min: 0, max: 40 });

const changes = fc
  .array(
    fc.record({
      kind: fc.constantFrom("intended" as const, "confirmed" as const),
      percent: fc.constantFrom(0, 5, 25, 100),
      candidate: fc.constantFrom("a", "a", "a", "b"),
      at: instant,
    }),
    { maxLength: 8 },
  )
  .map((all): ExposureChange[] =>
    [...all].sort((x, y) => x.at - y.at).map((each, order) => ({ ...each, stage: "canary", order })),
  );
const interruptions = fc.array(
  fc
    .record({
      kind: fc.constantFrom(...kinds),
      from: instant,
      lasts: fc.option(fc.integer({ min: 0, max: 12 })),
    })
    .map(({ kind, from, lasts }): Interruption => ({ kind, from, to: lasts === null ? null : from + lasts })),
  { maxLength: 4 },
);
const asked = fc.record({
  changes,
  interruptions,
  candidate: fc.constant("a"),
  percent: fc.constantFrom(5, 25),
  durationMs: fc.integer({ min: 0, max: 15 }),
  now: instant,
});

/** Instant by instant: a counter that each tick either advances, stands, or is put back to nothing. */
function slowly({ changes: all, interruptions: stops, candidate, percent, durationMs, now }: Asked) {
  let counted: number | null = null;
  let before = 0;
  let metAt: number | null = null;
  for (let t = 0; t <= now; t++) {
    for (const change of all.filter(({ kind, at }) => kind === "confirmed" && at === t)) {
      const isBelow = change.percent < percent || change.candidate !== candidate;
      // A step up leaves what was met: also where nothing was counted yet, of a soak of no length.
      if (isBelow || counted === null || change.percent < before) {
        counted = isBelow ? null : 0;
        metAt = null;
      }
      before = change.percent;
    }
    const isStopped = stops.some(
      ({ kind, from, to }) => kind !== "withheld" && from <= t && (to === null || t < to),
    );
    // One that ends now, however short it was, leaves nothing counted.
    const hasEnded = stops.some(({ kind, from, to }) => kind !== "withheld" && from <= t && to === t);
    if (counted !== null && (isStopped || hasEnded)) {
      counted = 0;
      metAt = null;
    }
    if (counted !== null && !isStopped && counted >= durationMs) metAt ??= t;
    const isWithheld = stops.some(
      ({ kind, from, to }) => kind === "withheld" && from <= t && (to === null || t < to),
    );
    if (t < now && counted !== null && !isStopped && !isWithheld) counted += 1;
    if (t === now)
      return { runs: counted !== null && !isStopped, lastedMs: isStopped ? 0 : (counted ?? 0), metAt };
  }
  return { runs: false, lastedMs: 0, metAt: null };
}
type Asked = Parameters<typeof soakOf>[0];

describe("a soak", () => {
  it("agrees with counting instant by instant", () => {
    fc.assert(
      fc.property(asked, (of) => {
        const { since, lastedMs, metAt, isMet } = soakOf(of);
        const slow = slowly(of);
        expect({ runs: since !== null, lastedMs, isMet }).toEqual({
          runs: slow.runs,
          lastedMs: slow.lastedMs,
          isMet: slow.metAt !== null,
        });
        if (isMet) expect(metAt).toBe(slow.metAt);
      }),
      { numRuns: 2_000 },
    );
  });

  it("will be met when it says, with nothing new, and stays as it is until then", () => {
    fc.assert(
      fc.property(asked, (of) => {
        const { metAt } = soakOf(of);
        const later = { ...of, interruptions: of.interruptions.filter(({ from }) => from <= of.now) };
        const known = {
          ...later,
          changes: of.changes.filter(({ at }) => at <= of.now),
          interruptions: later.interruptions.map((each) =>
            each.to !== null && each.to > of.now ? { ...each, to: null } : each,
          ),
        };
        if (metAt === null || metAt <= of.now) return;
        expect(soakOf({ ...known, now: metAt }).isMet).toBe(true);
        expect(soakOf({ ...known, now: metAt - 1 }).isMet).toBe(false);
      }),
    );
  });

  it("is never met sooner for one more interruption", () => {
    fc.assert(
      fc.property(asked, fc.constantFrom(...kinds), instant, (of, kind, from) => {
        const more = { ...of, interruptions: [...of.interruptions, { kind, from, to: from + 2 }] };
        if (soakOf(more).isMet) expect(soakOf(of).isMet).toBe(true);
      }),
    );
  });

  it("counts nothing that was intended and not confirmed", () => {
    fc.assert(
      fc.property(asked, (of) => {
        const intended = of.changes.map((each) => ({ ...each, kind: "intended" as const }));
        expect(soakOf({ ...of, changes: intended })).toMatchObject({ isMet: false, stoppedBy: "below" });
      }),
    );
  });
});
