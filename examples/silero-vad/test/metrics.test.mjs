import assert from "node:assert/strict";
import { test } from "node:test";
import { countFrames, largestGap, percentile, score } from "../lib/metrics.mjs";

const frame = (probability, isSpeech) => ({ probability, isSpeech });

test("a frame at the threshold counts as heard", () => {
  const counts = countFrames(
    [frame(0.5, true), frame(0.5, false), frame(0.49, true), frame(0, false)],
    0.5,
  );
  assert.deepEqual(counts, { tp: 1, fp: 1, fn: 1, tn: 1 });
});

test("precision, recall and F1 follow from the counts", () => {
  assert.deepEqual(score({ tp: 8, fp: 2, fn: 4, tn: 6 }), {
    frames: 20,
    precision: 0.8,
    recall: 0.666667,
    f1: 0.727273,
  });
});

test("nothing measured has no score, neither a good nor a bad one", () => {
  assert.deepEqual(score(countFrames([], 0.5)), {
    frames: 0,
    precision: null,
    recall: null,
    f1: null,
  });
});

test("a model that hears nothing has F1 0 and no precision", () => {
  assert.deepEqual(score({ tp: 0, fp: 0, fn: 5, tn: 5 }), {
    frames: 10,
    precision: null,
    recall: 0,
    f1: 0,
  });
});

test("percentiles interpolate between ranks, whatever the order", () => {
  assert.equal(percentile([4, 1, 3, 2], 50), 2.5);
  assert.equal(percentile([7], 99), 7);
  assert.ok(Math.abs(percentile([10, 20, 30, 40, 50], 95) - 48) < 1e-9);
  assert.throws(() => percentile([], 50), /no values/);
});

test("the largest gap names the best and the worst", () => {
  const scores = { a: { f1: 0.9 }, b: { f1: 0.97 }, c: { f1: 0.95 } };
  assert.deepEqual(largestGap(scores), { worst: "a", best: "b", gap: 0.07 });
});

test("a group that was not measured is no gap of zero", () => {
  assert.throws(() => largestGap({ a: { f1: 0.9 }, b: { f1: null } }), /cannot be compared: b/);
  assert.throws(() => largestGap({ a: { f1: 0.9 } }), /fewer than two/);
});
