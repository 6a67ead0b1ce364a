// Callers: each plays a few seconds of a labelled clip, one after the other.
import { setTimeout as sleep } from "node:timers/promises";
import { loadClips, sampleRateHz } from "../lib/clips.mjs";

const callers = 200;
const eachMs = 125;
const clipSeconds = 3;
const beforeSpeechS = 0.4;

/** A 16 kHz mono 16-bit WAV file. */
export function encodeWav(samples) {
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write("RIFF", 0, "latin1");
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write("WAVEfmt ", 8, "latin1");
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(sampleRateHz, 24);
  bytes.writeUInt32LE(sampleRateHz * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36, "latin1");
  bytes.writeUInt32LE(2 * samples.length, 40);
  for (const [i, value] of samples.entries())
    bytes.writeInt16LE(Math.round(value * 32768), 44 + 2 * i);
  return bytes;
}

/** The seconds of a clip around where somebody begins to speak, with where speech stands in them. */
export function excerpts({ samples, speechS }) {
  return speechS.map(([from]) => {
    const startS = Math.max(0, from - beforeSpeechS);
    const start = Math.round(startS * sampleRateHz);
    return {
      wav: encodeWav(samples.slice(start, start + clipSeconds * sampleRateHz)),
      speechS: speechS
        .map(([a, b]) => [Math.max(0, a - startS), Math.min(clipSeconds, b - startS)])
        .filter(([a, b]) => a < b),
    };
  });
}

/** Plays until it is ended. */
async function play(url) {
  const clips = loadClips().flatMap(excerpts);
  for (let n = 0; ; n += 1) {
    const { wav, speechS } = clips[n % clips.length];
    // 200 and the number of clips need not be coprime: 79 is, to 200.
    const caller = `caller-${(n * 79) % callers}`;
    const began = Date.now();
    await fetch(new URL("/hear", url), {
      method: "POST",
      headers: { "x-caller": caller, "x-speech": JSON.stringify(speechS) },
      body: wav,
    }).then(
      (response) => response.arrayBuffer(),
      () => sleep(1000),
    );
    await sleep(Math.max(0, eachMs - (Date.now() - began)));
  }
}

if (process.argv[2]) await play(process.argv[2]);
