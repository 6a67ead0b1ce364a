import { renderToString } from "react-dom/server";
import { expect, it } from "vitest";
import type { RollbackAnswer } from "@/lib/rollbacks/rollback-answers";
import { Touches } from "./touches";

const named = (key: string) => ({ key, title: key.toUpperCase(), through: "vad" });
const said = (dependents: string[], drill: object | null = null) =>
  renderToString(
    <Touches
      of={
        {
          touches: { components: [{ key: "vad", title: "VAD" }], dependents: dependents.map(named) },
          drill,
        } as unknown as RollbackAnswer
      }
    />,
  )
    .replaceAll(/<[^>]*>/g, "")
    .trim();

it("names what a rollback changes and what is built on it, the first few in one line", () => {
  expect(said([])).toBe("Touches: VAD. Nothing is built on it.");
  expect(said(["a", "b"])).toBe("Touches: VAD. Built on it: A, B.");
  expect(said(["a", "b", "c", "d", "e"])).toBe(
    "Touches: VAD. Built on it: A, B, C, D and 1 more.The other oneE",
  );
});

it("says of a drill what it would touch", () => {
  expect(said(["a"], { level: "tabletop" })).toContain("Would touch: VAD.");
});
