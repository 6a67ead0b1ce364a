import type { Kernel } from "@/lib/platform/command";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { record } from "@/lib/platform/record";
import { byRightsChange, type Organisation, poolOwners } from "@/lib/policy/organisation";
import { type Found, standingFindings } from "./findings-queries";

const actor = { kind: "system", job: "findings" } as const;
/** Time alone changes what is found too, and an entry can commit after one that is younger. */
const atLeastMs = 60_000;

let last: { database: Kernel["db"]; ordinal: string; at: number } | null = null;

/**
 * Keeps what nobody can decide, and what hangs on one person, for whoever can mend it: an inbox reads it with the rest. Looks where
 * something happened since, and once a minute. Safe twice: it writes what holds at the time.
 */
export async function keepFindings(kernel: Kernel): Promise<void> {
  const now = kernel.clock.now();
  const rows = await readRows<{ ordinal: string }>(
    kernel.db.prisma,
    Prisma.sql`SELECT COALESCE(max(ordinal), 0)::text AS ordinal FROM ledger_entries`,
  );
  const ordinal = rows[0]?.ordinal ?? "0";
  const passed = last === null ? Infinity : Math.abs(now.getTime() - last.at);
  if (last?.database === kernel.db && last.ordinal === ordinal && passed < atLeastMs) return;
  const kept = await countsFor(kernel.db.prisma, now);
  await record(kernel, "projection", (tx) => tx.$executeRaw(replaced(kept, now)));
  last = { database: kernel.db, ordinal, at: now.getTime() };
}

interface Count {
  person: string;
  release: string | null;
  impossible: number;
  hangsOnOne: number;
}

async function countsFor(db: Reader, now: Date): Promise<Count[]> {
  const { organisation, found } = await standingFindings(db, { actor, now });
  const mends = whoMends(organisation);
  const counts = new Map<string, Count>();
  for (const each of found) {
    const release = each.release?.id ?? null;
    for (const person of mends(each)) {
      const key = `${person} ${release ?? ""}`;
      const known = counts.get(key) ?? { person, release, impossible: 0, hangsOnOne: 0 };
      if (each.outlook.isPossible) known.hangsOnOne += 1;
      else known.impossible += 1;
      counts.set(key, known);
    }
  }
  return [...counts.values()];
}

/**
 * Who changes the pools of the roles that are asked: the leads of their teams, of a pool without a lead whoever may change the rights,
 * and where nobody may, the admins, who open accounts. On a release also whoever assigns its roles.
 */
function whoMends(organisation: Organisation): (found: Found) => Set<string> {
  const byRight = byRightsChange(organisation, actor);
  const holders = byRight.allowed ? [] : byRight.whoMay;
  const others = holders.length > 0 ? holders : organisation.admins;
  const owners = new Map<string, readonly { id: string }[]>();
  const ownersOf = (role: string) => {
    const { leads } = poolOwners(organisation, role);
    const found = owners.get(role) ?? (leads.length > 0 ? leads : others);
    owners.set(role, found);
    return found;
  };
  return ({ release, asked }) => {
    const people = new Set(asked.roles.flatMap((role) => ownersOf(role).map(({ id }) => id)));
    if (release === null) return people;
    const { organisation: rows, template } = release.reading.facts.rights;
    const assigning = new Set(
      [...rows, ...template]
        .filter(({ decision }) => decision === "role.assign")
        .flatMap(({ slots }) => slots.flatMap(({ roles }) => roles)),
    );
    for (const { role, personId } of release.held.now) if (assigning.has(role)) people.add(personId);
    return people;
  };
}

/** Writes what differs. */
function replaced(counts: readonly Count[], now: Date): Prisma.Sql {
  return Prisma.sql`
    WITH w AS MATERIALIZED (SELECT * FROM jsonb_to_recordset(${JSON.stringify(counts)}::jsonb)
      AS w (person uuid, release uuid, impossible int, "hangsOnOne" int)),
    gone AS (DELETE FROM rights_findings f
      WHERE NOT EXISTS (SELECT FROM w WHERE w.person = f.person_id AND w.release IS NOT DISTINCT FROM f.release_id))
    INSERT INTO rights_findings AS f (id, person_id, release_id, impossible, hangs_on_one, since)
    SELECT gen_random_uuid(), w.person, w.release, w.impossible, w."hangsOnOne", ${now} FROM w ORDER BY w.person, w.release
    ON CONFLICT (person_id, release_id) DO UPDATE SET impossible = excluded.impossible, hangs_on_one = excluded.hangs_on_one,
      since = CASE WHEN f.impossible = 0 AND excluded.impossible > 0 THEN excluded.since ELSE f.since END
    WHERE (f.impossible, f.hangs_on_one) IS DISTINCT FROM (excluded.impossible, excluded.hangs_on_one)`;
}
