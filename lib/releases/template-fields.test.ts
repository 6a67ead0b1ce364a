import { describe, expect, test } from "vitest";

import { document, faultsIn, type Json, plan } from "./fixtures/templates";

describe("every object of a template", { timeout: 60_000 }, () => {
  const full = {
    ...document(),
    criteria: [
      {
        key: "c",
        kind: "threshold",
        metric: "m",
        agg: "mean",
        window: "5m",
        step: "1m",
        severity: "warn",
        breach: { op: ">", value: "1" },
      },
    ],
    rollbackPlan: plan,
  };

  test("refuses an unknown field by its own path", () => {
    expect(faultsIn(full)).toBe("");
    const missed = objectsIn(full).filter((path) => {
      const fault = `/${[...path, "surprise"].join("/")}: unknown field "surprise"; expected one of`;
      return !faultsIn(changedAt(full, path, (value) => ({ ...(value as Json), surprise: 1 }))).includes(
        fault,
      );
    });
    // Flags have names of their own; what stands there must be true or false.
    expect(missed.map((path) => path.join("/"))).toEqual(["rollbackPlan/target/flags"]);
  });

  test("refuses a value of another type by its path", () => {
    const missed = leavesIn(full).filter((path) => {
      const wrong = changedAt(full, path, () => ({ odd: [] }));
      return !faultsIn(wrong).includes(`/${path.join("/")}`);
    });
    expect(missed).toEqual([]);
  });
});

type Path = (string | number)[];

function objectsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [
    ...(Array.isArray(value) ? [] : [path]),
    ...inner.flatMap(([key, item]) => objectsIn(item, [...path, key])),
  ];
}

function leavesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return inner.flatMap(([key, item]) => leavesIn(item, [...path, key]));
}

function changedAt(value: unknown, path: Path, change: (value: unknown) => unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === first ? changedAt(item, rest, change) : item));
  return { ...(value as Json), [first]: changedAt((value as Json)[first], rest, change) };
}
