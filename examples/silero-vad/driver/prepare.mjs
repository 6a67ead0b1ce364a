// What has to be there before a release: found, or else made. Running it again
// changes nothing but the machine's token, which is new and short-lived.
import { say } from "./transcript.mjs";

export const component = "silero-vad";
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

/**
 * A new token of a machine, which is made where it is not there, with which it can do what the scopes say and nothing else.
 * @param {{key: string, title: string, scopes: string[]}} machine
 */
export async function machineToken(api, { admin, owner }, { key, title, scopes }) {
  const machines = await api.list(admin, "/machines");
  if (!machines.some((each) => each.key === key)) {
    await api.call(admin, "POST", "/machines", { key, title, owner });
    say(`${admin.name} made the machine ${key}`);
  }
  const { token } = await api.call(admin, "POST", `/machines/${key}/tokens`, {
    name: "one run of the example",
    scopes,
    expiresAt: new Date(Date.now() + tokenLifetimeMs).toISOString(),
  });
  say(`${key} has a token for an hour, with ${scopes.join(", ")}`);
  return token;
}

/** Component and machine; answers the owning team, and a token of the machine for bundles and these checks. */
export async function prepare(api, cast, checks) {
  const owner = await ensureComponent(api, cast);
  const token = await machineToken(
    api,
    { admin: cast.admin, owner },
    {
      key: "silero-vad-pipeline",
      title: "Silero VAD release pipeline",
      scopes: ["read", "bundles", ...checks.map((name) => `checks:${name}`)],
    },
  );
  return { owner, token };
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
