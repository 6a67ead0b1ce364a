// What a model makes of the labelled clips. The report is the same, byte for
// byte, for the same weights, adapter, clips and runtime: no time, no place.
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
    const frames = cutIntoFrames(clip.samples, adapter.frameSamples, clip.speechS);
    let i = 0;
    for await (const probability of listen(session, adapter, frames)) {
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
 * @param {string} adapterName which serving adapter feeds them
 */
export async function reportOn(model, adapterName = model) {
  const adapter = adapterOf(adapterName);
  const weights = weightsOf(model);
  const heard = await hearClips(weights.path, adapter);
  return {
    model,
    weightsSha256: sha256OfFile(weights.path),
    adapterSha256: sha256OfFile(adapter.path),
    clipsSha256: sha256OfFile(digestsPath),
    threshold,
    all: score(countFrames(heard, threshold)),
    byCondition: scoreBy(heard, "condition"),
    byLanguage: scoreBy(heard, "language"),
    byVoice: scoreBy(heard, "voice"),
    bySex: scoreBy(heard, "sex"),
  };
}
