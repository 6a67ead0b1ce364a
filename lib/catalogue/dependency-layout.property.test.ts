import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { drawingMeasures, type Layout, layoutOf, type Point } from "./dependency-layout";

const { nodeWidth, nodeHeight } = drawingMeasures;
const keys = Array.from({ length: 12 }, (_, n) => `c${n}`);

/** Anything that could be declared, with circles, with itself, and with what is not registered. */
const anyGraph = fc
  .array(fc.subarray([...keys, "gone"]), { maxLength: keys.length })
  .map((uses) => new Map(uses.map((used, n): [string, string[]] => [`c${n}`, used])));

/** Each depends on what comes before it. */
const withoutCircle = fc
  .array(fc.array(fc.nat(11), { maxLength: 4 }), { maxLength: keys.length })
  .map(
    (uses) =>
      new Map(
        uses.map((used, n): [string, string[]] => [
          `c${n}`,
          used.filter((each) => each < n).map((each) => `c${each}`),
        ]),
      ),
  );

describe("a drawing of what depends on what", () => {
  test("has each component once and each dependency once, but on what is not registered", () => {
    fc.assert(
      fc.property(anyGraph, (declared) => {
        const { nodes, edges } = layoutOf(declared);
        expect(nodes.map(({ key }) => key).toSorted()).toEqual([...declared.keys()].toSorted());
        expect(edges.map(({ used, user }) => `${used} ${user}`).toSorted()).toEqual(
          [...declared]
            .flatMap(([user, all]) =>
              all.filter((used) => declared.has(used)).map((used) => `${used} ${user}`),
            )
            .toSorted(),
        );
      }),
    );
  });

  test("lays no component over another, and none outside of it", () => {
    fc.assert(
      fc.property(anyGraph, (declared) => {
        const { nodes, width, height } = layoutOf(declared);
        for (const [index, one] of nodes.entries()) {
          expect(one.x).toBeGreaterThanOrEqual(0);
          expect(one.x + nodeWidth).toBeLessThanOrEqual(width);
          expect(one.y).toBeGreaterThanOrEqual(0);
          expect(one.y + nodeHeight).toBeLessThanOrEqual(height + 1e-6);
          for (const other of nodes.slice(index + 1))
            expect(Math.abs(one.x - other.x) >= nodeWidth || Math.abs(one.y - other.y) >= nodeHeight).toBe(
              true,
            );
        }
      }),
    );
  });

  test("leads every dependency one way; what does not go so closes a circle", () => {
    fc.assert(
      fc.property(anyGraph, (declared) => {
        const { nodes, edges } = layoutOf(declared);
        const layers = new Map(nodes.map(({ key, layer }) => [key, layer]));
        for (const { used, user, closesCircle } of edges) {
          const isForward = (layers.get(used) ?? 0) < (layers.get(user) ?? 0);
          expect(isForward).toBe(!closesCircle);
          // Whoever uses it is used by it, also through others.
          if (closesCircle) expect(reaches(used, user, declared)).toBe(true);
        }
      }),
    );
  });

  test("marks no circle where there is none, and one at least where there is", () => {
    fc.assert(
      fc.property(withoutCircle, (declared) => {
        expect(layoutOf(declared).edges.every(({ closesCircle }) => !closesCircle)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(anyGraph, (declared) => {
        const hasCircle = [...declared.keys()].some((key) => reaches(key, key, declared));
        expect(layoutOf(declared).edges.some(({ closesCircle }) => closesCircle)).toBe(hasCircle);
      }),
    );
  });

  test("leads no way through a component", () => {
    fc.assert(
      fc.property(anyGraph, (declared) => {
        const layout = layoutOf(declared);
        for (const { points } of layout.edges)
          for (const [index, to] of points.slice(1).entries()) {
            const from = points[index];
            if (from !== undefined) expect(crossed(layout, from, to)).toEqual([]);
          }
      }),
    );
  });

  test("is the same whatever the order it is told in", () => {
    fc.assert(
      fc.property(anyGraph, fc.nat(), (declared, seed) => {
        const turned = [...declared].map(([key, uses]): [string, string[]] => [key, uses.toReversed()]);
        const at = turned.length === 0 ? 0 : seed % turned.length;
        const again = new Map([...turned.slice(at), ...turned.slice(0, at)]);
        expect(layoutOf(again)).toEqual(layoutOf(declared));
      }),
    );
  });

  it("puts what is used left of what uses it, and is nothing without components", () => {
    const { nodes } = layoutOf(
      new Map([
        ["app", ["gateway", "vad"]],
        ["gateway", ["vad"]],
        ["vad", []],
      ]),
    );
    expect(nodes.toSorted((a, b) => a.x - b.x).map(({ key }) => key)).toEqual(["vad", "gateway", "app"]);
    expect(layoutOf(new Map())).toEqual({ width: 0, height: 0, nodes: [], edges: [] });
  });

  it("is drawn in time for three thousand components", () => {
    const many = new Map(
      Array.from({ length: 3_000 }, (_, n): [string, string[]] => [
        `c${n}`,
        n < 3 ? [] : [`c${Math.floor(n / 2)}`, `c${Math.floor(n / 3)}`],
      ]),
    );
    expect(layoutOf(many).nodes).toHaveLength(3_000);
  });
});

function reaches(from: string, to: string, declared: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>();
  const queue = [from];
  for (const key of queue)
    for (const used of declared.get(key) ?? []) {
      if (!declared.has(used)) continue;
      if (used === to) return true;
      if (seen.has(used)) continue;
      seen.add(used);
      queue.push(used);
    }
  return false;
}

/** Boxes that a straight line goes through inside, by looking at many points of it. */
function crossed({ nodes }: Layout, from: Point, to: Point): string[] {
  const found = new Set<string>();
  for (let n = 0; n <= 40; n += 1) {
    const at = { x: from.x + ((to.x - from.x) * n) / 40, y: from.y + ((to.y - from.y) * n) / 40 };
    for (const { key, x, y } of nodes)
      if (at.x > x + 0.01 && at.x < x + nodeWidth - 0.01 && at.y > y && at.y < y + nodeHeight) found.add(key);
  }
  return [...found];
}
