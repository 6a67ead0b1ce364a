// Check "evaluation": is speech found well enough, and not worse than before?
import { writeFileSync } from "node:fs";
import { judge, limit, shellOptions, showResult, thresholds } from "./lib/check.mjs";
import { reportText } from "./lib/evaluation.mjs";
import { reportOn } from "./lib/report.mjs";

/**
 * @param {Awaited<ReturnType<typeof reportOn>>} candidate
 * @param {Awaited<ReturnType<typeof reportOn>>} baseline
 */
export function judgeEvaluation(candidate, baseline) {
  const asked = thresholds.evaluation;
  const limits = [
    limit("F1 over all frames", candidate.all.f1, { atLeast: asked.f1.all }),
    ...["clean", "noisy"].map((condition) =>
      limit(`F1 on ${condition} clips`, candidate.byCondition[condition]?.f1 ?? null, {
        atLeast: asked.f1[condition],
      }),
    ),
    ...Object.entries(candidate.byLanguage).map(([language, { f1 }]) =>
      limit(`F1 in language ${language}`, f1, { atLeast: asked.f1PerLanguage }),
    ),
    limit("F1 lost against the baseline", Number((baseline.all.f1 - candidate.all.f1).toFixed(6)), {
      atMost: asked.f1BelowBaseline,
    }),
  ];
  const { clean, noisy } = candidate.byCondition;
  const summary =
    `F1 ${candidate.all.f1} over ${candidate.all.frames} frames ` +
    `(clean ${clean?.f1}, noisy ${noisy?.f1}); ${baseline.model} has ${baseline.all.f1}`;
  return judge(summary, limits, { report: candidate, baseline: baseline.all });
}

const options = shellOptions(import.meta.url);
if (options) {
  const candidate = await reportOn(options.model, options["in-batch"] ? null : options.adapter);
  writeFileSync(options.out ?? "report.json", reportText(candidate));
  showResult(judgeEvaluation(candidate, await reportOn(options.baseline)));
}
