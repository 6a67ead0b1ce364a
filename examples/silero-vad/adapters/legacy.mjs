// Feeds Silero VAD up to version 4: 96 ms of sound a frame, and the two halves
// of an LSTM's state, h and c, carried from frame to frame.
import { Tensor } from "onnxruntime-node";

export const frameSamples = 1536;
const stateShape = [2, 1, 64];
const sampleRate = new Tensor("int64", BigInt64Array.of(16000n), []);

const emptyState = () => new Tensor("float32", new Float32Array(2 * 1 * 64), stateShape);

/** What is carried into the first frame of a recording. */
export function start() {
  return { h: emptyState(), c: emptyState() };
}

/** The tensors for one frame. */
export function toFeeds(frame, carried) {
  return {
    input: new Tensor("float32", frame, [1, frameSamples]),
    sr: sampleRate,
    h: carried.h,
    c: carried.c,
  };
}

/** The probability of speech, and what the next frame needs. */
export function fromOutputs(outputs) {
  return {
    probability: outputs.output.data[0],
    carried: { h: outputs.hn, c: outputs.cn },
  };
}
