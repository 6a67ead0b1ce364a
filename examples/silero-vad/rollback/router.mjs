#!/usr/bin/env node
// The rollback script: what the runner runs for both steps. It is part of the
// bundle, and the runner knows its digest before anything burns.
//
//   router.mjs exposure 0          nobody gets the candidate any more
//   router.mjs put-back sha256:…   the service knows this bundle alone
//
// Both may be run twice. ROUTER_URL stands in the runner's own environment.
const digest = /^sha256:[0-9a-f]{64}$/;
const [act, value] = process.argv.slice(2);
const address = new URL("/serving", process.env.ROUTER_URL);

const read = async (response) => {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? `answered ${response.status}`);
  return body;
};
const serving = async () => read(await fetch(address, { signal: AbortSignal.timeout(5_000) }));
const set = async (body) =>
  read(
    await fetch(address, {
      method: "PUT",
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    }),
  );

const acts = {
  exposure: {
    isSound: (percent) => /^(100|[1-9]?\d)$/.test(percent),
    asks: (percent) => ({ percent: Number(percent) }),
  },
  "put-back": {
    isSound: (target) => digest.test(target),
    asks: () => ({ percent: 0, candidate: null }),
  },
};

const asked = acts[act];
if (!asked?.isSound(value)) throw new Error(`refused: ${process.argv.slice(2).join(" ")}`);
const before = await serving();
const shown = ({ percent, live, candidate }) =>
  `${percent} % get ${candidate?.digest ?? "no candidate"}, the others ${live.digest}`;
console.log(`now: ${shown(before)}`);
if (act === "put-back" && before.live.digest !== value)
  throw new Error(`what is live is ${before.live.digest}, and not ${value}`);
const body = asked.asks(value);
if (process.env.COUNTERSIGN_DRY_RUN) {
  console.log(`would set ${JSON.stringify(body)}`);
} else {
  const after = await set(body);
  console.log(`set: ${shown(after)}`);
  console.log(`serving ${after.percent === 0 ? after.live.digest : "none"}`);
}
