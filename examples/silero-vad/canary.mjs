// Releases Silero VAD v5 → v6 on a running Countersign: with the serving
// adapter that forgets the context, back again, and with the mended one to
// everybody. A drill of the same way back comes first, and what was learnt comes
// last: the next release is asked what this one was not.
//
// The service is real, and so are the models, the callers' clips, the metrics,
// the runner and its script. The run ends with exit status 1 as soon as
// anything is not as the story expects.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "./driver/api.mjs";
import { castAuthor, checksOf, gatesBefore, holdersOf, readDemo } from "./driver/cast.mjs";
import { endAll, hasSaid, start } from "./driver/children.mjs";
import { commandLine } from "./driver/cli.mjs";
import { goBack } from "./driver/going-back.mjs";
import { learn } from "./driver/learning.mjs";
import { closePictures, openPictures, takePicture } from "./driver/pictures.mjs";
import { checkNames, contractCheck, pipeline } from "./driver/pipeline.mjs";
import { component, machineToken, prepare } from "./driver/prepare.mjs";
import {
  createRelease,
  document,
  latestTemplate,
  passStage,
  settleStage,
} from "./driver/release.mjs";
import { applyExposure, served, startService } from "./driver/service.mjs";
import { deriveTemplate } from "./driver/template.mjs";
import { fail, heading, quote, say } from "./driver/transcript.mjs";
import { until } from "./driver/wait.mjs";
import { exampleFolder } from "./lib/manifest.mjs";

const metrics = [
  { name: "vad_detection_rate", unit: "share", better: "higher" },
  { name: "vad_frame_p95_ms", unit: "ms", better: "lower" },
  { name: "exposures", unit: "callers", better: "higher" },
];
/** On shared cores the slowest frame in a hundred says more of the neighbours than of the model. */
const latencyTries = 4;

const { url, people, admin, champion } = readDemo();
const api = connect(url);
const onCall = holdersOf(people, "on-call")[0] ?? fail("nobody is on call in demo.json");

async function declareMetrics() {
  const declared = await api.list(champion, "/metrics");
  for (const metric of metrics) {
    if (declared.some(({ name }) => name === metric.name)) continue;
    await api.call(champion, "POST", "/metrics", { ...metric, kind: "value", source: "push" });
    say(`${champion.name} declared the metric ${metric.name}, in ${metric.unit}`);
  }
}

async function publishTemplate() {
  const shipped = await latestTemplate(api, champion, "model-release");
  const template = deriveTemplate(shipped, document("canary/template.yaml"), {
    criteria: document("canary/criteria.yaml"),
    rollbackPlan: document("canary/rollback-plan.yaml"),
  });
  const { by, body } = await api.decide(champion, people, "POST", "/templates", template);
  say(`${by.name} published ${template.key}, version ${body.version}`);
  return template;
}

/** The service hands version 5 to everybody, and Countersign is told so. */
async function ensureLive(service, baseline) {
  await service.set({ live: served(baseline), candidate: null, percent: 0 });
  const now = await service.serving();
  const { live } = await api.get(admin, `/components/${component}`);
  if (live === now.live.digest) return say(`live is ${live}, as the service says`);
  const { by } = await api.decide(champion, people, "POST", `/components/${component}/live`, {
    digest: now.live.digest,
    reason: "It is what the service hands to all callers, as its /serving says",
  });
  return say(
    `${by.name} named the v5 bundle as live, because the service serves it to all callers`,
  );
}

async function setCandidate(slug, { digest }) {
  const path = `/releases/${slug}/candidate`;
  const { by } = await api.decide(champion, people, "POST", path, { component, digest });
  say(`${by.name} set ${digest} as the candidate`);
}

/** Every check of a candidate, as the pipeline runs them. */
async function runChecks({ check }, slug, candidate) {
  for (const name of checkNames) {
    const tries = name === "latency" ? latencyTries : 1;
    for (let n = 1; (await check(slug, name, candidate)).status !== "passed"; n += 1) {
      if (n === tries) fail(`${name} did not pass`);
      say("the machine was busy with other things; it is measured again");
      await sleep(5_000);
    }
  }
}

/** Callers are there while somebody is exposed, and not while latency is measured on the same cores. */
const startCallers = (service) => start("traffic", ["serving/traffic.mjs", service.url]);

/** The champion decides on the next step, and the pipeline's machine applies and confirms it. */
async function expose(percent, how) {
  const path = `/releases/${how.slug}/exposure`;
  await until(`exposure to be free for ${percent} %`, async () => {
    const { next } = await api.get(champion, path);
    return next?.percent === percent && next.refusal === null ? next : null;
  });
  const by = await api.gather(champion, people, "POST", path, { percent });
  say(`${by.map(({ name }) => name).join(" and ")} decided on ${percent} %`);
  await applyExposure(api, how);
}

/** A rehearsal of the agreed plan: the failure is made up, and everything that follows is not. */
async function drill(slug) {
  const asked = {
    level: "dry-run",
    severity: "sev1",
    failure: { mode: "step-change", criterion: "detection-rate" },
  };
  const path = `/releases/${slug}/drills`;
  const { by, body } = await api.decide(onCall, people, "POST", path, asked);
  say(`${by.name} started a drill: detection-rate falls, in samples that are made up`);
  const find = async () => (await api.list(by, path)).find(({ id }) => id === body.id);
  const { rollback } = await until("the drill to be found by its criterion", async () => {
    const found = await find();
    if (found.state === "failed") fail(`the drill failed: ${JSON.stringify(found.gaps)}`);
    return found.rollback === null ? null : found;
  });
  await goBack(api, { people }, { id: rollback });
  const ended = await find();
  if (ended.state !== "passed") fail(`the drill ${ended.state}: ${JSON.stringify(ended.gaps)}`);
  say(`the drill has passed: ${ended.gaps.map(({ message }) => message).join(" ") || "no gaps"}`);
}

async function startRunner(owner) {
  const key = "silero-vad-runner";
  const title = "Silero VAD rollback runner";
  const token = await machineToken(api, { admin, owner }, { key, title, scopes: ["runner"] });
  const { key: pinned } = await api.get(admin, "/runner/key");
  return (service) => {
    const program = join(exampleFolder, "../../bin/countersign.mjs");
    const folders = ["--scripts", "rollback", "--dir", "out/runner"];
    return start(
      "runner",
      [program, "runner", ...folders, "--component", component, "--key", pinned, "--run-dry"],
      {
        COUNTERSIGN_URL: url,
        COUNTERSIGN_TOKEN: token,
        ROUTER_URL: service.url,
        HOME: exampleFolder,
      },
    );
  };
}

/** What a breach of detection-rate led to, once it led to a rollback. */
const proposedRollback = (slug) =>
  until("the criterion to breach and the rollback to be proposed", async () => {
    const breaches = await api.list(champion, `/releases/${slug}/breaches`);
    return (
      breaches.find(({ rollback, closedAt }) => rollback !== null && closedAt === null) ?? null
    );
  });

async function main() {
  openPictures(url, onCall.email);
  heading("What is there, and what is missing");
  const shipped = await latestTemplate(api, champion, "model-release");
  const { author } = castAuthor(people, champion, gatesBefore(shipped, "canary"));
  const { owner, token } = await prepare(api, { admin, author, champion, people }, [
    ...checkNames,
    contractCheck,
  ]);
  const cli = commandLine(url, token);
  const { build, check } = pipeline(cli, { authors: [author.email], baseline: "v5" });
  const cast = { champion, people, cli };
  const template = await publishTemplate();
  const unknown = checksOf(gatesBefore(template, "canary")).filter(
    (name) => !checkNames.includes(name),
  );
  if (unknown.length > 0)
    fail(`${template.key} asks for checks unknown here: ${unknown.join(", ")}`);
  await declareMetrics();
  const serving = await machineToken(
    api,
    { admin, owner },
    {
      key: "silero-vad-serving",
      title: "Silero VAD serving",
      scopes: ["read", "exposure", "samples"],
    },
  );
  const machine = { name: "silero-vad-serving", token: serving };
  const runs = await startRunner(owner);
  const baseline = await build({ model: "v5", adapter: "v5", version: "5.0.0-2", evaluate: true });

  const service = await startService();
  await ensureLive(service, baseline);
  const runner = runs(service);
  const runnerSaid = () => runner.said.replaceAll(`${exampleFolder}/`, "");
  await hasSaid(runner, /Waits for steps.*\n(?:.*router\.mjs\n)/);
  say("the service and the runner have started");
  quote(runnerSaid());

  heading("The champion creates the release and starts it");
  const slug = await createRelease(
    api,
    { champion, people },
    {
      base: "silero-vad-v6",
      title: "Silero VAD 6",
      template,
      from: baseline.digest,
      folder: "canary",
    },
  );
  const samples = { SERVICE_URL: service.url, COUNTERSIGN_URL: url, RELEASE: slug };
  start("push", ["serving/push.mjs"], { ...samples, COUNTERSIGN_TOKEN: serving });

  heading("The first candidate: every check passes");
  const first = await build({
    model: "v6",
    adapter: "v6-forgets",
    version: "6.0.0-1",
    evaluate: true,
    inBatch: true,
    withScript: true,
  });
  await setCandidate(slug, first);
  await runChecks({ check }, slug, first);

  heading("A drill of the way back, before anybody is exposed");
  await drill(slug);

  heading("People sign, and the canary begins");
  await passStage(api, cast, { slug, template });
  const callers = startCallers(service);
  await expose(10, { machine, service, slug, candidate: first });

  heading("The detection rate collapses");
  const breach = await proposedRollback(slug);
  say(`${breach.criterion} is in breach, with ${breach.value}`);
  const back = await goBack(
    api,
    { people },
    {
      id: breach.rollback,
      whileExecuting: () => takePicture("executing", `/rollbacks/${breach.rollback}`),
    },
  );
  const restored = await service.serving();
  if (
    restored.percent !== 0 ||
    restored.candidate !== null ||
    restored.live.digest !== baseline.digest
  )
    fail(`expected v5 alone, the service says ${JSON.stringify(restored)}`);
  say(
    `the service says that v5 alone is served; ${back.episodes.length} episode of breach is closed`,
  );
  quote(runnerSaid().split("\n").slice(2).join("\n"));

  callers.child.kill();

  heading("The adapter is mended");
  const second = await build({
    model: "v6",
    adapter: "v6",
    version: "6.0.0-2",
    evaluate: true,
    withScript: true,
  });
  cli.diffBundles(component, first.digest, second.digest);
  await setCandidate(slug, second);
  await runChecks({ check }, slug, second);
  await goOn(slug);

  heading("Those who signed sign anew, and the canary begins again");
  await passStage(api, cast, { slug, template });
  const how = { machine, service, slug, candidate: second };
  startCallers(service);
  await expose(10, how);
  await expose(50, how);
  await passStage(api, cast, { slug, template });
  await expose(100, how);
  await settleStage(api, cast, { slug, template });
  await until("the last soak", async () => {
    const { soak } = await api.get(champion, `/releases/${slug}/exposure`);
    return soak?.isMet ? soak : null;
  });
  await service.set({ live: served(second), candidate: null, percent: 0 });
  const done = await api.gather(champion, people, "POST", `/releases/${slug}/complete`, {
    outcome: "completed",
  });
  say(
    `the service serves v6 to all; ${done.map(({ name }) => name).join(" and ")} completed the release`,
  );
  const { live } = await api.get(admin, `/components/${component}`);
  const { state } = await api.get(champion, `/releases/${slug}`);
  if (state !== "completed" || live !== second.digest)
    fail(`expected a completed release with ${second.digest} live, got ${state} with ${live}`);
  const [from, to] = [Date.parse(breach.breachedAt) - 60_000, Date.now() + 60_000].map((at) =>
    new Date(at).toISOString().slice(0, 16),
  );
  const span = `from=${from}&to=${to}`;
  await takePicture(
    "breach",
    `/releases/${slug}/criteria?criterion=detection-rate&${span}`,
    "#history",
  );
  await takePicture("completed", `/releases/${slug}`);
  heading(`${slug} is completed; live is ${live}`);
  await learnFrom(slug, breach.rollback, { cast, template, live, build, check });
}

/** The post-mortem of the way back, what it changes, and the release after it. */
async function learnFrom(slug, rollback, { cast, template, live, build, check }) {
  heading("The post-mortem, and what it changes");
  const roles = { ...cast, writer: onCall, owner: champion };
  const what = { slug, rollback, template, live, build, check };
  const { path, gate, next } = await learn(api, roles, what);
  await takePicture("post-mortem", path);
  await takePicture("contract", `/releases/${next}/readiness#gate-${gate}`);
  heading(`${next} is asked what ${slug} was not, before anybody is exposed`);
}

/** After a rollback the release is on hold, and exposure is paused: going on is decided by people. */
async function goOn(slug) {
  const path = `/releases/${slug}`;
  const reason = "The adapter is mended, and is now evaluated as it serves";
  const { holds, stage } = await api.get(champion, path);
  if (stage !== "evaluate") {
    const by = await api.gather(champion, people, "POST", `${path}/stages/evaluate/reopen`, {
      reason,
    });
    say(`${by.map(({ name }) => name).join(" and ")} reopened the stage evaluate`);
  }
  for (const { id } of holds.filter(({ isOrganisation }) => !isOrganisation)) {
    const by = await api.gather(champion, people, "POST", `${path}/holds/${id}/lift`, { reason });
    say(`${by.map(({ name }) => name).join(" and ")} lifted the hold`);
  }
  const { pause } = await api.get(champion, `${path}/exposure`);
  if (pause !== null) {
    const by = await api.gather(onCall, people, "POST", `${path}/exposure/resume`, { reason });
    say(`${by.map(({ name }) => name).join(" and ")} resumed exposure`);
  }
}

process.once("SIGTERM", () => process.exit(1)).once("SIGINT", () => process.exit(1));
process.once("exit", endAll);
main()
  .catch((error) => {
    console.error(`\nNot as expected: ${error.message}`);
    process.exitCode = 1;
  })
  .finally(closePictures)
  .finally(endAll);
