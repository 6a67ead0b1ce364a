// The evaluation of weights and adapters by their names here.
import { thresholds } from "./check.mjs";
import { evaluate } from "./evaluation.mjs";
import { adapterOf, weightsOf } from "./model.mjs";

/**
 * @param {string} model which weights
 * @param {string | null} adapterName which serving adapter feeds them; null: none, the evaluation's own batch code
 */
export function reportOn(model, adapterName = model) {
  return evaluate({
    model,
    weightsPath: weightsOf(model).path,
    adapter: adapterName === null ? null : adapterOf(adapterName),
    threshold: thresholds.speechProbability,
  });
}
