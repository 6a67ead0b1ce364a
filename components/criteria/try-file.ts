import { durationMs } from "@/lib/platform/durations";
import { readUploaded } from "@/lib/metrics/history";
import type { Series } from "@/lib/metrics/model";
import { formatOfSamples, readSampleFile, type SampleLine } from "@/lib/metrics/sample-files";
import { spanOfHistory, type TrialAsked, trialOf } from "@/lib/metrics/trial";
import type { TriedFile } from "./trial-view";

type Asked = Omit<TrialAsked, "from" | "to"> & { from: number | null; to: number | null };

const mostBytes = 64 * 1024 * 1024;

/** Runs the criterion over a file, in the browser: nothing is sent. A line that names no cohort is the canary's. */
export async function tryFile(file: File, asked: Asked): Promise<TriedFile | { fault: string }> {
  const refused = (why: string) => ({ fault: `${file.name} cannot be used: ${why}.` });
  if (file.size > mostBytes) return refused("it is larger than 64 MiB");
  const text = await file.text();
  const read = readSampleFile(text, formatOfSamples(text), { cohort: "canary" });
  if ("fault" in read) return refused(read.fault);
  const [first] = read.faults;
  if (first !== undefined) return refused(`line ${first.line} ${first.message}`);
  const series: Record<"canary" | "baseline", Series[]> = { canary: [], baseline: [] };
  for (const cohort of ["canary", "baseline"] as const) {
    const found = seriesIn(
      read.lines.filter(({ sample }) => sample["cohort"] === cohort),
      asked,
    );
    if ("fault" in found) return refused(found.fault);
    series[cohort] = found.series;
  }
  const span = spanOfHistory([...series.canary, ...series.baseline], durationMs(asked.criterion.step));
  if (span === null) return refused("it holds no sample of canary or baseline");
  const [from, to] = [asked.from ?? span.from, asked.to ?? span.to];
  if (to < from) return refused("it holds no sample between the times that are asked for");
  return { name: file.name, trial: trialOf({ ...asked, from, to }, series) };
}

function seriesIn(
  lines: readonly SampleLine[],
  { criterion }: Asked,
): { series: Series[] } | { fault: string } {
  const isEvents = criterion.kind === "rate-regression" || criterion.kind === "burn-rate";
  const byLabels = new Map<string, { line: number; row: unknown[] }[]>();
  for (const { line, sample } of lines) {
    const { t, v, bad, total, metric, labels } = sample;
    if (criterion.metric !== undefined && metric !== undefined && metric !== criterion.metric) continue;
    const at = typeof t === "string" ? Date.parse(t) : t;
    const key = JSON.stringify(labels ?? {});
    const known = byLabels.get(key) ?? [];
    known.push({ line, row: isEvents ? [at, bad, total] : [at, v] });
    byLabels.set(key, known);
  }
  const series: Series[] = [];
  for (const key of [...byLabels.keys()].toSorted()) {
    const rows = byLabels.get(key) ?? [];
    const read = readUploaded(
      rows.map(({ row }) => row),
      { path: "", isEvents },
    );
    if ("fault" in read) {
      const place = Number(read.fault.path.slice(1));
      return { fault: `line ${rows[place]?.line ?? "?"}: ${read.fault.message}` };
    }
    series.push(read.series);
  }
  return { series };
}
