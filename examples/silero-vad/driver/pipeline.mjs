// The pipeline's part: makes bundles from the real files, runs the checks on
// the real model, reports what they found. It never signs.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkContract } from "../contract.mjs";
import { checkDataSchema } from "../data-schema.mjs";
import { judgeEvaluation } from "../evaluate.mjs";
import { judgeFairness } from "../fairness.mjs";
import { checkLatency } from "../latency.mjs";
import { reportText } from "../lib/evaluation.mjs";
import { exampleFolder, manifestOf } from "../lib/manifest.mjs";
import { reportOn } from "../lib/report.mjs";
import { component } from "./prepare.mjs";
import { quote, say } from "./transcript.mjs";

/** Each check by the name under which gates ask for it. */
const runners = {
  "data-schema": (build) => checkDataSchema(build),
  evaluation: (build) => judgeEvaluation(build.report, build.baselineReport),
  latency: (build) => checkLatency(build),
  fairness: (build) => judgeFairness(build.report, build.baselineReport),
};

export const checkNames = Object.keys(runners);

/** What the checks lacked until version 6 went back. */
export const contractCheck = "serving-contract";
const learnt = { [contractCheck]: (build) => checkContract(build) };

function write(file, text) {
  mkdirSync(join(exampleFolder, "out"), { recursive: true });
  writeFileSync(join(exampleFolder, "out", file), text);
  return join("out", file);
}

const asJson = (value) => `${JSON.stringify(value, null, 2)}\n`;

/**
 * @param {object} cli
 * @param {{authors: string[], baseline: string}} of whose work it is, and the model that it is compared with
 */
export function pipeline(cli, { authors, baseline }) {
  return {
    /**
     * Registers a bundle. One whose adapter cannot feed its weights has no
     * evaluation report: there is nothing to evaluate.
     * @param {{model: string, adapter: string, version: string, evaluate: boolean, inBatch?: boolean, withScript?: boolean}} asked
     *   inBatch: evaluated by the batch code, not through the adapter
     */
    async build({ model, adapter, version, evaluate, inBatch = false, withScript = false }) {
      const name = `${model}-with-${adapter}-adapter`;
      const report = evaluate ? await reportOn(model, inBatch ? null : adapter) : null;
      const reportFile = report && write(`${name}.report.json`, reportText(report));
      const manifest = manifestOf({
        component,
        version,
        model,
        adapterName: adapter,
        authors,
        inBatch,
        withScript,
        ...(reportFile ? { reportPath: join(exampleFolder, reportFile) } : {}),
      });
      const digest = cli.createBundle(write(`${name}.bundle.json`, asJson(manifest)));
      const baselineReport = report && (await reportOn(baseline));
      return { model, adapter, digest, baseline, report, baselineReport };
    },

    /** Runs a check on what was built and reports its result, whichever it is. */
    async check(slug, name, build) {
      const result = await (runners[name] ?? learnt[name])(build);
      say(`${name}: ${result.status}`);
      quote(result.summary);
      const evidenceFile = write(`${build.model}.${name}.json`, asJson(result.evidence));
      cli.reportCheck({ slug, name, digest: build.digest, result, evidenceFile });
      return result;
    },
  };
}
