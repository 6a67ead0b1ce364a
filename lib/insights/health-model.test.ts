import { expect, it } from "vitest";
import { healthOf, placesOf } from "./health-model";

const wait = (subject: string, detail: string, medianMs: number) => ({
  measure: "wait" as const,
  subject,
  detail,
  count: 1,
  late: 0,
  medianMs,
  p90Ms: medianMs,
});
const still = (role: string, gate: string, longestMs: number) => ({
  role,
  gate,
  count: 2,
  paused: 0,
  longestMs,
});

it("puts first where it took longest or where something waits for longest, decided before or never", () => {
  const figures = [
    wait("lead", "", 50),
    wait("lead", "m/a", 50),
    wait("legal", "", 70),
    wait("legal", "m/b", 70),
  ];
  const waiting = [still("", "", 90), still("lead", "", 60), still("lead", "m/a", 60), still("risk", "", 90)];
  const { all, byRole, byPlace } = placesOf(
    { waiting: [...waiting, still("risk", "m/c", 90), still("", "m/c", 90)] },
    healthOf({ figures }),
  );
  expect(all.waiting.longestMs).toBe(90);
  const told = (places: typeof byRole) =>
    places.map(
      ({ figure, waiting: { count } }) => `${figure.subject} ${figure.detail} ${figure.count} ${count}`,
    );
  expect(told(byRole)).toEqual(["risk  0 2", "legal  1 0", "lead  1 2"]);
  expect(told(byPlace)).toEqual(["risk m/c 0 2", "legal m/b 1 0", "lead m/a 1 2"]);
});
