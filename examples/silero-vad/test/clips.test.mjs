import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import {
  cutIntoFrames,
  decodeWav,
  digestsPath,
  loadClips,
  sampleRateHz,
  verifyClips,
} from "../lib/clips.mjs";

test("frames are whole, in order, and the rest is left out", () => {
  const frames = cutIntoFrames(Float32Array.of(1, 2, 3, 4, 5), 2, []);
  assert.deepEqual(
    frames.map(({ samples }) => [...samples]),
    [
      [1, 2],
      [3, 4],
    ],
  );
});

test("a frame is speech when its middle stands in speech, the end excluded", () => {
  const frameS = 512 / sampleRateHz;
  const speech = [[1.5 * frameS, 3.5 * frameS]];
  const frames = cutIntoFrames(new Float32Array(5 * 512), 512, speech);
  assert.deepEqual(
    frames.map(({ isSpeech }) => isSpeech),
    [false, true, true, false, false],
  );
});

test("a WAV of another rate, and bytes that are no WAV, are refused", () => {
  const bytes = readFileSync(join(dirname(digestsPath), "en-m1-clean.wav"));
  bytes.writeUInt32LE(8000, 24);
  assert.throws(() => decodeWav(bytes), /expected 16 kHz/);
  assert.throws(() => decodeWav(Buffer.alloc(64)), /not a WAV/);
});

test("all sixteen clips load, with eight voices and speech in each", () => {
  const clips = loadClips();
  assert.equal(clips.length, 16);
  assert.equal(new Set(clips.map(({ voice }) => voice)).size, 8);
  assert.ok(
    clips.every(({ speechS, samples }) => speechS.length > 0 && samples.length > sampleRateHz),
  );
});

test("a clip that was changed is noticed before anything is measured", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "clips-"));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(dirname(digestsPath), folder, { recursive: true });
  writeFileSync(join(folder, "en-m1-clean.wav"), "other");
  assert.throws(() => verifyClips(folder), /en-m1-clean\.wav is not the clip/);
});
