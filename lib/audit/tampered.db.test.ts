import pg from "pg";
import { beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { ledgerArchive, releaseArchive } from "@/lib/testing/evidence";
import { releaseActs } from "@/lib/testing/release-acts";
import { growLog, signLog } from "@/lib/testing/sign-log";
import { makeWorld, type World } from "@/lib/testing/world";
import { placeHold } from "@/lib/releases/place-hold";
import { sourceOf, verifyArchive } from "./verify-archive";

let world: World;
let owner: pg.Client;
let held: string;
const { sign } = releaseActs(() => world);

beforeEach(async () => {
  const { url } = await testDatabase();
  world = await makeWorld(url);
  owner = new pg.Client({ connectionString: url });
  await owner.connect();
  const release = await world.release({ slug: "first" });
  await sign(release, "ed", "engineer");
  const cora = world.call(await world.actor("cora"));
  await placeHold.execute(world.kernel, { release: "first", reason: "Wait for the lawyers." }, cora);
  const signed = await signLog(world.kernel);
  if (signed.kind !== "signed") throw new Error("the log is not signed");
  held = signed.note;
  return async () => {
    await owner.end();
    await world.close();
  };
});

/** As whoever rules the database would do it: no trigger, no constraint, no right in the way. */
async function tamper(...statements: string[]): Promise<void> {
  await owner.query("SET session_replication_role = replica");
  await owner.query("ALTER TABLE ledger_entries DROP CONSTRAINT IF EXISTS ledger_entries_digest_check");
  for (const sql of statements) await owner.query(sql);
}

/** The tree made anew over what stands, and signed with the real key: a fork. */
async function cover(): Promise<void> {
  await tamper("TRUNCATE ledger_nodes", "TRUNCATE ledger_checkpoints");
  await growLog(world.kernel);
  const signed = await signLog(world.kernel);
  if (signed.kind === "refused") throw new Error(signed.reason);
}

async function faults(asked: { held?: string } = {}) {
  const release = await releaseArchive(world, { actor: await world.actor("cora"), slug: "first" });
  const ledger = await ledgerArchive(world, { actor: await world.actor("ola") });
  const of = (bytes: Buffer) =>
    verifyArchive(sourceOf(bytes), asked).faults.map(({ file, message }) => `${file}: ${message}`);
  return { release: of(release), ledger: of(ledger) };
}

const vote = "(SELECT id FROM ledger_entries WHERE type = 'vote.cast')";
const other = `UPDATE ledger_entries SET bytes = convert_to(replace(convert_from(bytes, 'UTF8'), '"vote":"approve"', '"vote":"comment"'), 'UTF8') WHERE id = ${vote}`;

/** What has no number would get one again. */
const gone = "DELETE FROM ledger_entries WHERE id NOT IN (SELECT entry_id FROM ledger_sequence)";

describe("what whoever rules the database alters", () => {
  it("in an entry alone is found without anything held elsewhere, and named", async () => {
    await tamper(other);
    const found = await faults();
    expect(found.release.join()).toMatch(/entries\/\d{12}\.json: it is not entry \d+ of the log/);
    expect(found.ledger.join()).toContain("the log does not go on from its own checkpoint");
  });

  it.each([
    [
      "the order of two entries",
      "UPDATE ledger_sequence SET seq = 1000 WHERE seq = 5; UPDATE ledger_sequence SET seq = 5 WHERE seq = 6; UPDATE ledger_sequence SET seq = 6 WHERE seq = 1000",
    ],
    ["an entry's place in the log", "DELETE FROM ledger_sequence WHERE seq = 5"],
    ["a node of the tree", "UPDATE ledger_nodes SET hash = sha256('x') WHERE level = 1"],
    [
      "the newest checkpoint",
      "UPDATE ledger_checkpoints SET note = replace(note, 'ledger', 'ledges') WHERE size = (SELECT max(size) FROM ledger_checkpoints)",
    ],
    [
      "an earlier checkpoint",
      "UPDATE ledger_checkpoints SET note = regexp_replace(note, E'\\n.{4}', E'\\nAAAA') WHERE size = (SELECT min(size) FROM ledger_checkpoints)",
    ],
    [
      "a key's introduction",
      "UPDATE ledger_keys SET note = replace(note, 'countersign ledger key', 'countersign ledger kee')",
    ],
  ])("in %s is found", async (_, sql) => {
    await tamper(sql);
    const found = await faults().catch((error: unknown) => ({
      release: [String(error)],
      ledger: [String(error)],
    }));
    expect([...found.release, ...found.ledger]).not.toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    [
      "a reason",
      "UPDATE ledger_openings SET value = 'Go on.' WHERE path = 'reason'",
      /openings\.json: “reason” of entry \d+ is not what was committed to/,
    ],
    [
      "a name",
      "UPDATE ledger_openings SET value = 'Mallory <m@example.org>' WHERE path = 'actor'",
      /openings\.json: “actor” of entry/,
    ],
    [
      "a template",
      "UPDATE template_versions SET document = jsonb_set(document, '{title}', '\"Other\"')",
      /documents\/[0-9a-f]{64}\.json: its digest is/,
    ],
    [
      "a table of rights",
      "UPDATE rights_versions SET document = '{\"rights\": []}'",
      /documents\/[0-9a-f]{64}\.json: its digest is/,
    ],
    [
      "a bundle",
      "ALTER TABLE bundles DROP CONSTRAINT bundles_digest_check; UPDATE bundles SET manifest = replace(manifest, '1.0.0', '1.0.1')",
      /bundles\/[0-9a-f]{64}\.json: its digest is/,
    ],
  ])("in %s beside the log is found", async (_, sql, words) => {
    await tamper(sql);
    expect((await faults()).release.join("\n")).toMatch(words);
  });

  it("in who holds a role is found: no entry gave it", async () => {
    await tamper(
      "UPDATE role_assignments SET person_id = (SELECT id FROM people WHERE email = 'mia@example.org') WHERE role_key = 'engineer' AND person_id = (SELECT id FROM people WHERE email = 'ed@example.org')",
    );
    expect((await faults()).release.join("\n")).toMatch(
      /grants\.json: no entry is named that made the grant/,
    );
  });
});

describe("a log that is written anew and signed with the real key", () => {
  it.each([
    ["with an entry altered", [other]],
    [
      "with an entry taken out",
      [
        `DELETE FROM ledger_sequence WHERE entry_id = ${vote}`,
        "UPDATE ledger_sequence SET seq = seq + 1000",
        "UPDATE ledger_sequence s SET seq = n.place FROM (SELECT entry_id, row_number() OVER (ORDER BY seq) AS place FROM ledger_sequence) n WHERE n.entry_id = s.entry_id",
        gone,
      ],
    ],
    [
      "with its end cut off",
      ["DELETE FROM ledger_sequence WHERE seq > (SELECT max(seq) - 3 FROM ledger_sequence)", gone],
    ],
  ])("%s is shown by a checkpoint that was held elsewhere, and by nothing else", async (_, statements) => {
    await tamper(...statements);
    await cover();
    const known = await faults({ held });
    const words = /the held checkpoint: (the exported log does not go on from it|.*was cut short)/;
    expect(known.release.join("\n")).toMatch(words);
    expect(known.ledger.join("\n")).toMatch(words);
    expect((await faults()).ledger).toEqual([]);
  });

  it("to hide an entry from its release's export is shown by the export of the ledger alone", async () => {
    await tamper("UPDATE ledger_entries SET release_id = NULL WHERE type = 'hold.placed'");
    const found = await faults({ held });
    expect(found).toEqual({ release: [], ledger: [] });
    const bytes = await ledgerArchive(world, { actor: await world.actor("ola") });
    expect(bytes.toString("latin1").match(/"type":"hold\.placed"/g)).toHaveLength(1);
  });
});
