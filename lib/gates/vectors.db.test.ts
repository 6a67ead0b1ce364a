import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { durationMs } from "@/lib/platform/durations";
import { newId } from "@/lib/platform/ids";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeWorld, manifestOf, tableFor, type World } from "@/lib/testing/world";
import type { GateAnswer } from "./schemas";

type Step = Record<string, unknown> & { refused?: string; expect?: Record<string, unknown> };
interface Scenario {
  name: string;
  people: Record<string, string[]>;
  requirements: Record<string, unknown>[];
  approval?: Record<string, unknown>;
  veto?: string[];
  rights?: Record<string, string[]>;
  baseline?: Record<string, string>;
  rota?: { role: string; shifts: { who: string; hours: number }[] };
  steps: Step[];
}

const scenarios = parse(
  readFileSync(new URL("./fixtures/gates.yaml", import.meta.url), "utf8"),
) as Scenario[];

let world: World;
let api: TestApi;
let adminToken: string;
let setterToken: string;
let pipelineToken: string;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  api = testApi(world.kernel);
  await world.person("admin", "admin");
  await world.person("setter");
  await world.person("spare");
  await world.role("release-champion", ["setter"]);
  await world.role("setup", ["setter"]);
  await world.rights(tableFor("setup"));
  await world.team("owners", [{ name: "spare" }]);
  adminToken = await world.tokenOf("admin");
  setterToken = await world.tokenOf("setter");
  pipelineToken = await world.machine("pipeline", "owners", ["read", "bundles", "checks:*"], "admin");
});
afterAll(() => world.close());

describe("the scenarios for gates and votes, through the public API", () => {
  for (const [n, scenario] of scenarios.entries()) it(scenario.name, () => play(n, scenario));
});

/** What one scenario has made. Roles, people and the component carry its number: they share one organisation. */
interface Stage {
  id: string;
  scenario: Scenario;
  parts: Record<string, string>;
  bundle: string;
  edits: number;
  remembered: Map<string, string>;
  vetoes: string[];
  tokens: Map<string, string>;
}

async function play(n: number, scenario: Scenario): Promise<void> {
  const stage = await begin(`s${n}`, scenario);
  for (const step of scenario.steps) {
    if (step.expect !== undefined) await check(stage, step.expect);
    else await act(stage, step);
  }
}

const roleIn = (stage: { id: string }, role: string) => `${stage.id}-${role}`;
const nameIn = (stage: { id: string }, person: string) =>
  person === "setter" ? "setter" : `${stage.id}-${person}`;
const slug = (stage: { id: string }) => `release-${stage.id}`;

async function begin(id: string, scenario: Scenario): Promise<Stage> {
  const stage: Stage = {
    id,
    scenario,
    parts: { code: "c1", "model-weights": "w1", dataset: "d1" },
    bundle: "",
    edits: 0,
    remembered: new Map(),
    vetoes: [],
    tokens: new Map(),
  };
  for (const person of Object.keys(scenario.people)) {
    await world.person(nameIn(stage, person));
    stage.tokens.set(person, await world.tokenOf(nameIn(stage, person)));
  }
  const named = new Set([...Object.values(scenario.people).flat(), ...rolesIn(scenario)]);
  for (const role of named)
    await world.role(roleIn(stage, role), [
      ...[...holders(scenario, role), ...onRota(scenario, role)].map((person) => nameIn(stage, person)),
      "spare",
    ]);
  await makeRota(stage);
  const organisationGroups = scenario.requirements.flatMap(
    (requirement) =>
      (requirement["organisationSlots"] as { roles: string[]; count: number }[] | undefined) ?? [],
  );
  if (organisationGroups.length > 0)
    await setTable([{ decision: "requirement.sign", slots: withRoles(stage, organisationGroups) }]);
  const component = `m-${id}`;
  await ok(
    "POST",
    "/components",
    { key: component, title: component, kind: "model", owner: "owners" },
    setterToken,
  );
  await ok("POST", "/templates", templateFor(stage, [...named]), setterToken);
  const from = scenario.baseline === undefined ? null : await register(stage, scenario.baseline, "pipeline");
  await ok(
    "POST",
    "/releases",
    {
      slug: slug(stage),
      title: scenario.name,
      template: { key: `t-${id}` },
      champion: world.emailOf("setter"),
      components: [{ key: component, from, to: null }],
      roles: {
        setup: [world.emailOf("setter")],
        ...Object.fromEntries(
          [...named].map((role) => [roleIn(stage, role), [...assigned(stage, role), world.emailOf("spare")]]),
        ),
      },
    },
    setterToken,
  );
  await editRollbackPlan(stage);
  await ok("POST", `/releases/${slug(stage)}/start`, {}, setterToken);
  // A release starts only with every slot held; afterwards nobody holds a role but the scenario's people.
  await ok(
    "PUT",
    `/releases/${slug(stage)}/roles`,
    {
      roles: Object.fromEntries([...named].map((role) => [roleIn(stage, role), assigned(stage, role)])),
    },
    setterToken,
  );
  await setParts(stage, {}, { uploadedBy: "pipeline", authors: [] });
  if (organisationGroups.length > 0) await setTable([]);
  return stage;
}

async function setTable(extra: unknown[]): Promise<void> {
  await ok("PUT", "/rights", { rights: [...tableFor("setup"), ...extra] }, setterToken);
}

function holders(scenario: Scenario, role: string): string[] {
  return Object.entries(scenario.people).flatMap(([person, roles]) => (roles.includes(role) ? [person] : []));
}

/** Those who take turns in a role. */
function onRota({ rota }: Scenario, role: string): string[] {
  return rota?.role === role ? [...new Set(rota.shifts.map(({ who }) => who))] : [];
}

/** Who holds a role on the release: people, and whoever is on shift. */
function assigned(stage: Stage, role: string): string[] {
  const people = holders(stage.scenario, role).map((person) => world.emailOf(nameIn(stage, person)));
  return stage.scenario.rota?.role === role ? [...people, `rota:${stage.id}`] : people;
}

/** Turns from now on: the first by the rota itself, whose hand-overs are days apart, each further one by an override. */
async function makeRota({ id, scenario }: Stage): Promise<void> {
  const { rota } = scenario;
  if (rota === undefined) return;
  const address = (who: string) => world.emailOf(nameIn({ id }, who));
  const starting = world.clock.now().toISOString().slice(0, 16);
  const people = onRota(scenario, rota.role).map(address);
  const document = { zone: "Etc/UTC", people, handover: { starting, every: "FREQ=WEEKLY" } };
  await ok("POST", "/rotas", { key: id, title: id, team: "owners", rota: document }, setterToken);
  let from = world.clock.now().getTime();
  for (const [n, { who, hours }] of rota.shifts.entries()) {
    const until = from + hours * 3_600_000;
    const times = { from: new Date(from).toISOString(), until: new Date(until).toISOString() };
    const override = { person: address(who), ...times, reason: "Their turn." };
    if (n > 0) await ok("POST", `/rotas/${id}/overrides`, override, setterToken);
    from = until;
  }
}

function rolesIn(scenario: Scenario): string[] {
  const slots = [
    ...scenario.requirements,
    ...(scenario.approval === undefined ? [] : [scenario.approval]),
  ].flatMap((each) => [
    ...((each["slots"] as { roles: string[] }[] | undefined) ?? []),
    ...((each["organisationSlots"] as { roles: string[] }[] | undefined) ?? []),
    ...(each["roles"] === undefined ? [] : [{ roles: each["roles"] as string[] }]),
  ]);
  return [
    ...slots.flatMap((slot) => slot.roles),
    ...(scenario.veto ?? []),
    ...Object.values(scenario.rights ?? {}).flat(),
  ];
}

function withRoles(stage: { id: string }, slots: { roles: string[] }[]): unknown[] {
  return slots.map((slot) => ({ ...slot, roles: slot.roles.map((role) => roleIn(stage, role)) }));
}

function templateFor(stage: Stage, roles: string[]): unknown {
  const { scenario } = stage;
  const requirements = scenario.requirements.map(({ organisationSlots: _, ...requirement }) => ({
    ...requirement,
    ...(requirement["slots"] === undefined
      ? {}
      : { slots: withRoles(stage, requirement["slots"] as { roles: string[] }[]) }),
    ...(requirement["roles"] === undefined
      ? {}
      : { roles: (requirement["roles"] as string[]).map((role) => roleIn(stage, role)) }),
  }));
  const approval =
    scenario.approval === undefined
      ? {}
      : {
          approval: {
            ...scenario.approval,
            slots: withRoles(stage, scenario.approval["slots"] as { roles: string[] }[]),
          },
        };
  const one = (decision: string, by: string[]) => ({
    decision,
    slots: [{ roles: by, count: 1, allowAuthor: true }],
  });
  const setter = [
    "release.start",
    "candidate.set",
    "role.assign",
    "plan.change",
    "criteria.change",
    "rollback-plan.change",
  ].map((decision) => one(decision, ["setup"]));
  const own = Object.entries(scenario.rights ?? {}).map(([decision, by]) =>
    one(
      decision,
      by.map((role) => roleIn(stage, role)),
    ),
  );
  const veto =
    scenario.veto === undefined
      ? []
      : [
          one(
            "gate.veto",
            scenario.veto.map((role) => roleIn(stage, role)),
          ),
        ];
  return {
    key: `t-${stage.id}`,
    title: scenario.name,
    roles: ["release-champion", "setup", ...roles.map((role) => roleIn(stage, role))],
    stages: [
      {
        key: "stage",
        title: "Stage",
        gates: [{ key: "g", title: "Gate", objective: "The scenario's gate.", requirements, ...approval }],
      },
    ],
    rights: [...setter, ...own, ...veto],
  };
}

async function act(stage: Stage, step: Step): Promise<void> {
  const base = `/releases/${slug(stage)}`;
  const by = typeof step["by"] === "string" ? (stage.tokens.get(step["by"]) ?? "") : "";
  if (typeof step["vote"] === "string") return vote(stage, step, by);
  if (step["lift"] === "veto")
    return void (await ok(
      "POST",
      `${base}/gates/g/votes/${stage.vetoes.at(-1) ?? ""}/lift`,
      { reason: step["reason"] },
      by,
    ));
  if (typeof step["set"] === "object") return setParts(stage, step["set"] as Record<string, string>, step);
  if (typeof step["report"] === "string") {
    return void (await ok(
      "POST",
      `${base}/checks`,
      { name: step["report"], bundleDigest: stage.bundle, status: step["status"] },
      pipelineToken,
    ));
  }
  if (typeof step["acknowledge"] === "string") {
    const subjectDigest = await digestOf(stage, step["acknowledge"]);
    return void (await ok(
      "POST",
      `${base}/gates/g/acknowledgements`,
      { requirement: step["acknowledge"], role: roleIn(stage, String(step["role"])), subjectDigest },
      by,
    ));
  }
  if (step["edit"] === "rollback-plan") return editRollbackPlan(stage);
  if (typeof step["waive"] === "string") {
    const expiresAt = new Date(
      world.clock.now().getTime() + durationMs(String(step["expires"])),
    ).toISOString();
    const owner = world.emailOf(nameIn(stage, String(step["owner"])));
    return void (await ok(
      "POST",
      `${base}/gates/g/waivers`,
      { requirement: step["waive"], reason: step["reason"], expiresAt, owner },
      by,
    ));
  }
  if (typeof step["delegate"] === "string") {
    const until = new Date(world.clock.now().getTime() + durationMs(String(step["for"]))).toISOString();
    return void (await ok(
      "POST",
      "/delegations",
      {
        role: roleIn(stage, step["delegate"]),
        to: world.emailOf(nameIn(stage, String(step["to"]))),
        until,
        reason: "Away.",
      },
      stage.tokens.get(String(step["from"])) ?? "",
    ));
  }
  if (typeof step["revoke"] === "string") {
    const role = String(step["role"]);
    const left = holders(stage.scenario, role).filter((person) => person !== step["revoke"]);
    return void (await ok(
      "PUT",
      `${base}/roles`,
      { roles: { [roleIn(stage, role)]: left.map((person) => world.emailOf(nameIn(stage, person))) } },
      setterToken,
    ));
  }
  if (typeof step["disable"] === "string")
    return void (await ok(
      "POST",
      `/people/${world.emailOf(nameIn(stage, step["disable"]))}/disable`,
      {},
      adminToken,
    ));
  if (typeof step["clock"] === "string") return world.clock.shift(durationMs(step["clock"]));
  if (typeof step["remember"] === "string")
    return void stage.remembered.set(step["remember"], await digestOf(stage, "r"));
  if (step["skip"] === "stage")
    return void (await ok("POST", `${base}/stages/stage/skip`, { reason: step["reason"] }, by));
  throw new Error(`no act for ${JSON.stringify(step)}`);
}

async function vote(stage: Stage, step: Step, token: string): Promise<void> {
  const requirement = step["on"] === "gate" ? undefined : String(step["on"]);
  const asked = step["subjectDigest"];
  const remembered = typeof asked === "string" ? stage.remembered.get(asked) : undefined;
  const body = {
    ...(requirement === undefined ? {} : { requirement }),
    role: roleIn(stage, String(step["role"])),
    vote: step["vote"],
    ...(step["reason"] === undefined ? {} : { reason: step["reason"] }),
    ...(step["exit"] === undefined ? {} : { exitCondition: step["exit"] }),
    ...(typeof step["for"] === "string" && { onBehalfOf: world.emailOf(nameIn(stage, step["for"])) }),
    subjectDigest: remembered ?? (await digestOf(stage, requirement ?? null)),
  };
  const answer = await api.request("POST", `/releases/${slug(stage)}/gates/g/votes`, { token, body });
  if (step.refused !== undefined) {
    expect(answer.body).toMatchObject({ code: step.refused });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    return;
  }
  expect(answer.body).toMatchObject({ id: expect.any(String) });
  if (step["vote"] === "reject") stage.vetoes.push(answer.as<{ id: string }>().id);
}

async function setParts(
  stage: Stage,
  parts: Record<string, string>,
  { uploadedBy, authors }: Record<string, unknown>,
): Promise<void> {
  stage.parts = { ...stage.parts, ...parts };
  stage.bundle = await register(
    stage,
    stage.parts,
    typeof uploadedBy === "string" ? uploadedBy : "pipeline",
    (authors as string[] | undefined) ?? [],
  );
  await ok(
    "POST",
    `/releases/${slug(stage)}/candidate`,
    { component: `m-${stage.id}`, digest: stage.bundle },
    setterToken,
  );
}

async function register(
  stage: Stage,
  parts: Record<string, string>,
  by: string,
  authors: string[] = [],
): Promise<string> {
  const token =
    by === "pipeline" ? pipelineToken : by === "setter" ? setterToken : (stage.tokens.get(by) ?? "");
  const manifest = manifestOf(
    `m-${stage.id}`,
    parts,
    by === "pipeline" ? authors.map((person) => world.emailOf(nameIn(stage, person))) : undefined,
  );
  const answer = await ok("POST", `/components/m-${stage.id}/bundles`, manifest, token);
  return (answer as { digest: string }).digest;
}

async function editRollbackPlan(stage: Stage): Promise<void> {
  stage.edits += 1;
  const plan = parse(
    readFileSync(new URL("../releases/fixtures/rollback-plan.yaml", import.meta.url), "utf8"),
  ) as Record<string, unknown>;
  await ok(
    "PUT",
    `/releases/${slug(stage)}/rollback-plan`,
    { ...plan, runbook: `Edit ${stage.edits}.` },
    setterToken,
  );
}

async function digestOf(stage: Stage, requirement: string | null): Promise<string> {
  const gate = await gateOf(stage);
  if (requirement === null) return gate.approval?.subjectDigest ?? gate.subjectDigest;
  return gate.requirements.find(({ key }) => key === requirement)?.subjectDigest ?? "";
}

async function gateOf(stage: Stage): Promise<GateAnswer> {
  return (await ok("GET", `/releases/${slug(stage)}/gates/g`, undefined, setterToken)) as GateAnswer;
}

async function check(stage: Stage, expected: Record<string, unknown>): Promise<void> {
  const gate = await gateOf(stage);
  const { gate: status, least, unsatisfiable, ...requirements } = expected;
  for (const [key, wanted] of Object.entries(requirements)) {
    expect({ [key]: gate.requirements.find((each) => each.key === key)?.status }).toEqual({ [key]: wanted });
  }
  if (status !== undefined) expect(gate.status).toBe(status);
  if (least !== undefined) expect(gate.least).toBe(least);
  if (typeof least === "number") expect(gate.unblock).toHaveLength(least);
  if (unsatisfiable !== undefined) expect(gate.unsatisfiable).toEqual(unsatisfiable);
}

/** A request that must succeed; its answer. */
async function ok(method: string, path: string, body: unknown, token: string): Promise<unknown> {
  const answer = await api.request(method, path, {
    token,
    body,
    headers: method === "POST" ? { "idempotency-key": newId() } : {},
  });
  if (answer.status >= 300)
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
