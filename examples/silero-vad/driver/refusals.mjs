// Requests that must not succeed, made for real.
import { inWords } from "./api.mjs";
import { fail, quote, say } from "./transcript.mjs";
import { subjectOf } from "./sign.mjs";

const votesPath = (slug, { gate }) => `/releases/${slug}/gates/${gate}/votes`;

/** The author of the adapter tries to sign for it. */
export async function authorSigns(api, slug, item) {
  const { author, role, requirement } = item;
  const { subjectDigest } = await subjectOf(api, author, { slug, ...item });
  const refusal = await api.expectRefusal(
    author,
    "POST",
    votesPath(slug, item),
    { requirement, role, vote: "approve", subjectDigest },
    { status: 403, code: "separation-of-duties" },
  );
  say(`${author.name}, who wrote the adapter, tries to sign ${requirement} as ${role}: refused`);
  quote(inWords(refusal));
}

/** The champion tries to advance a stage whose gates are not ready. */
export async function advanceTooEarly(api, slug, stage, champion) {
  const refusal = await api.expectRefusal(
    champion,
    "POST",
    `/releases/${slug}/stages/${stage}/advance`,
    {},
    { status: 409, code: "gate-not-ready" },
  );
  const { blockers = [] } = refusal.body;
  if (blockers.length === 0) fail("the refusal to advance names no blocker");
  say(`${champion.name} tries to advance ${stage}: refused`);
  quote([inWords(refusal), ...blockers.map(({ message }) => `- ${message}`)].join("\n"));
}

/** Somebody who may sign does so for what stood there before the candidate changed. */
export async function signOutdated(api, slug, item, oldDigest, people, reader) {
  const { requirement } = item;
  const { subjectDigest, asked } = await subjectOf(api, reader, { slug, ...item });
  if (subjectDigest === oldDigest) fail(`${requirement} has the same subject after the change`);
  const signer = people.find(({ email }) => asked?.people.some((one) => one.email === email && !one.onBehalfOf));
  if (!signer) fail(`nobody is asked to sign ${requirement}`);
  const refusal = await api.expectRefusal(
    signer,
    "POST",
    votesPath(slug, item),
    { requirement, role: asked.role, vote: "approve", subjectDigest: oldDigest },
    { status: 409, code: "subject-changed" },
  );
  say(`${signer.name} tries to sign ${requirement} as it was with the first candidate: refused`);
  quote(inWords(refusal));
}
