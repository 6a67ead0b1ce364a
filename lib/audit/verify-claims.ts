import { names } from "./archive-names";
import type { EntryDocument, ReleaseHead } from "./export-schemas";
import type { ArchivedEntry } from "./verify-entries";
import { faultIn, type VerifyFault } from "./verify-model";

/** Clocks of two servers may differ by this much. */
const clockSkewMs = 60_000;

/** Whether what entries say of themselves holds together: whose they are, in which order, and each going on from the one before. */
export function verifyClaims(entries: readonly ArchivedEntry[], head: ReleaseHead): VerifyFault[] {
  const own = new Set(head.entries);
  return [
    ...sameIds(entries),
    ...belonging(entries, { head, own }),
    ...times(
      entries.filter(({ seq }) => own.has(seq)),
      head,
    ),
    ...chains(entries.filter(({ seq }) => own.has(seq))),
  ];
}

function inEntry(seq: number, message: string): VerifyFault {
  return faultIn(names.entry(seq), message, seq);
}

function sameIds(entries: readonly ArchivedEntry[]): VerifyFault[] {
  const seen = new Map<string, number>();
  return entries.flatMap(({ seq, document: { id } }) => {
    const before = seen.get(id);
    seen.set(id, before ?? seq);
    return before === undefined ? [] : [inEntry(seq, `it has the id ${id}, which entry ${before} has`)];
  });
}

function belonging(
  entries: readonly ArchivedEntry[],
  { head, own }: { head: ReleaseHead; own: ReadonlySet<number> },
): VerifyFault[] {
  const { release } = head;
  const there = new Set(entries.map(({ seq }) => seq));
  const faults = entries.flatMap(({ seq, document: { subjects } }) => {
    const isOwn = subjects["release"] === release.id;
    if (isOwn === own.has(seq)) return [];
    return [
      inEntry(
        seq,
        isOwn
          ? `it is about ${release.slug}, and the manifest does not count it to the release`
          : `the manifest counts it to ${release.slug}, and it is about ${subjects["release"] ?? "no release"}`,
      ),
    ];
  });
  const unlisted = head.entries.filter((seq, n) => seq <= (head.entries[n - 1] ?? 0));
  return [
    ...faults,
    ...unlisted.map((seq) => inEntry(seq, "the manifest lists it out of order")),
    ...first(entries, { head, there }),
  ];
}

/** The first entry of a release makes it, and names it. */
function first(
  entries: readonly ArchivedEntry[],
  { head, there }: { head: ReleaseHead; there: ReadonlySet<number> },
): VerifyFault[] {
  const [seq] = head.entries;
  if (seq === undefined || !there.has(seq)) return [];
  const document = entries.find((each) => each.seq === seq)?.document;
  if (document?.type !== "release.created")
    return [
      inEntry(seq, "it is the release's first entry, and does not create it: earlier ones are missing"),
    ];
  const { slug, title } = document.payload;
  return slug === head.release.slug && title === head.release.title
    ? []
    : [inEntry(seq, `it creates ${String(slug)}, and the manifest says ${head.release.slug}`)];
}

function times(own: readonly ArchivedEntry[], { exportedAt }: ReleaseHead): VerifyFault[] {
  const end = Date.parse(exportedAt) + clockSkewMs;
  return own.flatMap(({ seq, document: { at } }, n) => {
    const before = own[n - 1]?.document.at;
    if (Date.parse(at) > end)
      return [inEntry(seq, `it was recorded at ${at}, after the export at ${exportedAt}`)];
    return before !== undefined && Date.parse(at) < Date.parse(before) - clockSkewMs
      ? [inEntry(seq, `it was recorded at ${at}, and the one before it at ${before}`)]
      : [];
  });
}

/** What an entry changes, as a series: what it found there, and what is there after it; undefined: it does not say. */
interface Step {
  series: string;
  before: string | null | undefined;
  after: string | null;
}

/** Each of a series goes on from where the one before it ended: an entry that is left out, or comes at another place, shows. */
function chains(own: readonly ArchivedEntry[]): VerifyFault[] {
  const standing = new Map<string, { value: string | null; seq: number }>();
  return own.flatMap(({ seq, document }) =>
    stepsOf(document).flatMap(({ series, before, after }) => {
      const last = standing.get(series);
      standing.set(series, { value: after, seq });
      if (before === undefined || last === undefined || last.value === before) return [];
      return [
        inEntry(
          seq,
          `it found ${series} at ${before ?? "nothing"}, and entry ${last.seq} had left it at ${last.value ?? "nothing"}`,
        ),
      ];
    }),
  );
}

function stepsOf({ type, before, after, payload }: EntryDocument): Step[] {
  if (type === "release.created") return created(payload);
  const [, kind] = /^(plan|criteria|rollback-plan)\.(?:changed|confirmed)$/.exec(type) ?? [];
  if (kind !== undefined) return [{ series: `the ${kind}`, before, after }];
  if (type === "candidate.set")
    return [{ series: `the candidate of ${String(payload["component"])}`, before, after }];
  if (/^release\.(started|completed|rolled-back|cancelled)$/.test(type))
    return [{ series: "the release's state", before, after }];
  return [];
}

function created({ documents }: EntryDocument["payload"]): Step[] {
  const given = Object.entries((documents ?? {}) as Record<string, unknown>);
  return [
    { series: "the release's state", before: undefined, after: "draft" },
    ...given.map(([kind, digest]) => ({
      series: `the ${kind}`,
      before: undefined,
      after: typeof digest === "string" ? digest : null,
    })),
  ];
}
