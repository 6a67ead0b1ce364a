import type { Actor } from "@/lib/identity/actor";
import { getPerson } from "@/lib/identity/store";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { holdsNow } from "@/lib/platform/ranges";
import type { Organisation } from "@/lib/policy/organisation";
import { readPool } from "@/lib/policy/pool-members";
import { loadOrganisation } from "@/lib/policy/queries";
import {
  endedBy,
  holdingsAfter,
  organisationConsequences,
  peopleAfter,
  type Taking,
} from "@/lib/policy/taking";
import { rotasOf } from "@/lib/policy/rota-rows";
import { visibleTo } from "@/lib/policy/visible";
import { placeIn } from "./place-titles";
import { isWithout, releaseConsequences, type LostPlace } from "./consequences";
import type { ConsequencesAnswer } from "./consequence-schemas";
import { loadGates, type LoadedGates } from "./load-gates";
import { decisionWords } from "@/lib/policy/decision-words";

/** Beyond this many, releases are counted and not evaluated: each takes some milliseconds. */
const examinedAtMost = 100;

interface Asked {
  actor: Actor;
  now: Date;
}

/** What would follow from disabling somebody, or from their leaving a team; nothing is changed. */
export async function consequencesForPerson(
  db: Reader,
  {
    email,
    of,
    team,
    ...asked
  }: Asked & { email: string; of: "disable" | "leave-team"; team?: string | undefined },
): Promise<ConsequencesAnswer> {
  const organisation = await loadOrganisation(db, asked.now);
  const { id: personId } = await getPerson(db, email);
  if (of === "disable") return consequencesOf(db, organisation, { of, personId }, asked);
  const found = organisation.teams.find(({ key }) => key === team);
  if (found === undefined) throw notFound("team with this key");
  return consequencesOf(db, organisation, { of, personId, teamId: found.id }, asked);
}

/** What would follow from a role's pool being this. */
export async function consequencesForPool(
  db: Reader,
  { role, pool, ...asked }: Asked & { role: string; pool: readonly string[] },
): Promise<ConsequencesAnswer> {
  const organisation = await loadOrganisation(db, asked.now);
  if (!organisation.roles.some(({ key }) => key === role)) throw notFound("role with this key");
  const wanted = await readPool(db, { pool, organisation });
  return consequencesOf(db, organisation, { of: "change-pool", role, wanted }, asked);
}

async function consequencesOf(
  db: Reader,
  organisation: Organisation,
  taking: Taking,
  asked: Asked,
): Promise<ConsequencesAnswer> {
  const rows = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT r.id FROM releases r JOIN release_versions v ON v.release_id = r.id AND ${holdsNow("v")}
    WHERE v.state IN ('draft', 'active') AND ${visibleTo(asked.actor)}
      AND EXISTS (SELECT 1 FROM role_assignments x WHERE x.release_id = r.id AND ${holdsNow("x")} AND ${concerned(taking)})
    ORDER BY r.created_at DESC, r.id DESC`);
  const releases: ConsequencesAnswer["releases"] = [];
  for (const { id } of rows.slice(0, examinedAtMost)) {
    const found = onRelease(await loadGates(db, { releaseId: id, ...asked }), organisation, taking);
    if (found !== null) releases.push(found);
  }
  return {
    releases,
    examined: Math.min(rows.length, examinedAtMost),
    notExamined: Math.max(rows.length - examinedAtMost, 0),
    ...organisationConsequences(organisation, taking),
  };
}

/** Releases on which something can change, by the assignments that hold now. */
function concerned(taking: Taking): Prisma.Sql {
  if (taking.of === "change-pool") return Prisma.sql`x.role_key = ${taking.role}`;
  return Prisma.sql`(x.person_id = ${taking.personId}::uuid
    OR x.team_id IN (SELECT m.team_id FROM team_members m WHERE m.person_id = ${taking.personId}::uuid AND ${holdsNow("m")})
    OR x.rota_id IN (${rotasOf(taking.personId)}))`;
}

function onRelease(
  { authority, facts, at: now }: LoadedGates,
  organisation: Organisation,
  taking: Taking,
): ConsequencesAnswer["releases"][number] | null {
  const then = {
    holdings: holdingsAfter(facts.holdings, { ended: endedBy(organisation, taking), now }),
    people: peopleAfter(facts.people, { taking, now }),
  };
  const found = releaseConsequences(facts, then, { course: authority.version, now });
  if (isWithout(found)) return null;
  const people = new Map(facts.people.map(({ id, name, email }) => [id, { name, email }]));
  const personOf = (id: string) => people.get(id) ?? { name: id, email: "" };
  const placed = ({ gate, requirement }: LostPlace) => placeIn(facts.stages, { gate, requirement });
  const { release, version } = authority;
  return {
    slug: release.slug,
    title: release.title,
    state: version.state,
    roles: found.roles.map(({ role, personId }) => ({ role, person: personOf(personId) })),
    votes: found.votes.map((vote) => ({
      ...placed(vote),
      role: vote.role,
      vote: vote.vote,
      person: personOf(vote.principalId),
      at: new Date(vote.at).toISOString(),
    })),
    reopened: found.reopened.map(placed),
    unfillable: found.unfillable.map((place) => ({ ...placed(place), roles: place.roles })),
    decisions: found.decisions.map((decision) => ({ decision, title: decisionWords(decision) })),
  };
}
