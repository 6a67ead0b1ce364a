// People sign what the server says is missing, each with their own token.
import { fail, say } from "./transcript.mjs";

const settled = ["ready", "passed"];
const maxRounds = 10;

const pathOf = (slug, gate) => `/releases/${slug}/gates/${gate}`;

/** Somebody proposed for an act who has not signed for the same requirement in this round. */
function signerOf(act, people, taken) {
  // Delegates are named after those for whom they would sign; here everybody signs for themselves.
  const proposed = act.people.filter(({ onBehalfOf }) => !onBehalfOf).map(({ email }) => email);
  const signer = people.find(
    (person) => proposed.includes(person.email) && !taken.has(`${act.requirement}/${person.email}`),
  );
  if (!signer) fail(`nobody is left for "${act.message ?? act.act}"`);
  taken.add(`${act.requirement}/${signer.email}`);
  return signer;
}

async function perform(api, { slug, gate, state, act, person }) {
  const { requirement, role } = act;
  const subjectDigest = requirement
    ? state.requirements.find(({ key }) => key === requirement).subjectDigest
    : state.subjectDigest;
  const what = requirement ?? `the gate ${gate}`;
  if (act.act === "acknowledge") {
    const body = { requirement, role, subjectDigest };
    await api.call(person, "POST", `${pathOf(slug, gate)}/acknowledgements`, body);
    return say(`${person.name} acknowledged ${what} as ${role}`);
  }
  const body = { ...(requirement ? { requirement } : {}), role, vote: "approve", subjectDigest };
  await api.call(person, "POST", `${pathOf(slug, gate)}/votes`, body);
  return say(`${person.name} approved ${what} as ${role}`);
}

/** Asks what is missing and has the proposed people sign it, until the gate is ready. */
export async function settleGate(api, { slug, gate, people, reader }) {
  for (let round = 0; round < maxRounds; round += 1) {
    const state = await api.get(reader, pathOf(slug, gate));
    if (settled.includes(state.status)) return state;
    const byPeople = state.unblock.filter(({ act }) => act === "approve" || act === "acknowledge");
    // A gate's approval comes last: it may be refused before its requirements are met.
    const onRequirements = byPeople.filter(({ requirement }) => requirement);
    const acts = onRequirements.length > 0 ? onRequirements : byPeople;
    if (acts.length === 0)
      fail(
        `nobody can make ${gate} ready: ${state.blockers.map(({ message }) => message).join("; ")}`,
      );
    const taken = new Set();
    for (const act of acts)
      await perform(api, { slug, gate, state, act, person: signerOf(act, people, taken) });
  }
  return fail(`${gate} is not ready after ${maxRounds} rounds of signing`);
}

/** The present digest of what a requirement is about, and the act that asks for its signature. */
export async function subjectOf(api, reader, { slug, gate, requirement }) {
  const { requirements, unblock } = await api.get(reader, pathOf(slug, gate));
  const found = requirements.find(({ key }) => key === requirement);
  if (!found) fail(`${gate} does not ask for ${requirement}`);
  const asked = unblock.find((act) => act.requirement === requirement && act.act === "approve");
  return { subjectDigest: found.subjectDigest, asked };
}
