import { isVeto } from "@/lib/gates/finding";
import { freezesPassed, type LetPass, type ThroughGlass } from "@/lib/releases/break-glass";
import { whyStopped } from "@/lib/releases/stage-course";
import { gatesAgainst, growthBlockers, type GrowthFacts, whyNoStep } from "./exposure";

/** Increasing exposure: past a soak, criteria, a target that was not verified, freezes, and evidence that ran out; never past anything else. */
export function increaseThroughGlass(facts: GrowthFacts, percent: number): ThroughGlass {
  const { course } = facts;
  const fault = whyNoStep(facts, percent) ?? whyStopped({ ...course, freezes: [] });
  if (fault !== null) return { fault, passes: null };
  const blockers = growthBlockers(facts);
  const firm = blockers.filter(({ code, isFirm }) => isFirm === true || !passable.has(code));
  const gates = gatesAgainst(facts);
  const firmGates = gates.filter(
    ({ drift, blockers: own }) => drift === "subject-changed" || own.some(isVeto),
  );
  const standing = [...firm, ...firmGates.flatMap((gate) => gate.blockers)];
  if (standing.length > 0)
    return {
      fault: {
        code: "exposure-not-ready",
        message: `No broken glass lets this pass: ${standing.map(({ message }) => message).join(" ")}`,
        blockers: standing,
      },
      passes: null,
    };
  return {
    fault: null,
    passes: [
      ...blockers.map(({ code, message, criterion = null }): LetPass => ({
        code,
        gate: null,
        requirement: criterion,
        message,
      })),
      ...gates.flatMap((gate) =>
        gate.blockers.map(({ code, requirement, message }): LetPass => ({
          code,
          gate: gate.key,
          requirement,
          message,
        })),
      ),
      ...freezesPassed(course),
    ],
  };
}

const passable: ReadonlySet<string> = new Set(["soak-running", "criterion-not-ok", "target-unverified"]);
