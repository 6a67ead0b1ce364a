import { createHash } from "node:crypto";
import type pg from "pg";
import { getGate } from "@/lib/gates/queries";
import type { SampleRelease } from "@/lib/testing/release";
import type { World } from "@/lib/testing/world";

/** Everything is read anew from the rows, without the product's rules. */
export interface Slow {
  pool: pg.Pool;
  world: World;
}

/** Whether a person was in a role's pool, held the role on the release and was not disabled, all the time from then on. */
const holdsSince = `
  EXISTS (SELECT FROM access_levels a WHERE a.person_id = p.id AND a.valid_to IS NULL) AND
  EXISTS (SELECT FROM pool_entries e WHERE e.role_key = $2 AND e.valid_to IS NULL AND (e.person_id = p.id OR e.team_id IN
    (SELECT m.team_id FROM team_members m WHERE m.person_id = p.id AND m.valid_to IS NULL))) AND
  EXISTS (SELECT FROM role_assignments r WHERE r.release_id = $3 AND r.role_key = $2 AND r.valid_to IS NULL AND (r.person_id = p.id OR r.team_id IN
    (SELECT m.team_id FROM team_members m WHERE m.person_id = p.id AND m.valid_to IS NULL)))`;

async function isEligible(
  { pool }: Slow,
  { person, role, release }: { person: string; role: string; release: string },
): Promise<boolean> {
  const { rows } = await pool.query(`SELECT FROM people p WHERE p.id = $1 AND ${holdsSince}`, [
    person,
    role,
    release,
  ]);
  return rows.length === 1;
}

/** Who ever changed the model weights of a release: whoever registered such a bundle and whoever made it the candidate. */
async function authorsOf({ pool }: Slow, release: string): Promise<Set<string>> {
  const { rows } = await pool.query<{ weights: string | null; by: string; authors: string[] }>(
    `SELECT b.parts->>'model-weights' AS weights, k.set_by AS by,
       ARRAY(SELECT DISTINCT a FROM bundle_registrations g, unnest(g.authors) a WHERE g.digest = k.digest) AS authors
     FROM candidates k JOIN bundles b ON b.digest = k.digest WHERE k.release_id = $1 ORDER BY k.valid_from, k.id`,
    [release],
  );
  const authors = new Set<string>();
  let before: string | null = null;
  for (const { weights, by, authors: named } of rows) {
    if (weights !== before) for (const id of [by, ...named]) authors.add(id);
    before = weights;
  }
  return authors;
}

/** What is wrong with the slots that a gate counts as filled; and whether they are filled by the rows' own account. */
export async function slotFaults(
  slow: Slow,
  sample: SampleRelease,
): Promise<{ faults: string[]; isFilled: boolean }> {
  const { world, pool } = slow;
  const { rows: found } = await pool.query<{ id: string }>("SELECT id FROM releases WHERE slug = $1", [
    sample.slug,
  ]);
  const release = found[0]?.id ?? "";
  const gate = await getGate(world.kernel.db.prisma, {
    slug: sample.slug,
    gate: sample.gate,
    actor: world.system,
    now: world.clock.now(),
  });
  const authors = await authorsOf(slow, release);
  const faults: string[] = [];
  const filling: string[][] = [];
  for (const requirement of gate.requirements) {
    for (const slot of requirement.slots) {
      filling.push(slot.filledBy.map(({ person }) => person.id));
      for (const { person, role, voteId } of slot.filledBy) {
        const about = `${sample.slug}: ${person.name} as ${role}`;
        const { rows } = await pool.query<{
          role: string;
          vote: string;
          actor_id: string;
          principal_id: string;
          subject_digest: string;
        }>("SELECT * FROM votes WHERE id = $1", [voteId]);
        const vote = rows[0];
        if (!slot.roles.includes(role) || vote?.role !== role)
          faults.push(`${about} fills a slot of ${slot.roles.join()} by a vote in ${vote?.role}`);
        if (vote?.principal_id !== person.id || vote.actor_id !== person.id)
          faults.push(`${about} fills a slot by another's vote`);
        if (vote?.vote !== "approve" && vote?.vote !== "not-applicable")
          faults.push(`${about} fills a slot by ${vote?.vote}`);
        if (vote?.subject_digest !== requirement.subjectDigest)
          faults.push(`${about} fills a slot by a vote on other content`);
        if (!(await isEligible(slow, { person: person.id, role, release })))
          faults.push(`${about} fills a slot, not being in the pool or the role`);
        if (authors.has(person.id)) faults.push(`${about} fills a slot, being an author`);
      }
    }
  }
  const people = filling.flat();
  if (new Set(people).size < people.length) faults.push(`${sample.slug}: somebody fills two slots`);
  const isFilled = filling.every((slot) => slot.length === 1);
  if (gate.status === "ready" && !isFilled && gate.requirements.every(({ status }) => status !== "waived"))
    faults.push(`${sample.slug}: ready with an open slot`);
  return { faults, isFilled };
}

const volatile = [
  "idempotency_keys",
  "rate_limits",
  "release_projections",
  "ledger_sequence",
  "ledger_horizon",
  // Like what is read, that a criterion was tried is noted.
  "criterion_backtests",
];

/** A digest of each table's rows, and the number of ledger entries. When a token was last used is noted by reading, too. */
export async function fingerprint({ pool }: Slow): Promise<{ state: string; entries: number }> {
  tables ??= (
    await pool.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    )
  ).rows
    .map(({ name }) => name)
    .filter((name) => !volatile.includes(name) && !name.startsWith("ledger_") && !name.startsWith("_"));
  const parts = tables.map(
    (name) =>
      `SELECT '${name}' AS name, count(*) AS n, sum(hashtextextended((to_jsonb(t) - 'last_used_at')::text, 0)) AS h FROM ${name} t`,
  );
  const { rows } = await pool.query(`${parts.join(" UNION ALL ")} ORDER BY 1`);
  const { rows: entries } = await pool.query<{ n: string }>("SELECT count(*) AS n FROM ledger_entries");
  return { state: JSON.stringify(rows), entries: Number(entries[0]?.n) };
}
let tables: string[] | undefined;

/** What is wrong with the entries after an ordinal: bytes that are not what the digest says, commitments that do not fit, another actor. */
export async function entryFaults(
  { pool }: Slow,
  { after, actor }: { after: number; actor: string | null },
): Promise<{ faults: string[]; last: number }> {
  const { rows } = await pool.query<{
    id: string;
    ordinal: string;
    bytes: Buffer;
    digest: string;
    actor_id: string | null;
  }>("SELECT * FROM ledger_entries WHERE ordinal > $1 ORDER BY ordinal", [after]);
  const faults: string[] = [];
  for (const row of rows) {
    const text = row.bytes.toString("utf8");
    const entry = JSON.parse(text) as {
      id: string;
      actor: { id: string | null };
      commitments: Record<string, string>;
    };
    if (`sha256:${createHash("sha256").update(row.bytes).digest("hex")}` !== row.digest)
      faults.push(`${row.id}: the digest is not that of the bytes`);
    if (entry.id !== row.id || entry.actor.id !== row.actor_id)
      faults.push(`${row.id}: row and bytes differ`);
    if (row.actor_id !== actor) faults.push(`${row.id}: says ${row.actor_id}, but ${actor} acted`);
    const { rows: openings } = await pool.query<{ path: string; salt: Buffer; value: string }>(
      "SELECT * FROM ledger_openings WHERE entry_id = $1",
      [row.id],
    );
    const committed = Object.fromEntries(
      openings.map(({ path, salt, value }) => [
        path,
        `sha256:${createHash("sha256").update(salt).update(value, "utf8").digest("hex")}`,
      ]),
    );
    if (
      JSON.stringify(Object.entries(committed).sort()) !==
      JSON.stringify(Object.entries(entry.commitments).sort())
    )
      faults.push(`${row.id}: openings and commitments differ`);
  }
  return { faults, last: rows.length === 0 ? after : Number(rows.at(-1)?.ordinal) };
}

/** Votes after one that are not by who acted, or in another's name: nobody has a delegate here. */
export async function voteFaults(
  { pool }: Slow,
  { after, actor }: { after: number; actor: string | null },
): Promise<{ faults: string[]; lastVote: number }> {
  const { rows } = await pool.query<{ id: string; order: string; actor_id: string; principal_id: string }>(
    'SELECT id, "order", actor_id, principal_id FROM votes WHERE "order" > $1 ORDER BY "order"',
    [after],
  );
  const foreign = rows.filter((row) => row.actor_id !== actor || row.principal_id !== actor);
  return {
    faults: foreign.map((row) => `${row.id}: ${actor} voted as ${row.actor_id} for ${row.principal_id}`),
    lastVote: rows.length === 0 ? after : Number(rows.at(-1)?.order),
  };
}

/** Every way in which each person stands in a pool, as `role person`, by rows that hold. */
export async function poolPlaces({ pool }: Slow): Promise<Set<string>> {
  const { rows } = await pool.query<{ place: string }>(`
    SELECT e.role_key || ' ' || e.person_id AS place FROM pool_entries e WHERE e.valid_to IS NULL AND e.person_id IS NOT NULL
    UNION SELECT e.role_key || ' ' || m.person_id FROM pool_entries e JOIN team_members m ON m.team_id = e.team_id AND m.valid_to IS NULL WHERE e.valid_to IS NULL`);
  return new Set(rows.map(({ place }) => place));
}
