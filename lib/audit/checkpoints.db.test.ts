import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { growLog, seedOf, signLog } from "@/lib/testing/sign-log";
import { makeWorld, type World } from "@/lib/testing/world";
import { readCheckpoint, readLogProof } from "./checkpoint";
import { keepCheckpoints } from "./keep-checkpoints";
import { followKeys } from "./key-introduction";
import { isConsistent, leafHash, rootByInclusion } from "./merkle";
import { treeOf } from "./merkle-tree";
import {
  findCheckpoint,
  findRefusal,
  getConsistency,
  getEntry,
  getKeys,
  getProof,
  listCheckpoints,
} from "./proof-queries";
import { signCheckpoint, type Signed } from "./sign-checkpoint";
import { fromBase64, parseVerifierKey, signersOf } from "./signed-note";
import { sha256, verifyEd25519 } from "./signing-key";

let world: World;
let owner: pg.Client;

beforeEach(async () => {
  const { url } = await testDatabase();
  world = await makeWorld(url);
  owner = new pg.Client({ connectionString: url });
  await owner.connect();
  for (const name of ["ann", "ben", "cem"]) await world.person(name);
  return async () => {
    await owner.end();
    await world.close();
  };
});

const db = () => world.kernel.db.prisma;
const bytesOf = (text: string) => fromBase64(text) ?? new Uint8Array();

function noteOf(signed: Signed): string {
  if (signed.kind !== "signed") throw new Error(`not signed: ${JSON.stringify(signed)}`);
  return signed.note;
}

/** As whoever rules the database would do it: no trigger, no right in the way. */
async function tamper(sql: string): Promise<void> {
  await owner.query("SET session_replication_role = replica");
  // A constraint would refuse a digest that is not that of its bytes.
  await owner.query("ALTER TABLE ledger_entries DROP CONSTRAINT IF EXISTS ledger_entries_digest_check");
  await owner.query(sql);
}

/** The whole tree made anew over what stands, as a forger would. */
async function rebuildTree(): Promise<void> {
  await tamper("TRUNCATE ledger_nodes");
  await growLog(world.kernel);
}

describe("a checkpoint", () => {
  it("is over every numbered entry, and signed by a key that the log itself introduces", async () => {
    const signed = noteOf(await signLog(world.kernel));
    const checkpoint = readCheckpoint(signed);
    const { rows } = await owner.query<{ bytes: Buffer; type: string }>(
      "SELECT e.bytes, e.type FROM ledger_sequence s JOIN ledger_entries e ON e.id = s.entry_id ORDER BY s.seq",
    );
    const whole = treeOf(
      sha256,
      rows.map(({ bytes }) => leafHash(sha256, bytes)),
    );
    expect(checkpoint).toMatchObject({ origin: "countersign.example/ledger", size: rows.length });
    expect(Buffer.from(checkpoint?.root ?? []).equals(whole.root())).toBe(true);
    expect(rows.at(-1)?.type).toBe("ledger-key.introduced");
    const { keys } = await getKeys(db());
    const known = keys.flatMap(({ vkey }) => parseVerifierKey(sha256, vkey) ?? []);
    expect(checkpoint && signersOf(checkpoint.note, { keys: known, verify: verifyEd25519 })).toMatchObject({
      ok: true,
      by: [{ id: keys[0]?.keyId }],
    });
  });

  it("is signed once for a log that has not grown", async () => {
    await signLog(world.kernel);
    const again = await signLog(world.kernel);
    expect(again.kind).toBe("up-to-date");
    expect((await listCheckpoints(db(), {})).items).toHaveLength(2);
  });

  it("is signed by one of two workers that come at once", async () => {
    await signLog(world.kernel);
    await world.person("dora");
    await growLog(world.kernel);
    const signing = { seed: seedOf("first"), seedBefore: null, origin: "x", remembered: null };
    const both = await Promise.all([1, 2, 3].map(() => signCheckpoint(world.kernel, signing)));
    expect(both.filter(({ kind }) => kind === "signed")).toHaveLength(1);
  });

  it("is kept in its file also where whoever signed it was ended before that", async () => {
    const folder = await mkdtemp(join(tmpdir(), "checkpoint-"));
    const path = join(folder, "ledger-checkpoint");
    const settings = {
      COUNTERSIGN_SECRET: "first, a secret of 32 characters",
      COUNTERSIGN_URL: "https://countersign.example",
      COUNTERSIGN_CHECKPOINT_FILE: path,
    };
    const note = noteOf(await signLog(world.kernel));
    await keepCheckpoints(world.kernel, settings);
    expect(await readFile(path, "utf8")).toBe(note);
    await rm(folder, { recursive: true });
  });

  it("keeps the log's name where the installation moves", async () => {
    await signLog(world.kernel);
    await world.person("dora");
    const moved = noteOf(await signLog(world.kernel, { origin: "elsewhere.example/ledger" }));
    expect(readCheckpoint(moved)?.origin).toBe("countersign.example/ledger");
  });
});

describe("proofs", () => {
  it("of every entry lead to the checkpoint's root, from what is answered alone", async () => {
    const checkpoint = readCheckpoint(noteOf(await signLog(world.kernel)));
    const auditor = await world.actor("ann");
    for (let seq = 1; seq <= (checkpoint?.size ?? 0); seq += 1) {
      const entry = await getEntry(db(), auditor, seq);
      const { proof } = await getProof(db(), { seq, size: undefined });
      const read = readLogProof(proof ?? "");
      const leaf = leafHash(sha256, bytesOf(entry.bytes));
      const root = rootByInclusion(sha256, {
        index: read?.index ?? -1,
        size: checkpoint?.size ?? 0,
        leaf,
        proof: read?.hashes ?? [],
      });
      expect(Buffer.from(root ?? []).equals(checkpoint?.root ?? new Uint8Array())).toBe(true);
      expect(read?.checkpoint).toBe((await findCheckpoint(db()))?.note);
    }
  });

  it("of consistency hold from every checkpoint to the newest", async () => {
    await signLog(world.kernel);
    for (const name of ["dora", "emil", "fay"]) {
      await world.person(name);
      await signLog(world.kernel);
    }
    const { items } = await listCheckpoints(db(), {});
    const newest = items[0]?.size ?? 0;
    expect(items.length).toBeGreaterThan(4);
    for (const { size, root } of items) {
      const found = await getConsistency(db(), { from: size, to: newest });
      const isSound = isConsistent(sha256, {
        before: { size, root: bytesOf(root) },
        after: { size: newest, root: bytesOf(found.toRoot) },
        proof: found.hashes.map(bytesOf),
      });
      expect(isSound).toBe(true);
    }
  });

  it.each([
    ["an entry beyond the checkpoint", { seq: 10_000, size: undefined }],
    ["a size beyond the log", { seq: 1, size: 10_000 }],
  ])("of %s are refused with the range", async (_, asked) => {
    await signLog(world.kernel);
    await expect(getProof(db(), asked)).rejects.toMatchObject({ code: "invalid-input" });
  });
});

describe("what is read of checkpoints", () => {
  it("costs the same however many there are", async () => {
    await signLog(world.kernel);
    await tamper(`INSERT INTO ledger_checkpoints SELECT n, c.key_id, c.at + n * interval '1 second', c.root, c.note
      FROM (SELECT * FROM ledger_checkpoints LIMIT 1) c, generate_series(1000, 6000) n`);
    await owner.query("ANALYZE ledger_checkpoints");
    const [looked] = await db().$transaction(async (tx) => {
      await Promise.all([findRefusal(tx), findCheckpoint(tx), listCheckpoints(tx, {})]);
      return tx.$queryRaw<{ rows: bigint }[]>`
        SELECT seq_tup_read + COALESCE(idx_tup_fetch, 0) AS rows FROM pg_stat_xact_user_tables WHERE relname = 'ledger_checkpoints'`;
    });
    expect(Number(looked?.rows)).toBeLessThan(500);
  });
});

describe("the signer", () => {
  it("refuses a log that was made shorter, and says so until it is whole again", async () => {
    const remembered = noteOf(await signLog(world.kernel));
    await tamper("TRUNCATE ledger_nodes");
    await tamper("DELETE FROM ledger_sequence WHERE seq > 3");
    await tamper("DELETE FROM ledger_entries WHERE id NOT IN (SELECT entry_id FROM ledger_sequence)");
    const refused = await signLog(world.kernel, { remembered });
    expect(refused).toMatchObject({ kind: "refused", reason: expect.stringContaining("has only 3") });
    expect((await getKeys(db())).refusal).toMatchObject({ size: 3 });
  });

  it("refuses a log whose past was rewritten together with its tree and its checkpoints", async () => {
    const remembered = noteOf(await signLog(world.kernel));
    const forged = Buffer.from(JSON.stringify({ type: "forged" })).toString("hex");
    await tamper(
      `UPDATE ledger_entries SET bytes = '\\x${forged}' WHERE id = (SELECT entry_id FROM ledger_sequence WHERE seq = 2)`,
    );
    await tamper("TRUNCATE ledger_checkpoints");
    await rebuildTree();
    const refused = await signLog(world.kernel, { remembered });
    expect(refused).toMatchObject({ kind: "refused", reason: expect.stringContaining("kept outside") });
    // Without a memory of its own there is nothing to hold the log to: only a checkpoint held elsewhere shows it.
    expect((await signLog(world.kernel)).kind).toBe("signed");
  });

  it("refuses where only the checkpoint in the database shows that the past was rewritten", async () => {
    await signLog(world.kernel);
    await tamper(
      "UPDATE ledger_entries SET bytes = bytes || '\\x20' WHERE id = (SELECT entry_id FROM ledger_sequence WHERE seq = 1)",
    );
    await rebuildTree();
    expect(await signLog(world.kernel)).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("in the database"),
    });
  });

  it.each([
    ["an altered checkpoint", "UPDATE ledger_checkpoints SET note = replace(note, 'ledger', 'ledges')"],
    ["an unreadable one", "UPDATE ledger_checkpoints SET note = 'none'"],
    [
      "a tree with an altered node",
      "UPDATE ledger_nodes SET hash = sha256('x') WHERE level = 2 AND index = 0",
    ],
  ])("refuses %s", async (_, sql) => {
    await signLog(world.kernel);
    await tamper(sql);
    await world.person("dora");
    expect((await signLog(world.kernel)).kind).toBe("refused");
  });

  it("refuses a tree that lacks a node; entries are still numbered, and none enters it", async () => {
    await signLog(world.kernel);
    await tamper("DELETE FROM ledger_nodes WHERE level = (SELECT max(level) FROM ledger_nodes)");
    await world.person("dora");
    await expect(growLog(world.kernel)).rejects.toThrow("no node");
    const unnumbered = await owner.query(
      "SELECT FROM ledger_entries e WHERE NOT EXISTS (SELECT FROM ledger_sequence s WHERE s.entry_id = e.id)",
    );
    expect(unnumbered.rowCount).toBe(0);
    const signing = { seed: seedOf("first"), seedBefore: null, origin: "x", remembered: null };
    expect(await signCheckpoint(world.kernel, signing)).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("lacks nodes"),
    });
  });

  it("takes another key, introduced by the one before", async () => {
    await signLog(world.kernel);
    const both = noteOf(await signLog(world.kernel, { seed: seedOf("second"), seedBefore: seedOf("first") }));
    expect(readCheckpoint(both)?.note.signatures).toHaveLength(2);
    const { keys } = await getKeys(db());
    expect(keys.map(({ isVouchedFor }) => isVouchedFor)).toEqual([true, true]);
    expect(followKeys(keys.map(({ note }) => note))).toMatchObject({ ok: true });
    await world.person("dora");
    const alone = noteOf(await signLog(world.kernel, { seed: seedOf("second") }));
    expect(readCheckpoint(alone)?.note.signatures.map(({ keyId }) => keyId)).toEqual([keys[1]?.keyId]);
  });

  it("takes a key that nobody vouches for, and says that nobody does", async () => {
    await signLog(world.kernel);
    await signLog(world.kernel, { seed: seedOf("second") });
    const { keys } = await getKeys(db());
    expect(keys.map(({ isVouchedFor }) => isVouchedFor)).toEqual([true, false]);
    expect(followKeys(keys.map(({ note }) => note))).toMatchObject({ ok: false, at: 1 });
    const { rows } = await owner.query<{ payload: { isVouchedFor: boolean } }>(
      "SELECT convert_from(bytes, 'UTF8')::json->'payload' AS payload FROM ledger_entries WHERE type = 'ledger-key.introduced' ORDER BY ordinal",
    );
    expect(rows.map(({ payload }) => payload.isVouchedFor)).toEqual([false, false]);
  });
});

describe("the application's role", () => {
  it.each(["ledger_nodes", "ledger_checkpoints", "ledger_keys", "ledger_refusals"])(
    "can add to %s and alter nothing",
    async (table) => {
      await signLog(world.kernel);
      await expect(world.kernel.db.pool.query(`DELETE FROM ${table}`)).rejects.toThrow(/denied|refused/);
      const column = table === "ledger_nodes" ? "hash = hash" : "at = at";
      await expect(world.kernel.db.pool.query(`UPDATE ${table} SET ${column}`)).rejects.toThrow(/denied/);
      const bare =
        table === "ledger_refusals" ? "INSERT INTO ledger_refusals VALUES (1, 'x', now())" : "SELECT";
      await owner.query(bare);
      await expect(owner.query(`DELETE FROM ${table}`)).rejects.toThrow(/refused/);
    },
  );
});
