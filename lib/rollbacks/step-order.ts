import { entriesOf, type Finding } from "@/lib/platform/cross-checks";
import { durationMs } from "@/lib/platform/durations";

interface StepNeeds {
  key?: string | undefined;
  needs?: (string | undefined)[] | undefined;
}

/** One finding for each circle of needs, at the need that closes it. */
export function cycleFindings(
  steps: readonly [number, StepNeeds][],
  base: readonly PropertyKey[],
): Finding[] {
  const byKey = new Map(
    steps.flatMap(([index, step]) => (step.key === undefined ? [] : [[step.key, { index, step }] as const])),
  );
  const done = new Set<string>();
  const findings: Finding[] = [];
  const visit = (key: string, trail: readonly string[]): void => {
    const entry = byKey.get(key);
    if (entry === undefined || done.has(key)) return;
    for (const [at, need] of entriesOf(entry.step.needs)) {
      const start = [...trail, key].indexOf(need);
      if (start === -1) {
        visit(need, [...trail, key]);
        continue;
      }
      const circle = [...[...trail, key].slice(start), need].join(" → ");
      findings.push({
        path: [...base, entry.index, "needs", at],
        message: `the steps wait for each other: ${circle}`,
        expected: "needs without a circle",
      });
    }
    done.add(key);
  };
  for (const key of byKey.keys()) visit(key, []);
  return findings;
}

/** Milliseconds that the steps may take: groups one after the other, within a group the longest chain of needs. */
export function planMs(
  steps: readonly { key: string; group: number; needs: readonly string[]; timeLimit: string }[],
): number {
  const groups = [...new Set(steps.map((step) => step.group))].sort((a, b) => a - b);
  return groups.reduce((sum, group) => {
    const inside = new Map(steps.filter((step) => step.group === group).map((step) => [step.key, step]));
    const endMs = new Map<string, number>();
    const end = (key: string): number => {
      const step = inside.get(key);
      const known = endMs.get(key);
      if (step === undefined || known !== undefined) return known ?? 0;
      const ms = durationMs(step.timeLimit) + Math.max(0, ...step.needs.map(end));
      endMs.set(key, ms);
      return ms;
    };
    return sum + Math.max(0, ...[...inside.keys()].map(end));
  }, 0);
}
