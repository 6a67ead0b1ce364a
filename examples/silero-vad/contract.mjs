// Check "serving-contract": does the code that serves hear what the evaluation
// heard? The same clips go through the serving adapter, frame by frame as a
// caller's would, and through the evaluation's own batch code.
import { judge, limit, shellOptions, showResult, thresholds } from "./lib/check.mjs";
import { reportOn } from "./lib/report.mjs";

/** @returns {Promise<import("./lib/check.mjs").CheckResult>} */
export async function checkContract({ model, adapter }) {
  const served = await reportOn(model, adapter);
  const evaluated = await reportOn(model, null);
  const lost = Number((evaluated.all.f1 - served.all.f1).toFixed(6));
  const limits = [
    limit("F1 lost between the evaluation and what is served", lost, {
      atMost: thresholds.contract.f1LostByServing,
    }),
  ];
  return judge(
    `F1 ${served.all.f1} as it is served, ${evaluated.all.f1} in the evaluation's own code`,
    limits,
    { served, evaluated: evaluated.all },
  );
}

const options = shellOptions(import.meta.url);
if (options) showResult(await checkContract(options));
