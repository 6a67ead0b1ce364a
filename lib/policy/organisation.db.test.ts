import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type TestAnswer, type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries, problemOf } from "@/lib/testing/entries";
import { makeWorld, type World } from "@/lib/testing/world";
import type { Decision, RightsRow } from "./model";
import { canInOrganisation, loadOrganisation } from "./queries";

let world: World;
let api: TestApi;
let entries: ReturnType<typeof makeEntries>;

const row = (decision: Decision, role: string, count = 1): RightsRow => ({
  decision,
  slots: [{ roles: [role], count }],
});

/** ada administers; lea leads `security`, in which sam is; gov holds rights.change; `ops` has no lead. */
async function start(): Promise<void> {
  world = await makeWorld((await testDatabase()).url);
  api = testApi(world.kernel);
  entries = makeEntries(world.kernel.db);
  await world.person("ada", "admin");
  for (const name of ["lea", "sam", "gov", "bob", "olga"]) await world.person(name);
  await world.team("security", [{ name: "lea", lead: true }, { name: "sam" }]);
  await world.team("ops", [{ name: "olga" }]);
  await world.team("free", [{ name: "bob", lead: true }]);
  await world.role("security", ["team:security"]);
  await world.role("on-call", ["team:ops", "bob"]);
  await world.role("governance", ["gov"]);
}

async function as(
  name: string,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<TestAnswer> {
  const token = await world.tokenOf(name);
  return api.request(method, path, {
    token,
    ...(body === undefined ? {} : { body }),
    ...(headers === undefined ? {} : { headers }),
  });
}

const poolOf = async (role: string) =>
  (await as("ada", "GET", "/roles"))
    .as<{ items: { key: string; pool: string[]; holders: { email: string }[] }[] }>()
    .items.find(({ key }) => key === role);
const table = [row("rights.change", "governance"), row("release.create", "security")];
const setUp = () => world.rights(table);

describe("the organisation's table", () => {
  beforeAll(start);
  afterAll(() => world.close());

  test("is put by an admin while there is none, and by nobody else", async () => {
    expect((await as("ada", "GET", "/rights")).status).toBe(404);
    expect(problemOf(await as("gov", "PUT", "/rights", { rights: table }))).toMatchObject({
      status: 403,
      code: "access-level",
      whoMay: [{ email: "ada@example.org" }],
    });
    const answer = await as("ada", "PUT", "/rights", { rights: table });
    expect(answer.as<{ version: number; warnings: { code: string; decision: string }[] }>()).toMatchObject({
      version: 1,
    });
    expect(
      answer.as<{ warnings: { decision: string }[] }>().warnings.map(({ decision }) => decision),
    ).toContain("template.publish");
    expect(await entries.last("rights.changed")).toMatchObject({
      by: { rule: "admin" },
      before: null,
      payload: { version: 1 },
    });
  });

  test("is then changed by those who hold rights.change, and no longer by an admin", async () => {
    const next = [...table, row("template.publish", "security", 3)];
    expect(problemOf(await as("ada", "PUT", "/rights", { rights: next }))).toMatchObject({
      status: 403,
      code: "not-a-holder",
      whoMay: [{ email: "gov@example.org" }],
    });
    const answer = await as("gov", "PUT", "/rights", { rights: next });
    expect(answer.status).toBe(200);
    expect(answer.as<{ warnings: unknown[] }>().warnings).toContainEqual(
      expect.objectContaining({ code: "pool-too-small", decision: "template.publish" }),
    );
    expect(await entries.last("rights.changed")).toMatchObject({
      by: { rule: "holds-right", role: "governance", grant: [expect.any(String)] },
      payload: { version: 2 },
    });
  });

  test("is warned of places that the same few people would have to fill, and never closes behind itself so", async () => {
    const two = (decision: Decision, roles: string[]): RightsRow => ({
      decision,
      slots: roles.map((role) => ({ roles: [role], count: 1 })),
    });
    // Each role has somebody, but gov is alone in one and in the other.
    await world.role("audit", ["gov"]);
    const body = { rights: [...table, two("component.register", ["governance", "audit"])] };
    const answer = await as("gov", "POST", "/rights/difference", body);
    expect(answer.as<{ warnings: { message: string }[] }>().warnings).toContainEqual({
      code: "pool-too-small",
      decision: "component.register",
      message:
        "component.register asks for one governance, and one audit, but too few different people hold these roles.",
    });
    const closed = [
      table[1] ?? row("release.create", "security"),
      two("rights.change", ["governance", "audit"]),
    ];
    expect(problemOf(await as("gov", "PUT", "/rights", { rights: closed }))).toMatchObject({
      status: 409,
      detail: expect.stringContaining("Nobody could ever change this table again") as string,
    });
  });

  test("is not changed by who read another version, nor into what it is", async () => {
    const read = await as("gov", "GET", "/rights");
    const tag = read.headers.get("etag") ?? "";
    const { rights } = read.as<{ rights: RightsRow[] }>();
    expect(problemOf(await as("gov", "PUT", "/rights", { rights }, { "if-match": tag }))).toMatchObject({
      status: 409,
      code: "conflict",
    });
    const changed = { rights: [...rights, row("hold.place", "security")] };
    expect(
      problemOf(await as("gov", "PUT", "/rights", changed, { "if-match": '"sha256:old"' })),
    ).toMatchObject({ status: 412, code: "precondition-failed" });
    expect(problemOf(await as("gov", "PUT", "/rights", changed, { "if-match": "W/old" }))).toMatchObject({
      status: 422,
    });
    expect((await as("gov", "PUT", "/rights", changed, { "if-match": tag })).status).toBe(200);
  });

  test("names only roles that are there, and no quorum for stopping; each fault with its path", async () => {
    const wrong = {
      rights: [
        row("rights.change", "governance"),
        row("hold.place", "nobody"),
        row("gate.veto", "security", 2),
      ],
    };
    expect(problemOf(await as("gov", "PUT", "/rights", wrong))).toMatchObject({
      status: 422,
      field: "/rights/2/slots",
    });
    const unknown = { rights: [row("rights.change", "governance"), row("hold.place", "nobody")] };
    expect(problemOf(await as("gov", "PUT", "/rights", unknown))).toMatchObject({
      status: 422,
      field: "/rights/1/slots/0/roles/0",
    });
    expect(
      problemOf(
        await as("gov", "PUT", "/rights", { rights: [{ ...row("hold.place", "security"), when: 1 }] }),
      ),
    ).toMatchObject({ status: 422, field: "/rights/0/when" });
  });

  test("keeps its past", async () => {
    const rows = await world.kernel.db.prisma.rightsVersion.findMany({ orderBy: { version: "asc" } });
    expect(rows.map(({ version, validTo }) => [version, validTo === null])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
  });
});

describe("pools", () => {
  beforeEach(async () => {
    await start();
    await setUp();
    return () => world.close();
  });

  test("of a team with a lead are changed by that lead alone", async () => {
    const body = { pool: ["team:security", "bob@example.org"] };
    for (const name of ["ada", "gov", "sam", "bob"]) {
      expect(problemOf(await as(name, "PUT", "/roles/security/pool", body))).toMatchObject({
        status: 403,
        code: "not-a-holder",
        whoMay: [{ email: "lea@example.org" }],
      });
    }
    expect((await as("lea", "PUT", "/roles/security/pool", body)).status).toBe(200);
    expect((await poolOf("security"))?.holders.map(({ email }) => email)).toEqual([
      "bob@example.org",
      "lea@example.org",
      "sam@example.org",
    ]);
    expect(await entries.last("pool.changed")).toMatchObject({
      by: { rule: "team-lead" },
      payload: { added: { people: [expect.any(String)], teams: [] }, removed: { people: [], teams: [] } },
    });
  });

  test("with no lead are changed by who holds rights.change", async () => {
    const body = { pool: ["team:ops", "bob@example.org", "sam@example.org"] };
    expect(problemOf(await as("ada", "PUT", "/roles/on-call/pool", body))).toMatchObject({
      status: 403,
      whoMay: [{ email: "gov@example.org" }],
    });
    expect((await as("gov", "PUT", "/roles/on-call/pool", body)).status).toBe(200);
  });

  test("are entered by nobody of their own doing: not by name", async () => {
    const answer = await as("gov", "PUT", "/roles/on-call/pool", { pool: ["team:ops", "gov@example.org"] });
    expect(problemOf(answer)).toMatchObject({ status: 403, code: "separation-of-duties" });
  });

  test("nor by a team one is in", async () => {
    await world.team("gov-team", [{ name: "gov" }]);
    const answer = await as("gov", "PUT", "/roles/on-call/pool", { pool: ["team:ops", "team:gov-team"] });
    expect(problemOf(answer)).toMatchObject({ status: 403, code: "separation-of-duties" });
  });

  test("nor by entering a team once it is in a pool", async () => {
    const body = (email: string) => ({ email });
    expect(problemOf(await as("gov", "POST", "/teams/ops/members", body("gov@example.org")))).toMatchObject({
      status: 403,
      code: "separation-of-duties",
    });
    expect(problemOf(await as("ada", "POST", "/teams/ops/members", body("ada@example.org")))).toMatchObject({
      status: 403,
      code: "not-a-holder",
    });
    expect(
      problemOf(await as("ada", "POST", "/teams/security/members", body("ada@example.org"))),
    ).toMatchObject({ status: 403, code: "not-a-holder" });
    expect((await as("gov", "POST", "/teams/ops/members", body("sam@example.org"))).status).toBe(200);
    expect(await entries.last("team.member-added")).toMatchObject({
      payload: { team: "ops", inPool: true },
      after: "member",
      by: { role: "governance" },
    });
  });

  test("nor by making a role with oneself in it", async () => {
    await world.team("admins", [{ name: "ada" }]);
    expect(
      problemOf(await as("ada", "POST", "/roles", { key: "mine", title: "Mine", pool: ["ada@example.org"] })),
    ).toMatchObject({ status: 403, code: "separation-of-duties" });
    expect(
      problemOf(await as("ada", "POST", "/roles", { key: "mine", title: "Mine", pool: ["team:admins"] })),
    ).toMatchObject({ status: 403, code: "separation-of-duties" });
    expect(
      (await as("ada", "POST", "/roles", { key: "support", title: "Support", pool: ["bob@example.org"] }))
        .status,
    ).toBe(201);
    expect(problemOf(await as("ada", "POST", "/roles", { key: "support", title: "Support" }))).toMatchObject({
      status: 409,
    });
    expect(problemOf(await as("bob", "POST", "/roles", { key: "other", title: "Other" }))).toMatchObject({
      status: 403,
      code: "access-level",
    });
  });

  test("nor by making oneself the lead", async () => {
    expect(
      problemOf(await as("sam", "POST", "/teams/security/members", { email: "sam@example.org", lead: true })),
    ).toMatchObject({ status: 403 });
    expect(
      problemOf(await as("olga", "POST", "/teams/ops/members", { email: "olga@example.org", lead: true })),
    ).toMatchObject({ status: 403 });
    expect(
      (await as("lea", "POST", "/teams/security/members", { email: "sam@example.org", lead: true })).status,
    ).toBe(200);
    expect(await entries.last("team.member-changed")).toMatchObject({ before: "member", after: "lead" });
  });

  test("lose a lead's hand when the lead is disabled", async () => {
    expect((await as("ada", "POST", "/people/lea@example.org/disable")).status).toBe(200);
    expect(problemOf(await as("ada", "PUT", "/roles/security/pool", { pool: [] }))).toMatchObject({
      status: 403,
      whoMay: [{ email: "gov@example.org" }],
    });
    expect(
      (await as("gov", "PUT", "/roles/security/pool", { pool: ["team:security", "bob@example.org"] })).status,
    ).toBe(200);
  });

  test("are left by anybody who wants to", async () => {
    expect((await as("sam", "DELETE", "/teams/security/members/sam@example.org")).status).toBe(204);
    expect(await entries.last("team.member-removed")).toMatchObject({
      by: { rule: "own" },
      before: "member",
      payload: { inPool: true },
    });
    expect(problemOf(await as("sam", "DELETE", "/teams/security/members/lea@example.org"))).toMatchObject({
      status: 403,
    });
    expect(problemOf(await as("lea", "DELETE", "/teams/security/members/sam@example.org"))).toMatchObject({
      status: 404,
    });
  });

  test("take people and teams that are there and enabled, each once", async () => {
    await as("ada", "POST", "/people/sam@example.org/disable");
    for (const [pool, field] of [
      [["nobody@example.org"], "/pool/0"],
      [["team:none"], "/pool/0"],
      [["sam@example.org"], "/pool/0"],
      [["team:ops", "team:ops"], "/pool/1"],
      [["rota:x"], "/pool/0"],
      [["bob"], "/pool/0"],
    ] as const) {
      expect(problemOf(await as("gov", "PUT", "/roles/on-call/pool", { pool }))).toMatchObject({
        status: 422,
        field,
      });
    }
    expect(problemOf(await as("gov", "PUT", "/roles/none/pool", { pool: [] }))).toMatchObject({
      status: 404,
    });
    expect(
      problemOf(await as("gov", "PUT", "/roles/on-call/pool", { pool: ["bob@example.org", "team:ops"] })),
    ).toMatchObject({ status: 409 });
  });

  test("take the role away from who leaves them", async () => {
    const may = async () => {
      const organisation = await loadOrganisation(world.kernel.db.prisma, world.clock.now());
      return canInOrganisation(organisation, await world.actor("sam"), "release.create").allowed;
    };
    expect(await may()).toBe(true);
    await as("lea", "DELETE", "/teams/security/members/sam@example.org");
    expect(await may()).toBe(false);
  });
});

describe("a team in no pool", () => {
  beforeAll(async () => {
    await start();
    await setUp();
  });
  afterAll(() => world.close());

  test("is made by an admin and changed by an admin or its lead", async () => {
    expect(problemOf(await as("bob", "POST", "/teams", { key: "new", title: "New" }))).toMatchObject({
      status: 403,
      code: "access-level",
    });
    const made = await as("ada", "POST", "/teams", {
      key: "new",
      title: "New",
      members: [{ email: "bob@example.org", lead: true }],
    });
    expect(made.status).toBe(201);
    expect(await entries.last("team.created")).toMatchObject({
      payload: { key: "new", members: [{ lead: true }] },
    });
    expect((await as("bob", "POST", "/teams/new/members", { email: "sam@example.org" })).status).toBe(200);
    expect((await as("ada", "POST", "/teams/new/members", { email: "olga@example.org" })).status).toBe(200);
    expect(
      problemOf(await as("sam", "POST", "/teams/new/members", { email: "gov@example.org" })),
    ).toMatchObject({
      status: 403,
      whoMay: [{ email: "ada@example.org" }, { email: "bob@example.org" }],
    });
    expect(
      problemOf(await as("ada", "POST", "/teams/new/members", { email: "olga@example.org" })),
    ).toMatchObject({ status: 409 });
    expect(
      problemOf(await as("ada", "POST", "/teams/new/members", { email: "nobody@example.org" })),
    ).toMatchObject({ status: 422, field: "/email" });
    expect(
      problemOf(await as("ada", "POST", "/teams/none/members", { email: "sam@example.org" })),
    ).toMatchObject({ status: 404 });
    expect(problemOf(await as("ada", "POST", "/teams", { key: "new", title: "New" }))).toMatchObject({
      status: 409,
    });
    const twice = {
      key: "other",
      title: "Other",
      members: [{ email: "bob@example.org" }, { email: "BOB@example.org" }],
    };
    expect(problemOf(await as("ada", "POST", "/teams", twice))).toMatchObject({
      status: 422,
      field: "/members/1/email",
    });
  });
});

describe("the set-up", () => {
  test("makes the first table and pools, and decides nothing once there is a table", async () => {
    await start();
    await setUp();
    await expect(world.rights([...table, row("hold.place", "security")])).rejects.toMatchObject({
      code: "people-only",
    });
    await world.close();
  });
});
