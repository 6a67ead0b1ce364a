/** What a document that is not written yet begins from. */
export const starters = {
  criteria: "[]\n",
  "rollback-plan": `key: way-back
target: { bundle: baseline, exposurePercent: 0 }
severities:
  sev1: { means: "Users get wrong or no answers", decideWithin: 10m, onSilence: execute }
  sev2: { means: "Degraded for a measurable share of users", decideWithin: 30m, onSilence: escalate }
  sev3: { means: "Degraded, a workaround exists", decideWithin: 4h, onSilence: escalate }
  sev4: { means: "Cosmetic", decideWithin: 2d, onSilence: nothing }
objectives: { detect: 5m, decide: 10m, execute: 15m, stable: 60m }
steps:
  - { key: stop-exposure, kind: traffic-shift, executor: { type: manual }, timeLimit: 5m, onFailure: take-over, reversible: true, verify: { person: "Nobody is served by the candidate" } }
stable: { criteria: [], for: 30m }
`,
};
