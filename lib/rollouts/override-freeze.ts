import { loadGates, policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError, fieldError, notFound } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { onRelease } from "@/lib/releases/authority";
import { mayOverrideFreeze } from "@/lib/releases/course-of";
import { contentOf } from "@/lib/releases/move-stage";
import { assertState, requirePerson } from "@/lib/releases/rules";
import { freezeOverridden } from "./events";
import { windowOf } from "./freeze-model";
import { type FreezeTimes, type Span, spansBetween, startAfter } from "./freezes";
import { OverrideFreeze } from "./schemas";

/** Lets one release pass one occurrence of a freeze window; everything else that keeps it stays. */
export const overrideFreeze = command({
  name: "freeze.override",
  input: OverrideFreeze,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release, freeze: id, occurrence }, { now, actor }) => {
    const loaded = await loadGates(tx, { slug: release, now, actor });
    const row = loaded.rows.freezes.find((each) => each.id === id);
    if (row === undefined) throw notFound("freeze window of this release");
    const from = occurrence === undefined ? undefined : Date.parse(occurrence);
    const span = occurrenceOf(windowOf(row).times, { from, now: loaded.at });
    const isOverridden = row.overrides.some((each) => each.occurrence === span?.from);
    return { loaded, freeze: row, span, isOverridden };
  },
  allow: (actor, { loaded }) => mayOverrideFreeze(loaded, actor),
  subject: ({ loaded, freeze, span, isOverridden }) =>
    onRelease(loaded.authority, {
      freeze: freeze.id,
      occurrence: span?.from ?? null,
      isOverridden,
      content: contentOf(loaded),
    }),
  run: async ({ tx, input: { reason }, facts: { loaded, freeze, span, isOverridden }, actor, now }) => {
    const { authority } = loaded;
    assertState("freeze.override", authority.version);
    if (span === null)
      throw fieldError(
        "/occurrence",
        "No occurrence of this window starts then, or it is over.",
        "the start of an occurrence that is in force or to come",
      );
    if (isOverridden) throw new AppError("conflict", "The release may pass this occurrence already.");
    const id = newId();
    const releaseId = authority.release.id;
    await tx.freezeOverride.create({
      data: {
        id,
        freezeId: freeze.id,
        releaseId,
        occurrence: new Date(span.from),
        reason,
        by: requirePerson(actor).id,
        at: now,
      },
    });
    const entry = { releaseId, policy: policyOf(authority), freeze: freeze.id, occurrence: span, reason };
    const shown = { from: new Date(span.from).toISOString(), until: new Date(span.until).toISOString() };
    return {
      value: { id, freeze: freeze.id, occurrence: shown },
      entries: [freezeOverridden(entry)],
    };
  },
});

/** The occurrence that starts then and is not over; without a start the one in force, else the next. Null where there is none. */
function occurrenceOf(
  times: FreezeTimes,
  { from, now }: { from: number | undefined; now: number },
): Span | null {
  if (from !== undefined) return occurrenceAt(times, from, now);
  const inForce = spansBetween(times, now, now + 1)[0];
  if (inForce !== undefined) return inForce;
  const next = startAfter(times, now);
  return next === null ? null : occurrenceAt(times, next, now);
}

function occurrenceAt(times: FreezeTimes, from: number, now: number): Span | null {
  const found = spansBetween(times, from, from + 1).find((span) => span.from === from);
  return found !== undefined && found.until > now ? found : null;
}
