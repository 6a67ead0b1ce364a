// Check "latency": how long does one frame take, on one thread?
//
// Absolute times belong to the machine, so the limits are ratios: against the
// baseline measured in the same run, in turns, and against the time that the
// frame's own sound lasts.
import { judge, limit, shellOptions, showResult, thresholds } from "./lib/check.mjs";
import { cutIntoFrames, loadClips, sampleRateHz } from "./lib/clips.mjs";
import { percentile } from "./lib/metrics.mjs";
import { openModel } from "./lib/listen.mjs";
import { adapterOf, weightsOf } from "./lib/model.mjs";

const { warmUpFrames, measuredFrames } = thresholds.latency;
const framesPerTurn = 100;

/** A model with endless frames of real sound to hear, and the times it took. */
async function runner(model, adapterName, clips) {
  const adapter = adapterOf(adapterName);
  const session = await openModel(weightsOf(model).path);
  const frames = clips.flatMap(({ samples, speechS }) =>
    cutIntoFrames(samples, adapter.frameSamples, speechS),
  );
  let carried = adapter.start();
  let next = 0;
  const hear = async () => {
    const { samples } = frames[next % frames.length];
    next += 1;
    const began = process.hrtime.bigint();
    const outputs = await session.run(adapter.toFeeds(samples, carried));
    carried = adapter.fromOutputs(outputs, samples).carried;
    return Number(process.hrtime.bigint() - began) / 1e6;
  };
  return { hear, session, timesMs: [], frameMs: (adapter.frameSamples / sampleRateHz) * 1000 };
}

async function turn(subject, count, keep) {
  for (let i = 0; i < count; i += 1) {
    const ms = await subject.hear();
    if (keep) subject.timesMs.push(ms);
  }
}

const rounded = (value) => Number(value.toFixed(3));

/**
 * Each figure is the median of what the turns say, so that a few turns in which
 * the machine had other work do not speak for the model.
 * @param {{timesMs: number[], frameMs: number}} subject
 */
export function summarise({ timesMs, frameMs }) {
  const turns = Array.from({ length: Math.ceil(timesMs.length / framesPerTurn) }, (_, i) =>
    timesMs.slice(i * framesPerTurn, (i + 1) * framesPerTurn),
  );
  const overTurns = (figure) => percentile(turns.map(figure), 50);
  const [p50, p95, p99] = [50, 95, 99].map((percent) =>
    overTurns((times) => percentile(times, percent)),
  );
  const mean = overTurns((times) => times.reduce((sum, ms) => sum + ms, 0) / times.length);
  return {
    frames: timesMs.length,
    frameMs,
    p50,
    p95,
    p99,
    msPerSecondOfSound: (mean / frameMs) * 1000,
  };
}

/** @param {ReturnType<typeof summarise>} candidate @param {ReturnType<typeof summarise>} baseline */
export function judgeLatency(candidate, baseline) {
  const asked = thresholds.latency;
  const p95Ratio = rounded(candidate.p95 / baseline.p95);
  const share = rounded(candidate.p99 / candidate.frameMs);
  const costRatio = rounded(candidate.msPerSecondOfSound / baseline.msPerSecondOfSound);
  const inMs = ({ p50, p95, p99 }) => `${[p50, p95, p99].map(rounded).join(" / ")} ms`;
  return judge(
    `p50 / p95 / p99 per frame ${inMs(candidate)}, the baseline's ${inMs(baseline)} ` +
      `(p95 ratio ${p95Ratio}); per second of sound ${costRatio} times the baseline's cost`,
    [
      limit("p95 per frame against the baseline", p95Ratio, { atMost: asked.p95RatioToBaseline }),
      limit("p99 as a share of the frame's own length", share, { atMost: asked.p99ShareOfFrame }),
      limit("cost per second of sound against the baseline", costRatio, {
        atMost: asked.costPerSecondRatioToBaseline,
      }),
    ],
    { candidate, baseline, threads: 1 },
  );
}

/** @returns {Promise<import("./lib/check.mjs").CheckResult>} */
export async function checkLatency({ model, adapter, baseline }) {
  const clips = loadClips();
  const subjects = [await runner(model, adapter, clips), await runner(baseline, baseline, clips)];
  for (const subject of subjects) await turn(subject, warmUpFrames, false);
  // In turns, so that what else the machine does falls on both alike.
  for (let done = 0; done < measuredFrames; done += framesPerTurn)
    for (const subject of subjects) await turn(subject, framesPerTurn, true);
  for (const { session } of subjects) await session.release();
  return judgeLatency(...subjects.map(summarise));
}

const options = shellOptions(import.meta.url);
if (options) showResult(await checkLatency(options));
