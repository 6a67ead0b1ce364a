// Releases Silero VAD legacy → v5 on a running Countersign, up to the canary.
//
// What a pipeline does goes through the command line with a machine's token;
// what people do goes through the API, each with their own token. The run ends
// with exit status 1 as soon as anything is not as the story expects.
import { connect } from "./driver/api.mjs";
import { castAuthor, checksOf, gatesBefore, readDemo } from "./driver/cast.mjs";
import { commandLine, exits } from "./driver/cli.mjs";
import { checkNames, pipeline } from "./driver/pipeline.mjs";
import { component, ensureLive, prepare } from "./driver/prepare.mjs";
import { advanceTooEarly, authorSigns, signOutdated } from "./driver/refusals.mjs";
import { createRelease, passStage, stageOf, templateOf } from "./driver/release.mjs";
import { subjectOf } from "./driver/sign.mjs";
import { fail, heading, say } from "./driver/transcript.mjs";

const target = "canary";
const templateKey = "model-release";
// Without drills and live criteria, which the release of version 6 is about.
const templateVersion = 1;

async function main() {
  const { url, people, admin, champion } = readDemo();
  const api = connect(url);

  heading("What is there, and what is missing");
  const template = await templateOf(api, champion, templateKey, templateVersion);
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
  const { token } = await prepare(api, { admin, author, champion, people }, checkNames);
  const cli = commandLine(url, token);
  const { build, check } = pipeline(cli, { authors: [author.email], baseline: "legacy" });
  const legacy = { model: "legacy", adapter: "legacy", version: "4.0.0", evaluate: true };
  const live = await ensureLive(api, { admin, people }, async () => (await build(legacy)).digest);

  heading("The champion creates the release and starts it");
  const slug = await createRelease(
    api,
    { champion, people },
    {
      base: "silero-vad-v5",
      title: "Silero VAD 5",
      template,
      version: templateVersion,
      from: live,
      folder: ".",
    },
  );
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
  cli.replayBundle(component, second.digest);
  await setCandidate(second);
  for (const name of checkNames)
    if ((await check(slug, name, second)).status !== "passed") fail(`${name} did not pass`);

  heading("Signatures that do not count");
  await authorSigns(api, slug, item);
  await signOutdated(api, slug, item, firstSubject, people, champion);

  heading("Those whom the server proposes sign, and stages advance");
  let stage = stageOf(await api.get(champion, `/releases/${slug}`));
  while (stage !== target)
    stage = await passStage(api, { champion, people, cli }, { slug, template });

  const { state, exposurePercent } = await api.get(champion, `/releases/${slug}`);
  if (state !== "active" || exposurePercent !== 0)
    fail(`expected an active release with exposure 0, got ${state} with ${exposurePercent}`);
  heading(`${slug} stands at ${target}, exposure ${exposurePercent} %`);
}

main().catch((error) => {
  console.error(`\nNot as expected: ${error.message}`);
  process.exitCode = 1;
});
