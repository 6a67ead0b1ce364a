import type { Actor } from "@/lib/identity/actor";
import { findPeople } from "@/lib/identity/store";
import type { Reader } from "@/lib/platform/db";
import { fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { emailKey } from "@/lib/platform/names";
import { byEmail, holdersOf } from "@/lib/policy/can";
import { decisionWords } from "@/lib/policy/decision-words";
import type { Organisation } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { type HourOfWeek, hoursAhead } from "@/lib/policy/hour-of-week";
import type { Span } from "@/lib/policy/rota";
import { shiftsUntil } from "@/lib/policy/rota-rows";
import type { Change, Outlook, Taken } from "@/lib/policy/simulator";
import { loadRelease } from "@/lib/releases/authority";
import type { AskedOnRelease } from "./asked-on-release";
import {
  type FindingsAnswer,
  readWithout,
  type RightsFinding,
  type SimulationAnswer,
  type Without,
} from "./findings-schemas";
import { givenAt } from "./given";
import { hourAway, timesOf, weeksOfHour } from "./hour-away";
import { loadGatesTexts, readGates } from "./load-gates";
import { loadOpenReleasesText, type OpenRelease, readOpenReleases } from "./load-open-releases";
import { placeIn } from "./place-titles";
import { earliestAfter, readFacts, type Reading } from "./reading";
import {
  needsGiven,
  type RightsWorld,
  rightsWorld,
  withGiven,
  worldChanges,
  worldChangesDuring,
  type WorldScope,
} from "./rights-world";

interface Asked {
  actor: Actor;
  now: Date;
  /** Slug; absent: everywhere. */
  release?: string | undefined;
  /** Where it was read already. */
  organisation?: Organisation | undefined;
}

/** What nobody can decide as things stand, and what hangs on one person, in all that the actor sees. */
export async function rightsFindings(db: Reader, asked: Asked): Promise<FindingsAnswer> {
  const world = await loadWorld(db, asked);
  return answer(await exactly(db, asked, world, standingIn), standingIn);
}

/** The same as it is computed. */
export async function standingFindings(
  db: Reader,
  asked: Asked,
): Promise<{ organisation: Organisation; found: Found[] }> {
  const world = await exactly(db, asked, await loadWorld(db, asked), standingIn);
  return { organisation: world.organisation, found: standingIn(world) };
}

/** What would become impossible, or hang on one person, without these people, teams and roles, or in an hour of the week. */
export async function rightsSimulation(
  db: Reader,
  { without, hour, ...asked }: Asked & { without: readonly Without[]; hour: HourOfWeek | null },
): Promise<SimulationAnswer> {
  const organisation = asked.organisation ?? (await loadOrganisation(db, asked.now));
  const weeks = hour === null ? [] : hoursAhead(hour, organisation.now.getTime(), weeksOfHour);
  const spans = weeks.flatMap((week) => week.spans);
  const world = await loadWorld(db, { ...asked, organisation }, spans.at(-1)?.to);
  const away = await resolve(db, organisation, without);
  const taken: Taken = {
    people: new Set(away.flatMap(({ leaving }) => leaving)),
    roles: new Set(without.filter(({ kind }) => kind === "role").map(({ key }) => key)),
  };
  const find = (of: RightsWorld): Found[] =>
    hour === null
      ? worldChanges(of, taken).flatMap(({ scope, changes }) =>
          changes.map((change) => foundIn(scope, change, null)),
        )
      : worldChangesDuring(of, taken, spans).flatMap(({ scope, changes }) =>
          changes.map((change) => foundIn(scope, change, change.at)),
        );
  const shown = away.map(({ leaving: _leaving, ...each }) => each);
  // Before it is asked what gets worse, it must be known how things stand.
  const known = await exactly(db, asked, world, (of) => [...standingIn(of), ...find(of)]);
  return {
    without: shown,
    hour:
      hour === null
        ? null
        : await hourAway(db, {
            organisation,
            hour,
            weeks,
            away: taken.people,
            of: rotasOn(world, asked.release),
          }),
    ...answer(known, find),
  };
}

function foundIn({ release }: WorldScope, { asked, after }: Change<AskedOnRelease>, at: Found["at"]): Found {
  return { release, asked, outlook: after, at };
}

/** The rotas that fill roles of a release; null: no release is asked about. */
function rotasOn({ scopes }: RightsWorld, slug: string | undefined): ReadonlySet<string> | null {
  if (slug === undefined) return null;
  return new Set(scopes.flatMap(({ release }) => (release === null ? [] : [...release.rotas])));
}

interface Kept {
  text: string;
  organisation: string;
  /** Epoch ms: asked from then on and before `until` it is the same; null: until something changes. */
  from: number;
  until: number | null;
  /** Epoch ms until which it is known who is on shift. */
  shiftsUntil: number;
  world: RightsWorld;
}

let kept: Kept | null = null;

/** Read each time; what is computed of it is kept while the database says the very same, as with gates (docs/decisions/010). */
export async function loadWorld(db: Reader, asked: Asked, shiftsTo = 0): Promise<RightsWorld> {
  const organisation = asked.organisation ?? (await loadOrganisation(db, asked.now));
  const text = await loadOpenReleasesText(db, asked);
  const { release: slug } = asked;
  const known = worldOf(text, organisation, shiftsTo) ?? (await computeWorld(db, text, organisation));
  const world = { ...known.world, organisation };
  if (slug === undefined) {
    kept = known;
    return world;
  }
  // A release that has ended asks nothing more; one that is not there is not found.
  if (world.scopes.every(({ release }) => release === null)) await loadRelease(db, { ...asked, slug });
  return { ...world, scopes: world.scopes.filter(({ release }) => release !== null) };
}

function worldOf(text: string, organisation: Organisation, shiftsTo: number): Kept | null {
  const now = organisation.now.getTime();
  if (kept === null || kept.text !== text || now < kept.from || kept.shiftsUntil < shiftsTo) return null;
  if (kept.until !== null && kept.until <= now) return null;
  return kept.organisation === textOf(organisation) ? kept : null;
}

async function computeWorld(db: Reader, text: string, organisation: Organisation): Promise<Kept> {
  const releases = await readOpenReleases(db, text, organisation);
  const world = rightsWorld(organisation, releases);
  const from = organisation.now.getTime();
  const until = earliestAfter(
    from,
    releases.map(({ changesAt }) => changesAt),
  );
  return { text, organisation: textOf(organisation), from, until, shiftsUntil: shiftsUntil(from), world };
}

function textOf({ now: _now, ...organisation }: Organisation): string {
  return JSON.stringify(organisation);
}

export interface Found {
  release: OpenRelease | null;
  asked: AskedOnRelease;
  outlook: Outlook;
  /** Epoch ms; null: whenever. */
  at: Span[] | null;
}

function standingIn({ scopes }: RightsWorld): Found[] {
  return scopes.flatMap(({ release, asked, outlooks }) =>
    asked.flatMap((each, index) => {
      const outlook = outlooks[index];
      if (outlook === undefined || (outlook.isPossible && outlook.hangsOn.length === 0)) return [];
      return [{ release, asked: each, outlook, at: null }];
    }),
  );
}

/**
 * The world in which what is found takes account of every approval that counts: where the time of somebody who signed ran out, the
 * votes decide, and are read for those releases alone whose answer they could change.
 */
async function exactly(
  db: Reader,
  { actor, now }: Asked,
  world: RightsWorld,
  find: (world: RightsWorld) => Found[],
): Promise<RightsWorld> {
  let known = world;
  for (;;) {
    const missing = new Set(
      find(known).flatMap(({ release, asked }) =>
        release !== null && needsGiven(release, asked) ? [release.id] : [],
      ),
    );
    if (missing.size === 0) return known;
    const readings = await readingsOf(db, { actor, now, ids: [...missing] });
    known = withGiven(known, (release, asked) => {
      if (!missing.has(release.id) || !needsGiven(release, asked)) return null;
      const reading = readings.get(release.id);
      return reading === undefined ? [] : asked.about.flatMap((place) => givenAt(reading, place));
    });
  }
}

/** Releases' facts are some tens of kilobytes: so many are held at a time. */
const readAtOnce = 20;

async function readingsOf(
  db: Reader,
  { actor, now, ids }: { actor: Actor; now: Date; ids: readonly string[] },
): Promise<Map<string, Reading>> {
  const readings = new Map<string, Reading>();
  for (let from = 0; from < ids.length; from += readAtOnce) {
    const where = Prisma.sql`r.id = ANY(${ids.slice(from, from + readAtOnce)}::uuid[])`;
    for (const text of await loadGatesTexts(db, { where, actor, now, limit: readAtOnce })) {
      const { facts, at } = await readGates(db, text, now);
      readings.set(text.id, readFacts(facts, at));
    }
  }
  return readings;
}

function answer(world: RightsWorld, find: (world: RightsWorld) => Found[]): FindingsAnswer {
  const people = new Map(world.organisation.people.map(({ id, name, email }) => [id, { name, email }]));
  const found = find(world);
  const shown = (isPossible: boolean) =>
    found
      .filter(({ outlook }) => outlook.isPossible === isPossible)
      .map((each) => shownFinding(each, people));
  const [impossible, hangsOnOne] = [shown(false), shown(true)];
  return {
    impossible,
    hangsOnOne,
    counts: { impossible: impossible.length, hangsOnOne: hangsOnOne.length },
    examined: {
      releases: new Set(world.scopes.flatMap(({ release }) => release?.id ?? [])).size,
      decisions: world.scopes.reduce((sum, { asked }) => sum + asked.length, 0),
    },
  };
}

/** With lists of at most so many; the counts are of all. */
export function cutTo<Answer extends FindingsAnswer>(found: Answer, most: number): Answer {
  return {
    ...found,
    impossible: found.impossible.slice(0, most),
    hangsOnOne: found.hangsOnOne.slice(0, most),
  };
}

function shownFinding(
  { release, asked, outlook, at }: Found,
  people: ReadonlyMap<string, { name: string; email: string }>,
): RightsFinding {
  const { decision, when, roles, about } = asked;
  const stages = release?.reading.facts.stages ?? [];
  return {
    release: release === null ? null : { slug: release.slug, title: release.title },
    decision,
    title: decision === "acknowledge" ? "Acknowledge" : decisionWords(decision),
    about: about.map((place) => placeIn(stages, place)),
    when,
    roles: [...roles],
    hangsOn: outlook.hangsOn.flatMap((id) => people.get(id) ?? []).sort(byEmail),
    at: at?.map(timesOf) ?? null,
  };
}

/** What of these texts is here to be taken away, and what is not. */
export async function findTaken(
  db: Reader,
  { teams, roles }: Organisation,
  texts: readonly string[],
): Promise<{ without: Without[]; unknown: string[] }> {
  const read = texts.map((text) => ({ text, without: readWithout(text) }));
  const emails = read.flatMap(({ without }) => (without?.kind === "person" ? [without.key] : []));
  const people = await findPeople(db, emails);
  const isHere = ({ kind, key }: Without): boolean =>
    kind === "person"
      ? people.has(emailKey(key))
      : (kind === "team" ? teams : roles).some((each) => each.key === key);
  const here = read.filter(({ without }) => without !== null && isHere(without));
  return {
    without: here.flatMap(({ without }) => without ?? []),
    unknown: read.filter((each) => !here.includes(each)).map(({ text }) => text),
  };
}

type Resolved = SimulationAnswer["without"][number] & { leaving: string[] };

/** Who leaves with each of these; refuses what is not there. */
async function resolve(
  db: Reader,
  organisation: Organisation,
  without: readonly Without[],
): Promise<Resolved[]> {
  const emails = without.filter(({ kind }) => kind === "person").map(({ key }) => key);
  const people = await findPeople(db, emails);
  return without.map(({ kind, key }, index): Resolved => {
    const path = `/without/${index}`;
    switch (kind) {
      case "person": {
        const person = people.get(emailKey(key));
        if (person === undefined)
          throw fieldError(path, `Nobody has the address ${key}.`, "the address of a person");
        const { name, email } = person;
        return { kind, key: email, title: name, people: [{ name, email }], leaving: [person.id] };
      }
      case "team": {
        const team = organisation.teams.find((each) => each.key === key);
        if (team === undefined) throw fieldError(path, `There is no team ${key}.`, "the key of a team");
        const ids = new Set(team.members.map(({ personId }) => personId));
        return { kind, key, title: key, people: partiesIn(organisation, ids), leaving: [...ids] };
      }
      case "role": {
        const role = organisation.roles.find((each) => each.key === key);
        if (role === undefined) throw fieldError(path, `There is no role ${key}.`, "the key of a role");
        const holders = holdersOf({ ...organisation, role: key, now: organisation.now.getTime() });
        const ids = new Set(holders.map(({ id }) => id));
        return { kind, key, title: role.title, people: partiesIn(organisation, ids), leaving: [] };
      }
    }
  });
}

function partiesIn({ people }: Organisation, ids: ReadonlySet<string>): { name: string; email: string }[] {
  return people
    .filter(({ id }) => ids.has(id))
    .sort(byEmail)
    .map(({ name, email }) => ({ name, email }));
}
