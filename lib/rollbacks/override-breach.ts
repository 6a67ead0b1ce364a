import { policyOf } from "@/lib/gates/load-gates";
import { resetTracks } from "@/lib/metrics/reset-tracks";
import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { canOnRelease, onRelease } from "@/lib/releases/authority";
import { assertState, requirePerson } from "@/lib/releases/rules";
import { breachOverridden } from "./events";
import { loadEpisode } from "./load-episode";
import { OverrideBreach } from "./rollback-schemas";

/** Decides that a breach does not count: its episode ends, the criterion begins again, and exposure stays as it is until the time named. */
export const overrideBreach = command({
  name: "breach.override",
  input: OverrideBreach,
  scope: "rollbacks",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: (tx, { release, criterion }, { now, actor }) => loadEpisode(tx, { release, criterion, now, actor }),
  allow: (actor, { authority }) => canOnRelease(authority, actor, "breach.override"),
  subject: ({ authority, episode }, { until }) =>
    onRelease(authority, { episode: episode?.id ?? null, until }),
  run: async ({ tx, input, facts: { authority, episode, facts }, actor, now }) => {
    assertState("breach.override", authority.version);
    if (episode === null || episode.kind !== "breach")
      throw new AppError("conflict", `No breach of ${input.criterion} is open.`);
    if (facts.episode?.rollback === "open")
      throw new AppError(
        "conflict",
        "A rollback is under way for this breach; it is declined or cancelled first.",
      );
    const until = new Date(input.until);
    if (until <= now) throw fieldError("/until", "This is in the past.", "a time to come");
    const { reason } = input;
    const { id, releaseId, criterionKey: criterion, candidate } = episode;
    await tx.breachEpisode.update({
      where: { id },
      data: {
        closedAt: now,
        closure: "overridden",
        closedBy: requirePerson(actor).id,
        closeReason: reason,
        until,
      },
    });
    await resetTracks(tx, { releaseId, criterion, candidate, at: now });
    return {
      value: { criterion, until: until.toISOString() },
      entries: [
        breachOverridden({ releaseId, episode: id, criterion, policy: policyOf(authority), until, reason }),
      ],
    };
  },
});
