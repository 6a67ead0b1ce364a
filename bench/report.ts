import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";

/** One line of the table. */
export interface Measured {
  measure: string;
  figure: string;
  /** What it is measured against, with its figure. */
  floor?: string;
  ratio?: number;
  target?: { most: number } | { least: number };
}

const columns = ["measure", "figure", "floor", "ratio", "target", "met"] as const;

/** The table as text. */
export function tableOf(rows: readonly Measured[]): string {
  const lines = [columns.map(String), ...rows.map(cellsOf)];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cellsOf({ measure, figure, floor, ratio, target }: Measured): string[] {
  return [
    measure,
    figure,
    floor ?? "",
    ratio === undefined ? "" : `${ratio.toFixed(2)} ×`,
    target === undefined ? "reported" : "most" in target ? `≤ ${target.most} ×` : `≥ ${target.least} ×`,
    isMet({ ratio, target }) ?? "",
  ];
}

function isMet({ ratio, target }: Pick<Measured, "ratio" | "target">): "yes" | "no" | undefined {
  if (ratio === undefined || target === undefined) return undefined;
  return ("most" in target ? ratio <= target.most : ratio >= target.least) ? "yes" : "no";
}

/** Keeps the run beside the sources; the file is not committed. */
export async function keep(rows: readonly Measured[], began: Date): Promise<void> {
  const { node } = process.versions;
  const machine = { node, cores: cpus().length, memoryGb: Math.round(totalmem() / 2 ** 30) };
  const results = {
    began: began.toISOString(),
    machine,
    rows: rows.map((row) => ({ ...row, met: isMet(row) ?? null })),
  };
  await writeFile(join(import.meta.dirname, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
}

export function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}

export function mb(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}

export function kb(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
