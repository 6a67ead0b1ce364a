// A rollback as the people see it who decide on it: the drill and the real one
// go the same way.
import { holdersOf } from "./cast.mjs";
import { fail, say } from "./transcript.mjs";
import { until } from "./wait.mjs";

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** What was measured, in one line: each phase with what was agreed for it. */
function phaseWords({ phases }) {
  return phases
    .filter(({ from, to }) => from !== null && to !== null)
    .map(({ name, from, to, objectiveMs }) => {
      const agreed = objectiveMs === null ? "" : ` of ${seconds(objectiveMs)}`;
      return `${name} ${seconds(Date.parse(to) - Date.parse(from))}${agreed}`;
    })
    .join(", ");
}

/** From a proposal to its endorsement; `whileExecuting` is called once, with the rollback under way. */
export async function goBack(api, { people }, { id, whileExecuting = async () => {} }) {
  const path = `/rollbacks/${id}`;
  const onCall = holdersOf(people, "on-call")[0];
  const lead = holdersOf(people, "technical-lead")[0];
  const read = () => api.get(onCall, path);

  const proposed = await read();
  say(`proposed by itself as ${proposed.severity}: ${proposed.reason}`);
  await api.call(onCall, "POST", `${path}/seen`, {});
  const by = await api.gather(onCall, people, "POST", `${path}/authorise`, {
    reason: "What is measured is plain",
  });
  say(`${by.map(({ name }) => name).join(" and ")} authorised it`);

  const states = new Map();
  let isUnderWay = false;
  await until(
    "the rollback to be stable",
    async () => {
      const now = await read();
      if (now.state === "failed") fail(`the rollback failed: ${JSON.stringify(now.steps)}`);
      for (const step of now.steps) {
        if (step.state === "waiting" || states.get(step.key) === step.state) continue;
        states.set(step.key, step.state);
        const last = step.attempts.at(-1);
        const told = step.state === "done" ? (last?.verifiedNote ?? last?.outcome ?? "") : "";
        say(`  step ${step.key}: ${step.state}${told === "" ? "" : ` (${told})`}`);
      }
      if (!isUnderWay && (now.state === "executing" || now.state === "validating")) {
        isUnderWay = true;
        await whileExecuting(now);
      }
      return now.state === "stable" ? now : null;
    },
    { seconds: 240 },
  );
  const signed = await api.gather(lead, people, "POST", `${path}/endorse`, {
    reason: "Speech is heard as before",
  });
  const ended = await read();
  if (ended.state !== "endorsed") fail(`expected an endorsed rollback, got ${ended.state}`);
  say(
    `stable for ${ended.stable.for}; endorsed by ${signed.map(({ name }) => name).join(" and ")}`,
  );
  say(`clocks: ${phaseWords(ended)}`);
  return ended;
}
