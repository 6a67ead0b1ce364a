import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testApi, type TestAnswer, type TestApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries, problemOf } from "@/lib/testing/entries";
import { interleaver } from "@/lib/testing/interleave";
import { makeWorld, type World } from "@/lib/testing/world";
import { changeEscalation } from "./change-escalation";
import { createRota } from "./create-rota";
import type { EscalationPolicyAnswer, EscalationPreviewAnswer } from "./escalation-answers";
import { shippedPolicy } from "./escalation-model";
import type { Decision, RightsRow } from "./model";
import type { RotaDocument } from "./rota-schemas";

let world: World;
let api: TestApi;
let url = "";
let entries: ReturnType<typeof makeEntries>;
const tokens = new Map<string, string>();
const interleave = interleaver(() => url);
const day = 86_400_000;
const at = (name: string) => `${name}@example.org`;

const row = (decision: Decision, role: string, more: Partial<RightsRow> = {}): RightsRow => ({
  decision,
  slots: [{ roles: [role], count: 1, allowAuthor: true }],
  ...more,
});

/** pat publishes what tightens, pia and pat together what loosens; the rota turns between rolf and rosa on weekdays alone. */
beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeWorld(url);
  api = testApi(world.kernel);
  entries = makeEntries(world.kernel.db);
  await world.person("ada", "admin");
  for (const name of ["pat", "pia", "rolf", "rosa", "tom", "dis"]) await world.person(name);
  await world.role("platform", ["pat"]);
  await world.role("compliance", ["pia"]);
  await world.role("on-call", ["rolf", "rosa"]);
  for (const role of ["release-champion", "technical-lead"]) await world.role(role, ["tom"]);
  await world.team("empty", []);
  await world.team("backup", [{ name: "tom" }]);
  await world.rights([
    row("rights.change", "platform"),
    row("escalation.change", "platform", { loosening: false }),
    {
      decision: "escalation.change",
      loosening: true,
      slots: ["platform", "compliance"].map((role) => ({ roles: [role], count: 1, allowAuthor: true })),
    },
  ]);
  const days = ["MO", "TU", "WE", "TH", "FR"] as const;
  const starting = `${new Date(world.clock.now().getTime() - 14 * day).toISOString().slice(0, 10)}T09:00`;
  const rota = { zone: "UTC", people: [at("rolf"), at("rosa")], handover: { starting, every: "FREQ=DAILY" } };
  const pat = world.call(await world.actor("pat"));
  const add = (key: string, document: RotaDocument) =>
    createRota.execute(world.kernel, { key, title: key, team: "backup", rota: document }, pat);
  await add("always", rota);
  await add("by-day", { ...rota, hours: [{ days: [...days], from: "09:00", to: "17:00" }] });
  for (const name of ["ada", "pat", "pia", "tom"]) tokens.set(name, await world.tokenOf(name));
});
afterAll(() => world.close());

const as = (
  name: string,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<TestAnswer> =>
  api.request(method, path, {
    token: tokens.get(name) ?? "",
    ...(body !== undefined && { body }),
    ...(headers !== undefined && { headers }),
  });
const read = async () => (await as("tom", "GET", "/escalation")).as<EscalationPolicyAnswer>();
const preview = async (body: Record<string, unknown>, who = "tom") =>
  (await as(who, "POST", "/escalation/preview", body)).as<EscalationPreviewAnswer>();
/** What is told in the fixed way, and a level more behind it. */
const tighter = {
  levels: shippedPolicy.levels.map((level) => ({ ...level, whom: [...level.whom, { rota: "always" }] })),
};
const level = (whom: unknown[], more: Record<string, unknown> = {}) => ({ whom, after: "10m", ...more });

describe("the escalation policy", () => {
  it("is the shipped one until one is published, and nobody's to publish by access level", async () => {
    expect(await read()).toMatchObject({ version: 0, policy: shippedPolicy, since: null, warnings: [] });
    expect(problemOf(await as("ada", "PUT", "/escalation", tighter))).toMatchObject({
      status: 403,
      code: "not-a-holder",
      whoMay: [{ email: at("pat") }],
    });
    expect((await preview({ policy: tighter })).may).toBe(false);
    expect((await preview({ policy: tighter }, "pat")).may).toBe(true);
    expect(await world.kernel.db.prisma.ledgerEntry.count({ where: { type: "escalation.changed" } })).toBe(0);
  });

  it("is published by who holds the right, as a version with who and when", async () => {
    const { digest: before } = await read();
    const answer = await as("pat", "PUT", "/escalation", tighter);
    expect(answer.status).toBe(200);
    const standing = await read();
    expect(answer.body).toEqual(standing);
    expect(standing).toMatchObject({ version: 1, since: { by: { email: at("pat") } } });
    expect(standing.policy.levels[0]?.whom).toEqual(["deciders", { rota: "always" }]);
    expect(await entries.last("escalation.changed")).toMatchObject({
      subjects: { escalation: "1" },
      by: { rule: "holds-right", role: "platform" },
      before,
      after: standing.digest,
      payload: { version: 1, tightens: true, unreached: [] },
    });
  });

  it("is loosened only by all whom the rows for that ask", async () => {
    const looser = { levels: [level(["deciders"])] };
    expect(await preview({ policy: looser }, "pat")).toMatchObject({ tightens: false, isSame: false });
    expect((await as("pat", "PUT", "/escalation", looser)).status).toBe(202);
    expect((await read()).version).toBe(1);
    expect((await as("pia", "PUT", "/escalation", looser)).status).toBe(200);
    expect(await read()).toMatchObject({ version: 2, since: { by: { email: at("pat") } } });
    expect(await entries.last("escalation.changed")).toMatchObject({ payload: { tightens: false } });
  });

  it("is not changed by who read another version, nor into what it is", async () => {
    const { digest, policy } = await read();
    const twice = { levels: [...policy.levels, level(["everyone"])] };
    const stale = await as("pat", "PUT", "/escalation", twice, { "if-match": '"sha256:other"' });
    expect(problemOf(stale)).toMatchObject({ code: "precondition-failed" });
    expect(
      problemOf(await as("pat", "PUT", "/escalation", policy, { "if-match": `"${digest}"` })),
    ).toMatchObject({
      status: 409,
      detail: "The policy is so already.",
    });
  });

  it("refuses what is not there, each at its place, and a person who is disabled", async () => {
    await as("ada", "POST", `/people/${at("dis")}/disable`, {});
    const whom = [
      { role: "ghost" },
      { rota: "ghost" },
      { team: "ghost" },
      { person: at("ghost") },
      { person: at("dis") },
    ];
    const document = { levels: [level(["everyone"])], severities: { sev2: [level(whom)] } };
    const before = await read();
    for (const answer of [
      await as("pat", "PUT", "/escalation", document),
      await as("pat", "POST", "/escalation/preview", { policy: document }),
    ])
      expect(problemOf(answer)).toMatchObject({
        code: "invalid-input",
        errors: ["role", "rota", "team", "person", "person"].map((field, index) => ({
          path: `/severities/sev2/0/whom/${index}/${field}`,
        })),
      });
    expect(await read()).toEqual(before);
  });

  it("is never written twice for one version by two who publish at once", async () => {
    const { version, policy, digest: expected } = await read();
    const pat = world.call(await world.actor("pat"));
    const longer = (after: string) => ({
      policy: { levels: [...policy.levels, { whom: ["everyone" as const], after }] },
      expected,
    });
    const { first, second, secondWaited } = await interleave(world.kernel, {
      first: (kernel) => changeEscalation.execute(kernel, longer("30m"), pat),
      second: (kernel) => changeEscalation.execute(kernel, longer("20m"), pat),
    });
    expect(secondWaited).toBe(true);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: { code: "precondition-failed" } });
    expect((await read()).version).toBe(version + 1);
  });
});

describe("a level that reaches nobody", () => {
  it("is warned of for the hours in which nobody of its rota is on shift, up to two weeks ahead", async () => {
    const now = world.clock.now().getTime();
    const { warnings } = await preview({
      policy: { levels: [level([{ rota: "by-day" }]), level(["everyone"])] },
    });
    expect(warnings.length).toBeGreaterThan(8);
    for (const { path, level: number, severities, release, from, to } of warnings) {
      expect({ path, number, severities, release }).toEqual({
        path: "/levels/0",
        number: 1,
        severities: ["sev1", "sev2", "sev3", "sev4"],
        release: null,
      });
      expect(Date.parse(from)).toBeGreaterThanOrEqual(now);
      expect(Date.parse(to)).toBeLessThanOrEqual(world.clock.now().getTime() + 14 * day);
      expect(Date.parse(to)).toBeGreaterThan(Date.parse(from));
    }
  });

  it("is not where somebody else of the level is there", async () => {
    const whom = [{ rota: "by-day" }, { team: "backup" }];
    expect((await preview({ policy: { levels: [level(whom)] } })).warnings).toEqual([]);
  });

  it("is warned of for all the time where nobody is in the team, and of the severity alone that has it", async () => {
    const { warnings } = await preview({
      policy: { levels: [level(["everyone"])], severities: { sev3: [level([{ team: "empty" }])] } },
    });
    expect(warnings).toMatchObject([
      { path: "/severities/sev3/0", severities: ["sev3"], release: null, isNow: true },
    ]);
    const [only] = warnings;
    expect(Date.parse(only?.to ?? "") - Date.parse(only?.from ?? "")).toBe(14 * day);
  });

  it("is published all the same, and the entry says so", async () => {
    const policy = { levels: [level([{ team: "empty" }], { after: "0s" })] };
    await as("pat", "PUT", "/escalation", policy);
    const answer = (await as("pia", "PUT", "/escalation", policy)).as<EscalationPolicyAnswer>();
    expect(answer.warnings).toHaveLength(1);
    expect(await entries.last("escalation.changed")).toMatchObject({ payload: { unreached: ["/levels/0"] } });
  });
});

describe("who would be told now", () => {
  it("is named as far as no release is needed, and said where one is", async () => {
    const policy = {
      levels: [level([{ team: "backup" }, { rota: "always" }]), level(["deciders", { person: at("pia") }])],
    };
    const { levels } = await preview({ policy, severity: "sev2" });
    const [first, second] = levels;
    expect(first?.byRelease).toBe(false);
    expect(first?.people.map(({ email }) => email)).toHaveLength(2);
    expect(first?.people).toContainEqual({ name: "tom", email: at("tom") });
    expect(second).toMatchObject({ byRelease: true, people: [{ email: at("pia") }] });
  });

  it("is not told of a release that is not there", async () => {
    expect((await as("tom", "POST", "/escalation/preview", { release: "ghost" })).status).toBe(404);
  });
});
