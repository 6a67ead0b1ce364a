import { contentOf, digestsOf } from "./move-stage";
import { writeLive } from "@/lib/catalogue/store";
import { evaluateRelease } from "@/lib/gates/evaluate";
import { loadGates, type LoadedGates, policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import { freeComponents } from "@/lib/rollouts/exposure-store";
import { canOnRelease, onRelease } from "./authority";
import { courseOf } from "./course-of";
import { releaseEnded } from "./events";
import { assertState, requirePerson } from "./rules";
import { CompleteRelease } from "./schemas";
import { evidenceOf } from "./stage-course";
import { replaceVersion } from "./store";
import { whyNotComplete } from "./why-not-complete";

interface Ended {
  slug: string;
  state: "completed" | "rolled-back";
}

/** Ends a release with its candidates live, once the gates of its last stage are ready. */
export const completeRelease = command({
  name: "release.complete",
  input: CompleteRelease,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release: slug }, { now, actor }) => {
    const loaded = await loadGates(tx, { slug, actor, now });
    return { loaded, gates: evaluateRelease(loaded.facts, loaded.at) };
  },
  allow: (actor, { loaded }) => canOnRelease(loaded.authority, actor, "release.complete"),
  subject: ({ loaded, gates }, { outcome }) =>
    onRelease(loaded.authority, {
      outcome,
      gates: digestsOf(gates, loaded.authority.version.stage ?? ""),
      content: contentOf(loaded),
    }),
  run: async ({ tx, input: { outcome, reason }, facts: { loaded, gates }, actor, now }) => {
    const { authority } = loaded;
    const { release, version, components } = authority;
    assertState("release.complete", version);
    if (outcome === "rolled-back") return endRolledBack(tx, { loaded, reason, now });
    const fault = whyNotComplete({ course: courseOf(loaded, gates), components });
    if (fault !== null) throw new AppError(fault.code, fault.message, { blockers: fault.blockers });
    const stage = version.stage ?? "";
    const own = gates.filter((gate) => gate.stage === stage);
    await tx.stagePassage.create({
      data: {
        id: newId(),
        releaseId: release.id,
        stageKey: stage,
        kind: "passed",
        at: now,
        gates: Object.fromEntries(own.map(({ key, subjectDigest }) => [key, subjectDigest])),
        by: requirePerson(actor).id,
        reason: reason ?? null,
      },
    });
    await replaceVersion(tx, { releaseId: release.id, current: version, change: { state: outcome }, now });
    // What was exposed is what everybody gets now: another release may have its components.
    await freeComponents(tx, release.id);
    for (const { id, candidate } of components)
      if (candidate !== null)
        await writeLive(tx, { componentId: id, digest: candidate, releaseId: release.id, now });
    const live = Object.fromEntries(
      components.map(({ key, live: before, candidate }) => [key, { before, after: candidate }]),
    );
    const ended = releaseEnded({
      releaseId: release.id,
      policy: policyOf(authority),
      before: version.state,
      after: outcome,
      reason,
      evidence: {
        gates: evidenceOf(gates, stage),
        live,
      },
    });
    const value: Ended = { slug: release.slug, state: outcome };
    return { value, entries: [ended] };
  },
});

/** Instead of going on: what was gone back to stays live, and nothing of the release is exposed. */
async function endRolledBack(
  tx: Tx,
  { loaded, reason, now }: { loaded: LoadedGates; reason: string | undefined; now: Date },
): Promise<{ value: Ended; entries: [EntryDraft] }> {
  const { authority, rows } = loaded;
  const { release, version } = authority;
  const last = rows.rollback;
  if (last === null || last.state !== "endorsed")
    throw new AppError(
      "conflict",
      "A release ends as rolled back after an endorsed rollback; there is none.",
    );
  if (version.exposurePercent > 0)
    throw new AppError(
      "exposed",
      `The candidate has ${version.exposurePercent} % of exposure; bring it to 0 first.`,
    );
  await replaceVersion(tx, {
    releaseId: release.id,
    current: version,
    change: { state: "rolled-back" },
    now,
  });
  const ended = releaseEnded({
    releaseId: release.id,
    policy: policyOf(authority),
    before: version.state,
    after: "rolled-back",
    reason,
    evidence: { rollback: last.id },
  });
  return { value: { slug: release.slug, state: "rolled-back" }, entries: [ended] };
}
