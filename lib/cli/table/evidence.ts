import type { CommandSpec } from "@/lib/cli/command";

/** Of what is taken along, and checked elsewhere. */
export const evidenceCommands: readonly CommandSpec[] = [
  {
    name: "export",
    summary: "save the evidence of a release, or the whole ledger, as one archive",
    description:
      "The archive is a tar: entries with their proofs, the checkpoint, the keys, what was signed, and a report.html to read. It goes up to the newest checkpoint. The whole ledger is for auditors and admins.",
    arguments: [{ name: "SLUG", summary: "the release; none with --ledger", optional: true }],
    options: [
      {
        name: "output",
        short: "o",
        value: "FILE",
        summary: "where to; a file here with the server's name unless told",
      },
      { name: "ledger", summary: "the whole ledger in place of a release" },
      {
        name: "since",
        value: "SIZE",
        summary: "put in the proof that the log goes on from a checkpoint of this size, which you hold",
      },
      { name: "from", value: "NUMBER", summary: "with --ledger: begin with this entry" },
    ],
    examples: [
      { line: "countersign export silero-vad-v6 -o silero-vad-v6.tar", says: "all evidence of a release" },
      {
        line: "countersign export silero-vad-v6 --since 1200",
        says: "for whoever holds the checkpoint over 1200 entries",
      },
      { line: "countersign export --ledger -o ledger.tar", says: "the whole ledger" },
    ],
  },
  {
    name: "verify",
    summary: "check an archive with no network and no database, and say what is wrong with it",
    description:
      "Needs neither an address nor a token. Every byte is accounted for: the container, the signed manifest, each file, each entry up to the signed root, what stands behind commitments and digests, and whether what the entries claim holds together. Says as well what it could not check.",
    arguments: [{ name: "FILE", summary: "an archive that countersign export saved" }],
    options: [
      {
        name: "checkpoint",
        value: "FILE",
        summary: "a checkpoint that you kept: the exported log has to go on from it, or it from that",
      },
      {
        name: "key",
        value: "VKEY",
        summary:
          "a key of the log that you trust, as /api/v1/ledger/keys or an earlier verification names it",
      },
      {
        name: "consistency",
        value: "FILE",
        summary: "the server's answer to /api/v1/ledger/consistency, where the archive lacks that proof",
      },
    ],
    examples: [
      { line: "countersign verify silero-vad-v6.tar", says: "is it whole, and signed by its own keys?" },
      {
        line: "countersign verify silero-vad-v6.tar --checkpoint kept.txt --key countersign.example/ledger+78fbe0d4+AVQ2JdfbvX0KY067GFvkJoomYPdLDRd9Gvw+HqE29sTM",
        says: "and is it the log that you know?",
      },
      { line: "countersign verify ledger.tar --json", says: "for a program" },
    ],
    exits: { 0: "sound", 1: "something is wrong, and it is named", 2: "no archive that can be read" },
  },
];
