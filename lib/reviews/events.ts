import type { EntryDraft } from "@/lib/platform/ledger";

/** Of which releases an entry is: of each that is named; of none where the review covers others as well. */
export interface AboutSeries {
  id: string;
  releases: readonly string[];
  templates: readonly string[];
  components: readonly string[];
  teams: readonly string[];
}

type Entries = [EntryDraft, ...EntryDraft[]];
type Draft = Omit<EntryDraft, "version" | "releaseId" | "subjects">;

/** One entry for each release that the series names, so that nobody else reads them, and one for all where it covers more. */
function aboutSeries(series: AboutSeries, review: string | null, draft: Draft): Entries {
  const entry: EntryDraft = { ...draft, version: 1, subjects: { series: series.id, review } };
  const named = series.releases.map((releaseId): EntryDraft => ({ ...entry, releaseId }));
  const isWider = series.templates.length + series.components.length + series.teams.length > 0;
  const [first, ...rest] = named;
  return first === undefined || isWider ? [entry, ...named] : [first, ...rest];
}

interface Times {
  start: string;
  zone: string;
  rule: string | null;
  minutes: number;
}

export function reviewScheduled(
  series: AboutSeries,
  {
    title,
    start,
    zone,
    rule,
    minutes,
    roles,
    people,
  }: Times & { title: string; roles: readonly string[]; people: readonly string[] },
): Entries {
  const { templates, components, teams } = series;
  return aboutSeries(series, null, {
    type: "review.scheduled",
    payload: { start, zone, rule, minutes, templates, components, teams, roles, people },
    texts: { title },
  });
}

export function reviewMoved(
  series: AboutSeries,
  {
    review,
    before,
    after,
    minutes,
    reason,
  }: { review: string; before: string; after: string; minutes: number; reason: string | undefined },
) {
  return aboutSeries(series, review, {
    type: "review.moved",
    before,
    after,
    payload: { minutes },
    texts: { reason },
  });
}

/** The series ends before an occurrence, and where another one goes on with it, which. */
export function reviewSeriesEnded(
  series: AboutSeries,
  {
    review,
    before,
    followedBy,
    reason,
  }: { review: string; before: string; followedBy: string | null; reason: string | undefined },
) {
  return aboutSeries(series, review, {
    type: "review.series-ended",
    before,
    after: followedBy,
    texts: { reason },
  });
}

export function reviewCancelled(
  series: AboutSeries,
  { review, start, reason }: { review: string; start: string; reason: string },
) {
  return aboutSeries(series, review, { type: "review.cancelled", before: start, texts: { reason } });
}

export function attendanceRecorded(
  series: AboutSeries,
  { review, people }: { review: string; people: readonly string[] },
) {
  return aboutSeries(series, review, { type: "review.attended", payload: { people: [...people] } });
}

/** Whoever presents from now on; `before` is whose time that ends. */
export function reviewPresented(
  series: AboutSeries,
  { review, before, after }: { review: string; before: string | null; after: string },
) {
  return aboutSeries(series, review, { type: "review.presented", before, after });
}

export function presentingEnded(
  series: AboutSeries,
  { review, session }: { review: string; session: string },
) {
  return aboutSeries(series, review, { type: "review.presenting-ended", before: session });
}

/** Of a release where the step is one of its; else of the meeting. */
export function reviewNoted(
  series: AboutSeries,
  {
    review,
    releaseId,
    note,
    item,
    text,
    condition,
  }: {
    review: string;
    releaseId: string | null;
    note: string;
    item: string;
    text: string;
    condition: { owner: string; due: string } | null;
  },
): Entries {
  const draft: Draft = { type: "review.noted", payload: { note, item, condition }, texts: { text } };
  if (releaseId === null) return aboutSeries(series, review, draft);
  return [{ ...draft, version: 1, releaseId, subjects: { series: series.id, review } }];
}

/** Minutes; null: its share. Of a release where the step is one of its; else of the meeting. */
export function itemPlanned(
  series: AboutSeries,
  {
    review,
    releaseId,
    item,
    before,
    after,
  }: {
    review: string;
    releaseId: string | null;
    item: string;
    before: number | null;
    after: number | null;
  },
): Entries {
  const minutes = { before: before?.toString() ?? null, after: after?.toString() ?? null };
  const draft: Draft = { type: "review.item-planned", ...minutes, payload: { item } };
  if (releaseId === null) return aboutSeries(series, review, draft);
  return [{ ...draft, version: 1, releaseId, subjects: { series: series.id, review } }];
}

/** What they say is kept beside; the entry holds its digest. */
export function minutesWritten(
  series: AboutSeries,
  { review, version, digest }: { review: string; version: number; digest: string },
) {
  return aboutSeries(series, review, { type: "review.minutes-written", after: digest, payload: { version } });
}

export function reviewConcluded(entry: {
  releaseId: string;
  series: string;
  review: string;
  outcomeId: string;
  outcome: string;
  replaces: string | null;
  reason: string | undefined;
  /** Subject digest of each review requirement, by `gate/requirement`. */
  digests: Record<string, string>;
  /** Ids of the obligations that conditions became. */
  conditions: readonly string[];
  policy: { template: string; rights: string | null };
}): EntryDraft {
  const { releaseId, series, review, outcomeId, outcome, replaces, reason, digests, conditions, policy } =
    entry;
  return {
    type: "review.concluded",
    version: 1,
    releaseId,
    subjects: { series, review, outcome: outcomeId },
    before: replaces,
    after: outcome,
    policy: { ...policy },
    payload: { digests, conditions: [...conditions] },
    texts: { reason },
  };
}

export function calendarAddressMade(person: { id: string }, { replaces }: { replaces: boolean }): EntryDraft {
  return {
    type: "calendar-address.made",
    version: 1,
    subjects: { person: person.id },
    payload: { replaces },
  };
}

export function calendarAddressRevoked(person: { id: string }): EntryDraft {
  return { type: "calendar-address.revoked", version: 1, subjects: { person: person.id } };
}
