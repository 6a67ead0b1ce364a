// The release itself: its template, its documents, its stages.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { exampleFolder } from "../lib/manifest.mjs";
import { rolesFor } from "./cast.mjs";
import { component } from "./prepare.mjs";
import { settleGate } from "./sign.mjs";
import { fail, say } from "./transcript.mjs";
import { until } from "./wait.mjs";

const daysToTarget = 14;

/** A document below release/. */
export const document = (file) => parse(readFileSync(join(exampleFolder, "release", file), "utf8"));

/** The key of the stage that a release is at, also where it was reopened. */
export const stageOf = (release) => release.stage;

/** The document of a version of a template. */
export async function templateOf(api, reader, key, version) {
  const found = await api.find(reader, `/templates/${key}/versions/${version}`);
  return found?.document ?? fail(`there is no version ${version} of the template ${key}`);
}

/** The document of a template's latest version. */
export async function latestTemplate(api, reader, key) {
  const versions = await api.list(reader, "/templates");
  const latest = versions
    .filter((each) => each.key === key)
    .reduce((max, { version }) => Math.max(max, version), 0);
  return templateOf(api, reader, key, latest);
}

async function freeSlug(api, reader, base) {
  for (let n = 1; ; n += 1) {
    const slug = n === 1 ? base : `${base}-${n}`;
    if ((await api.find(reader, `/releases/${slug}`)) === null) return slug;
  }
}

/**
 * @param {object} asked
 * @param {string} asked.base the slug, with a number where it is taken
 * @param {number} [asked.version] of the template; absent: the latest
 * @param {string} asked.folder of plan, rollback plan and criteria, below release/
 */
export async function createRelease(
  api,
  { champion, people },
  { base, title, template, version, from, folder },
) {
  const slug = await freeSlug(api, champion, base);
  const { objective, ...plan } = document(join(folder, "plan.yaml"));
  const targetDate = new Date(Date.now() + daysToTarget * 86_400_000).toISOString().slice(0, 10);
  await api.call(champion, "POST", "/releases", {
    slug,
    title,
    template: { key: template.key, version },
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
    const text = document(join(folder, `${name}.yaml`));
    const { by } = await api.decide(champion, people, "PUT", path, text);
    say(`${by.name} set the ${name}`);
  }
  const { by } = await api.decide(champion, people, "POST", `/releases/${slug}/start`, {});
  say(`${by.name} started it`);
  return slug;
}

const measured = ["criterion", "soak"];

/** Waits for what no person can sign: criteria that hold, and time that has passed. */
async function waitForMeasured(api, reader, slug, gate) {
  const found = await until(`what is measured for ${gate}`, async () => {
    const { requirements } = await api.get(reader, `/releases/${slug}/gates/${gate}`);
    const own = requirements.filter(({ kind }) => measured.includes(kind));
    return own.every(({ status }) => status === "satisfied") ? own : null;
  });
  if (found.length > 0) say(`${gate}: ${found.map(({ key }) => key).join(", ")} satisfied`);
}

/** What the current stage asks for is measured and signed, gate by gate. Answers the stage. */
export async function settleStage(api, { champion, people, cli }, { slug, template }) {
  const stage = stageOf(await api.get(champion, `/releases/${slug}`));
  for (const { key } of template.stages.find((each) => each.key === stage).gates) {
    await waitForMeasured(api, champion, slug, key);
    await settleGate(api, { slug, gate: key, people, reader: champion });
    cli.waitForGate(slug, key);
  }
  return stage;
}

/** The current stage is settled and left. Answers the next one. */
export async function passStage(api, cast, { slug, template }) {
  const { champion, people } = cast;
  const stage = await settleStage(api, cast, { slug, template });
  const path = `/releases/${slug}/stages/${stage}/advance`;
  const { by } = await api.decide(champion, people, "POST", path, {});
  const next = stageOf(await api.get(champion, `/releases/${slug}`));
  if (next === stage) fail(`${stage} did not advance`);
  say(`${by.name} advanced ${stage}; the current stage is ${next}`);
  return next;
}
