import { type Comparison, collector, compareJson } from "@/lib/bundles/compare-values";
import { compareTables } from "@/lib/bundles/compare-table";
import type { OutputFormat } from "@/lib/bundles/expected-schemas";
import type { Margins } from "@/lib/bundles/tolerance";

interface Outputs {
  expected: Uint8Array;
  found: Uint8Array;
  format: OutputFormat;
  margins: Margins;
}

/** Compares two outputs value by value; a text says why they cannot be read. */
export function compareOutputs({ expected, found, format, margins }: Outputs): Comparison | string {
  const decoded = { expected: decode(expected), found: decode(found) };
  if (decoded.expected === null) return "the expected output is not UTF-8";
  if (decoded.found === null) return "it is not UTF-8";
  const texts = { expected: decoded.expected, found: decoded.found };
  const collected = collector();
  try {
    switch (format) {
      case "json":
        compareJson(collected, { at: "", ...texts, margins });
        break;
      case "json-lines":
        compareLines(collected, { ...texts, margins });
        break;
      case "csv":
      case "tsv":
        compareTables(collected, { ...texts, separator: format === "csv" ? "," : "\t", margins });
        break;
    }
  } catch (error) {
    // Of a document that is nested without end the stack has no room.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return `it cannot be read as ${format.toUpperCase().replace("-", " ")}: ${error.message}`;
  }
  return collected.result();
}

function compareLines(
  collected: ReturnType<typeof collector>,
  { expected, found, margins }: { expected: string; found: string; margins: Margins },
): void {
  const [wanted, given] = [linesOf(expected), linesOf(found)];
  for (let n = 0; n < Math.max(wanted.length, given.length); n += 1) {
    const [a, b] = [wanted[n], given[n]];
    const at = `line ${n + 1}`;
    if (a === undefined || b === undefined) collected.differs(at, a ?? null, b ?? null);
    else compareJson(collected, { at: `${at} `, expected: a, found: b, margins });
  }
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
