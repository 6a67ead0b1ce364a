import { disabledAt } from "@/lib/releases/authority";
import type { Reader } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { emailKey } from "@/lib/platform/names";
import { isEnabled } from "./can";
import type { EscalationLevel, Whom } from "./escalation-model";
import type { PersonFact } from "./model";
import type { Organisation } from "./organisation";
import { onShiftAt, type Rota } from "./rota";
import { findRotas } from "./rota-store";

/** Whom levels name apart from any release: people, the members of teams, and who takes turns in rotas. */
export interface EscalationDirectory {
  people: ReadonlyMap<string, PersonFact>;
  /** Ids of people by address. */
  persons: ReadonlyMap<string, string>;
  /** Ids of members by the team's key. */
  teams: ReadonlyMap<string, readonly string[]>;
  rotas: ReadonlyMap<string, Rota>;
}

/** Reads what the levels name, as it stands. */
export async function loadDirectory(
  db: Reader,
  organisation: Organisation,
  levels: readonly EscalationLevel[],
): Promise<EscalationDirectory> {
  const whom = levels.flatMap((level) => level.whom);
  const rotaKeys = whom.flatMap((each) => (typeof each === "object" && "rota" in each ? each.rota : []));
  const emails = whom.flatMap((each) =>
    typeof each === "object" && "person" in each ? emailKey(each.person) : [],
  );
  const rotas =
    rotaKeys.length === 0 ? [] : await findRotas(db, organisation, Prisma.sql`x.key = ANY(${rotaKeys})`);
  const named =
    emails.length === 0
      ? []
      : await db.$queryRaw<(Omit<PersonFact, "disabledAt"> & { disabledAt: bigint | null })[]>(
          Prisma.sql`SELECT p.id, p.email, p.name, ${disabledAt("p")} AS "disabledAt" FROM people p WHERE p.email = ANY(${emails})`,
        );
  const persons = named.map((person): PersonFact => ({
    ...person,
    disabledAt: person.disabledAt === null ? null : Number(person.disabledAt),
  }));
  const all = [...organisation.people, ...rotas.flatMap(({ people }) => people), ...persons];
  return {
    people: new Map(all.map((person) => [person.id, person])),
    persons: new Map(persons.map(({ id, email }) => [email, id])),
    teams: new Map(
      organisation.teams.map(({ key, members }) => [key, members.map(({ personId }) => personId)]),
    ),
    rotas: new Map(rotas.map(({ key, rota }) => [key, rota])),
  };
}

/** Whom a part of a level means that needs no release, at a time: who is enabled, and on shift then. Epoch ms. */
export function directlyNamed(directory: EscalationDirectory, whom: Whom, at: number): PersonFact[] {
  return idsOf(directory, whom, at).flatMap((id) => {
    const person = directory.people.get(id);
    return person === undefined || !isEnabled(person, at) ? [] : [person];
  });
}

function idsOf({ rotas, teams, persons }: EscalationDirectory, whom: Whom, at: number): readonly string[] {
  if (typeof whom === "string" || "role" in whom) return [];
  if ("team" in whom) return teams.get(whom.team) ?? [];
  if ("person" in whom) {
    const id = persons.get(emailKey(whom.person));
    return id === undefined ? [] : [id];
  }
  const rota = rotas.get(whom.rota);
  const onShift = rota === undefined ? null : onShiftAt(rota, at);
  return onShift === null ? [] : [onShift];
}
