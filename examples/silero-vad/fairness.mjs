// Check "fairness": does every voice fare about as well as the others?
//
// The allowance is agreed in the release's plan (plan.yaml, acceptable risk)
// before anything is measured.
import { judge, limit, shellOptions, showResult, thresholds } from "./lib/check.mjs";
import { largestGap } from "./lib/metrics.mjs";
import { reportOn } from "./lib/report.mjs";

const f1PerVoice = ({ byVoice }) =>
  Object.fromEntries(Object.entries(byVoice).map(([voice, { f1 }]) => [voice, f1]));

/** The voice that lost most against the baseline; a negative loss is a gain. */
function largestLoss(candidate, baseline) {
  const losses = Object.entries(candidate).map(([voice, f1]) => ({
    voice,
    lost: Number((baseline[voice] - f1).toFixed(6)),
  }));
  return losses.reduce((most, loss) => (loss.lost > most.lost ? loss : most));
}

/**
 * @param {Awaited<ReturnType<typeof reportOn>>} candidate
 * @param {Awaited<ReturnType<typeof reportOn>>} baseline
 */
export function judgeFairness(candidate, baseline) {
  const agreed = thresholds.fairness;
  const voices = largestGap(candidate.byVoice);
  const before = largestGap(baseline.byVoice);
  const [now, then] = [f1PerVoice(candidate), f1PerVoice(baseline)];
  const loss = largestLoss(now, then);
  return judge(
    `largest F1 gap between two of ${Object.keys(now).length} voices is ${voices.gap} ` +
      `(${voices.best} against ${voices.worst}; ${baseline.model} had ${before.gap}); ` +
      `largest loss of one voice is ${loss.lost} (${loss.voice})`,
    [
      limit("F1 gap between voices", voices.gap, { atMost: agreed.f1GapBetweenVoices }),
      limit("F1 lost by any voice", loss.lost, { atMost: agreed.f1LostByAnyVoice }),
    ],
    { f1PerVoice: now, baselineF1PerVoice: then, gapBetweenSexes: largestGap(candidate.bySex).gap },
  );
}

const options = shellOptions(import.meta.url);
if (options) {
  const candidate = await reportOn(options.model, options.adapter);
  showResult(judgeFairness(candidate, await reportOn(options.baseline)));
}
