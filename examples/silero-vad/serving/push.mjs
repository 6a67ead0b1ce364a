// Reads the service's /metrics every second and sends what was counted to
// Countersign, in the name of the serving machine.
import { setTimeout as sleep } from "node:timers/promises";
import { readText, samplesBetween } from "./scrape.mjs";

const { SERVICE_URL, COUNTERSIGN_URL, COUNTERSIGN_TOKEN, RELEASE } = process.env;
const eachMs = 1000;

const read = async () => readText(await (await fetch(new URL("/metrics", SERVICE_URL))).text());

async function push(samples) {
  const response = await fetch(new URL("/api/v1/metrics/samples", COUNTERSIGN_URL), {
    method: "POST",
    headers: { authorization: `Bearer ${COUNTERSIGN_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ samples }),
  });
  const answer = await response.json();
  if (!response.ok || answer.rejected.length > 0) console.error(JSON.stringify(answer));
}

let before = await read();
for (;;) {
  await sleep(eachMs);
  try {
    const now = await read();
    const samples = samplesBetween(before, now, { release: RELEASE, t: Date.now() });
    if (samples.length > 0) await push(samples);
    before = now;
  } catch (error) {
    // What was counted meanwhile goes with the next reading.
    console.error(error.message);
  }
}
