import { renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Criterion } from "@/lib/metrics/schemas";
import { consequenceOf } from "@/lib/rollbacks/episodes";
import { CriteriaList } from "./criteria-list";

const criterion = (change: object = {}): Criterion =>
  Criterion.parse({
    key: "latency",
    title: "Latency",
    kind: "threshold",
    metric: "latency_ms",
    agg: "mean",
    window: "5m",
    step: "1m",
    breach: { op: ">", value: "250" },
    noDataGrace: "5m",
    severity: "rollback",
    ...change,
  });
/** The documents' word; written out it would make an object that looks like a promise. */
const then = (mode: string, severity: string) =>
  JSON.parse(`{"then":{"rollbackPlan":"go-back","mode":"${mode}","severity":"${severity}"}}`) as object;

/** What the page says of a breach. */
function onBreach(of: Criterion): string {
  const words = renderToString(
    <CriteriaList
      criteria={[of]}
      shown={of.key}
      href={(key) => `#${key}`}
      units={new Map()}
      standing={new Map()}
      sources={new Map()}
      episodes={new Map()}
      rollbacks="/releases/one/rollbacks"
      reader={{ zone: "UTC", now: 0 }}
    />,
  ).replaceAll("<!-- -->", "");
  return /On breach:<\/span>\s*([^<]*)</.exec(words)?.[1] ?? "";
}

const ends = "Only a decision ends that: an override, or an endorsed rollback.";

describe("what a breach leads to, on the criteria page", () => {
  it("is a proposal that pauses exposure, by the severity that the criterion names, else sev2", () => {
    const words = "a rollback is proposed, which pauses exposure, as sev1;";
    expect(onBreach(criterion(then("propose", "sev1")))).toContain(words);
    expect(onBreach(criterion())).toContain("a rollback is proposed, which pauses exposure, as sev2;");
  });

  it("is a rollback that begins by itself where that was agreed", () => {
    expect(onBreach(criterion(then("automatic", "sev1")))).toContain("a rollback begins by itself, as sev1;");
  });

  it("is a hold, or only that exposure does not grow, where it is less severe", () => {
    expect(onBreach(criterion({ severity: "hold" }))).toContain("the release goes on hold, soaks begin anew");
    expect(onBreach(criterion({ severity: "warn" }))).toBe(`exposure does not grow. ${ends}`);
  });

  it("is nothing in shadow, and else ends only by a decision, latched or not", () => {
    expect(onBreach(criterion({ shadow: true }))).toBe("nothing is done; it is shown only.");
    for (const severity of ["rollback", "hold", "warn"])
      for (const latch of [true, false]) expect(onBreach(criterion({ severity, latch }))).toContain(ends);
  });

  it("is what the worker brings about", () => {
    const said = {
      rollback: "a rollback is proposed",
      hold: "goes on hold",
      notice: "exposure does not grow",
    };
    for (const severity of ["rollback", "hold", "warn"] as const) {
      const does = consequenceOf({ kind: "breach", severity, blames: "candidate" });
      expect(onBreach(criterion({ severity }))).toContain(said[does]);
    }
  });
});
