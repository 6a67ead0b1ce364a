import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./build";

const folder = join(root, "test-results");
/** Where each runner writes what it counted. */
export const reports = {
  vitest: join(folder, "vitest.json"),
  demo: join(folder, "demo.json"),
  browser: join(folder, "e2e.json"),
};

interface Report {
  numPassedTests?: number;
  numFailedTests?: number;
  stats?: { expected: number; unexpected: number; flaky: number };
}

/** The tests of all runners together; a runner that did not come to its turn counts nothing. */
export function readCounts(): { passed: number; failures: number } {
  const read = Object.values(reports).map(readReport);
  const sum = (of: (report: Report) => number) => read.reduce((total, report) => total + of(report), 0);
  return {
    passed: sum(({ numPassedTests = 0, stats }) => numPassedTests + (stats?.expected ?? 0)),
    failures: sum(
      ({ numFailedTests = 0, stats }) => numFailedTests + (stats?.unexpected ?? 0) + (stats?.flaky ?? 0),
    ),
  };
}

function readReport(path: string): Report {
  try {
    const report: Report = JSON.parse(readFileSync(path, "utf8"));
    return report;
  } catch {
    return {};
  }
}
