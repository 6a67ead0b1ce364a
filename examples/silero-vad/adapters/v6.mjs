// Feeds Silero VAD 6: as v6-forgets.mjs, mended. A stream carries the last 64
// samples of the frame before, which stand in front of the 512 new ones.
import { Tensor } from "onnxruntime-node";

export const frameSamples = 512;
const contextSamples = 64;
const sampleRate = new Tensor("int64", BigInt64Array.of(16000n), []);

/** What is carried into the first frame of a recording. */
export function start() {
  return {
    context: new Float32Array(contextSamples),
    state: new Tensor("float32", new Float32Array(2 * 1 * 128), [2, 1, 128]),
  };
}

/** The tensors for one frame. */
export function toFeeds(frame, { context, state }) {
  const input = new Float32Array(contextSamples + frameSamples);
  input.set(context);
  input.set(frame, contextSamples);
  return { input: new Tensor("float32", input, [1, input.length]), state, sr: sampleRate };
}

/** The probability of speech, and what the next frame needs. */
export function fromOutputs(outputs, frame) {
  return {
    probability: outputs.output.data[0],
    carried: { context: frame.slice(-contextSamples), state: outputs.stateN },
  };
}
