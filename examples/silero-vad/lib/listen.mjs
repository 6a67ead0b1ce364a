// The real weights, run by ONNX Runtime on one thread of the CPU.
import { InferenceSession } from "onnxruntime-node";

/** @param {string} path an .onnx file */
export function openModel(path) {
  return InferenceSession.create(path, {
    executionProviders: ["cpu"],
    executionMode: "sequential",
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
}

/**
 * Runs one recording, frame after frame, and yields each probability.
 * @param {{samples: Float32Array}[]} frames
 */
export async function* listen(session, adapter, frames) {
  let carried = adapter.start();
  for (const { samples } of frames) {
    const outputs = await session.run(adapter.toFeeds(samples, carried));
    const answer = adapter.fromOutputs(outputs, samples);
    carried = answer.carried;
    yield answer.probability;
  }
}
