import { describe, expect, it } from "vitest";

import { findDependencyCircle } from "./dependency-circle";

const declared = new Map([
  ["a", ["b"]],
  ["b", ["c"]],
  ["c", []],
  ["d", ["b"]],
]);

describe("findDependencyCircle", () => {
  it("names the circle that a new dependency would close", () => {
    expect(findDependencyCircle({ key: "c", dependsOn: ["d"], declared })).toEqual({
      index: 0,
      circle: ["c", "d", "b", "c"],
    });
  });

  it("finds a component that depends on itself", () => {
    expect(findDependencyCircle({ key: "x", dependsOn: ["a", "x"], declared })).toEqual({
      index: 1,
      circle: ["x", "x"],
    });
  });

  it("leaves a diamond alone", () => {
    expect(findDependencyCircle({ key: "e", dependsOn: ["a", "d"], declared })).toBeNull();
  });

  it("does not read what the component depended on before", () => {
    expect(findDependencyCircle({ key: "b", dependsOn: [], declared })).toBeNull();
  });
});
