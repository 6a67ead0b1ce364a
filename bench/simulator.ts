import { isDeepStrictEqual } from "node:util";
import { loadOpenReleasesText, readOpenReleases } from "@/lib/gates/load-open-releases";
import { coverable, type Edge } from "@/lib/gates/matching";
import { type RightsWorld, rightsWorld, worldChanges, type WorldScope } from "@/lib/gates/rights-world";
import { loadOrganisation } from "@/lib/policy/queries";
import { type Asked, type Outlook, outlooksOf, type Taken } from "@/lib/policy/simulator";
import { makeWorld } from "@/lib/testing/world";
import type { Effort } from "./effort";
import { makeLargeOrganisation } from "./large-organisation";
import { median, send } from "./load";
import { type Measured, ms } from "./report";
import type { Workspace } from "./workspace";

const size = { people: 2_000, teams: 200, roles: 60, releases: 500 };
const rounds = 9;
/** Slow and obvious takes minutes for all questions: so many are compared. */
const compared = 3;

/** Which decisions nobody could take without somebody: one question, and how everything stands, against computing all of it anew. */
export async function simulator(workspace: Workspace, _: Effort): Promise<Measured[]> {
  let token = "";
  let world: RightsWorld | undefined;
  const url = await workspace.database("large", async (empty) => {
    const made = await makeWorld(empty);
    await made.person("ada", "admin");
    await makeLargeOrganisation(made.kernel.db.pool, size);
    token = await made.tokenOf("ada");
    const { prisma } = made.kernel.db;
    const now = made.clock.now();
    const organisation = await loadOrganisation(prisma, now);
    const text = await loadOpenReleasesText(prisma, { actor: made.system, now });
    world = rightsWorld(organisation, await readOpenReleases(prisma, text, organisation));
    await made.close();
  });
  if (world === undefined) throw new Error("nothing to simulate on");
  return [...byRule(world), ...(await overHttp(workspace, url, token))];
}

function byRule(world: RightsWorld): Measured[] {
  const { scopes } = world;
  const asked = scopes.reduce((sum, scope) => sum + scope.asked.length, 0);
  const questions = questionsOn(world);
  const standing: number[] = [];
  const answers: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    standing.push(timed(() => scopes.map(outlooksOf)).took);
    for (const taken of questions) answers.push(timed(() => worldChanges(world, taken)).took);
  }
  const slowly = timed(() => scopes.map((scope) => slowOutlooks(scope, nothing)));
  if (
    !isDeepStrictEqual(
      slowly.value,
      scopes.map(({ outlooks }) => outlooks),
    )
  )
    throw new Error("the simulator and computing everything anew disagree on how things stand");
  const slowQuestions = questions.slice(0, compared).map((taken) => slowAnswer(world, taken, slowly.value));
  return [
    {
      measure: `simulator: one question on ${words(asked)} decisions`,
      figure: `${ms(median(answers))}, at most ${ms(Math.max(...answers))}`,
      floor: `all anew: ${ms(median(slowQuestions))}, the same answers`,
      ratio: median(answers) / median(slowQuestions),
    },
    {
      measure: "simulator: what is impossible or hangs on one person",
      figure: ms(median(standing)),
      floor: `all anew: ${ms(slowly.took)}, the same answer`,
      ratio: median(standing) / slowly.took,
    },
  ];
}

async function overHttp(workspace: Workspace, url: string, token: string): Promise<Measured[]> {
  const site = await workspace.site(url);
  const headers = { authorization: `Bearer ${token}` };
  const rows: Measured[] = [];
  for (const [what, path] of [
    ["one question over HTTP", "/api/v1/rights/simulation?without=person:p3@example.org"],
    ["how things stand over HTTP", "/api/v1/rights/findings"],
  ] as const) {
    const took: number[] = [];
    for (let n = 0; n < rounds + 2; n += 1) {
      const began = performance.now();
      const { status } = await send(`${site.url}${path}`, { headers });
      if (status !== 200) throw new Error(`${path} answered ${status}`);
      if (n >= 2) took.push(performance.now() - began);
    }
    rows.push({ measure: `simulator: ${what}, ${size.releases} releases`, figure: ms(median(took)) });
  }
  await site.stop();
  return rows;
}

const nothing: Taken = { people: new Set(), roles: new Set() };

/** Persons, teams and roles in turn. */
function questionsOn({ organisation: { people, teams, roles } }: RightsWorld): Taken[] {
  return Array.from({ length: 30 }, (_, n): Taken => {
    const person = people[(n * 61) % people.length]?.id ?? "";
    const team = teams[(n * 7) % teams.length]?.members.map(({ personId }) => personId) ?? [];
    const role = roles[(n * 11) % roles.length]?.key ?? "";
    if (n % 3 === 0) return { ...nothing, people: new Set([person]) };
    return n % 3 === 1 ? { ...nothing, people: new Set(team) } : { ...nothing, roles: new Set([role]) };
  });
}

/** Everything anew, each person who holds a named role taken away in turn. */
function slowOutlooks({ held, asked }: Pick<WorldScope, "held" | "asked">, taken: Taken): Outlook[] {
  const left = held.filter(({ personId, role }) => !taken.people.has(personId) && !taken.roles.has(role));
  return asked.map((each) => {
    const could = left.filter(({ role }) => each.roles.includes(role));
    const isPossible = slowlyPossible(each, could);
    const people = [...new Set(could.map(({ personId }) => personId))].sort();
    const hangsOn = people.filter(
      (id) =>
        isPossible &&
        !slowlyPossible(
          each,
          could.filter(({ personId }) => personId !== id),
        ),
    );
    return { isPossible, hangsOn };
  });
}

function slowlyPossible(asked: Asked, held: WorldScope["held"]): boolean {
  const own = new Set(held.filter(({ role }) => role === asked.orMostOf).map(({ personId }) => personId))
    .size;
  // All of them but whoever raised the veto must be more than half of them.
  if (asked.orMostOf !== undefined && (own - 1) * 2 > own) return true;
  const edges = held.map(({ personId, role }): Edge => ({
    personId,
    actorId: personId,
    role,
    voteId: null,
    author: asked.authors.has(personId),
    owner: asked.owners.has(personId),
  }));
  if (asked.joint === "each") return asked.groups.length > 0 && coverable(asked.groups, edges);
  return asked.groups.some(({ source, places }) =>
    places.some((place) => coverable([{ source, places: [place] }], edges)),
  );
}

function slowAnswer(world: RightsWorld, taken: Taken, before: readonly Outlook[][]): number {
  const slowly = timed(() =>
    world.scopes.flatMap((scope, at) => {
      const changes = slowOutlooks(scope, taken).flatMap((after, index) => {
        const was = before[at]?.[index];
        const asked = scope.asked[index];
        if (was?.isPossible !== true || asked === undefined) return [];
        const isWorse = !after.isPossible || after.hangsOn.some((id) => !was.hangsOn.includes(id));
        return isWorse ? [{ asked, before: was, after }] : [];
      });
      return changes.length === 0 ? [] : [{ scope, changes }];
    }),
  );
  if (!isDeepStrictEqual(slowly.value, worldChanges(world, taken)))
    throw new Error("the simulator and computing everything anew disagree on a question");
  return slowly.took;
}

function timed<T>(work: () => T): { value: T; took: number } {
  const began = performance.now();
  const value = work();
  return { value, took: performance.now() - began };
}

function words(count: number): string {
  return count.toLocaleString("en-GB");
}
