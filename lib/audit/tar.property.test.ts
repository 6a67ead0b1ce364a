import fc from "fast-check";
import { expect, it } from "vitest";
import { blockSize, isTarName, paddingOf, readTarHeader, tarHeader } from "./tar";

const part = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,20}$/);
const name = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
const size = fc.integer({ min: 0, max: 8 ** 11 - 1 });

it("a header is read as it was written, and not at all where one bit of it is another", () => {
  fc.assert(
    fc.property(name, size, fc.nat(blockSize - 1), fc.nat(7), (named, bytes, at, bit) => {
      const header = tarHeader(named, bytes);
      expect(readTarHeader(header)).toEqual({ name: named, size: bytes });
      header[at] = (header[at] ?? 0) ^ (1 << bit);
      expect(readTarHeader(header)).toBeNull();
    }),
  );
});

it.each(["../up", "/root", "a//b", "a/", ".hidden", "A", "a b", "", "x".repeat(101)])(
  "%j is no name of a file in an export",
  (wrong) => {
    expect(isTarName(wrong)).toBe(false);
    expect(() => tarHeader(wrong, 0)).toThrow("is no name");
  },
);

it("contents are filled up to whole blocks", () => {
  expect([0, 1, 511, 512, 513].map(paddingOf)).toEqual([0, 511, 1, 0, 511]);
});
