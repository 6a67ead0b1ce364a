// What every check shares: its thresholds, its result, how it is run by hand.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

export const thresholdsPath = join(import.meta.dirname, "..", "thresholds.json");
export const thresholds = JSON.parse(readFileSync(thresholdsPath, "utf8"));

/**
 * @typedef {{status: "passed" | "failed", summary: string, evidence: object}} CheckResult
 */

/**
 * A limit that was or was not kept. Something that is no finite number was not
 * measured, and an unmeasured limit is not kept.
 * @param {string} what
 * @param {number | null} value
 * @param {{atLeast?: number, atMost?: number}} limit
 */
export function limit(what, value, { atLeast, atMost }) {
  const measured = typeof value === "number" && Number.isFinite(value);
  const kept =
    measured &&
    (atLeast === undefined || value >= atLeast) &&
    (atMost === undefined || value <= atMost);
  return { what, value, ...(atLeast === undefined ? { atMost } : { atLeast }), kept };
}

const words = ({ what, value, atLeast, atMost }) =>
  atLeast === undefined
    ? `${what} is ${value}, at most ${atMost} is allowed`
    : `${what} is ${value}, at least ${atLeast} is asked`;

/**
 * @param {string} measured what was found, in one sentence
 * @param {ReturnType<typeof limit>[]} limits
 * @param {object} evidence
 * @returns {CheckResult}
 */
export function judge(measured, limits, evidence) {
  const broken = limits.filter(({ kept }) => !kept);
  const passed = limits.length > 0 && broken.length === 0;
  return {
    status: passed ? "passed" : "failed",
    summary: passed ? measured : `${measured}; ${broken.map(words).join("; ")}`,
    evidence: { ...evidence, limits },
  };
}

/**
 * The options of a check run from the shell, or null when it was imported.
 * @param {string} moduleUrl
 */
export function shellOptions(moduleUrl) {
  if (!process.argv[1] || moduleUrl !== pathToFileURL(process.argv[1]).href) return null;
  const { values } = parseArgs({
    options: {
      model: { type: "string", default: "v5" },
      adapter: { type: "string" },
      baseline: { type: "string", default: "legacy" },
      "in-batch": { type: "boolean", default: false },
      out: { type: "string" },
    },
  });
  return { ...values, adapter: values.adapter ?? values.model };
}

/** Prints a check's result, and exits with 1 when it failed. */
export function showResult(result) {
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.status === "passed" ? 0 : 1;
}
