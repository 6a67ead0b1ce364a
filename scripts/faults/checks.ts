import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type pg from "pg";
import { projectNow, refreshProjections } from "@/lib/gates/refresh-projections";
import { makeKernel } from "@/lib/platform/app";
import type { Kernel } from "@/lib/platform/command";
import { connect } from "@/lib/platform/db";
import { commitmentTo } from "@/lib/platform/commitments";
import type { ActKind } from "./acts";
import type { Sent } from "./clients";
import type { Held } from "./holder";
import { checkLog, isKept } from "./log-checks";

/** Where the effect of each kind of act stands, found by the act's id. */
const effects: Record<ActKind, string> = {
  comment: "SELECT reason AS id FROM votes WHERE vote = 'comment' AND reason IS NOT NULL",
  sign: "SELECT reason AS id FROM votes WHERE vote <> 'comment' AND reason IS NOT NULL",
  hold: "SELECT reason AS id FROM holds",
  plan: "SELECT document->>'rollout' AS id FROM release_documents WHERE kind = 'plan' AND document->>'rollout' IS NOT NULL",
  person: "SELECT name AS id FROM people WHERE email = name || '@example.org'",
};

export interface Checked {
  faults: string[];
  entries: number;
  checkpoints: number;
  releases: number;
}

/** What is left of an installation to look at. */
interface Left {
  databaseUrl: string;
  sent: readonly Sent[];
  held: Held;
}

/** Everything that must hold of a database after all that was done to it, read without the product's own answers. */
export async function check({ databaseUrl, sent, held }: Left): Promise<Checked> {
  const db = connect(databaseUrl, { role: null, max: 3 });
  try {
    const kernel = makeKernel(db);
    const faults = [
      ...((await isNumbered(db.pool)) ? [] : [`entries had no number after ${settledWithinMs / 1000} s`]),
      ...((await isKept(db.pool, held.path, settledWithinMs))
        ? []
        : [`not all was signed and kept after ${settledWithinMs / 1000} s`]),
      ...(await actFaults(db.pool, sent)),
      ...(await numberFaults(db.pool)),
      ...(await entryFaults(db.pool)),
    ];
    const log = await checkLog(db.pool, held);
    const projections = await projectionFaults(kernel);
    const { rows } = await db.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM ledger_entries");
    return {
      faults: [...faults, ...log.faults, ...projections.faults],
      entries: rows[0]?.n ?? 0,
      checkpoints: log.checkpoints,
      releases: projections.count,
    };
  } finally {
    await db.close();
  }
}

/** The worker pauses half a minute at most after failures. */
const settledWithinMs = 60_000;

async function isNumbered(pool: pg.Pool): Promise<boolean> {
  const end = performance.now() + settledWithinMs;
  while ((await openEntries(pool)) > 0) {
    if (performance.now() > end) return false;
    await sleep(100);
  }
  return true;
}

async function openEntries(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM ledger_entries e WHERE NOT EXISTS (SELECT FROM ledger_sequence s WHERE s.entry_id = e.id)",
  );
  return rows[0]?.n ?? 0;
}

/** Acknowledged: effect and entry once. Refused: neither. Without an answer: both once, or neither. Nothing that nobody sent. */
async function actFaults(pool: pg.Pool, sent: readonly Sent[]): Promise<string[]> {
  const entries = await countsOf(pool, "SELECT request_id AS id FROM ledger_entries");
  const faults: string[] = [];
  const found = new Map<ActKind, Map<string, number>>();
  for (const [kind, sql] of Object.entries(effects) as [ActKind, string][])
    found.set(kind, await countsOf(pool, sql));
  for (const { act, outcome, tries } of sent) {
    const effect = found.get(act.kind)?.get(act.id) ?? 0;
    const entry = entries.get(act.id) ?? 0;
    found.get(act.kind)?.delete(act.id);
    // A plan written again reads the same: it is no new version, but it is an act, and each has its entry.
    const isOnce = effect === 1 && (act.method === "PUT" ? entry >= 1 && entry <= tries : entry === 1);
    const isNever = effect === 0 && entry === 0;
    const isRight = { acknowledged: isOnce, refused: isNever, unknown: isOnce || isNever }[outcome];
    if (!isRight)
      faults.push(`${act.kind} ${act.id}, ${outcome} after ${tries}: effect ${effect} times, entry ${entry}`);
  }
  for (const [kind, left] of found)
    for (const id of left.keys())
      if (isId(id)) faults.push(`${kind} ${id} was done, and nobody is known to have sent it`);
  return faults;
}

const isId = (text: string) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text);

async function countsOf(pool: pg.Pool, sql: string): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ id: string; n: number }>(
    `SELECT id, count(*)::int AS n FROM (${sql}) AS all_of_them GROUP BY id`,
  );
  return new Map(rows.map(({ id, n }) => [id, n]));
}

/** Numbers without a gap, each entry one, and on each release in the order of the acts. */
async function numberFaults(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ first: string; last: string; numbers: string; entries: string }>(
    "SELECT min(seq) AS first, max(seq) AS last, count(*) AS numbers, (SELECT count(*) FROM ledger_entries) AS entries FROM ledger_sequence",
  );
  const row = rows[0];
  const isDense = row?.first === "1" && row.last === row.numbers && row.numbers === row.entries;
  const { rows: swapped } = await pool.query(
    `SELECT FROM (SELECT s.seq, lag(s.seq) OVER (PARTITION BY e.release_id ORDER BY e.ordinal) AS before
       FROM ledger_entries e JOIN ledger_sequence s ON s.entry_id = e.id WHERE e.release_id IS NOT NULL) AS n WHERE n.seq < n.before`,
  );
  return [
    ...(isDense ? [] : [`the ledger's numbers have gaps: ${JSON.stringify(row)}`]),
    ...(swapped.length === 0 ? [] : [`${swapped.length} entries stand before what they follow`]),
  ];
}

/** Bytes that are what their digest says, and texts that their commitments stand for. */
async function entryFaults(pool: pg.Pool): Promise<string[]> {
  const { rows: entries } = await pool.query<{ id: string; bytes: Buffer; digest: string }>(
    "SELECT id, bytes, digest FROM ledger_entries",
  );
  const { rows: openings } = await pool.query<{ entry: string; path: string; salt: Buffer; value: string }>(
    "SELECT entry_id AS entry, path, salt, value FROM ledger_openings",
  );
  const commitments = new Map<string, Record<string, string>>();
  const faults = entries.flatMap(({ id, bytes, digest }) => {
    const entry = JSON.parse(bytes.toString("utf8")) as { id: string; commitments: Record<string, string> };
    commitments.set(id, entry.commitments);
    const isTrue = `sha256:${createHash("sha256").update(bytes).digest("hex")}` === digest && entry.id === id;
    return isTrue ? [] : [`entry ${id} is not what its digest says`];
  });
  const opened = new Map<string, number>();
  for (const { entry, path, salt, value } of openings) {
    opened.set(entry, (opened.get(entry) ?? 0) + 1);
    if (commitments.get(entry)?.[path] !== commitmentTo(salt, value))
      faults.push(`entry ${entry}: ${path} is not what was committed to`);
  }
  for (const [id, own] of commitments)
    if (Object.keys(own).length !== (opened.get(id) ?? 0))
      faults.push(`entry ${id} lost what it committed to`);
  return faults;
}

/** What lists keep is what is computed from the facts now. */
async function projectionFaults(kernel: Kernel): Promise<{ faults: string[]; count: number }> {
  const { pool, prisma } = kernel.db;
  while ((await refreshProjections(kernel)) > 0);
  const { rows } = await pool.query<{ id: string; kept: Record<string, unknown> }>(
    `SELECT release_id AS id, jsonb_build_object('summary', summary, 'status', status, 'waitingPeople', waiting_people, 'waitingRoles', waiting_roles, 'waits', waits) AS kept
       FROM release_projections`,
  );
  const faults: string[] = [];
  for (const { id, kept } of rows) {
    const computed = await projectNow(prisma, id, kernel.clock.now());
    const { summary, status, waitingPeople, waitingRoles, waits } = computed;
    const again: unknown = JSON.parse(
      JSON.stringify({ summary, status, waitingPeople, waitingRoles, waits }),
    );
    if (!isDeepStrictEqual(kept, again))
      faults.push(`the list keeps another state of release ${id} than is computed`);
  }
  return { faults, count: rows.length };
}
