import assert from "node:assert/strict";
import { test } from "node:test";
import { openModel } from "../lib/listen.mjs";
import { adapterOf, signatureOf, weightsOf } from "../lib/model.mjs";
import { compareSignatures } from "../lib/signature.mjs";

const port = (name, shape, type = "float32") => ({ name, type, shape });
const signature = (inputs, outputs = []) => ({ inputs, outputs });

test("equal signatures fit", () => {
  const same = signature([port("input", [1, 576])], [port("output", [1, 1])]);
  assert.deepEqual(compareSignatures(same, same), { problems: [], unreadable: [] });
});

test("what is gone and what is new is named with its shape", () => {
  const { problems } = compareSignatures(
    signature([port("h", [2, 1, 64]), port("c", [2, 1, 64])]),
    signature([port("state", [2, null, 128])]),
  );
  assert.deepEqual(problems, [
    "inputs h [2,1,64], c [2,1,64] are gone",
    "input state [2,?,128] is new",
  ]);
});

test("a fixed width that differs is a problem", () => {
  const { problems } = compareSignatures(
    signature([port("input", [1, 1536])]),
    signature([port("input", [1, 576])]),
  );
  assert.deepEqual(problems, ["input input is float32 [1,576], not float32 [1,1536]"]);
});

test("another type or another number of dimensions is a problem", () => {
  const weights = signature([port("sr", [], "int64")]);
  assert.equal(compareSignatures(signature([port("sr", [])]), weights).problems.length, 1);
  assert.equal(
    compareSignatures(signature([port("sr", [1], "int64")]), weights).problems.length,
    1,
  );
});

test("a dimension that the weights leave open is reported as unreadable, not as a fault", () => {
  const { problems, unreadable } = compareSignatures(
    signature([port("input", [1, 576])]),
    signature([port("input", [null, null])]),
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(unreadable, ["input input [1,576] stands against an open [?,?]"]);
});

test("an output that the adapter reads and the weights lack is gone", () => {
  const { problems } = compareSignatures(signature([], [port("hn", [2, 1, 64])]), signature([]));
  assert.deepEqual(problems, ["output hn [2,1,64] is gone"]);
});

test("the real v5 weights refuse the legacy adapter and take their own", async () => {
  const session = await openModel(weightsOf("v5").path);
  const real = signatureOf(session);
  await session.release();
  assert.deepEqual(compareSignatures(adapterOf("v5").schema, real).problems, []);
  assert.deepEqual(compareSignatures(adapterOf("legacy").schema, real).problems, [
    "inputs h [2,1,64], c [2,1,64] are gone",
    "input state [2,?,128] is new",
    "outputs hn [2,1,64], cn [2,1,64] are gone",
    "output stateN [?,?,?] is new",
  ]);
});
