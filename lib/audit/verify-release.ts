import type { ExportManifest } from "./export-schemas";
import { names } from "./archive-names";
import { knownParts } from "./known-parts";
import { isSame } from "./merkle";
import { policiesIn } from "./policies-in";
import { reportForm, reportOf } from "./report";
import { utf8, verifierKey } from "./signed-note";
import { verifyClaims } from "./verify-claims";
import { type Contents, verifyContents } from "./verify-contents";
import { type ArchivedEntry, verifyEntries } from "./verify-entries";
import { grantIdsIn, verifyGrants } from "./verify-grants";
import { verifyCheckpoint, verifyConsistencies, verifyHeld } from "./verify-log";
import type { Opened } from "./verify-manifest";
import { type Asked, faultIn, type Verified, type VerifyFault } from "./verify-model";
import { verifyRights } from "./verify-rights";
import { verifyVerdicts } from "./verify-verdicts";
import { verifyVotes } from "./verify-votes";

type ReleaseManifest = Extract<ExportManifest, { what: "release" }>;

const kinds = [
  /^(checkpoint\.txt|openings\.json|grants\.json|report\.html)$/,
  /^(bundles|documents)\/[0-9a-f]{64}\.json$/,
  /^consistency\/\d{12}\.json$/,
  /^entries\/\d{12}\.json$/,
  /^keys\/\d{2,}\.(txt|pem)$/,
  /^proofs\/\d{12}\.tlog-proof$/,
  /^samples\/\d+-\d{6}\.jsonl$/,
  /^verdicts\/[0-9a-f-]{36}\/(track\.json|steps-\d{6}\.jsonl)$/,
];

/** A release's archive, from its container to what its entries claim. */
export function verifyRelease(opened: Opened, manifest: ReleaseManifest, asked: Asked): Verified {
  const { checkpoint, faults: ofCheckpoint } = verifyCheckpoint(opened);
  const { entries, proven, faults: ofEntries } = verifyEntries(opened, checkpoint);
  const { contents, faults: ofContents } = verifyContents(opened, entries);
  const own = new Set(manifest.entries);
  const policies = policiesIn(entries, contents.documents);
  const rights = verifyRights(entries, { policies, own });
  const votes = verifyVotes(entries, { policies, own, parts: knownParts(entries, contents.documents) });
  const verdicts = verifyVerdicts(opened, manifest.release.id, entries);
  const isWhole = opened.faults.length === 0;
  const faults = [
    ...opened.faults,
    ...strangers(opened, manifest),
    ...ofCheckpoint,
    ...(checkpoint === null ? [] : verifyConsistencies(opened, checkpoint)),
    ...(checkpoint === null ? [] : verifyHeld(opened, { asked, checkpoint })),
    ...ofEntries,
    ...ofContents,
    // What is missing or altered would be blamed on what is not.
    ...(isWhole ? [...verifyClaims(entries, manifest), ...verifyGrants(entries, { ...contents, own })] : []),
    ...(isWhole
      ? [...rights.faults, ...votes.faults, ...reportFaults(opened, { manifest, entries, contents })]
      : []),
    ...verdicts.faults,
  ];
  const grants = entries.flatMap(({ seq, document }) => (own.has(seq) ? grantIdsIn(document) : []));
  return {
    isSound: faults.length === 0,
    what: "release",
    faults,
    unchecked: [
      ...opened.keys.unchecked,
      ...uncheckedOf(manifest, { asked, isWhole }),
      ...erasedWords(entries, contents),
      ...verdictWords(verdicts),
    ],
    facts: {
      about: manifest.release.slug,
      origin: manifest.origin,
      size: manifest.size,
      entries: entries.length,
      own: manifest.entries.length,
      files: manifest.files.length,
      exportedAt: manifest.exportedAt,
      keys: opened.keys.all.map(verifierKey),
      compared: {
        "entries with the log's root": proven,
        "commitments with their texts": contents.openings.length,
        "documents and bundles with their digests": contents.documents.size,
        "grants with the entries that made them": isWhole ? new Set(grants).size : 0,
        "decisions with the rights tables": isWhole ? rights.compared : 0,
        "votes with the template and the content that was signed": isWhole ? votes.compared : 0,
        "evaluations of criteria with their samples": verdicts.same,
        "evaluations of criteria with their digests in the log": verdicts.entered,
      },
    },
  };
}

/** Files that no release's archive has, and those without which it is none. */
function strangers({ listed }: Opened, { entries }: ReleaseManifest): VerifyFault[] {
  const asked = [names.checkpoint, names.report, ...entries.map(names.entry)];
  return [
    ...[...listed.keys()]
      .filter((name) => !kinds.some((kind) => kind.test(name)))
      .map((name) => faultIn(name, "it is no file that the export of a release has")),
    ...asked.filter((name) => !listed.has(name)).map((name) => faultIn(name, "it is missing")),
  ];
}

function reportFaults(
  { open }: Opened,
  {
    manifest,
    entries,
    contents,
  }: { manifest: ReleaseManifest; entries: ArchivedEntry[]; contents: Contents },
): VerifyFault[] {
  const bytes = open(names.report);
  if (bytes === null || manifest.report !== reportForm) return [];
  const { files: _, ...head } = manifest;
  const written = utf8(reportOf({ head, entries, contents }));
  return isSame(bytes, written)
    ? []
    : [faultIn(names.report, "it is not what the entries and documents beside it say: read those instead")];
}

function uncheckedOf(
  manifest: ReleaseManifest,
  { asked, isWhole }: { asked: Asked; isWhole: boolean },
): string[] {
  const { later, report, release } = manifest;
  return [
    ...(asked.held === undefined
      ? [
          "Whether the log was forked or written anew as a whole: no checkpoint that was held elsewhere was given (--checkpoint)",
        ]
      : []),
    `Whether entries of ${release.slug} were left out: only the export of the whole ledger shows that (countersign export --ledger)`,
    ...(later > 0
      ? [`${later} newer ${later === 1 ? "entry" : "entries"} of it, over which no checkpoint was signed yet`]
      : []),
    ...(report === reportForm
      ? []
      : [`Whether ${names.report} says what the entries say: another version of Countersign wrote it`]),
    ...(isWhole
      ? []
      : ["What the entries claim of each other, and the report, since something is not as it was signed"]),
  ];
}

function erasedWords(entries: readonly ArchivedEntry[], { openings }: Contents): string[] {
  const opened = new Set(openings.map(({ seq, path }) => `${seq} ${path}`));
  const erased = entries.flatMap(({ seq, document }) =>
    Object.keys(document.commitments).filter((path) => !opened.has(`${seq} ${path}`)),
  ).length;
  return erased === 0
    ? []
    : [
        `What ${erased} ${erased === 1 ? "commitment stands" : "commitments stand"} for: erased, or not given`,
      ];
}

function verdictWords({ same, unknown }: { same: number; unknown: number }): string[] {
  return [
    ...(unknown > 0
      ? [
          `${unknown} evaluations of criteria, whose samples are not kept any more or whose beginning is not known`,
        ]
      : []),
    ...(same + unknown > 0
      ? [
          "Whether samples are those that were sent: they are no entries of the log, only what followed from them is",
        ]
      : []),
  ];
}
