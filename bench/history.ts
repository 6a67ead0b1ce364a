import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { backtest } from "@/lib/metrics/backtest";
import { compile } from "@/lib/metrics/compile";
import { readUploaded } from "@/lib/metrics/history";
import { CriterionToTry } from "@/lib/metrics/schemas";
import type { Effort } from "./effort";
import { median } from "./load";
import { type Measured, ms } from "./report";
import type { Workspace } from "./workspace";

const minuteMs = 60_000;
const run = promisify(execFile);
const promtool = process.env["PROMTOOL"] ?? "promtool";

/** A criterion over a year of minutes, from the text of its samples to its verdicts, against `promtool test rules` on the same series. */
export async function history(_: Workspace, { minutes }: Effort): Promise<Measured[]> {
  const values = Array.from(
    { length: minutes },
    (_each, n) => Math.round((200 + 40 * Math.sin(n / 700) + Math.random() * 30) * 10) / 10,
  );
  const text = JSON.stringify(values.map((v, n) => [n * minuteMs, v]));
  const criterion = CriterionToTry.parse({
    kind: "threshold",
    agg: "mean",
    window: "5m",
    step: "1m",
    breach: { op: ">", value: "250" },
    for: "5m",
    latch: false,
  });
  const took: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const began = performance.now();
    const read = readUploaded(JSON.parse(text) as unknown[], { path: "", isEvents: false });
    if ("fault" in read) throw new Error(read.fault.message);
    const history = { canary: [read.series], baseline: [], from: 0, to: (minutes - 1) * minuteMs };
    const { evaluations } = backtest(compile(criterion), history);
    took.push(performance.now() - began);
    if (evaluations !== minutes) throw new Error(`${evaluations} evaluations`);
  }
  const own = median(took);
  const line = {
    measure: `backtest of ${minutes.toLocaleString("en")} minutes, one criterion`,
    figure: `${ms(own)}, ${((minutes / own) * 1_000).toFixed(0)} evaluations a second`,
  };
  const theirs = await promtoolMs(values);
  if (theirs === null) return [{ ...line, floor: "promtool is not here" }];
  return [
    { ...line, floor: `promtool test rules: ${ms(theirs)}`, ratio: theirs / own, target: { least: 20 } },
  ];
}

/** How long it takes on the same series with the alert that says the same; null where it is not installed. */
async function promtoolMs(values: readonly number[]): Promise<number | null> {
  const isHere = await run(promtool, ["--version"]).then(
    () => true,
    () => false,
  );
  if (!isHere) return null;
  const folder = await mkdtemp(join(tmpdir(), "countersign-promtool-"));
  try {
    const rule = { alert: "Slow", expr: "avg_over_time(m[5m]) > 250", for: "5m" };
    await writeFile(join(folder, "rules.yml"), JSON.stringify({ groups: [{ name: "g", rules: [rule] }] }));
    const test = {
      rule_files: ["rules.yml"],
      evaluation_interval: "1m",
      // One alert is asked for at the end, so that every minute until then is evaluated.
      tests: [
        {
          interval: "1m",
          input_series: [{ series: "m", values: values.join(" ") }],
          alert_rule_test: [{ eval_time: `${values.length - 1}m`, alertname: "Other", exp_alerts: [] }],
        },
      ],
    };
    await writeFile(join(folder, "test.yml"), JSON.stringify(test));
    const began = performance.now();
    await run(promtool, ["test", "rules", join(folder, "test.yml")], { maxBuffer: 64 * 2 ** 20 });
    return performance.now() - began;
  } finally {
    await rm(folder, { recursive: true });
  }
}
