// What a model makes of the labelled clips. The report is the same, byte for
// byte, for the same weights, adapter, clips and runtime: no time, no place.
import { frameSamples as batchFrame, listenInBatch } from "./batch.mjs";
import { thresholds } from "./check.mjs";
import { cutIntoFrames, digestsPath, loadClips } from "./clips.mjs";
import { sha256OfFile } from "./digest.mjs";
import { countFrames, score } from "./metrics.mjs";
import { adapterOf, listen, openModel, weightsOf } from "./model.mjs";

const threshold = thresholds.speechProbability;

/** Every frame of every clip, with its label and what the model made of it. */
async function hearClips(weightsPath, adapter) {
  const session = await openModel(weightsPath);
  const heard = [];
  for (const clip of loadClips()) {
    const size = adapter === null ? batchFrame : adapter.frameSamples;
    const frames = cutIntoFrames(clip.samples, size, clip.speechS);
    const probabilities =
      adapter === null ? listenInBatch(session, clip.samples) : listen(session, adapter, frames);
    let i = 0;
    for await (const probability of probabilities) {
      heard.push({ clip, probability, isSpeech: frames[i].isSpeech });
      i += 1;
    }
  }
  await session.release();
  return heard;
}

/** One score for each value that a property of the clips takes, sorted. */
export function scoreBy(heard, property) {
  const values = [...new Set(heard.map(({ clip }) => clip[property]))].sort();
  return Object.fromEntries(
    values.map((value) => {
      const group = heard.filter(({ clip }) => clip[property] === value);
      return [value, score(countFrames(group, threshold))];
    }),
  );
}

/**
 * @param {string} model which weights
 * @param {string | null} adapterName which serving adapter feeds them; null: none, the evaluation's own batch code
 */
export async function reportOn(model, adapterName = model) {
  const adapter = adapterName === null ? null : adapterOf(adapterName);
  const weights = weightsOf(model);
  const heard = await hearClips(weights.path, adapter);
  return {
    model,
    weightsSha256: sha256OfFile(weights.path),
    ...(adapter === null
      ? { fedBy: "lib/batch.mjs" }
      : { adapterSha256: sha256OfFile(adapter.path) }),
    clipsSha256: sha256OfFile(digestsPath),
    threshold,
    all: score(countFrames(heard, threshold)),
    byCondition: scoreBy(heard, "condition"),
    byLanguage: scoreBy(heard, "language"),
    byVoice: scoreBy(heard, "voice"),
    bySex: scoreBy(heard, "sex"),
  };
}
