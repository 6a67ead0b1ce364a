// Check "data-schema": can the serving adapter feed these weights?
//
// Three signatures have to agree: the one the adapter's schema file states (an
// artifact of the bundle), the one the weights state, and the tensors that the
// adapter really makes. The last is tried with one frame of silence.
import { shellOptions, showResult } from "./lib/check.mjs";
import { openModel } from "./lib/listen.mjs";
import { adapterOf, signatureOf, weightsOf } from "./lib/model.mjs";
import { compareSignatures, describe } from "./lib/signature.mjs";

const ports = (tensors) =>
  Object.entries(tensors).map(([name, { type, dims }]) => ({ name, type, shape: [...dims] }));

/** What the adapter really feeds and gets; or why the weights refused it. */
async function tryOneFrame(session, adapter) {
  const feeds = adapter.toFeeds(new Float32Array(adapter.frameSamples), adapter.start());
  try {
    const outputs = await session.run(feeds);
    return { refused: null, fed: { inputs: ports(feeds), outputs: ports(outputs) } };
  } catch (error) {
    return { refused: error.message, fed: { inputs: ports(feeds), outputs: [] } };
  }
}

/** What the adapter does, against what its schema file says that it does. */
function dishonest(schema, { refused, fed }) {
  const outputs = refused ? [] : schema.outputs;
  const { problems } = compareSignatures({ inputs: schema.inputs, outputs }, fed);
  return problems.map((problem) => `the adapter's schema file is wrong: ${problem}`);
}

const inWords = ({ inputs, outputs }) => ({
  inputs: inputs.map(describe),
  outputs: outputs.map(describe),
});

/** @returns {Promise<import("./lib/check.mjs").CheckResult>} */
export async function checkDataSchema({ model, adapter: adapterName }) {
  const adapter = adapterOf(adapterName);
  const session = await openModel(weightsOf(model).path);
  const real = signatureOf(session);
  const trial = await tryOneFrame(session, adapter);
  await session.release();

  const { problems, unreadable } = compareSignatures(adapter.schema, real);
  const faults = [
    ...problems,
    ...dishonest(adapter.schema, trial),
    ...(trial.refused ? [`one frame did not run: ${trial.refused}`] : []),
  ];
  return {
    status: faults.length === 0 ? "passed" : "failed",
    summary:
      faults.join("; ") ||
      `the ${adapterName} adapter fits the ${model} weights, input for input and output for output`,
    evidence: {
      model,
      adapter: adapterName,
      adapterStates: inWords(adapter.schema),
      weightsState: inWords(real),
      notFixedByTheWeights: unreadable,
      oneFrame: trial.refused ? { refused: trial.refused } : { ran: true },
    },
  };
}

const options = shellOptions(import.meta.url);
if (options) showResult(await checkDataSchema(options));
