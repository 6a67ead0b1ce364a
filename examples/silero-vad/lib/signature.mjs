// Whether an adapter feeds what the weights take, and reads what they give.

/**
 * @typedef {{name: string, type: string, shape: (number | null)[]}} Port
 *   a null dimension is open: the file does not fix it
 * @typedef {{inputs: Port[], outputs: Port[]}} Signature
 */

const shapeOf = ({ shape }) => `[${shape.map((size) => size ?? "?").join(",")}]`;

const typed = (port) => `${port.type} ${shapeOf(port)}`;

/** @param {Port} port */
export const describe = (port) => `${port.name} ${typed(port)}`;

const named = (port) => `${port.name} ${shapeOf(port)}`;

const list = (ports, word) =>
  ports.length === 1
    ? `${word} ${named(ports[0])} is`
    : `${word}s ${ports.map(named).join(", ")} are`;

const missingFrom = (ports, others) =>
  ports.filter(({ name }) => !others.some((other) => other.name === name));

function differenceOf(port, real, word) {
  const fits =
    port.type === real.type &&
    port.shape.length === real.shape.length &&
    port.shape.every((size, i) => real.shape[i] === null || real.shape[i] === size);
  if (fits) return [];
  return [`${word} ${port.name} is ${typed(real)}, not ${typed(port)}`];
}

/** Fixed by the adapter, left open by the weights: equal for all we can read. */
function openDimensions(port, real, word) {
  if (real.shape.every((size) => size !== null)) return [];
  return [`${word} ${named(port)} stands against an open ${shapeOf(real)}`];
}

function compareSide(adapterPorts, realPorts, word) {
  const gone = missingFrom(adapterPorts, realPorts);
  const added = missingFrom(realPorts, adapterPorts);
  const pairs = adapterPorts.flatMap((port) => {
    const real = realPorts.find(({ name }) => name === port.name);
    return real ? [[port, real]] : [];
  });
  return {
    problems: [
      ...(gone.length ? [`${list(gone, word)} gone`] : []),
      ...(added.length ? [`${list(added, word)} new`] : []),
      ...pairs.flatMap(([port, real]) => differenceOf(port, real, word)),
    ],
    unreadable: pairs.flatMap(([port, real]) =>
      differenceOf(port, real, word).length ? [] : openDimensions(port, real, word),
    ),
  };
}

/**
 * @param {Signature} adapter what the adapter says that it feeds and reads
 * @param {Signature} weights what the file says
 * @returns {{problems: string[], unreadable: string[]}} no problems: they fit,
 *   as far as the file can be read
 */
export function compareSignatures(adapter, weights) {
  const inputs = compareSide(adapter.inputs, weights.inputs, "input");
  const outputs = compareSide(adapter.outputs, weights.outputs, "output");
  return {
    problems: [...inputs.problems, ...outputs.problems],
    unreadable: [...inputs.unreadable, ...outputs.unreadable],
  };
}
