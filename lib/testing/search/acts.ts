import { registerBundle } from "@/lib/bundles/register-bundle";
import { acknowledgeRequirement } from "@/lib/gates/acknowledge-requirement";
import { castVote } from "@/lib/gates/cast-vote";
import { liftVeto } from "@/lib/gates/lift-veto";
import { voteKinds } from "@/lib/gates/model";
import { getGate } from "@/lib/gates/queries";
import { waiveRequirement } from "@/lib/gates/waive-requirement";
import { addTeamMember } from "@/lib/identity/add-team-member";
import { createTeam } from "@/lib/identity/create-team";
import { createToken } from "@/lib/identity/create-token";
import { disablePerson } from "@/lib/identity/disable-person";
import { enablePerson } from "@/lib/identity/enable-person";
import { removeTeamMember } from "@/lib/identity/remove-team-member";
import { setAccess } from "@/lib/identity/set-access";
import { changePool } from "@/lib/policy/change-pool";
import { createRole } from "@/lib/policy/create-role";
import { advanceStage } from "@/lib/releases/advance-stage";
import { assignRoles } from "@/lib/releases/assign-roles";
import { changeRollbackPlan } from "@/lib/releases/change-rollback-plan";
import { liftHold } from "@/lib/releases/lift-hold";
import { placeHold } from "@/lib/releases/place-hold";
import { reopenStage } from "@/lib/releases/reopen-stage";
import { setCandidate } from "@/lib/releases/set-candidate";
import { skipStage } from "@/lib/releases/skip-stage";
import type { AnyCommand } from "@/lib/testing/callers/commands";
import type { SampleRelease } from "@/lib/testing/release";
import { manifestOf, type World } from "@/lib/testing/world";
import type { Dice } from "./random";

export interface Act {
  command: AnyCommand;
  input: Record<string, unknown>;
  /** Names of people who may be able to. */
  by?: string[];
  /** How often it is tried by one of them; 0.6 unless told. */
  usually?: number;
}

/** What acts are made of. */
export interface Scene {
  world: World;
  releases: SampleRelease[];
  /** Names of people. */
  people: string[];
  roles: string[];
  teams: string[];
  rollbackPlan: Record<string, unknown>;
}

type Maker = (scene: Scene, d: Dice) => Promise<Act> | Act;

const reason = "Tried by the search.";
const at = (name: string) => `${name}@example.org`;

/** Names of those who are in a role's pool by themselves, and of those who hold it on some release. */
async function peopleOf({ world }: Scene, role: string): Promise<{ pool: string[]; holders: string[] }> {
  const { prisma } = world.kernel.db;
  const named = async (rows: { personId: string | null }[]): Promise<string[]> => {
    const ids = rows.flatMap(({ personId }) => personId ?? []);
    return (await prisma.person.findMany({ where: { id: { in: ids } }, orderBy: { email: "asc" } })).map(
      ({ name }) => name,
    );
  };
  const now = { where: { roleKey: role, validTo: null } };
  return {
    pool: await named(await prisma.poolEntry.findMany(now)),
    holders: await named(await prisma.roleAssignment.findMany(now)),
  };
}

const champions = ["cora", "cy"];
const admins = ["ada"];

async function place({ world }: Scene, release: SampleRelease, gate: string) {
  const asked = { slug: release.slug, gate, actor: world.system, now: world.clock.now() };
  return {
    release: release.slug,
    gate,
    requirement: (await getGate(world.kernel.db.prisma, asked)).requirements[0],
  };
}

const vote: Maker = async (scene, d) => {
  const { release, gate, requirement } = await place(scene, d.one(scene.releases), "ready-to-go");
  const older = requirement?.votes.map((each) => each.subjectDigest) ?? [];
  const subjectDigest = older.length > 0 && d.chance(0.1) ? d.one(older) : requirement?.subjectDigest;
  const kind = d.chance(0.8) ? "approve" : d.one(voteKinds);
  const role = d.chance(0.85) ? d.one(["engineer", "reviewer"]) : d.one(scene.roles);
  const by = (await peopleOf(scene, role)).holders;
  const onBehalfOf = d.chance(0.15) ? { onBehalfOf: at(d.one(scene.people)) } : {};
  return {
    command: castVote,
    input: {
      release,
      gate,
      requirement: requirement?.key,
      role,
      vote: kind,
      reason,
      subjectDigest,
      ...onBehalfOf,
    },
    by,
  };
};

const acknowledge: Maker = async (scene, d) => {
  const { release, gate, requirement } = await place(scene, d.one(scene.releases), "informed");
  return {
    command: acknowledgeRequirement,
    input: {
      release,
      gate,
      requirement: requirement?.key,
      role: d.one(scene.roles),
      subjectDigest: requirement?.subjectDigest,
    },
  };
};

const veto: Maker = async ({ world }) => {
  const row = await world.kernel.db.prisma.vote.findFirst({
    where: { vote: "reject", closure: null },
    orderBy: { order: "desc" },
  });
  const release =
    row === null ? null : await world.kernel.db.prisma.release.findUnique({ where: { id: row.releaseId } });
  return {
    command: liftVeto,
    input: {
      release: release?.slug ?? "nothing",
      gate: row?.gateKey ?? "ready-to-go",
      vote: row?.id ?? world.system.kind,
      reason,
    },
  };
};

const hold: Maker = async ({ world, releases }, d) => {
  const { slug } = d.one(releases);
  const row = await world.kernel.db.prisma.hold.findFirst({ where: { validTo: null, release: { slug } } });
  if (row === null) return { command: placeHold, input: { release: slug, reason } };
  return { command: liftHold, input: { release: slug, hold: row.id, reason } };
};

const candidate: Maker = async ({ world, releases }, d) => {
  const { slug, component } = d.one(releases);
  const bundles = await world.kernel.db.prisma.bundle.findMany({
    where: { component: { key: component } },
    orderBy: { digest: "asc" },
  });
  return { command: setCandidate, input: { release: slug, component, digest: d.one(bundles).digest } };
};

const bundle: Maker = ({ releases, people }, d) => {
  const { component } = d.one(releases);
  const manifest = manifestOf(
    component,
    { code: `c${d.below(3)}`, "model-weights": `w${d.below(5)}` },
    d.some(people, 0.1).map(at),
  );
  // Whoever registers is an author: were it anybody, nobody could sign after a while.
  return { command: registerBundle, input: { component, manifest }, by: ["lea", "mia"], usually: 0.93 };
};

const pool: Maker = async (scene, d) => {
  const role = d.chance(0.7) ? d.one(["engineer", "reviewer"]) : d.one(scene.roles);
  const { pool: now, holders } = await peopleOf(scene, role);
  const changed = holders.length > 0 && d.chance(0.4) ? d.one(holders) : d.one(scene.people);
  // Somebody stays who can go on with the search.
  const people =
    now.includes(changed) && changed !== "cora"
      ? now.filter((name) => name !== changed)
      : [...new Set([...now, changed])];
  const teams = d.some(scene.teams, 0.2).map((team) => `team:${team}`);
  return { command: changePool, input: { role, pool: [...people.map(at), ...teams] }, by: champions };
};

const roles: Maker = async (scene, d) => {
  const role = d.one(scene.roles);
  const people = d.chance(0.8) ? d.some((await peopleOf(scene, role)).pool, 0.8) : d.some(scene.people, 0.25);
  const teams = d.some(scene.teams, 0.1).map((team) => `team:${team}`);
  const input = { release: d.one(scene.releases).slug, roles: { [role]: [...people.map(at), ...teams] } };
  return { command: assignRoles, input, by: champions };
};

const stage: Maker = async ({ world, releases }, d) => {
  const now = world.clock.now();
  const states = await Promise.all(
    releases.map(async ({ slug, gate }) => {
      const { status } = await getGate(world.kernel.db.prisma, { slug, gate, actor: world.system, now });
      return { slug, status };
    }),
  );
  const ready = states.find(({ status }) => status === "ready");
  if (ready !== undefined && d.chance(0.7))
    return { command: advanceStage, input: { release: ready.slug, stage: "evaluate" } };
  const left = states.find(({ status }) => status === "passed" || status === "skipped");
  if (left !== undefined && d.chance(0.5))
    return { command: reopenStage, input: { release: left.slug, stage: "evaluate", reason } };
  const release = d.one(releases).slug;
  return d.one<Act>([
    { command: advanceStage, input: { release, stage: "evaluate" } },
    { command: advanceStage, input: { release, stage: "canary" } },
    { command: reopenStage, input: { release, stage: "evaluate", reason } },
    ...(d.chance(0.4)
      ? [{ command: skipStage, input: { release, stage: d.one(["evaluate", "canary"]), reason } }]
      : []),
  ]);
};

const waive: Maker = ({ releases, people }, d) => ({
  command: waiveRequirement,
  input: {
    release: d.one(releases).slug,
    gate: "ready-to-go",
    requirement: "reviewed",
    reason,
    expiresAt: "2099-01-01T00:00:00Z",
    owner: at(d.one(people)),
  },
});

const plan: Maker = ({ releases, rollbackPlan }, d) => ({
  command: changeRollbackPlan,
  input: { release: d.one(releases).slug, document: { ...rollbackPlan, runbook: `Edit ${d.below(3)}.` } },
});

let made = 0;
const organisation: Maker = ({ people, teams }, d) => {
  const person = at(d.one(people));
  made += 1;
  return d.one<Act>([
    { command: addTeamMember, input: { team: d.one(teams), email: person, lead: d.chance(0.3) } },
    { command: addTeamMember, input: { team: d.one(teams), email: person, lead: d.chance(0.3) } },
    { command: removeTeamMember, input: { team: d.one(teams), email: person } },
    { command: setAccess, input: { person, access: d.one(["member", "admin", "auditor"]) } },
    {
      command: disablePerson,
      input: { person: at(d.one(people.filter((name) => name !== "cora" && name !== "ada"))) },
    },
    { command: enablePerson, input: { person } },
    { command: enablePerson, input: { person } },
    { command: createToken, input: { person, name: "t", scopes: ["*"] } },
    {
      command: createTeam,
      input: { key: `made-${made}`, title: "Made", members: [{ email: person, lead: true }] },
    },
    { command: createRole, input: { key: `made-${made}`, title: "Made", pool: d.some(people, 0.2).map(at) } },
  ]);
};

const makers: { weight: number; make: Maker }[] = [
  { weight: 34, make: vote },
  { weight: 4, make: acknowledge },
  { weight: 3, make: veto },
  { weight: 5, make: hold },
  { weight: 6, make: candidate },
  { weight: 6, make: bundle },
  { weight: 9, make: pool },
  { weight: 9, make: roles },
  { weight: 10, make: stage },
  { weight: 3, make: waive },
  { weight: 2, make: plan },
  { weight: 9, make: organisation },
];
const lots = makers.flatMap(({ weight, make }) => Array.from({ length: weight }, () => make));

const usual: Partial<Record<string, string[]>> = {
  ...Object.fromEntries(
    [setCandidate, changeRollbackPlan, placeHold, liftHold, advanceStage, skipStage, reopenStage].map(
      ({ name }) => [name, champions],
    ),
  ),
  ...Object.fromEntries(
    [createTeam, createRole, setAccess, disablePerson, enablePerson].map(({ name }) => [name, admins]),
  ),
  ...Object.fromEntries([waiveRequirement, liftVeto].map(({ name }) => [name, ["sid"]])),
  [addTeamMember.name]: ["ada", "dee", "lea"],
  [removeTeamMember.name]: ["ada", "dee", "lea"],
};

export async function anyAct(scene: Scene, d: Dice): Promise<Act> {
  const act = await d.one(lots)(scene, d);
  return { by: usual[act.command.name] ?? [], ...act };
}
