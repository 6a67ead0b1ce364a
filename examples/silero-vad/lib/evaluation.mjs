// What a model makes of the labelled clips. The report is the same, byte for
// byte, for the same weights, adapter, clips and runtime: no time, no place.
import { frameSamples as batchFrame, listenInBatch } from "./batch.mjs";
import { cutIntoFrames, digestsPath, loadClips } from "./clips.mjs";
import { sha256OfFile } from "./digest.mjs";
import { listen, openModel } from "./listen.mjs";
import { countFrames, score } from "./metrics.mjs";

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

/**
 * @param {object} asked
 * @param {string} asked.model how the weights are called in the report
 * @param {string} asked.weightsPath
 * @param {{path: string, frameSamples: number} | null} asked.adapter what feeds them; null: the evaluation's own batch code
 * @param {number} asked.threshold probability from which a frame counts as speech
 */
export async function evaluate({ model, weightsPath, adapter, threshold }) {
  const heard = await hearClips(weightsPath, adapter);
  /** One score for each value that a property of the clips takes, sorted. */
  const scoreBy = (property) => {
    const values = [...new Set(heard.map(({ clip }) => clip[property]))].sort();
    return Object.fromEntries(
      values.map((value) => {
        const group = heard.filter(({ clip }) => clip[property] === value);
        return [value, score(countFrames(group, threshold))];
      }),
    );
  };
  return {
    model,
    weightsSha256: sha256OfFile(weightsPath),
    ...(adapter === null
      ? { fedBy: "lib/batch.mjs" }
      : { adapterSha256: sha256OfFile(adapter.path) }),
    clipsSha256: sha256OfFile(digestsPath),
    threshold,
    all: score(countFrames(heard, threshold)),
    byCondition: scoreBy("condition"),
    byLanguage: scoreBy("language"),
    byVoice: scoreBy("voice"),
    bySex: scoreBy("sex"),
  };
}

/** The bytes of report.json, as they go into a bundle. */
export const reportText = (report) => `${JSON.stringify(report, null, 2)}\n`;
