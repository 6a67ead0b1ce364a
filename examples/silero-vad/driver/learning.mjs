// What is learnt from the way back: a post-mortem, a requirement that the
// template lacked, and the next release, which has it.
import { parse } from "yaml";
import { contractCheck } from "./pipeline.mjs";
import { component } from "./prepare.mjs";
import { createRelease, latestTemplate } from "./release.mjs";
import { exits } from "./cli.mjs";
import { fail, say } from "./transcript.mjs";
import { until } from "./wait.mjs";

const dayMs = 86_400_000;

const answers = {
  happened:
    "Version 6 was given to one caller in ten, behind an adapter that forgets 64 samples of context from frame to frame. It found no speech at all. The criterion was in breach within seconds, and the way back took less than a minute.",
  well: "The way back had been drilled, and the criterion was agreed before anybody was exposed.",
  lucky:
    "The adapter failed for everybody at once. Had it lost a tenth of what is said, the canary would have had to be watched for hours.",
  detection:
    "The evaluation measured the model with the speech team's own batch code, and not through the adapter that serves it. Every check was right about something else than what callers got.",
  stopped:
    "A check that plays the same clips through the adapter, frame by frame, and compares it with the evaluation.",
};

const requirement = {
  key: "serving-contract",
  title: "What serves hears what was evaluated",
  guidance:
    "The labelled clips go through the serving adapter, frame by frame, and through the evaluation's own code. Asked for since version 6 found nothing behind an adapter that forgot its context.",
  check: contractCheck,
};

/** The gate before exposure that asks for the evaluation. */
const evaluationGate = ({ stages }) =>
  stages
    .flatMap(({ gates }) => gates)
    .find(({ requirements }) => requirements.some(({ check }) => check === "evaluation")) ??
  fail("no gate asks for the evaluation");

/** The post-mortem that opened itself after the rollback is written, reviewed and published. Answers its id and its action. */
async function writePostMortem(api, { people, writer, owner }, { slug, rollback }) {
  const { id, title } = await until("the post-mortem to open", async () => {
    const all = await api.list(writer, `/releases/${slug}/post-mortems`);
    return all.find(({ event }) => event === rollback) ?? null;
  });
  say(`opened by itself: “${title}”`);
  const path = `/post-mortems/${id}`;
  for (const [question, text] of Object.entries(answers))
    await api.call(writer, "POST", `${path}/answers`, { question, text, version: 0 });
  say(`${writer.name} answered ${Object.keys(answers).length} questions`);
  const action = await api.call(writer, "POST", `${path}/actions`, {
    title: "Ask before exposure whether what serves hears what was evaluated",
    owner: owner.email,
    due: new Date(Date.now() + 14 * dayMs).toISOString().slice(0, 10),
  });
  say(`${owner.name} has something to do until then: the template is to ask for it`);
  await api.call(writer, "POST", `${path}/move`, { act: "submit" });
  const { by } = await api.decide(writer, people, "POST", `${path}/publish`, {});
  if (by === writer) fail("whoever wrote it published it");
  say(`${by.name}, who did not write it, published it`);
  return { path, action: action.id };
}

/** The proposal is decided by whoever may publish the template, and leads to the next version. */
async function changeTemplate(api, { champion, people, owner }, { path, action, slug, template }) {
  const gate = evaluationGate(template).key;
  const proposed = await api.call(owner, "POST", `${path}/template-proposals`, {
    action,
    template: template.key,
    requirement: { gate, ...requirement },
    reason: "The first candidate of version 6 would have failed it before anybody was exposed",
  });
  const read = async () => {
    const { actions } = await api.get(owner, path);
    const proposals = actions.flatMap((each) => each.proposals);
    return proposals.find(({ id }) => id === proposed.id);
  };
  const { source } = await read();
  say(`${owner.name} proposed that ${template.key} asks for ${requirement.key} in its gate ${gate}`);
  const { by, body } = await api.decide(champion, people, "POST", "/templates", parse(source));
  const { state, version } = await read();
  if (state !== "published" || version !== body.version)
    fail(`expected the proposal as version ${body.version}, it is ${state} as ${version}`);
  say(`${by.name} published ${template.key}, version ${version}, which the post-mortem leads to`);
  const met = `/releases/${slug}/obligations/${action}/meet`;
  await api.call(owner, "POST", met, { text: `Version ${version} of the template asks for it` });
  say(`${owner.name} has done what there was to do`);
  return gate;
}

/** The same mistake once more: it is found where nobody is exposed. */
async function releaseAgain(api, cast, { gate, template, live, build, check }) {
  const { champion, people, cli } = cast;
  const next = await latestTemplate(api, champion, template.key);
  const slug = await createRelease(
    api,
    { champion, people },
    {
      base: "silero-vad-v6-0-1",
      title: "Silero VAD 6.0.1",
      template: next,
      from: live,
      folder: "canary",
    },
  );
  for (const [adapter, version, expected] of [
    ["v6-forgets", "6.0.1-1", "failed"],
    ["v6", "6.0.1-2", "passed"],
  ]) {
    const candidate = await build({
      model: "v6",
      adapter,
      version,
      evaluate: true,
      inBatch: adapter === "v6-forgets",
      withScript: true,
    });
    const set = { component, digest: candidate.digest };
    await api.decide(champion, people, "POST", `/releases/${slug}/candidate`, set);
    const { status } = await check(slug, contractCheck, candidate);
    if (status !== expected) fail(`expected that ${contractCheck} ${expected}, it ${status}`);
    if (status === "failed") cli.gateStatus(slug, gate, exits.blocked);
  }
  const { requirements } = await api.get(champion, `/releases/${slug}/gates/${gate}`);
  const own = requirements.find(({ key }) => key === requirement.key);
  if (own?.status !== "satisfied") fail(`expected ${requirement.key} to be met, it is ${own?.status}`);
  return slug;
}

/**
 * @param {object} cast with `writer`, who was on call, and `owner` of what is to be done
 * @param {{slug: string, rollback: string, template: object, live: string, build: Function, check: Function}} what
 * @returns what pictures are taken of
 */
export async function learn(api, cast, what) {
  const { path, action } = await writePostMortem(api, cast, what);
  const gate = await changeTemplate(api, cast, { path, action, ...what });
  return { path, gate, next: await releaseAgain(api, cast, { gate, ...what }) };
}
