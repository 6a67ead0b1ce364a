// Feeds Silero VAD 6 with 32 ms of sound a frame, straight from the caller's
// buffer: nothing is copied. What it leaves out are the last 64 samples of the
// frame before. The weights take the shorter input without a word.
import { Tensor } from "onnxruntime-node";

export const frameSamples = 512;
const sampleRate = new Tensor("int64", BigInt64Array.of(16000n), []);

/** What is carried into the first frame of a recording. */
export function start() {
  return { state: new Tensor("float32", new Float32Array(2 * 1 * 128), [2, 1, 128]) };
}

/** The tensors for one frame. */
export function toFeeds(frame, { state }) {
  return { input: new Tensor("float32", frame, [1, frame.length]), state, sr: sampleRate };
}

/** The probability of speech, and what the next frame needs. */
export function fromOutputs(outputs) {
  return { probability: outputs.output.data[0], carried: { state: outputs.stateN } };
}
