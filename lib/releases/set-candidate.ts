import { requireBundle } from "@/lib/catalogue/store";
import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { canOnRelease, loadAuthority, candidatesOf, onRelease } from "./authority";
import { candidateSet } from "./events";
import { assertState, requireAuthor } from "./rules";
import { SetCandidate } from "./schemas";
import { writeCandidate } from "./store";

/** Makes a registered bundle the candidate of one of the release's components. */
export const setCandidate = command({
  name: "candidate.set",
  input: SetCandidate,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { release }, { now, actor }) => loadAuthority(tx, { slug: release, now, actor }),
  allow: (actor, authority, { component }) => {
    const tier = authority.components.find(({ key }) => key === component)?.tier;
    return canOnRelease(authority, actor, "candidate.set", tier === undefined ? {} : { tier });
  },
  subject: (authority, { component, digest }) =>
    onRelease(authority, { component, digest, before: candidatesOf(authority)[component] ?? null }),
  run: async ({ tx, input: { component: key, digest }, facts: authority, authorId, now }) => {
    const { release, version, components } = authority;
    assertState("candidate.set", version);
    const component = components.find((each) => each.key === key);
    if (component === undefined)
      throw fieldError(
        "/component",
        `${release.slug} does not release ${key}.`,
        "a component of the release",
      );
    await requireBundle(tx, { digest, component, path: "/digest" });
    const before = component.candidate;
    if (before === digest) throw new AppError("conflict", "This bundle is the candidate already.");
    const releaseId = release.id;
    await writeCandidate(tx, {
      releaseId,
      componentId: component.id,
      digest,
      setBy: requireAuthor(authorId),
      now,
    });
    return {
      value: { component: key, digest, previous: before },
      entries: [candidateSet({ releaseId, policy: policyOf(authority), component, before, after: digest })],
    };
  },
});
