// Releases Silero VAD legacy → v5 on a running Countersign, up to the canary.
//
// What a pipeline does goes through the command line with a machine's token;
// what people do goes through the API, each with their own token. The run ends
// with exit status 1 as soon as anything is not as the story expects.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { connect } from "./driver/api.mjs";
import {
  castAuthor,
  checksOf,
  gatesBefore,
  holdersOf,
  readDemo,
  rolesFor,
} from "./driver/cast.mjs";
import { commandLine, exits } from "./driver/cli.mjs";
import { checkNames, pipeline } from "./driver/pipeline.mjs";
import { component, ensureLive, prepare } from "./driver/prepare.mjs";
import { advanceTooEarly, authorSigns, signOutdated } from "./driver/refusals.mjs";
import { settleGate, subjectOf } from "./driver/sign.mjs";
import { fail, heading, say } from "./driver/transcript.mjs";
import { exampleFolder } from "./lib/manifest.mjs";

const target = "canary";
const templateKey = "model-release";
// Without drills and live criteria, which the release of version 6 is about.
const templateVersion = 1;
const daysToTarget = 14;

const document = (file) => parse(readFileSync(join(exampleFolder, "release", file), "utf8"));

const stageOf = (release) => release.stages.find(({ status }) => status === "current")?.key;

async function templateOf(api, reader) {
  const found = await api.find(reader, `/templates/${templateKey}/versions/${templateVersion}`);
  if (found === null) fail(`there is no version ${templateVersion} of the template ${templateKey}`);
  return found.document;
}

async function freeSlug(api, reader) {
  for (let n = 1; ; n += 1) {
    const slug = n === 1 ? "silero-vad-v5" : `silero-vad-v5-${n}`;
    if ((await api.find(reader, `/releases/${slug}`)) === null) return slug;
  }
}

async function createRelease(api, { champion, people, template, from }) {
  const slug = await freeSlug(api, champion);
  const { objective, ...plan } = document("plan.yaml");
  const targetDate = new Date(Date.now() + daysToTarget * 86_400_000).toISOString().slice(0, 10);
  await api.call(champion, "POST", "/releases", {
    slug,
    title: "Silero VAD 5",
    template: { key: templateKey, version: templateVersion },
    champion: champion.email,
    targetDate,
    components: [{ key: component, from, to: null }],
    objective,
    plan,
    roles: rolesFor(template, people, champion),
  });
  say(`${champion.name} created ${slug} with objective, plan and roles, target ${targetDate}`);
  for (const name of ["rollback-plan", "criteria"]) {
    const path = `/releases/${slug}/${name}`;
    const { by } = await api.decide(champion, people, "PUT", path, document(`${name}.yaml`));
    say(`${by.name} set the ${name}`);
  }
  const { by } = await api.decide(champion, people, "POST", `/releases/${slug}/start`, {});
  say(`${by.name} started it`);
  return slug;
}

async function main() {
  const demo = readDemo(
    resolve(exampleFolder, process.env.COUNTERSIGN_DEMO_FILE ?? "../../.data/demo.json"),
  );
  const { people } = demo;
  const url = process.env.COUNTERSIGN_URL ?? demo.url;
  const api = connect(url);
  const admin = people.find(({ access }) => access === "admin") ?? fail("no admin in demo.json");
  const champion = holdersOf(people, "release-champion")[0] ?? fail("no champion in demo.json");

  heading("What is there, and what is missing");
  const template = await templateOf(api, champion);
  const gates = gatesBefore(template, target);
  const checks = checksOf(gates);
  const unknown = checks.filter((name) => !checkNames.includes(name));
  if (unknown.length > 0)
    fail(`${templateKey} asks for checks unknown here: ${unknown.join(", ")}`);
  const schemaGate =
    gates.find((gate) => checksOf([gate]).includes("data-schema"))?.key ??
    fail(`${templateKey} has no data-schema check`);
  const item = castAuthor(people, champion, gates);
  const { author } = item;
  say(`champion: ${champion.name}; author of the adapter: ${author.name}`);
  const cli = commandLine(url, await prepare(api, { admin, author, champion, people }, checkNames));
  const { build, check } = pipeline(cli, [author.email]);
  const legacy = { model: "legacy", adapter: "legacy", version: "4.0.0", evaluate: true };
  const live = await ensureLive(api, { admin, people }, async () => (await build(legacy)).digest);

  heading("The champion creates the release and starts it");
  const slug = await createRelease(api, { champion, people, template, from: live });
  const setCandidate = async ({ digest }) => {
    const path = `/releases/${slug}/candidate`;
    const { by } = await api.decide(champion, people, "POST", path, { component, digest });
    say(`${by.name} set ${digest} as the candidate`);
  };

  heading("First candidate: the v5 weights with the adapter that serves today");
  const first = await build({
    model: "v5",
    adapter: "legacy",
    version: "5.0.0-1",
    evaluate: false,
  });
  await setCandidate(first);
  const { subjectDigest: firstSubject } = await subjectOf(api, champion, { slug, ...item });
  const refused = await check(slug, "data-schema", first);
  if (refused.status !== "failed") fail("the data-schema check let the old adapter pass");
  cli.gateStatus(slug, schemaGate, exits.blocked);
  await advanceTooEarly(api, slug, template.stages[0].key, champion);

  heading("Second candidate: the same weights with the new adapter");
  const second = await build({ model: "v5", adapter: "v5", version: "5.0.0-2", evaluate: true });
  cli.diffBundles(component, first.digest, second.digest);
  await setCandidate(second);
  for (const name of checkNames)
    if ((await check(slug, name, second)).status !== "passed") fail(`${name} did not pass`);

  heading("Signatures that do not count");
  await authorSigns(api, slug, item);
  await signOutdated(api, slug, item, firstSubject, people, champion);

  heading("Those whom the server proposes sign, and stages advance");
  let stage = stageOf(await api.get(champion, `/releases/${slug}`));
  while (stage !== target) {
    const own = gates.filter((gate) => gate.stage === stage);
    if (own.length === 0) fail(`${stage} does not lead to ${target}`);
    for (const { key } of own) {
      await settleGate(api, { slug, gate: key, people, reader: champion });
      cli.waitForGate(slug, key);
    }
    const path = `/releases/${slug}/stages/${stage}/advance`;
    const { by } = await api.decide(champion, people, "POST", path, {});
    const next = stageOf(await api.get(champion, `/releases/${slug}`));
    if (next === stage) fail(`${stage} did not advance`);
    say(`${by.name} advanced ${stage}; the current stage is ${next}`);
    stage = next;
  }

  const { state, exposurePercent } = await api.get(champion, `/releases/${slug}`);
  if (state !== "active" || exposurePercent !== 0)
    fail(`expected an active release with exposure 0, got ${state} with ${exposurePercent}`);
  heading(`${slug} stands at ${target}, exposure ${exposurePercent} %`);
}

main().catch((error) => {
  console.error(`\nNot as expected: ${error.message}`);
  process.exitCode = 1;
});
