import canonicalize from "canonicalize";
import { readCheckpoint } from "./checkpoint";
import { readEntryDocument } from "./entry-document";
import { followKeysBy, readIntroductionBy } from "./key-chain";
import { isSame, leafHash, type Sha256 } from "./merkle";
import { climb } from "./proof-path";
import type { EntryDetailView, KeysView, ProofView } from "./proof-schemas";
import { fromBase64, hexOf, joined, type NoteCrypto, type NoteKey, signersOf, utf8 } from "./signed-note";

export const stepNames = ["bytes", "texts", "leaf", "path", "checkpoint", "signature", "keys"] as const;
export type StepName = (typeof stepNames)[number];

/** One step of verifying an entry. `open`: it could not be done, or there is nothing to do it with yet. */
export interface Step {
  name: StepName;
  state: "passed" | "failed" | "open";
  says: string;
  /** What was computed, and what it was held against. */
  values: { name: string; value: string }[];
}

/** What the server answers about an entry. Nothing of it is believed. */
export interface Answered {
  entry: EntryDetailView;
  proof: ProofView;
  keys: KeysView;
}

type Found = Omit<Step, "name">;

/** Verifies an entry from what is answered about it, step by step: from its bytes to the key that signed the log's head. */
export function verifyEntry(crypto: NoteCrypto, { entry, proof, keys }: Answered): Step[] {
  const bytes = fromBase64(entry.bytes);
  const steps: Record<StepName, Found> = {
    bytes: sameAsShown(crypto.sha256, entry, bytes),
    texts: textsCommitted(crypto.sha256, entry, bytes),
    leaf: isLeaf(crypto.sha256, bytes, proof),
    path: leadsToRoot(crypto.sha256, bytes, proof),
    checkpoint: isOfCheckpoint(proof),
    signature: isSigned(crypto, proof, keys),
    keys: areIntroduced(crypto, keys),
  };
  return stepNames.map((name) => ({ name, ...steps[name] }));
}

function sameAsShown(sha256: Sha256, entry: EntryDetailView, bytes: Uint8Array | null): Found {
  const document = bytes === null ? null : readEntryDocument(bytes);
  if (bytes === null || document === null) return failed("The bytes are no entry.");
  const digest = `sha256:${hexOf(sha256(bytes))}`;
  const values = [{ name: "SHA-256 of the bytes", value: digest }];
  const { actor, by, at, before, after, id, payload, policy, requestId, subjects, type } = document;
  const said = { id, type, at, subjects, before, after, policy, payload, requestId };
  const { rule, role, grant } = entry;
  const shown = Object.fromEntries(
    Object.keys(said).map((name) => [name, Reflect.get(entry, name) as unknown]),
  );
  const text = new TextDecoder().decode(bytes);
  if (canonicalize(JSON.parse(text)) !== text) return failed("The bytes are not in canonical form.", values);
  if (
    canonicalize({ ...said, actor: [actor.kind, actor.id], by: [by.rule, by.role, by.grant] }) !==
    canonicalize({ ...shown, actor: [entry.actor.kind, entry.actor.id], by: [rule, role, grant] })
  )
    return failed("The bytes say something else than what is shown.", values);
  if (digest !== entry.digest)
    return failed("The digest beside the entry is not that of its bytes.", [
      ...values,
      { name: "Digest beside it", value: entry.digest },
    ]);
  return passed("The bytes say what is shown, in canonical form, and have the digest that is shown.", values);
}

function textsCommitted(sha256: Sha256, { openings }: EntryDetailView, bytes: Uint8Array | null): Found {
  const document = bytes === null ? null : readEntryDocument(bytes);
  if (document === null) return open("Without the entry there is nothing to hold texts against.");
  const { commitments } = document;
  const values = openings.map(({ path, value, salt }) => {
    const salted = joined(fromBase64(salt) ?? new Uint8Array(), utf8(value));
    return { name: path, value: `sha256:${hexOf(sha256(salted))}` };
  });
  const wrong = values.filter(({ name, value }) => commitments[name] !== value).map(({ name }) => name);
  if (wrong.length > 0)
    return failed(`The entry does not commit to the text shown: ${wrong.join(", ")}.`, [
      ...values,
      ...wrong.map((name) => ({ name: `${name} in the entry`, value: commitments[name] ?? "nothing" })),
    ]);
  const erased = Object.keys(commitments).filter((path) => openings.every((each) => each.path !== path));
  const rest = erased.length === 0 ? "" : ` Erased, so that nobody can tell any more: ${erased.join(", ")}.`;
  if (openings.length === 0) return passed(`There is no text to hold against a commitment.${rest}`, []);
  return passed(`Salt and text hash to what the entry commits to.${rest}`, values);
}

function isLeaf(sha256: Sha256, bytes: Uint8Array | null, proof: ProofView): Found {
  if (bytes === null) return open("Without bytes there is no leaf.");
  const leaf = leafHash(sha256, bytes);
  const values = [{ name: "SHA-256 of 0x00 and the bytes", value: hexOf(leaf) }];
  if (isHash(proof.leaf, leaf)) return passed("The log's leaf is that of these bytes.", values);
  const stored = { name: "Leaf in the log", value: asHex(proof.leaf) };
  return failed("The log's leaf is another: the entry is not what it was when it was numbered.", [
    ...values,
    stored,
  ]);
}

function leadsToRoot(sha256: Sha256, bytes: Uint8Array | null, proof: ProofView): Found {
  if (bytes === null) return open("Without a leaf there is no path.");
  const hashes = proof.hashes.map(fromBase64);
  const { seq, size } = proof;
  const siblings = hashes.filter((hash) => hash?.length === 32) as Uint8Array[];
  const leaf = leafHash(sha256, bytes);
  const path =
    siblings.length === hashes.length ? climb(sha256, { index: seq - 1, size, leaf, proof: siblings }) : null;
  if (path === null) return failed(`The proof is none for entry ${seq} of ${size}.`);
  const root = path.at(-1)?.hash ?? leaf;
  const signed = rootSigned(proof);
  const values = [
    ...path.map(({ hash, side }, n) => ({
      name: `${n + 1}, with the node on the ${side}`,
      value: hexOf(hash),
    })),
    {
      name: signed === null ? "Root that is answered" : "Root in the checkpoint",
      value: signed === null ? asHex(proof.root) : hexOf(signed),
    },
  ];
  if (signed === null ? isHash(proof.root, root) : isSame(signed, root))
    return passed(
      `From the leaf, ${path.length === 1 ? "1 node" : `${path.length} nodes`} on the way lead to the root.`,
      values,
    );
  return failed("From this leaf the way leads to another root than the one that was signed.", values);
}

function isOfCheckpoint({ checkpoint, size, root }: ProofView): Found {
  if (checkpoint === null) return open("A log of this size was not signed.");
  const read = readCheckpoint(checkpoint);
  if (read === null) return failed("The checkpoint cannot be read.");
  const values = [
    { name: "Log", value: read.origin },
    { name: "Entries", value: String(read.size) },
    { name: "Root", value: hexOf(read.root) },
  ];
  if (read.size !== size)
    return failed(`The checkpoint is over ${read.size} entries, the proof over ${size}.`, values);
  if (!isHash(root, read.root)) return failed("The checkpoint has another root than the tree.", values);
  return passed("The proof is for the tree of the checkpoint.", values);
}

function isSigned(crypto: NoteCrypto, { checkpoint }: ProofView, { keys }: KeysView): Found {
  const read = checkpoint === null ? null : readCheckpoint(checkpoint);
  if (read === null) return open("Without a checkpoint there is no signature.");
  const signed = signersOf(read.note, { keys: knownKeys(crypto, keys), verify: crypto.verify });
  if (!signed.ok) return failed(`The signature in the name of key ${signed.key.id} is not that key's.`);
  const values = signed.by.map(({ id, publicKey }) => ({ name: `Key ${id}`, value: hexOf(publicKey) }));
  if (signed.by.length === 0) return failed("None of the log's keys has signed the checkpoint.");
  return passed(`Signed with Ed25519 by ${signed.by.map(({ id }) => `key ${id}`).join(" and ")}.`, values);
}

function areIntroduced(crypto: NoteCrypto, { keys }: KeysView): Found {
  if (keys.length === 0) return open("No key was introduced yet.");
  const chain = followKeysBy(
    crypto,
    keys.map(({ note }) => note),
  );
  const values = keys.map(({ keyId, vkey }) => ({ name: `Key ${keyId}`, value: vkey }));
  if (!chain.ok) return failed(`Key ${keys[chain.at]?.keyId ?? ""}: ${chain.reason}.`, values);
  const rest = "Hold it against what you know of this log: a server that lies could show its own.";
  if (keys.length === 1) return passed(`The log has one key, which introduced itself. ${rest}`, values);
  return passed(`Each key is signed by the one before it, from the first on. ${rest}`, values);
}

/** The keys that introduced themselves. */
export function knownKeys(crypto: NoteCrypto, keys: KeysView["keys"]): NoteKey[] {
  return keys.flatMap(({ note }) => readIntroductionBy(crypto, note)?.key ?? []);
}

function rootSigned({ checkpoint }: ProofView): Uint8Array | null {
  return checkpoint === null ? null : (readCheckpoint(checkpoint)?.root ?? null);
}

function isHash(base64: string, hash: Uint8Array): boolean {
  const bytes = fromBase64(base64);
  return bytes !== null && isSame(bytes, hash);
}

function asHex(base64: string): string {
  const bytes = fromBase64(base64);
  return bytes === null ? base64 : hexOf(bytes);
}

const passed = (says: string, values: Step["values"] = []): Found => ({ state: "passed", says, values });
const failed = (says: string, values: Step["values"] = []): Found => ({ state: "failed", says, values });
const open = (says: string): Found => ({ state: "open", says, values: [] });
