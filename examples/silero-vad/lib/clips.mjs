// The labelled clips: reading, checking and cutting them into frames.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256OfFile } from "./digest.mjs";

const clipsFolder = join(import.meta.dirname, "..", "clips");

/** One line for each clip and the labels, as sha256sum prints them: their common digest. */
export const digestsPath = join(clipsFolder, "SHA256SUMS");

export const sampleRateHz = 16000;

/**
 * The samples of a 16 kHz mono 16-bit WAV file, as numbers from -1 to 1.
 * @param {Buffer} bytes
 * @returns {Float32Array}
 */
export function decodeWav(bytes) {
  const text = (start) => bytes.toString("latin1", start, start + 4);
  if (text(0) !== "RIFF" || text(8) !== "WAVE") throw new Error("not a WAV file");
  let format;
  for (let at = 12; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32LE(at + 4);
    const start = at + 8;
    if (text(at) === "fmt ") {
      format = {
        channels: bytes.readUInt16LE(start + 2),
        rate: bytes.readUInt32LE(start + 4),
        bits: bytes.readUInt16LE(start + 14),
      };
    }
    if (text(at) === "data") {
      if (format?.channels !== 1 || format.rate !== sampleRateHz || format.bits !== 16)
        throw new Error(`expected 16 kHz mono 16-bit, got ${JSON.stringify(format)}`);
      return Float32Array.from(
        { length: size / 2 },
        (_, i) => bytes.readInt16LE(start + 2 * i) / 32768,
      );
    }
    at = start + size + (size % 2);
  }
  throw new Error("no data in the WAV file");
}

/**
 * Whole frames with their labels. A frame counts as speech when its middle
 * stands in speech; the silence after the last whole frame is left out.
 * @param {Float32Array} samples
 * @param {number} frameSamples
 * @param {[number, number][]} speechS seconds in which speech stands, half-open
 */
export function cutIntoFrames(samples, frameSamples, speechS) {
  const count = Math.floor(samples.length / frameSamples);
  return Array.from({ length: count }, (_, i) => {
    const middleS = ((i + 0.5) * frameSamples) / sampleRateHz;
    return {
      samples: samples.slice(i * frameSamples, (i + 1) * frameSamples),
      isSpeech: speechS.some(([from, to]) => from <= middleS && middleS < to),
    };
  });
}

/** Refuses to measure on clips other than those whose digests are recorded. */
export function verifyClips(folder = clipsFolder) {
  const lines = readFileSync(join(folder, "SHA256SUMS"), "utf8").trim().split("\n");
  for (const line of lines) {
    const [expected, file] = line.split(/\s+/);
    if (sha256OfFile(join(folder, file)) !== expected)
      throw new Error(`${file} is not the clip that SHA256SUMS names`);
  }
}

/** All clips, checked against their digests, each with its samples and labels. */
export function loadClips(folder = clipsFolder) {
  verifyClips(folder);
  const { clips } = JSON.parse(readFileSync(join(folder, "labels.json"), "utf8"));
  return clips.map((clip) => ({
    file: clip.file,
    language: clip.language,
    // "m1" speaks English in one clip and Spanish in another: two voices.
    voice: `${clip.language}-${clip.voice}`,
    sex: clip.sex,
    condition: clip.condition,
    speechS: clip.speech_s,
    samples: decodeWav(readFileSync(join(folder, clip.file))),
  }));
}
