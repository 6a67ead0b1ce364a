import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkpointText, readCheckpoint, readLogProof, writeCheckpoint, writeLogProof } from "./checkpoint";
import {
  fromBase64,
  noteKey,
  parseVerifierKey,
  readNote,
  signersOf,
  utf8,
  verifierKey,
  writeNote,
} from "./signed-note";
import {
  ledgerSeed,
  ledgerSigner,
  publicKeyPem,
  readSeed,
  sha256,
  verifyEd25519,
  writeSeed,
} from "./signing-key";

// The example of the specification, with the key that its authors give for it.
const example = `Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
`;
// Of the Go module proxy's checksum database, a log that has been running for years.
const sumdbKey = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const seed = ledgerSeed({ secret: "a secret of at least 32 characters", key: undefined });
const signer = ledgerSigner(seed, "countersign.example/ledger");
const head = { origin: "countersign.example/ledger", size: 12, root: Uint8Array.from(sha256(utf8("root"))) };
const note = writeCheckpoint(head, [signer.signNote(checkpointText(head))]);
const known = { keys: [signer.key], verify: verifyEd25519 };

describe("a signed note", () => {
  it("is read as the specification's example", () => {
    const read = readNote(example);
    expect(read).toMatchObject({
      text: "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n",
      signatures: [{ name: "quasimodo.example/salvatore", keyId: "367ba04b" }],
    });
    expect(read && writeNote(read)).toBe(example);
  });

  it("names keys as other verifiers do", () => {
    const key = parseVerifierKey(sha256, sumdbKey);
    expect(key).toMatchObject({ name: "sum.golang.org", id: "033de0ae" });
    expect(key && verifierKey(key)).toBe(sumdbKey);
    expect(parseVerifierKey(sha256, sumdbKey.replace("033de0ae", "033de0af"))).toBeNull();
  });

  it.runIf(hasOpenssl)("is signed as openssl verifies it", () => {
    const folder = mkdtempSync(join(tmpdir(), "note-"));
    try {
      const file = (name: string, bytes: string | Uint8Array) => {
        writeFileSync(join(folder, name), bytes);
        return join(folder, name);
      };
      const read = readCheckpoint(note);
      const args = [
        ["-pubin", "-inkey", file("key.pem", publicKeyPem(signer.key.publicKey))],
        ["-rawin", "-in", file("text", checkpointText(head))],
        ["-sigfile", file("signature", read?.note.signatures[0]?.signature ?? "")],
      ];
      const said = execFileSync("openssl", ["pkeyutl", "-verify", ...args.flat()]).toString();
      expect(said).toContain("Signature Verified Successfully");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is spoilt by a known key's signature that is not its own", () => {
    const read = readNote(note.replace("12\n", "13\n"));
    expect(read && signersOf(read, known)).toEqual({ ok: false, key: signer.key });
  });

  it("counts no unknown key, of whatever name", () => {
    const other = noteKey(sha256, signer.key.name, new Uint8Array(32));
    const read = readNote(note);
    expect(read && signersOf(read, { ...known, keys: [other] })).toEqual({ ok: true, by: [] });
  });

  it.each([
    ["without a signature's line end", note.slice(0, -1)],
    ["without the empty line", note.replace("\n\n", "\n")],
    ["with a control character", note.replace("12", "1\r2")],
    ["with base64 that says the same otherwise", note.replace(/.=\n$/, (end) => end.slice(1))],
    ["empty", ""],
  ])("is not read %s", (_, text) => {
    expect(readNote(text)).toBeNull();
  });
});

describe("a checkpoint", () => {
  it("says origin, size and root, and comes back as it was", () => {
    const read = readCheckpoint(note);
    expect(read).toMatchObject(head);
    expect(read && signersOf(read.note, known)).toEqual({ ok: true, by: [signer.key] });
  });

  it("is found altered whichever byte is", () => {
    const bytes = utf8(note);
    for (const [n, byte] of bytes.entries()) {
      const text = new TextDecoder().decode(bytes.with(n, byte ^ 1));
      const read = readCheckpoint(text);
      const signers = read && signersOf(read.note, known);
      expect(signers === null || !signers.ok || signers.by.length === 0, `byte ${n}`).toBe(true);
    }
  });

  it.each([
    ["a size with a leading zero", note.replace("\n12\n", "\n012\n")],
    ["a negative size", note.replace("\n12\n", "\n-12\n")],
    ["a root of another length", note.replace(/\n12\n.*\n/, "\n12\nAAAA\n")],
    ["a fourth line", note.replace("\n\n", "\nmore\n\n")],
  ])("is none with %s", (_, text) => {
    expect(readCheckpoint(text)).toBeNull();
  });
});

describe("a proof to keep", () => {
  const proof = {
    index: 4,
    hashes: ["a", "b"].map((text) => Uint8Array.from(sha256(utf8(text)))),
    checkpoint: note,
  };

  it("comes back as it was", () => {
    expect(readLogProof(writeLogProof(proof))).toEqual(proof);
    expect(writeLogProof(proof)).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex 4\n/);
    expect(readLogProof(writeLogProof({ ...proof, hashes: [] }))).toEqual({ ...proof, hashes: [] });
  });

  it.each([
    ["another header", writeLogProof(proof).replace("@v1", "@v2")],
    ["an index with a leading zero", writeLogProof(proof).replace("index 4", "index 04")],
    ["a hash that is cut", writeLogProof(proof).replace(/\n.{4}(.*=\n\n)/, "\n$1")],
    ["extra data", writeLogProof(proof).replace("index 4", "extra AAAA\nindex 4")],
  ])("is none with %s", (_, text) => {
    expect(readLogProof(text)).toBeNull();
  });
});

describe("a ledger key", () => {
  it("is written and read, and nothing else is", () => {
    expect(readSeed(writeSeed(seed))).toEqual(Buffer.from(seed));
    expect(ledgerSeed({ secret: "", key: writeSeed(seed) })).toEqual(Buffer.from(seed));
    expect(readSeed("ed25519-seed:abc")).toBeNull();
    expect(readSeed(writeSeed(seed).slice("ed25519-seed:".length))).toBeNull();
  });

  it("is another for each secret", () => {
    const other = ledgerSeed({ secret: "another secret of 32 characters", key: undefined });
    expect(other).not.toEqual(seed);
  });
});

describe("base64", () => {
  it("has one text for one value", () => {
    expect(fromBase64("AA==")).toEqual(Uint8Array.of(0));
    expect(fromBase64("AB==")).toBeNull();
    expect(fromBase64("AA")).toBeNull();
    expect(fromBase64("A-==")).toBeNull();
  });
});
