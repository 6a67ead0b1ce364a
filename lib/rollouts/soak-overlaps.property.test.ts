import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { plannedWindows, type ReadBy, soakOverlaps, type SoakWindow } from "./soak-overlaps";

const slugs = ["alpha", "beta", "gamma"];
const labels = fc.dictionary(fc.constantFrom("region", "tier"), fc.constantFrom("eu", "us"), { maxKeys: 2 });
const anyRead = fc.record({
  criterion: fc.constantFrom("one", "two"),
  metric: fc.constantFrom("latency", "errors"),
  where: labels,
  from: fc.constantFrom(0, 5, 25),
});
const anyWindow = fc
  .record({
    slug: fc.constantFrom(...slugs),
    percent: fc.constantFrom(5, 25),
    kind: fc.constantFrom("running" as const, "planned" as const),
    from: fc.nat(40),
    long: fc.option(fc.integer({ min: 1, max: 30 })),
    reads: fc.array(anyRead, { maxLength: 3 }),
  })
  .map(({ slug, from, long, ...rest }): SoakWindow => ({
    ...rest,
    release: { slug, title: slug },
    from,
    to: long === null ? null : from + long,
  }));

/** Whether some series, with every label given, would be read by both. */
function someSeries(a: ReadBy, b: ReadBy): boolean {
  const values = ["eu", "us"];
  return values.some((region) =>
    values.some((tier) => {
      const series: Record<string, string> = { region, tier };
      return [a, b].every(({ where }) =>
        Object.entries(where).every(([name, value]) => series[name] === value),
      );
    }),
  );
}

describe("soaks that overlap on a shared metric", () => {
  test("are those of which some moment and some series are of both, moment by moment", () => {
    fc.assert(
      fc.property(fc.array(anyWindow, { maxLength: 5 }), (windows) => {
        const found = soakOverlaps(windows, new Set(["latency"]));
        for (let at = 0; at < 75; at += 1) {
          const told = found
            .filter(({ from, to }) => from <= at && at < (to ?? Infinity))
            .flatMap(({ windows: [one, other], metrics }) =>
              metrics.map(({ metric }) => `${one.release.slug} ${other.release.slug} ${metric}`),
            );
          const standing = windows.filter(({ from, to }) => from <= at && at < (to ?? Infinity));
          const expected = standing.flatMap((one) =>
            standing.flatMap((other) =>
              one.release.slug >= other.release.slug
                ? []
                : one.reads.flatMap((a) =>
                    other.reads.flatMap((b) =>
                      a.metric === b.metric &&
                      one.percent >= a.from &&
                      other.percent >= b.from &&
                      someSeries(a, b)
                        ? [`${one.release.slug} ${other.release.slug} ${a.metric}`]
                        : [],
                    ),
                  ),
            ),
          );
          expect(new Set(told)).toEqual(new Set(expected));
        }
      }),
    );
  });

  test("are the same in whatever order releases are read", () => {
    const several = fc.uniqueArray(anyWindow, {
      maxLength: 5,
      selector: ({ release, from, percent }) => `${release.slug} ${from} ${percent}`,
    });
    fc.assert(
      fc.property(several, (windows) => {
        const common = new Set<string>();
        expect(soakOverlaps(windows.toReversed(), common)).toEqual(soakOverlaps(windows, common));
      }),
    );
  });

  it("say whether both read the very same samples", () => {
    const reads: ReadBy[] = [{ criterion: "p95", metric: "latency", where: {}, from: 0 }];
    const window = (slug: string): SoakWindow => ({
      release: { slug, title: slug },
      percent: 5,
      kind: "running",
      from: 0,
      to: 10,
      reads,
    });
    const both = [window("beta"), window("alpha")];
    expect(soakOverlaps(both, new Set(["latency"]))).toMatchObject([
      {
        windows: [{ release: { slug: "alpha" } }, { release: { slug: "beta" } }],
        from: 0,
        to: 10,
        metrics: [{ metric: "latency", isCommon: true, criteria: [["p95"], ["p95"]] }],
      },
    ]);
    expect(soakOverlaps(both, new Set())[0]?.metrics[0]?.isCommon).toBe(false);
  });

  it("count steps to come one after the other, at the soonest", () => {
    const steps = [
      { percent: 25, soakMs: 10 },
      { percent: 50, soakMs: 20 },
    ];
    const of = { release: { slug: "alpha", title: "alpha" }, reads: [] };
    expect(plannedWindows(of, steps, 100).map(({ percent, from, to }) => [percent, from, to])).toEqual([
      [25, 100, 110],
      [50, 110, 130],
    ]);
  });
});
