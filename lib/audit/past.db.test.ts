import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listGates } from "@/lib/gates/queries";
import type { PersonActor } from "@/lib/identity/actor";
import { criteriaStanding } from "@/lib/metrics/verdict-queries";
import { connect, type Reader } from "@/lib/platform/db";
import { loadOrganisation } from "@/lib/policy/queries";
import { abilitiesOf } from "@/lib/releases/abilities";
import { loadAuthority } from "@/lib/releases/authority";
import { getReleaseRoles } from "@/lib/releases/role-queries";
import { organisationDeciders, releaseRights } from "@/lib/releases/rights-of-queries";
import { getReleaseRollbacks } from "@/lib/rollbacks/release-rollbacks";
import { getExposure } from "@/lib/rollouts/exposure-queries";
import { testDatabase } from "@/lib/testing/database";
import { type Eventful, type EventfulName, makeEventful } from "@/lib/testing/eventful";
import { script } from "@/lib/testing/eventful/script";
import type { EventfulAct } from "@/lib/testing/eventful/stage";

let eventful: Eventful;
let people: PersonActor[];
let url: string;
beforeAll(async () => {
  ({ url } = await testDatabase());
  eventful = await makeEventful(url);
  people = [];
  for (const name of ["cora", "ed", "eve", "rita", "sid", "mia"])
    people.push(await eventful.world.actor(name));
}, 60_000);
afterAll(() => eventful.world.close());

const db = () => eventful.world.kernel.db;
const now = () => eventful.world.kernel.clock.now();

/** What nothing of a release is decided by: credentials, caches, and samples, whose evaluations are kept. */
const notShown = [
  ..."accounts activations calendar_addresses confirmations external_identities sessions setup_codes share_links share_link_ends share_link_visits tokens".split(
    " ",
  ),
  ..."idempotency_keys ledger_horizon rate_limits release_projections rights_findings saved_views".split(" "),
  ..."process_facts process_marks process_tallies".split(" "),
  ..."notice_attempts notice_cursors notice_deliveries notice_delivery_items notice_follows notice_hooks notice_mutes notice_rules notices".split(
    " ",
  ),
  ..."webhook_endpoints webhook_secrets".split(" "),
  "observed_uses",
  ..."metric_series promql_reads sample_receipts samples traffic_splits".split(" "),
  ..."ledger_nodes ledger_checkpoints ledger_keys ledger_refusals ledger_checkpoint_deliveries erasable_columns".split(
    " ",
  ),
];
/** How far the worker is, and what it goes on from. */
const unkept: Record<string, string[]> = {
  criterion_tracks: [
    ..."state watermark started_at next_at due_at reset_at".split(" "),
    ..."entered_at entered_since entered_change entered_to entered_watermark".split(" "),
  ],
  rollbacks: ["level", "escalate_at", "told_at_once", "wait", "waits_since"],
  rollback_attempts: ["verified_note", "serving_digest"],
  component_exposures: ["at"],
};
/** Numbers are given a moment after the entry; whom a proposal waits for is computed anew; and what the ledger says of rollbacks is no table. */
const uncompared = ["ledger_sequence", "pending_waits", "rollback_course"];

/** What needs a provider of groups, a machine, a Prometheus, a policy of the organisation's own, or a release that some do not see; and what is learned later. */
const neverHere = [
  "bundle_provenance",
  "bundle_replays",
  "bundle_verifications",
  "component_datasets",
  "criterion_backtests",
  "escalation_versions",
  "hand_over_acknowledgements",
  "machines",
  "post_mortem_actions",
  "post_mortem_answers",
  "post_mortem_moves",
  "post_mortem_notes",
  "post_mortems",
  "promql_sources",
  "release_viewers",
  "review_item_times",
  "review_notes",
  "review_series_ends",
  "review_showings",
  "rollback_outputs",
  "rollback_silences",
  "rollback_target_asks",
  "rollback_target_checks",
  "rollback_target_reports",
  "team_groups",
  "template_proposal_withdrawals",
  "template_proposals",
  "working_hours",
];

async function namesIn(schema: string): Promise<string[]> {
  const { rows } = await db().pool.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p', 'v')
       AND NOT c.relispartition AND c.relname <> '_prisma_migrations' ORDER BY 1`,
    [schema],
  );
  return rows.map(({ name }) => name);
}

async function columnsIn(schema: string): Promise<string[]> {
  const { rows } = await db().pool.query<{ line: string }>(
    `SELECT format('%s.%s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod)) AS line
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p', 'v') ORDER BY 1`,
    [schema],
  );
  return rows.map(({ line }) => line);
}

/** All rows of what can be compared, by table: the same statement for now and for then. */
async function statementOnTables(): Promise<string> {
  const names = (await namesIn("past")).filter((name) => !uncompared.includes(name));
  const each = names.map((name) => {
    const row = ["to_jsonb(t)", ...(unkept[name] ?? []).map((column) => `'${column}'`)].join(" - ");
    return `SELECT '${name}' AS name, array_agg((${row})::text ORDER BY (${row})::text) AS rows FROM ${name} t`;
  });
  return each.join(" UNION ALL ");
}

/** What was told at a moment, as the database and as those who asked had it. */
type Told = Record<string, unknown>;

interface Asked {
  tables: string;
  /** Also what is made of the same facts by other queries: not at each moment, for the time that it takes. */
  isAll: boolean;
}

async function tell(reader: Reader, at: Date, { tables, isAll }: Asked): Promise<Told> {
  const { system } = eventful.world;
  const rows = await reader.$queryRawUnsafe<{ name: string; rows: unknown }[]>(tables);
  const asked = { slug: "eventful", actor: system, now: at };
  const authority = await loadAuthority(reader, asked);
  const answers = {
    ...Object.fromEntries(rows.map((each) => [each.name, each.rows])),
    gates: await listGates(reader, asked),
    "who may decide": people.map((actor) => [actor.name, abilitiesOf(authority, actor)]),
    criteria: await criteriaStanding(reader, asked),
  };
  if (!isAll) return answers;
  return {
    ...answers,
    rights: await releaseRights(reader, { ...asked, at }),
    "the organisation's rights": organisationDeciders(await loadOrganisation(reader, at)),
    exposure: await getExposure(reader, asked),
    "going back": await getReleaseRollbacks(reader, asked),
    holders: (await getReleaseRoles(reader, asked)).held,
  };
}

/** A small generator with a seed, so that a failure can be run again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

describe("what is read as of a moment", () => {
  it("has a view of each table with its columns, but of those that nothing of a release is decided by", async () => {
    const shown = await namesIn("past");
    const tables = await namesIn("public");
    expect(tables.filter((name) => !shown.includes(name))).toEqual(notShown.toSorted());
    const own = new Set(await columnsIn("past"));
    const missing = (await columnsIn("public")).filter((line) => shown.includes(line.split(".")[0] ?? ""));
    expect(missing.filter((line) => !own.has(line))).toEqual([]);
  });

  it("refuses a table without a view, and whatever writes", async () => {
    await expect(db().past(now(), (past) => past.session.count())).rejects.toThrow(/does not exist/);
    await expect(db().past(now(), (past) => past.$queryRaw`SELECT FROM tokens`)).rejects.toThrow(
      /does not exist/,
    );
    await expect(
      db().past(now(), (past) => past.$executeRaw`DELETE FROM public.pending_waits`),
    ).rejects.toThrow(/read-only/);
  });

  it("is told by rows that nobody rewrites, the owner included: a pause is closed once, a release started once", async () => {
    const owner = connect(url, { role: null, max: 1 });
    const client = await owner.pool.connect();
    const refused = async (statement: string) => {
      await client.query("SAVEPOINT before");
      await expect(client.query(statement)).rejects.toThrow(/keeps its past/);
      await client.query("ROLLBACK TO before");
    };
    await client.query("BEGIN");
    await client.query(
      `INSERT INTO component_pauses (id, component_id, reason, paused_by, valid_from)
       SELECT gen_random_uuid(), c.id, 'It is odd.', (SELECT id FROM people LIMIT 1), now() FROM components c`,
    );
    await refused("UPDATE component_pauses SET reason = 'It is not.'");
    await refused("DELETE FROM component_pauses");
    await client.query(
      "UPDATE component_pauses SET valid_to = now(), resumed_by = paused_by, resume_reason = 'Mended.'",
    );
    await refused("UPDATE component_pauses SET valid_to = NULL, resumed_by = NULL, resume_reason = NULL");
    await client.query("UPDATE releases SET started_at = now()");
    await refused("UPDATE releases SET started_at = now() + interval '1 hour'");
    await refused("UPDATE releases SET restricted = TRUE");
    await refused("DELETE FROM releases");
    await client.query("UPDATE release_components SET pinned_at = now()");
    await refused("UPDATE release_components SET pinned_at = NULL");
    await client.query("ROLLBACK");
    client.release();
    await owner.close();
  });

  it.each([Number(process.env["SEED"] ?? 1)])(
    "is what was recorded and told then, at each moment of the history %i in which everything happens",
    async (seed) => {
      const next = random(seed);
      const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
      const tables = await statementOnTables();
      const told = new Map<number, { after: string; told: Told; isAll: boolean }>();
      const acts = eventful.acts as Record<EventfulName, EventfulAct>;
      const refused: string[] = [];
      const act = async (name: EventfulName, choose: typeof pick) => {
        const status = await acts[name](choose);
        if (status === null || status >= 300) refused.push(`${name} ${status}`);
        const isAll = told.size % 4 === 0;
        told.set(now().getTime(), {
          after: name,
          isAll,
          told: await tell(db().prisma, now(), { tables, isAll }),
        });
      };
      for (const each of script) {
        const [name, index] = typeof each === "string" ? [each, 0] : each;
        eventful.pass(1);
        await act(name, (items) => (items[index] ?? items[0]) as (typeof items)[number]);
      }
      expect(refused).toEqual([]);
      const names = Object.keys(acts) as EventfulName[];
      for (let step = 0; step < 25; step += 1) {
        // Some acts fall into the same millisecond.
        eventful.pass(next() < 0.1 ? 0 : 1 + Math.floor(next() * 1_800_000));
        await act(pick(names), pick);
      }
      eventful.pass(60_000);
      const seen = [...told.values()].map((each) => each.told);
      const empty = Object.keys(seen[0] ?? {}).filter((name) => seen.every((each) => each[name] === null));
      expect(empty.toSorted()).toEqual(neverHere);
      expect(new Set(seen.map(({ gates }) => JSON.stringify(gates))).size).toBeGreaterThan(40);
      for (const [at, { after, isAll, told: then }] of told) {
        const again = await db().past(new Date(at), (past) => tell(past, new Date(at), { tables, isAll }));
        for (const [what, value] of Object.entries(again))
          expect({ after, at, [what]: value }).toEqual({ after, at, [what]: then[what] });
      }
    },
    240_000,
  );
});
