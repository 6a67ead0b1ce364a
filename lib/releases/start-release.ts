import { loadGates, policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { canOnRelease, onRelease } from "./authority";
import { releaseStarted } from "./events";
import { contentOf } from "./move-stage";
import { refuseUnfilled, unfilledRoles } from "./refuse-unfilled";
import { assertState } from "./rules";
import { StartRelease } from "./schemas";
import { replaceVersion } from "./store";

/** Starts a release: pins what it is compared with and the rights by which it is decided. */
export const startRelease = command({
  name: "release.start",
  input: StartRelease,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { release }, { now, actor }) => loadGates(tx, { slug: release, now, actor }),
  allow: (actor, { authority }) => canOnRelease(authority, actor, "release.start"),
  subject: (loaded) => {
    const { authority } = loaded;
    const baselines = authority.components.map(({ key, declaredFrom, live }) => [key, declaredFrom ?? live]);
    return onRelease(authority, {
      content: contentOf(loaded),
      baselines,
      rights: authority.rightsVersion?.id ?? null,
    });
  },
  run: async ({ tx, facts: { authority }, now }) => {
    const { release, version, template, components, rightsVersion } = authority;
    assertState("release.start", version);
    refuseUnfilled(unfilledRoles(template.parsed, authority), "before the release starts");
    const stage = template.parsed.stages[0]?.key;
    if (stage === undefined) throw new AppError("conflict", "The template has no stage.");
    const baselines = Object.fromEntries(
      components.map(({ key, declaredFrom, live }) => [key, declaredFrom ?? live]),
    );
    for (const { id, key } of components)
      await tx.releaseComponent.update({
        where: { releaseId_componentId: { releaseId: release.id, componentId: id } },
        data: { baselineDigest: baselines[key] ?? null, pinnedAt: now },
      });
    await tx.release.update({
      where: { id: release.id },
      data: { startedAt: now, rightsVersionId: rightsVersion?.id ?? null },
    });
    await replaceVersion(tx, {
      releaseId: release.id,
      current: version,
      change: { state: "active", stage },
      now,
    });
    return {
      value: { slug: release.slug, state: "active" as const, stage },
      entries: [releaseStarted({ releaseId: release.id, policy: policyOf(authority), stage, baselines })],
    };
  },
});
