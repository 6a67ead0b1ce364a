import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, type Db } from "@/lib/platform/db";
import { testApi, type TestAnswer } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { releaseActs } from "@/lib/testing/release-acts";
import type { SampleRelease } from "@/lib/testing/release";
import { fingerprint } from "@/lib/testing/search/invariants";
import { makeWorld, type World } from "@/lib/testing/world";

let world: World;
let watch: Db;
let release: SampleRelease;
let current = "";
let old = "";
const tokens = new Map<string, string>();

beforeAll(async () => {
  const { url } = await testDatabase();
  world = await makeWorld(url);
  watch = connect(url, { role: null, max: 1 });
  release = await world.release({ slug: "one" });
  for (const name of ["cora", "ed", "sid", "ada", "lea"]) tokens.set(name, await world.tokenOf(name));
  for (const key of ["alpha", "beta", "gamma"]) await world.component(key, "owners", "cora");
  await ok("PUT", "/components/alpha", { ...record, dependsOn: ["beta"] });
  await ok("PUT", "/components/beta", { ...record, dependsOn: ["gamma"] });
  const { gateOf } = releaseActs(() => world);
  old = (await gateOf(release)).requirements[0]?.subjectDigest ?? "";
  const digest = await world.bundle(release.component, { "model-weights": "w2" }, "lea");
  await ok("POST", `/releases/one/candidate`, { component: release.component, digest });
  current = (await gateOf(release)).requirements[0]?.subjectDigest ?? "";
});
afterAll(async () => {
  await watch.close();
  await world.close();
});

const record = { title: "Component", kind: "model", owner: "owners" };
const nobody = "nobody@example.org";
const unknownDigest = `sha256:${"0".repeat(64)}`;

function request(method: string, path: string, body: unknown, by = "cora"): Promise<TestAnswer> {
  return testApi(world.kernel).request(method, path, { token: tokens.get(by), body });
}

async function ok(method: string, path: string, body: unknown): Promise<void> {
  const { status, body: answer } = await request(method, path, body);
  expect(status, JSON.stringify(answer)).toBeLessThan(300);
}

/** The path of the field at fault, or the code of a refusal for another reason, with the field where one is at fault. */
type Wrong = [what: string, request: string, body: unknown, end: string, by?: string];

const gate = "/releases/one/gates/ready-to-go";
const vote = () => ({ requirement: "reviewed", role: "engineer", vote: "approve", subjectDigest: current });
const delegation = (given: Record<string, string>) => ({
  role: "engineer",
  to: "mia@example.org",
  until: new Date(Date.now() + 86_400_000).toISOString(),
  reason: "Away.",
  ...given,
});
const draft = () => ({
  slug: "two",
  title: "Two",
  template: { key: "sample" },
  champion: "cora@example.org",
  components: [{ key: release.component }],
});
const slot = (role: string) => ({ roles: [role], count: 1 });

const wrongs = (): Wrong[] => [
  [
    "an unknown person in a new role's pool",
    "POST /roles",
    { key: "new", title: "New", pool: [nobody] },
    "/pool/0",
    "ada",
  ],
  ["an unknown team in a pool", "PUT /roles/engineer/pool", { pool: ["team:nobodies"] }, "/pool/0"],
  ["the pool of an unknown role", "PUT /roles/nothing/pool", { pool: [] }, "not-found"],
  [
    "an unknown person in a team",
    "POST /teams",
    { key: "new", title: "New", members: [{ email: "ed@example.org" }, { email: nobody }] },
    "/members/1/email",
    "ada",
  ],
  ["an unknown person added to a team", "POST /teams/owners/members", { email: nobody }, "/email", "ada"],
  [
    "an unknown owner of a machine",
    "POST /machines",
    { key: "new", title: "New", owner: "nobodies" },
    "/owner",
    "ada",
  ],
  [
    "an unknown role in the rights",
    "PUT /rights",
    { rights: [{ decision: "release.create", slots: [{ roles: ["release-champion", "ghost"], count: 1 }] }] },
    "/rights/0/slots/0/roles/1",
  ],
  [
    "an unknown decision in the rights",
    "PUT /rights",
    { rights: [{ decision: "release.launch", slots: [slot("engineer")] }] },
    "/rights/0/decision",
  ],
  [
    "an unknown role on a release",
    "PUT /releases/one/roles",
    { roles: { ghost: ["ed@example.org"] } },
    "/roles/ghost",
  ],
  [
    "an unknown person in a release's role",
    "PUT /releases/one/roles",
    { roles: { engineer: ["ed@example.org", nobody] } },
    "/roles/engineer/1",
  ],
  [
    "somebody outside the role's pool",
    "PUT /releases/one/roles",
    { roles: { security: ["ed@example.org"] } },
    "not-in-pool /roles/security/0",
  ],
  [
    "a release without a champion",
    "PUT /releases/one/roles",
    { roles: { "release-champion": [] } },
    "/roles/release-champion",
  ],
  ["a role that is not held", `POST ${gate}/votes`, { ...vote(), role: "reviewer" }, "not-a-holder", "ed"],
  ["a role that nobody knows", `POST ${gate}/votes`, { ...vote(), role: "ghost" }, "/role", "ed"],
  [
    "an acknowledgement in a role that nobody knows",
    "POST /releases/one/gates/informed/acknowledgements",
    { requirement: "told", role: "ghost", subjectDigest: unknownDigest },
    "/role",
    "ed",
  ],
  [
    "a digest that was current",
    `POST ${gate}/votes`,
    { ...vote(), subjectDigest: old },
    "subject-changed /subjectDigest",
    "ed",
  ],
  [
    "a digest that never was",
    `POST ${gate}/votes`,
    { ...vote(), subjectDigest: unknownDigest },
    "subject-changed /subjectDigest",
    "ed",
  ],
  [
    "a digest that is not current, vetoed",
    `POST ${gate}/votes`,
    { ...vote(), role: "security", vote: "reject", reason: "No.", subjectDigest: old },
    "subject-changed /subjectDigest",
    "sid",
  ],
  [
    "an unknown requirement",
    `POST ${gate}/votes`,
    { ...vote(), requirement: "nothing" },
    "/requirement",
    "ed",
  ],
  ["an unknown gate", "POST /releases/one/gates/nothing/votes", vote(), "not-found", "ed"],
  ["an unknown principal", `POST ${gate}/votes`, { ...vote(), onBehalfOf: nobody }, "/onBehalfOf", "ed"],
  [
    "a delegation by nobody's leave",
    `POST ${gate}/votes`,
    { ...vote(), onBehalfOf: "eve@example.org" },
    "not-a-holder",
    "ed",
  ],
  ["a delegation to nobody", "POST /delegations", delegation({ to: nobody }), "/to", "ed"],
  ["a delegation to oneself", "POST /delegations", delegation({ to: "ed@example.org" }), "/to", "ed"],
  ["a delegation of no role", "POST /delegations", delegation({ role: "ghost" }), "/role", "ed"],
  [
    "a delegation of another's role",
    "POST /delegations",
    delegation({ role: "reviewer" }),
    "not-a-holder",
    "ed",
  ],
  ["a delegation on no release", "POST /delegations", delegation({ release: "nothing" }), "not-found", "ed"],
  [
    "a delegation that is over",
    "POST /delegations",
    delegation({ until: "2020-01-01T00:00:00Z" }),
    "/until",
    "ed",
  ],
  [
    "a delegation from the past",
    "POST /delegations",
    delegation({ from: "2020-01-01T00:00:00Z" }),
    "/from",
    "ed",
  ],
  [
    "a delegation for ever",
    "POST /delegations",
    delegation({ until: "2099-01-01T00:00:00Z" }),
    "/until",
    "ed",
  ],
  ["the end of no delegation", "POST /delegations/nothing/revoke", {}, "not-found", "ed"],
  [
    "a refusal without a reason",
    `POST ${gate}/votes`,
    { ...vote(), vote: "needs-work" },
    "reason-required /reason",
    "ed",
  ],
  [
    "an acknowledgement of old content",
    "POST /releases/one/gates/informed/acknowledgements",
    { requirement: "told", role: "engineer", subjectDigest: unknownDigest },
    "subject-changed /subjectDigest",
    "ed",
  ],
  [
    "a waiver with an unknown owner",
    `POST ${gate}/waivers`,
    { requirement: "reviewed", reason: "Later.", expiresAt: "2099-01-01T00:00:00Z", owner: nobody },
    "/owner",
    "sid",
  ],
  [
    "a waiver that is over",
    `POST ${gate}/waivers`,
    {
      requirement: "reviewed",
      reason: "Later.",
      expiresAt: "2020-01-01T00:00:00Z",
      owner: "sid@example.org",
    },
    "/expiresAt",
    "sid",
  ],
  [
    "a candidate that nobody registered",
    "POST /releases/one/candidate",
    { component: release.component, digest: unknownDigest },
    "/digest",
  ],
  [
    "a candidate of a component that is not released",
    "POST /releases/one/candidate",
    { component: "alpha", digest: release.candidate },
    "/component",
  ],
  [
    "a check of an unknown bundle",
    "POST /releases/one/checks",
    { name: "x", bundleDigest: unknownDigest, status: "passed" },
    "/bundleDigest",
  ],
  [
    "a veto that is none",
    `POST ${gate}/votes/00000000-0000-7000-8000-000000000000/lift`,
    { reason: "Done." },
    "not-found",
    "sid",
  ],
  ["a hold that is none", "POST /releases/one/holds/nothing/lift", { reason: "Done." }, "not-found"],
  ["a stage that is none", "POST /releases/one/stages/nothing/advance", {}, "not-found"],
  ["an unknown template", "POST /releases", { ...draft(), template: { key: "nothing" } }, "/template/key"],
  [
    "an unknown version of a template",
    "POST /releases",
    { ...draft(), template: { key: "sample", version: 99 } },
    "/template/version",
  ],
  ["an unknown champion", "POST /releases", { ...draft(), champion: nobody }, "/champion"],
  [
    "an unknown component",
    "POST /releases",
    { ...draft(), components: [{ key: "alpha" }, { key: "nothing" }] },
    "/components/1/key",
  ],
  [
    "an unknown baseline",
    "POST /releases",
    { ...draft(), components: [{ key: "alpha", from: unknownDigest }] },
    "/components/0/from",
  ],
  ["an unknown viewer", "POST /releases", { ...draft(), restrictedTo: [nobody] }, "/restrictedTo/0"],
  ["a slug that is taken", "POST /releases", { ...draft(), slug: "one" }, "already-exists /slug"],
  [
    "a component of an unknown team",
    "POST /components",
    { key: "delta", ...record, owner: "nobodies" },
    "/owner",
  ],
  [
    "a dependency on nothing",
    "POST /components",
    { key: "delta", ...record, dependsOn: ["alpha", "nothing"] },
    "/dependsOn/1",
  ],
  ["a dependency on itself", "PUT /components/alpha", { ...record, dependsOn: ["alpha"] }, "/dependsOn/0"],
  ["a circle of dependencies", "PUT /components/gamma", { ...record, dependsOn: ["alpha"] }, "/dependsOn/0"],
  [
    "a live bundle that nobody registered",
    "POST /components/alpha/live",
    { digest: unknownDigest, reason: "So it is." },
    "/digest",
  ],
];

describe("what names something that is not there", () => {
  it("is refused with the field and the cause, and nothing is written", async () => {
    const slow = { pool: watch.pool, world };
    const before = await fingerprint(slow);
    for (const [what, asked, body, end, by] of wrongs()) {
      const [method = "", path = ""] = asked.split(" ");
      const answer = await request(method, path, body, by);
      const { code, status, detail, errors } = answer.as<{
        code: string;
        status: number;
        detail: string;
        errors?: { path: string }[];
      }>();
      const field = errors?.[0]?.path;
      const said =
        code === "invalid-input" ? field : [code, ...(field === undefined ? [] : [field])].join(" ");
      expect(said, `${what}: ${JSON.stringify(answer.body)}`).toBe(end);
      expect([403, 404, 409, 422], what).toContain(status);
      expect(detail.length, what).toBeGreaterThan(15);
    }
    expect(await fingerprint(slow)).toEqual(before);
  });
});
