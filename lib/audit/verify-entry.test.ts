import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalBytes, sha256 as digestOfBytes } from "@/lib/bundles/digest";
import { browserCrypto } from "./browser-crypto";
import { checkpointText, readCheckpoint, writeCheckpoint, writeLogProof } from "./checkpoint";
import { judgeContinuity, readHeld } from "./held-checkpoint";
import { introductionText, writeIntroduction } from "./key-chain";
import { leafHash, rootByInclusion } from "./merkle";
import { treeOf } from "./merkle-tree";
import { climb } from "./proof-path";
import type { ConsistencyView, EntryDetailView, KeysView, ProofView } from "./proof-schemas";
import { toBase64, utf8, verifierKey } from "./signed-note";
import { ledgerSigner, nodeCrypto, publicKeyPem, sha256 } from "./signing-key";
import { type Answered, type StepName, verifyEntry } from "./verify-entry";

const origin = "countersign.example/ledger";
const signer = ledgerSigner(Buffer.alloc(32, 7), origin);
const other = ledgerSigner(Buffer.alloc(32, 8), origin);
const salt = Buffer.alloc(32, 3);
const commitment = digestOfBytes(Buffer.concat([salt, Buffer.from("It is safe.")]));

const document = {
  id: "0190",
  type: "vote.cast",
  version: 1,
  at: "2026-11-26T10:00:00.000Z",
  actor: { kind: "person", id: "p1" },
  by: { rule: "holds-role", role: "security", grant: ["g1"] },
  requestId: "r1",
  subjects: { gate: "fairness" },
  before: null,
  after: "sha256:00",
  policy: { rights: null },
  payload: { vote: "approve" },
  commitments: { reason: commitment, actor: "sha256:gone" },
};
const bytes = canonicalBytes(document);
const size = 7;
const seq = 5;
const leaves = Array.from({ length: size }, (_, n) =>
  leafHash(sha256, n === seq - 1 ? bytes : utf8(`entry ${n}`)),
);
const tree = treeOf(sha256, leaves);

function noteOver(head: { size: number; root: Uint8Array }, by = [signer]): string {
  const checkpoint = { origin, ...head };
  return writeCheckpoint(
    checkpoint,
    by.map(({ signNote }) => signNote(checkpointText(checkpoint))),
  );
}

const entry: EntryDetailView = {
  seq,
  id: document.id,
  type: document.type,
  at: document.at,
  actor: { kind: "person", id: "p1", name: "Grace Hopper" },
  role: "security",
  rule: "holds-role",
  decision: "requirement.sign",
  grant: ["g1"],
  confirmed: null,
  release: "one",
  subjects: document.subjects,
  before: null,
  after: document.after,
  policy: document.policy,
  payload: document.payload,
  texts: { reason: "It is safe." },
  erased: [],
  requestId: "r1",
  digest: digestOfBytes(bytes),
  bytes: toBase64(bytes),
  openings: [{ path: "reason", value: "It is safe.", salt: toBase64(salt) }],
  commitments: document.commitments,
  grants: [],
};
const proof: ProofView = {
  seq,
  size,
  leaf: toBase64(leafHash(sha256, bytes)),
  hashes: tree.inclusion(seq - 1).map(toBase64),
  root: toBase64(tree.root()),
  checkpoint: noteOver({ size, root: tree.root() }),
  proof: null,
};
function introduced(one: typeof signer, by = [one]): KeysView["keys"][number] {
  const text = introductionText(one.key);
  return {
    vkey: verifierKey(one.key),
    keyId: one.key.id,
    at: document.at,
    pem: publicKeyPem(one.key.publicKey),
    note: writeIntroduction(
      one.key,
      by.map(({ signNote }) => signNote(text)),
    ),
    isVouchedFor: true,
  };
}
const keys: KeysView = { keys: [introduced(signer)], refusal: null };
const answered: Answered = { entry, proof, keys };

const statesOf = (given: Answered, crypto = nodeCrypto) =>
  Object.fromEntries(verifyEntry(crypto, given).map(({ name, state }) => [name, state])) as Record<
    StepName,
    string
  >;
const failedIn = (given: Answered, crypto = browserCrypto) =>
  verifyEntry(crypto, given)
    .filter(({ state }) => state === "failed")
    .map(({ name }) => name);

function rewritten(change: object): EntryDetailView {
  const now = canonicalBytes({ ...document, ...change });
  return { ...entry, ...change, bytes: toBase64(now), digest: digestOfBytes(now) };
}

describe("verifying an entry", () => {
  it("passes every step for what was not altered, with the server's cryptography and the browser's", () => {
    for (const crypto of [nodeCrypto, browserCrypto])
      expect(new Set(Object.values(statesOf(answered, crypto)))).toEqual(new Set(["passed"]));
    const texts = verifyEntry(nodeCrypto, answered).find(({ name }) => name === "texts");
    expect(texts?.says).toMatch(/Erased.*actor/);
  });

  it("names the leaf and the way where somebody rewrote the entry together with its digest", () => {
    expect(failedIn({ ...answered, entry: rewritten({ before: "sha256:11" }) })).toEqual(["leaf", "path"]);
  });

  it("names the way where the tree was rewritten, too", () => {
    const forged = rewritten({ before: "sha256:11" });
    const leaf = leafHash(sha256, canonicalBytes({ ...document, before: "sha256:11" }));
    const whole = treeOf(sha256, leaves.with(seq - 1, leaf));
    const rebuilt = { ...proof, leaf: toBase64(leaf), root: toBase64(whole.root()) };
    expect(failedIn({ entry: forged, proof: rebuilt, keys })).toEqual(["path", "checkpoint"]);
    const unsigned = { ...rebuilt, checkpoint: noteOver({ size, root: whole.root() }, [other]) };
    expect(failedIn({ entry: forged, proof: unsigned, keys })).toEqual(["signature"]);
  });

  it.each<[string, Partial<Answered>, StepName[]]>([
    [
      "another text than was committed to",
      { entry: { ...entry, openings: [{ path: "reason", value: "It is not.", salt: toBase64(salt) }] } },
      ["texts"],
    ],
    [
      "a text that nothing commits to",
      { entry: { ...entry, openings: [{ path: "note", value: "x", salt: toBase64(salt) }] } },
      ["texts"],
    ],
    ["another role than the bytes say", { entry: { ...entry, role: "product" } }, ["bytes"]],
    ["another time than the bytes say", { entry: { ...entry, at: "2020-01-01T00:00:00.000Z" } }, ["bytes"]],
    ["a digest of something else", { entry: { ...entry, digest: "sha256:11" } }, ["bytes"]],
    ["a proof of another entry", { proof: { ...proof, seq: 4 } }, ["path"]],
    ["a proof that is too short", { proof: { ...proof, hashes: proof.hashes.slice(1) } }, ["path"]],
    ["a proof of no hashes", { proof: { ...proof, hashes: ["x"] } }, ["path"]],
    [
      "a checkpoint over another size",
      { proof: { ...proof, checkpoint: noteOver({ size: 6, root: tree.root() }) } },
      ["checkpoint"],
    ],
    ["a checkpoint that is none", { proof: { ...proof, checkpoint: "x" } }, ["checkpoint"]],
    [
      "a checkpoint of nobody's",
      { proof: { ...proof, checkpoint: noteOver({ size, root: tree.root() }, [other]) } },
      ["signature"],
    ],
    [
      "a key that the one before did not sign",
      { keys: { ...keys, keys: [introduced(signer), introduced(other)] } },
      ["keys"],
    ],
  ])("names what is wrong with %s", (_name, change, steps) => {
    expect(failedIn({ ...answered, ...change })).toEqual(steps);
  });

  it("leaves open what cannot be done yet, or at all", () => {
    const { signature, checkpoint, path } = statesOf({ ...answered, proof: { ...proof, checkpoint: null } });
    expect({ signature, checkpoint, path }).toEqual({
      signature: "open",
      checkpoint: "open",
      path: "passed",
    });
    const { leaf, texts, bytes: own } = statesOf({ ...answered, entry: { ...entry, bytes: "!" } });
    expect({ leaf, texts, own }).toEqual({ leaf: "open", texts: "open", own: "failed" });
  });

  it("finds any altered byte of an entry, a proof or a checkpoint's text", () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Uint8Array.from(bytes, (byte, n) => (n === at ? byte ^ by : byte));
        expect(
          failedIn({ ...answered, entry: { ...entry, bytes: toBase64(changed) } }, nodeCrypto),
        ).toContain("path");
      }),
    );
    fc.assert(
      fc.property(fc.nat(proof.hashes.length - 1), (at) => {
        const hashes = proof.hashes.with(at, toBase64(randomBytes(32)));
        expect(failedIn({ ...answered, proof: { ...proof, hashes } }, nodeCrypto)).toEqual(["path"]);
      }),
    );
  });
});

describe("the way from a leaf to the root", () => {
  it("ends where the rule of the RFC ends, for every leaf of every tree", () => {
    for (let count = 1; count <= 33; count += 1) {
      const own = Array.from({ length: count }, (_, n) => leafHash(sha256, utf8(String(n))));
      const whole = treeOf(sha256, own);
      for (const [index, leaf] of own.entries()) {
        const asked = {
          index,
          size: count,
          leaf,
          proof: whole.inclusion(index),
        };
        const path = climb(sha256, asked);
        expect(path?.at(-1)?.hash ?? leaf).toEqual(rootByInclusion(sha256, asked));
        expect(path?.map(({ side, beside: [from] }) => (side === "left") === from < index)).not.toContain(
          false,
        );
      }
    }
    expect(climb(sha256, { index: 3, size: 3, leaf: leaves[0] ?? salt, proof: [] })).toBe(null);
  });
});

describe("a checkpoint that somebody kept", () => {
  const headOf = (count: number) => ({ size: count, root: tree.root(count) });
  const newest = readCheckpoint(proof.checkpoint ?? "");
  const judged = (text: string, proofOf: string[] | null) => {
    const held = readHeld(browserCrypto, text, [signer.key]);
    if (held.kind !== "held" || newest === null) return held.kind;
    const consistency: ConsistencyView | null =
      proofOf === null ? null : { from: 0, to: 0, fromRoot: "", toRoot: "", hashes: proofOf };
    return judgeContinuity(browserCrypto, { held: held.checkpoint, newest, proof: consistency });
  };
  const between = (from: number) => tree.consistency(from).map(toBase64);

  it("is gone on from by a log that only grew", () => {
    for (let from = 1; from <= size; from += 1)
      expect(judged(noteOver(headOf(from)), between(from))).toEqual({ kind: "goes-on", from, to: size });
  });

  it("is read from a pasted proof, with other line ends and with space around it", () => {
    const note = noteOver(headOf(3));
    const file = writeLogProof({ index: 0, hashes: [], checkpoint: note });
    for (const text of [note, file, `\n\n ${note}\n`, note.replaceAll("\n", "\r\n"), note.trimEnd()])
      expect(judged(text, between(3))).toMatchObject({ kind: "goes-on" });
  });

  it("shows a log that was cut, rewritten, or is another", () => {
    const longer = { size: size + 2, root: randomBytes(32) };
    expect(judged(noteOver(longer), null)).toEqual({ kind: "shorter", held: size + 2, log: size });
    expect(judged(noteOver({ size: 3, root: randomBytes(32) }), between(3))).toMatchObject({
      kind: "broken",
    });
    expect(judged(noteOver({ size, root: randomBytes(32) }), null)).toMatchObject({ kind: "broken" });
    const elsewhere = ledgerSigner(Buffer.alloc(32, 7), "elsewhere.example/ledger");
    const note = { origin: elsewhere.key.name, ...headOf(3) };
    const text = writeCheckpoint(note, [elsewhere.signNote(checkpointText(note))]);
    expect(readHeld(browserCrypto, text, [signer.key]).kind).toBe("unsigned");
    const held = readHeld(browserCrypto, text, [elsewhere.key]);
    if (held.kind !== "held" || newest === null) throw new Error("not held");
    expect(judgeContinuity(browserCrypto, { held: held.checkpoint, newest, proof: null })).toMatchObject({
      kind: "another-log",
    });
  });

  it("says what is wrong with one that is none, or not the log's", () => {
    const note = noteOver(headOf(3));
    expect(judged("something", null)).toBe("unreadable");
    expect(judged(noteOver(headOf(3), [other]), null)).toBe("unsigned");
    expect(judged(note.replace("\n3\n", "\n4\n"), null)).toBe("spoilt");
  });
});

it("the browser's cryptography accepts and refuses what the server's does", () => {
  const texts = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(texts, fc.nat(63), fc.integer({ min: 0, max: 255 }), (text, at, by) => {
      expect(browserCrypto.sha256(text)).toEqual(Uint8Array.from(nodeCrypto.sha256(text)));
      const signature = Uint8Array.from(signer.sign(text), (byte, n) => (n === at ? byte ^ by : byte));
      const signed = { bytes: text, signature, publicKey: signer.key.publicKey };
      expect(browserCrypto.verify(signed)).toBe(nodeCrypto.verify(signed));
    }),
  );
  const wrong = { bytes: utf8("x"), signature: new Uint8Array(3), publicKey: new Uint8Array(32) };
  expect(browserCrypto.verify(wrong)).toBe(false);
});
