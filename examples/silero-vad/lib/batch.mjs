// How the speech team evaluates: whole recordings, read in windows of 576
// samples, as the weights were trained. Nothing has to be remembered from frame
// to frame, because all of the recording is there. It is the model's own
// quality that it measures, and not the code that serves it.
import { Tensor } from "onnxruntime-node";

export const frameSamples = 512;
const contextSamples = 64;

/**
 * Yields the probability of speech of each whole frame.
 * @param {import("onnxruntime-node").InferenceSession} session of version 5 or 6
 * @param {Float32Array} samples
 */
export async function* listenInBatch(session, samples) {
  const padded = new Float32Array(contextSamples + samples.length);
  padded.set(samples, contextSamples);
  const sr = new Tensor("int64", BigInt64Array.of(16000n), []);
  let state = new Tensor("float32", new Float32Array(2 * 1 * 128), [2, 1, 128]);
  for (let at = 0; at + frameSamples <= samples.length; at += frameSamples) {
    const window = padded.subarray(at, at + contextSamples + frameSamples);
    const input = new Tensor("float32", window, [1, window.length]);
    const outputs = await session.run({ input, state, sr });
    state = outputs.stateN;
    yield outputs.output.data[0];
  }
}
