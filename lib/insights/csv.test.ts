import { expect, it } from "vitest";
import { figuresCsv, unintendedCsv, valuesCsv } from "./csv";

const head =
  "measure,subject,detail,count,late,median_ms,p90_ms,waiting_now,waiting_paused,waiting_longest_ms\r\n";
const figure = (measure: "waiver" | "wait", more: object = {}) => ({
  measure,
  subject: "",
  detail: "",
  count: 2,
  late: 0,
  medianMs: null,
  p90Ms: null,
  ...more,
});

it("has a line for each figure, and nothing where there is no time", () => {
  const figures = [figure("waiver", { subject: "m/good" })];
  expect(figuresCsv({ figures, waiting: [] })).toBe(`${head}waiver,m/good,,2,0,,,,,\r\n`);
});

it("tells beside a wait what waits still, and on a line of its own where nothing was decided yet", () => {
  const figures = [
    figure("wait", { subject: "lead", detail: "m/good", medianMs: 5_000, p90Ms: 9_000 }),
    figure("wait", { subject: "lead", medianMs: 5_000, p90Ms: 9_000 }),
  ];
  const waiting = [
    { role: "lead", gate: "", count: 1, paused: 1, longestMs: 7_000 },
    { role: "legal", gate: "m/safe", count: 3, paused: 0, longestMs: 8_000 },
  ];
  expect(figuresCsv({ figures, waiting })).toBe(
    `${head}wait,lead,m/good,2,0,5000,9000,0,0,\r\nwait,lead,,2,0,5000,9000,1,1,7000\r\nwait,legal,m/safe,0,0,,,3,0,8000\r\n`,
  );
});

it("quotes what has commas, quotes or lines, and lets no title be a formula", () => {
  const value = (title: string) => ({
    release: { slug: "a", title },
    subject: "",
    detail: "",
    about: "",
    at: "2026-11-01T00:00:00.000Z",
    valueMs: 5,
    isLate: false,
  });
  const titled = (title: string) => valuesCsv([value(title)]).split("\r\n")[1];
  expect(titled('Say "so", twice')).toBe('a,"Say ""so"", twice",,,,2026-11-01T00:00:00.000Z,5,false');
  expect(titled("=1+1")).toContain("a,'=1+1,");
});

it("has a line for each pair, with its datasets in one cell, and lets none be a formula", () => {
  const at = "2026-11-01T00:00:00.000Z";
  const pair = { component: "a", title: "A", owner: "O", dependsOn: "b", dependsOnTitle: "B" };
  const csv = (through: string[]) =>
    unintendedCsv([{ ...pair, through, firstSeenAt: at, lastSeenAt: at }])
      .split("\r\n")
      .slice(1)
      .join("|");
  expect(csv([])).toBe(`a,A,O,b,B,,${at},${at}|`);
  expect(csv(["w x", "w y"])).toBe(`a,A,O,b,B,"w x\nw y",${at},${at}|`);
  expect(csv(["=1+1 y"])).toBe(`a,A,O,b,B,'=1+1 y,${at},${at}|`);
});
