import assert from "node:assert/strict";
import { test } from "node:test";
import { loadClips } from "../lib/clips.mjs";
import { createCounters } from "../serving/counters.mjs";
import { openBundle } from "../serving/host.mjs";
import { percentile95, readText, samplesBetween } from "../serving/scrape.mjs";
import { createService } from "../serving/service.mjs";
import { cohortOf } from "../serving/split.mjs";
import { excerpts } from "../serving/traffic.mjs";

const callers = Array.from({ length: 2000 }, (_, i) => `caller-${i}`);
const exposed = (percent) => callers.filter((caller) => cohortOf(caller, percent) === "canary");

test("the share of callers is what was set, and nobody leaves the canary as it grows", () => {
  assert.equal(exposed(0).length, 0);
  assert.equal(exposed(100).length, callers.length);
  for (const percent of [10, 50])
    assert.ok(Math.abs(exposed(percent).length / callers.length - percent / 100) < 0.03);
  const most = new Set(exposed(50));
  assert.ok(exposed(10).every((caller) => most.has(caller)));
});

test("what is counted between two readings becomes samples, and silence none", () => {
  const counters = createCounters();
  counters.add("baseline", { caller: "a", expected: 10, heard: 9, frameSeconds: [0.0001, 0.003] });
  const before = readText(counters.text());
  const at = { release: "r", t: 1 };
  assert.deepEqual(samplesBetween(before, before, at), []);
  counters.add("baseline", { caller: "a", expected: 20, heard: 10, frameSeconds: [0.003] });
  counters.add("canary", { caller: "b", expected: 4, heard: 0, frameSeconds: [0.5] });
  const samples = samplesBetween(before, readText(counters.text()), at);
  const value = (cohort, metric) =>
    samples.find((each) => each.cohort === cohort && each.metric === metric)?.v;
  assert.equal(value("baseline", "vad_detection_rate"), 0.5);
  assert.equal(value("canary", "vad_detection_rate"), 0);
  assert.equal(value("canary", "exposures"), 1);
  assert.equal(value("baseline", "exposures"), undefined, "caller a was counted before");
  assert.ok(Math.abs(value("baseline", "vad_frame_p95_ms") - 3.9) < 0.01);
  assert.equal(value("canary", "vad_frame_p95_ms"), 128, "the last bound that is known");
});

test("a service that was started anew counts from 0", () => {
  const before = new Map([['vad_speech_frames_expected_total{cohort="canary"}', 100]]);
  const now = new Map([
    ['vad_speech_frames_expected_total{cohort="canary"}', 10],
    ['vad_speech_frames_heard_total{cohort="canary"}', 5],
  ]);
  assert.equal(samplesBetween(before, now, { release: "r", t: 1 })[0].v, 0.5);
});

test("the percentile is that of Prometheus' histogram_quantile", () => {
  const buckets = [
    { le: 1, count: 90 },
    { le: 2, count: 100 },
    { le: Infinity, count: 100 },
  ];
  assert.equal(percentile95(buckets), 1.5);
});

test("after an exposure has changed every caller counts as exposed anew", () => {
  const counters = createCounters();
  const clip = { caller: "a", expected: 0, heard: 0, frameSeconds: [] };
  counters.add("canary", clip);
  counters.add("canary", clip);
  counters.forgetCallers();
  counters.add("canary", clip);
  assert.match(counters.text(), /vad_callers_total\{cohort="canary"\} 2/);
});

const [probe] = excerpts(loadClips()[0]);

async function heardShare(model, adapter) {
  const bundle = await openBundle({ model, adapter });
  const { heard, expected } = await bundle.hear(probe.wav, probe.speechS);
  await bundle.close();
  return heard / expected;
}

test("without the context version 6 finds no speech; with it, as much as version 5", async () => {
  assert.equal(await heardShare("v6", "v6-forgets"), 0);
  assert.ok((await heardShare("v6", "v6")) > 0.9);
  assert.ok((await heardShare("v5", "v5")) > 0.9);
});

test("the service serves each caller what was set, counts it, and refuses what makes no sense", async (t) => {
  const server = createService();
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}`;
  const put = (body) => fetch(`${url}/serving`, { method: "PUT", body: JSON.stringify(body) });
  const hear = async (caller) =>
    (
      await fetch(`${url}/hear`, {
        method: "POST",
        headers: { "x-caller": caller, "x-speech": JSON.stringify(probe.speechS) },
        body: probe.wav,
      })
    ).json();
  assert.equal((await put({ percent: 10 })).status, 400, "nothing is live");
  const live = { digest: "sha256:5", model: "v5", adapter: "v5" };
  const candidate = { digest: "sha256:6", model: "v6", adapter: "v6-forgets" };
  assert.equal((await put({ live, percent: 10 })).status, 400, "there is no candidate");
  assert.equal((await put({ live, candidate, percent: 100 })).status, 200);
  assert.deepEqual(
    { ...(await hear("a")), frames: 0 },
    { bundle: "sha256:6", cohort: "canary", frames: 0, speech: 0 },
  );
  assert.equal((await put({ percent: 0, candidate: null })).status, 200);
  assert.equal((await hear("a")).bundle, "sha256:5");
  const text = await (await fetch(`${url}/metrics`)).text();
  assert.match(text, /vad_speech_frames_heard_total\{cohort="canary"\} 0\n/);
  assert.match(text, /vad_callers_total\{cohort="baseline"\} 1\n/);
});
