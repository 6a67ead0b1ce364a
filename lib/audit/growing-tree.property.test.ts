import fc from "fast-check";
import { expect, it } from "vitest";
import { edgeLength, growingTree, withheldLine } from "./growing-tree";
import { isSame, leafHash, placesOf } from "./merkle";
import { treeOf } from "./merkle-tree";
import { sha256 } from "./signing-key";

const entries = fc.array(
  fc.record({ text: fc.json().map((json) => `{"actor":${json}}`), isWithheld: fc.boolean() }),
  { minLength: 1, maxLength: 70 },
);
const hashOf = (text: string) => leafHash(sha256, Buffer.from(text));

it("comes to the root of the whole tree at every size, in files of any length, from any edge, with entries or their leaves", () => {
  fc.assert(
    fc.property(entries, fc.nat(), fc.integer({ min: 1, max: 20 }), (log, cut, perFile) => {
      const leaves = log.map(({ text }) => hashOf(text));
      const whole = treeOf(sha256, leaves);
      const before = cut % log.length;
      const edge = placesOf([0, before]).map(({ level, index }) =>
        treeOf(sha256, leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)).root(),
      );
      expect(edge).toHaveLength(edgeLength(before));
      let due = before + 1;
      const reached = (): void => {
        expect(isSame(tree.root(), whole.root(due))).toBe(true);
        due += 1;
      };
      const tree = growingTree({ size: before, edge }, { due: () => due, reached });
      for (let n = before; n < log.length; n += perFile) {
        const lines = log
          .slice(n, n + perFile)
          .map(({ text, isWithheld }) => (isWithheld ? withheldLine(hashOf(text)) : `${text}\n`));
        const bytes = Buffer.from(lines.join(""));
        const copy = Buffer.from(bytes);
        expect(tree.addLines(bytes)).toBeNull();
        expect(bytes.equals(copy)).toBe(true);
      }
      expect(due).toBe(log.length + 1);
      expect(tree.size()).toBe(log.length);
      expect(tree.withheld()).toBe(log.slice(before).filter(({ isWithheld }) => isWithheld).length);
    }),
    { numRuns: 60 },
  );
});
