// One bundle as it is served: weights and serving adapter together.
import { thresholds } from "../lib/check.mjs";
import { cutIntoFrames, decodeWav } from "../lib/clips.mjs";
import { openModel } from "../lib/listen.mjs";
import { adapterOf, weightsOf } from "../lib/model.mjs";

/** @param {{model: string, adapter: string}} bundle */
export async function openBundle({ model, adapter: adapterName }) {
  const adapter = adapterOf(adapterName);
  const session = await openModel(weightsOf(model).path);
  return {
    /**
     * Hears one recording. Callers here are probes: they say where speech
     * stands, so that what was heard can be held against it.
     * @param {Buffer} wav
     * @param {[number, number][]} speechS
     */
    async hear(wav, speechS) {
      const frames = cutIntoFrames(decodeWav(wav), adapter.frameSamples, speechS);
      let carried = adapter.start();
      const clip = { frames: frames.length, expected: 0, heard: 0, speech: 0, frameSeconds: [] };
      for (const { samples, isSpeech } of frames) {
        const began = process.hrtime.bigint();
        const outputs = await session.run(adapter.toFeeds(samples, carried));
        const answer = adapter.fromOutputs(outputs, samples);
        clip.frameSeconds.push(Number(process.hrtime.bigint() - began) / 1e9);
        carried = answer.carried;
        const isHeard = answer.probability >= thresholds.speechProbability;
        if (isHeard) clip.speech += 1;
        if (isSpeech) clip.expected += 1;
        if (isSpeech && isHeard) clip.heard += 1;
      }
      return clip;
    },
    close: () => session.release(),
  };
}
