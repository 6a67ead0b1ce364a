import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AppError } from "@/lib/platform/errors";
import { testApi } from "@/lib/testing/api";
import { type Caller, type CallerName, makeCallers } from "@/lib/testing/callers/callers";
import { makeStage, type Stage } from "@/lib/testing/callers/stage";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries } from "@/lib/testing/entries";
import { numberEntries } from "@/lib/testing/number-entries";
import { provenRoots } from "@/lib/testing/proven-roots";
import { sampleTemplate } from "@/lib/testing/release";
import { dice } from "@/lib/testing/search/random";
import { makeWorld, type World } from "@/lib/testing/world";
import { eraseText } from "./erase-text";

let world: World;
let owner: pg.Client;
let callers: Record<CallerName, Caller>;
let stage: Stage;

beforeAll(async () => {
  const { url } = await testDatabase();
  world = await makeWorld(url);
  owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await world.release({ slug: "first" });
  callers = await makeCallers(world);
  stage = await makeStage(world, JSON.stringify({ ...sampleTemplate, key: "another" }));
}, 120_000);
afterAll(async () => {
  await owner.end();
  await world.close();
});

const erase = async (asked: { seq: number; path: string; reason?: string }, by = "ada") =>
  eraseText.execute(
    world.kernel,
    { reason: "It tells of somebody's health.", ...asked },
    world.call(await world.actor(by)),
  );
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? `${error.code}: ${error.message}` : String(error)),
  );
const api = () => testApi(world.kernel);
const token = () => callers.admin.token ?? "";

async function textOf(seq: number): Promise<{ texts: Record<string, string>; erased: string[] }> {
  const answer = await api().request("GET", `/ledger/entries/${seq}`, { token: token() });
  return answer.as();
}

describe("a text of an entry", () => {
  it("is erased by the API where the ledger keeps it and where it is shown; its entry stays, and says so", async () => {
    const { seq, path } = stage.text;
    const address = `/ledger/entries/${seq}/openings/${path}`;
    const body = { reason: "It tells of somebody's health." };
    expect((await api().request("DELETE", address, { token: token(), body })).status).toBe(204);
    expect(await textOf(seq)).toMatchObject({ texts: {}, erased: [path] });
    const release = await api().request("GET", `/releases/${stage.held.slug}`, { token: token() });
    expect(JSON.stringify(release.body)).toContain("[erased]");
    expect((await api().request("DELETE", address, { token: token(), body })).status).toBe(404);
    const entry = await makeEntries(world.kernel.db).last("text.erased");
    expect(entry).toMatchObject({
      by: { rule: "admin" },
      payload: { seq, path, type: "hold.placed" },
    });
    expect(entry.subjects["entry"]).toBeDefined();
  });

  it.each([
    ["by who is no admin", () => ({ seq: 1, path: "name" }), "cora", /^access-level/],
    ["where it says who somebody is", () => ({ seq: 1, path: "name" }), "ada", /erased with the person/],
    ["where there is none of the name", () => ({ seq: 1, path: "reason" }), "ada", /^not-found/],
    ["of an entry that is not there", () => ({ seq: 1_000_000, path: "reason" }), "ada", /^not-found/],
  ])("is not erased %s", async (_, asked, by, words) => {
    expect(await refusal(erase(asked(), by))).toMatch(words);
  });

  it("is not erased by a reason that repeats it", async () => {
    const { rows } = await owner.query<{ seq: string; value: string }>(
      `SELECT s.seq, o.value FROM ledger_openings o JOIN ledger_entries e ON e.id = o.entry_id JOIN ledger_sequence s ON s.entry_id = e.id
       WHERE e.type = 'concern.raised' AND o.path = 'text' ORDER BY s.seq`,
    );
    const [{ seq, value } = { seq: "0", value: "" }] = rows;
    const asked = erase({ seq: Number(seq), path: "text", reason: `Because of “${value}”` });
    expect(await refusal(asked)).toMatch(/^invalid-input: .*repeats/);
  });
});

describe("whatever is erased", () => {
  it.each([1, 2, 3])("every entry stays what it was and is proved, at random (seed %i)", async (seed) => {
    await numberEntries(world.kernel.db);
    const before = await provenRoots(world.kernel);
    const own = dice(seed);
    const { rows } = await owner.query<{ seq: string; path: string }>(
      `SELECT s.seq, o.path FROM ledger_openings o JOIN ledger_sequence s ON s.entry_id = o.entry_id
       JOIN ledger_entries e ON e.id = o.entry_id
       WHERE o.path NOT IN ('actor', 'name', 'email', 'subject') AND e.type <> 'text.erased' ORDER BY s.seq, o.path`,
    );
    const chosen = rows.filter(() => own.chance(0.1));
    expect(chosen.length).toBeGreaterThan(0);
    for (const { seq, path } of chosen) await erase({ seq: Number(seq), path });
    expect(await provenRoots(world.kernel)).toEqual(before);
  });

  it("it stands nowhere any more: each free text that an entry commits to is found where it was written", async () => {
    await numberEntries(world.kernel.db);
    const { rows } = await owner.query<{ ids: string[] }>(
      "SELECT array_agg(id) AS ids FROM ledger_openings WHERE path NOT IN ('actor', 'name', 'email', 'subject')",
    );
    await world.kernel.db.pool.query("SELECT erase_openings($1::uuid[])", [rows[0]?.ids]);
    const { rows: columns } = await owner.query<{ table: string; column: string }>(
      `SELECT table_name AS table, column_name AS column FROM erasable_columns WHERE holds IN ('text', 'link') ORDER BY 1, 2`,
    );
    const left: Record<string, unknown> = {};
    for (const { table, column } of columns) {
      const { rows: found } = await owner.query<{ text: string }>(
        `SELECT DISTINCT "${column}" AS text FROM "${table}" WHERE "${column}" <> '[erased]'`,
      );
      if (found.length > 0) left[`${table}.${column}`] = found.map(({ text }) => text);
    }
    // Rows that the stage makes without a command, and so without an entry.
    expect(left).toEqual({ "rollbacks.reason": ["It fails."] });
  });
});

describe("every column of free text", () => {
  it("can be erased, or is named here with why it stays", async () => {
    const stay = new Set(
      [
        // Of the product itself, or of a machine.
        ..."criterion_verdicts.reason ledger_checkpoints.note ledger_keys.note ledger_refusals.reason rollback_outputs.text".split(
          " ",
        ),
        "rollback_target_reports.note rollback_attempts.verification ledger_checkpoint_deliveries.problem _prisma_migrations.migration_name".split(
          " ",
        ),
        "notice_attempts.problem notices.reason".split(" "),
        // Of the organisation itself, as it was set up.
        "webhook_endpoints.url notice_cursors.name".split(" "),
        // Content with a digest, whose versions stand beside each other.
        ..."review_minutes.text releases.title component_versions.title template_versions.title".split(" "),
        // Names of things.
        ..."bundle_provenance.key_name rollback_target_reports.name metrics.name team_groups.name check_results.name erasable_columns.table_name erasable_columns.column_name".split(
          " ",
        ),
        "component_datasets.namespace component_datasets.name observed_uses.namespace observed_uses.name".split(
          " ",
        ),
        // Erased with their person.
        ..."people.name tokens.name saved_views.name".split(" "),
      ].flat(),
    );
    const { rows } = await owner.query<{ name: string }>(`
      SELECT c.table_name || '.' || c.column_name AS name FROM information_schema.columns c
      WHERE c.table_schema = 'public' AND c.data_type IN ('text', 'character varying')
        AND c.column_name ~ 'reason|text|note|summary|condition|words|message|title|comment|problem|name|url'
        AND NOT EXISTS (SELECT FROM erasable_columns e WHERE e.table_name = c.table_name AND e.column_name = c.column_name) ORDER BY 1`);
    expect(rows.map(({ name }) => name).filter((name) => !stay.has(name))).toEqual([]);
  });
});
