// What has to be there before a release: found, or else made. Running it again
// changes nothing but the machine's token, which is new and short-lived.
import { say } from "./transcript.mjs";

export const component = "silero-vad";
const machine = "silero-vad-pipeline";
const team = "speech";
const tokenLifetimeMs = 60 * 60 * 1000;

async function ensureTeam(api, { admin, author, champion }) {
  const teams = await api.list(admin, "/teams");
  if (teams.some(({ key }) => key === team)) return;
  await api.call(admin, "POST", "/teams", {
    key: team,
    title: "Speech",
    members: [
      { email: author.email, lead: false },
      { email: champion.email, lead: true },
    ],
  });
  say(`${admin.name} made the team ${team}`);
}

/** Answers the key of the team that owns the component. */
async function ensureComponent(api, cast) {
  const { admin, people } = cast;
  const components = await api.list(admin, "/components");
  const found = components.find(({ key }) => key === component);
  if (found) {
    say(`component ${component} is there, owned by ${found.owner}`);
    return found.owner;
  }
  await ensureTeam(api, cast);
  const { by } = await api.decide(admin, people, "POST", "/components", {
    key: component,
    title: "Silero voice activity detector",
    kind: "model",
    tier: 2,
    owner: team,
    dependsOn: [],
  });
  say(`${by.name} registered the component ${component}, owned by ${team}`);
  return team;
}

async function ensureMachine(api, { admin }, owner) {
  const machines = await api.list(admin, "/machines");
  if (machines.some(({ key }) => key === machine)) return;
  const title = "Silero VAD release pipeline";
  await api.call(admin, "POST", "/machines", { key: machine, title, owner });
  say(`${admin.name} made the machine ${machine}`);
}

/**
 * Component and machine; answers a new token of the machine, with which it can
 * register bundles and report these checks and do nothing else.
 */
export async function prepare(api, cast, checks) {
  await ensureMachine(api, cast, await ensureComponent(api, cast));
  const scopes = ["read", "bundles", ...checks.map((name) => `checks:${name}`)];
  const { token } = await api.call(cast.admin, "POST", `/machines/${machine}/tokens`, {
    name: "one run of the example",
    scopes,
    expiresAt: new Date(Date.now() + tokenLifetimeMs).toISOString(),
  });
  say(`${machine} has a token for an hour, with ${scopes.join(", ")}`);
  return token;
}

/** The digest that serves users now: the legacy bundle, where nothing was named before. */
export async function ensureLive(api, { admin, people }, createLegacyBundle) {
  const { live } = await api.get(admin, `/components/${component}`);
  if (live) {
    say(`live is ${live}`);
    return live;
  }
  const digest = await createLegacyBundle();
  const { by } = await api.decide(admin, people, "POST", `/components/${component}/live`, {
    digest,
    reason: "The legacy detector has served all streams since before releases were kept here",
  });
  say(`${by.name} named the legacy bundle as live, with a reason`);
  return digest;
}
