import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  sampleArchive,
  sampleCheckpoint,
  sampleKey,
  sampleLedger,
  type SampleParts,
  sampleParts,
} from "@/lib/testing/sample-archive";
import { seedOf } from "@/lib/testing/sign-log";
import { names } from "./archive-names";
import { readNote, verifierKey } from "./signed-note";
import { ledgerSigner } from "./signing-key";
import { sourceOf, verifyArchive } from "./verify-archive";
import type { Asked } from "./verify-model";
import type { ArchiveFile } from "./write-archive";

const hasTools =
  spawnSync("tar", ["--version"]).status === 0 && spawnSync("openssl", ["version"]).status === 0;

const verified = (bytes: Uint8Array, asked: Asked = {}) => verifyArchive(sourceOf(bytes), asked);
const faultsOf = (bytes: Uint8Array, asked: Asked = {}) =>
  verified(bytes, asked).faults.map(({ file, message }) => `${file}: ${message}`);

/** As whoever holds the key could make it: everything is signed, and something is not true. */
async function lying(change: (parts: SampleParts) => void): Promise<string[]> {
  const parts = sampleParts();
  change(parts);
  return faultsOf(await sampleArchive(parts));
}

const entryOf = ({ log }: SampleParts, seq: number) => {
  const found = log[seq - 1];
  if (found === undefined) throw new Error(`there is no entry ${seq}`);
  return found;
};

const replaced = (name: string, text: (before: string) => string) => (files: ArchiveFile[]) =>
  files.map((file) =>
    file.name === name ? { name, bytes: Buffer.from(text(Buffer.from(file.bytes).toString("utf8"))) } : file,
  );

describe("an archive", () => {
  it("is sound as it was written, and the same whenever it is written", async () => {
    const bytes = await sampleArchive();
    expect(verified(bytes)).toMatchObject({
      isSound: true,
      faults: [],
      facts: { entries: 10, own: 5, size: 12 },
    });
    expect((await sampleArchive()).equals(bytes)).toBe(true);
  });

  it.runIf(hasTools)("is a tar that tar reads, and its signature one that openssl verifies", async () => {
    const folder = mkdtempSync(join(tmpdir(), "countersign-tar-"));
    const at = (name: string) => join(folder, name);
    writeFileSync(at("e.tar"), await sampleArchive());
    execFileSync("tar", ["-xf", at("e.tar"), "-C", folder]);
    const note = readNote(readFileSync(at(names.note), "utf8"));
    writeFileSync(at("text"), note?.text ?? "");
    writeFileSync(at("signature"), note?.signatures[0]?.signature ?? "");
    const asked = [
      "pkeyutl",
      "-verify",
      "-pubin",
      "-inkey",
      at(names.keyPem(1)),
      "-rawin",
      "-in",
      at("text"),
    ];
    expect(spawnSync("openssl", [...asked, "-sigfile", at("signature")]).status).toBe(0);
    expect(
      execFileSync("openssl", ["dgst", "-sha256", "-r", at(names.manifest)], { encoding: "utf8" }),
    ).toContain(note?.text.split("\n")[1]?.slice(7) ?? "nothing");
    rmSync(folder, { recursive: true });
  });
});

describe("a key", () => {
  it("that is trusted has to be one of the log's", async () => {
    const bytes = await sampleArchive();
    expect(faultsOf(bytes, { key: verifierKey(sampleKey) })).toEqual([]);
    const other = verifierKey(ledgerSigner(seedOf("other"), sampleKey.name).key);
    expect(faultsOf(bytes, { key: other })[0]).toContain("is none of this log's keys");
  });

  it("in another form than the one that signs is found", async () => {
    const parts = sampleParts();
    const other = ledgerSigner(seedOf("other"), sampleKey.name);
    const bytes = await sampleArchive(
      parts,
      replaced(names.checkpoint, () => sampleCheckpoint(parts.log, 12, other)),
    );
    expect(faultsOf(bytes).join()).toContain(`${names.checkpoint}: no key of the log`);
  });
});

describe("a checkpoint that was held elsewhere", () => {
  it.each([6, 9, 12])(
    "over %i entries is gone on from, by a proof inside or one that is given",
    async (size) => {
      const { log } = sampleParts();
      const held = sampleCheckpoint(log, size);
      const proofless = faultsOf(await sampleArchive(), { held });
      expect(proofless).toEqual(
        size === 9 ? [expect.stringContaining("GET /api/v1/ledger/consistency?from=9&to=12")] : [],
      );
      expect(faultsOf(await sampleLedger(), { held })).toEqual([]);
    },
  );

  it("of another log, of another key, or unreadable is refused", async () => {
    const { log } = sampleParts();
    const elsewhere = ledgerSigner(seedOf("first"), "elsewhere.example/ledger");
    const bytes = await sampleArchive();
    expect(faultsOf(bytes, { held: "x" })[0]).toContain("no checkpoint that can be read");
    expect(
      faultsOf(bytes, { held: sampleCheckpoint(log, 6).replace(/^countersign/, "another") })[0],
    ).toContain("of another log");
    expect(faultsOf(bytes, { held: sampleCheckpoint(log, 6, elsewhere) })[0]).toContain("no key of the log");
  });

  it.each([6, 12])("over %i entries shows a log that was written anew as a whole", async (size) => {
    const held = sampleCheckpoint(sampleParts().log, size);
    const forged = sampleParts();
    entryOf(forged, 2).payload = { pool: { people: ["somebody else"], teams: [] } };
    expect(faultsOf(await sampleArchive(forged), { held }).join()).toContain("does not go on from it");
    expect(faultsOf(await sampleLedger(forged.log), { held }).join()).toContain("does not go on from it");
    // With the database and the key, and nothing held elsewhere, it cannot be seen.
    expect(faultsOf(await sampleLedger(forged.log))).toEqual([]);
  });
});

describe("what whoever holds the key says untruly", () => {
  it.each<[string, (parts: SampleParts) => void, string]>([
    [
      "a text that was not committed to",
      ({ openings }) => {
        const last = openings.at(-1);
        if (last !== undefined) last.value = "Go on at once.";
      },
      "“reason” of entry 12 is not what was committed to",
    ],
    [
      "a vote on another content than the one it names",
      (parts) => {
        entryOf(parts, 11).payload["evidence"] = {
          subject: { "m-sample:model-weights": `sha256:${"0".repeat(64)}` },
        };
      },
      "what it names was signed has the digest",
    ],
    [
      "a vote in a role that has no place there",
      (parts) => {
        entryOf(parts, 11).by = { rule: "holds-role", role: "release-champion", grant: [] };
      },
      "release-champion has no place in reviewed of ready-to-go",
    ],
    [
      "a decision by a role that no row gives it to",
      (parts) => {
        entryOf(parts, 12).by = { rule: "holds-right", role: "engineer", grant: [] };
      },
      "no row of its policies gives “hold.place” to engineer",
    ],
    [
      "a grant that nothing made",
      (parts) => {
        entryOf(parts, 12).by.grant = ["00000000-0000-7000-8000-000000000099"];
      },
      "by which entry 12 was decided, is not explained",
    ],
    [
      "a grant that was given to somebody else",
      (parts) => {
        entryOf(parts, 12).by.grant = parts.grants.slice(2).map(({ id }) => id);
      },
      "it was decided as release-champion, and the grant",
    ],
    [
      "a grant that its entry does not make",
      ({ grants }) => {
        const [first] = grants;
        if (first !== undefined) first.entry = 3;
      },
      "entry 3 does not make the grant",
    ],
    [
      "a state that goes on from another one",
      (parts) => {
        entryOf(parts, 9).before = "active";
      },
      "it found the release's state at active, and entry 8 had left it at draft",
    ],
    [
      "a time after the export",
      (parts) => {
        entryOf(parts, 12).at = "2027-01-01T00:00:00.000Z";
      },
      "after the export",
    ],
    [
      "a policy that was never published",
      (parts) => {
        entryOf(parts, 12).policy = { template: "sample@2", rights: "1" };
      },
      "it was decided by template sample@2, which no entry here published",
    ],
    [
      "an entry of another release",
      (parts) => {
        entryOf(parts, 12).subjects["release"] = "00000000-0000-7000-8000-000000000077";
      },
      "the manifest counts it to sample",
    ],
    [
      "an entry of the release that is not counted to it",
      (parts) => {
        parts.own = parts.own.slice(0, -1);
      },
      "the manifest does not count it to the release",
    ],
    [
      "a release that begins in its middle",
      (parts) => {
        parts.shown = parts.shown.filter((seq) => seq !== 8);
        parts.own = parts.own.slice(1);
      },
      "earlier ones are missing",
    ],
    [
      "an id that two entries have",
      (parts) => {
        entryOf(parts, 12).id = entryOf(parts, 11).id;
      },
      "which entry 11 has",
    ],
    [
      "a content that is not there",
      (parts) => {
        parts.bundles = [];
      },
      "the content of “m-sample:model-weights” that was signed",
    ],
  ])("is found: %s", async (_, change, words) => {
    expect((await lying(change)).join("\n")).toContain(words);
  });

  it.each<[string, string, (text: string) => string, string]>([
    [
      "a report that says something else",
      names.report,
      (text) => text.replace("approved", "rejected"),
      "it is not what the entries",
    ],
    [
      "an entry that is not in the log",
      names.entry(12),
      (text) => text.replace("hold.placed", "hold.lifted"),
      "do not lead to the root",
    ],
    [
      "an entry that is not canonical",
      names.entry(12),
      (text) => ` ${text}`,
      "it is not written as canonical JSON",
    ],
    [
      "a proof of another entry",
      names.proof(12),
      (text) => text.replace("index 11", "index 10"),
      "it is of entry 11, not of 12",
    ],
    [
      "a proof to another checkpoint",
      names.proof(12),
      (text) => text.replace("\n12\n", "\n13\n"),
      "another checkpoint",
    ],
    [
      "a checkpoint of another size",
      names.checkpoint,
      (text) => text.replace("\n12\n", "\n13\n"),
      "the manifest says 12",
    ],
    [
      "a log that does not go on from its own checkpoint",
      names.consistency(6),
      (text) => text.replace(/"hashes":\["./, '"hashes":["/'),
      "does not go on from its own checkpoint over 6",
    ],
    [
      "a key in PEM that is another one",
      names.keyPem(1),
      (text) => text.replace("MCow", "MCox"),
      "it is another key",
    ],
    ["openings in another form", names.openings, () => "{}", "not of the form"],
  ])("is found: %s", async (_, name, change, words) => {
    const bytes = await sampleArchive(sampleParts(), replaced(name, change));
    expect(faultsOf(bytes).join("\n")).toContain(words);
  });

  it("is found: a file that no archive has, and one that is missing", async () => {
    const more = await sampleArchive(sampleParts(), (files) => [
      ...files,
      { name: "report-2.html", bytes: Buffer.from("x") },
    ]);
    expect(faultsOf(more)).toEqual(["report-2.html: it is no file that the export of a release has"]);
    const fewer = await sampleArchive(sampleParts(), (files) =>
      files.filter(({ name }) => name !== names.proof(12)),
    );
    expect(faultsOf(fewer)[0]).toContain(`${names.proof(12)}: it is missing`);
  });
});

describe("the ledger's archive", () => {
  it.each([1, 2, 6, 7, 12])("from entry %i on is sound, and its tree that of the log", async (from) => {
    for (const perFile of [1, 3, 100])
      expect(faultsOf(await sampleLedger(undefined, { from, perFile }))).toEqual([]);
  });

  it.each<[string, (files: ArchiveFile[]) => ArchiveFile[], string]>([
    [
      "an altered entry",
      replaced(names.entries(6), (text) => text.replace("m-sample", "m-simple")),
      "does not go on from its own checkpoint over 12",
    ],
    [
      "two entries that changed places",
      replaced(names.entries(1), (text) => text.split("\n").toSorted().join("\n").trimStart() + "\n"),
      "does not go on from its own checkpoint over 6",
    ],
    [
      "an entry that is missing",
      replaced(names.entries(11), (text) => text.slice(text.indexOf("\n") + 1)),
      "entries up to 11 are here",
    ],
    [
      "an entry in two lines",
      replaced(names.entries(6), (text) => text.replace('"at"', '\n"at"')),
      "entry 12 is expected to come next",
    ],
    ["an empty line", replaced(names.entries(6), (text) => `\n${text}`), "a line of it is empty"],
    [
      "a last line without an end",
      replaced(names.entries(11), (text) => text.slice(0, -1)),
      "its last line does not end",
    ],
    [
      "a file of entries that is missing",
      (files) => files.filter(({ name }) => name !== names.entries(6)),
      "entry 6 is expected to come next",
    ],
    [
      "a leaf that is none",
      replaced(names.entries(11), (text) => `{"leaf":"x"}\n${text}`),
      "neither an entry nor a leaf",
    ],
  ])("that holds %s is not sound", async (_, change, words) => {
    expect(faultsOf(await sampleLedger(undefined, { change })).join("\n")).toContain(words);
  });

  it("whose edge is another one does not lead to the root", async () => {
    const other = replaced(names.edge, (text) => text.replace(/"hashes":\["./, '"hashes":["/'));
    expect(faultsOf(await sampleLedger(undefined, { from: 7, change: other })).join("\n")).toContain(
      "does not go on from its own checkpoint over 12",
    );
  });
});
