import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { Ability } from "@/lib/policy/ability";
import type { StepAnswer } from "@/lib/rollbacks/rollback-answers";
import type { RollbackView } from "@/lib/rollbacks/rollback-view";
import type { RoomActs } from "./room-acts";
import { StepActs } from "./step-acts";
import { stepGlass } from "./step-words";

const refused: Ability = { allowed: false, reason: "This is for others.", whoMay: [] };
const alone: Ability = { allowed: true };
const together: Ability = { allowed: true, together: { takes: "1 of champion", whoMay: [] } };
const glass = { to: "carry-out", reviewWithinMs: 86_400_000 } as const;

const step = {
  key: "stop",
  title: "Stop traffic",
  number: 1,
  report: "carried-out",
  verify: "The share reads 0",
  asksDigest: false,
  canBeRetried: false,
  canBeTakenOver: false,
} as unknown as StepAnswer;

const drawn = (execute: Ability, of: RollbackView["glass"]) =>
  renderToString(
    <StepActs
      step={step}
      view={
        {
          id: "1",
          glass: of,
          abilities: { execute, takeOver: refused },
          target: [],
        } as unknown as RollbackView
      }
      acts={{ report: async () => ({ kind: "done" as const, message: "" }) } as unknown as RoomActs}
    />,
  ).replaceAll("<!-- -->", "");

describe("a step's acts", () => {
  it("offer the glass to whoever may break it and may not do it, or not alone", () => {
    expect(drawn(refused, glass)).toContain("Break the glass: say how it went");
    expect(drawn(refused, glass)).toContain("This is for others.");
    expect(drawn(together, glass)).toContain("Break the glass: say how it went");
  });

  it("offer no glass to whoever may do it alone, nor where there is none to break", () => {
    expect(drawn(alone, glass)).not.toContain("Break the glass");
    expect(drawn(refused, null)).not.toContain("Break the glass");
    expect(drawn(refused, { ...glass, to: "authorise" })).not.toContain("Break the glass");
    expect(stepGlass({ glass }, alone)).toBeNull();
  });
});
