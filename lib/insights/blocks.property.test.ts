import fc from "fast-check";
import { expect, it } from "vitest";
import { blocksOf } from "./blocks";
import { monthBefore } from "./schemas";

it("hold each month of a period once, in order, and of a year are five at most", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2000, max: 2099 }),
      fc.integer({ min: 1, max: 12 }),
      fc.nat({ max: 119 }),
      (year, month, more) => {
        const from = `${year}-${String(month).padStart(2, "0")}`;
        const blocks = blocksOf({ from, to: monthBefore(from, -more) });
        const months = blocks.flatMap((block) =>
          Array.from({ length: block.span }, (_, index) => monthBefore(block.from, -index)),
        );
        expect(months).toEqual(Array.from({ length: more + 1 }, (_, index) => monthBefore(from, -index)));
        for (const { from: first, span } of blocks)
          expect((Number(first.slice(0, 4)) * 12 + Number(first.slice(5)) - 1) % span).toBe(0);
        if (more < 12) expect(blocks.length).toBeLessThanOrEqual(5);
      },
    ),
  );
});
