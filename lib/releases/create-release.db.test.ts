import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { testDatabase } from "@/lib/testing/database";
import { releaseBody } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import type { ReleaseDetail } from "./answers";

let world: ReleaseWorld;
let counter = 0;

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
});
afterAll(() => world.close());

const detail = (slug: string, by = "champ") => world.ok<ReleaseDetail>(by, "GET", `/releases/${slug}`);

/** A release as a draft; answers its slug. */
async function draft(change: Record<string, unknown> = {}): Promise<string> {
  counter += 1;
  const slug = `r-${counter}`;
  await world.ok("champ", "POST", "/releases", releaseBody(slug, change));
  return slug;
}

describe("creating a release", () => {
  it("makes a draft with champion, roles, plan and the template's documents", async () => {
    const { digest } = await world.register("silero-vad", { code: "first candidate" });
    const slug = await draft({
      components: [{ key: "silero-vad", to: digest }],
      objective: { problem: "Calls drop" },
      plan: { performance: "As fast as before" },
      targetDate: "2027-01-31",
    });
    const release = await detail(slug);
    expect(release).toMatchObject({
      state: "draft",
      stage: null,
      exposurePercent: 0,
      targetDate: "2027-01-31",
      template: { key: "model-release", version: 1 },
      champion: { email: "champ@example.org" },
      components: [{ key: "silero-vad", from: null, to: digest }],
      startedAt: null,
    });
    expect(Object.keys(release.roles).sort()).toEqual(["release-champion", "security", "technical-lead"]);
    expect(release.roles["technical-lead"]).toMatchObject([{ kind: "team", key: "speech" }]);
    expect(release.stages.map(({ status }) => status)).toEqual(["upcoming", "upcoming"]);
    const plan = await world.ok<{ version: number; document: object; changedBy: string }>(
      "sec",
      "GET",
      `/releases/${slug}/plan`,
    );
    expect(plan).toMatchObject({
      version: 1,
      document: { objective: { problem: "Calls drop" }, performance: "As fast as before" },
      changedBy: "champ",
    });
    expect(await world.ok("sec", "GET", `/releases/${slug}/rollback-plan`)).toMatchObject({
      version: 1,
      document: null,
      changedBy: "keeper",
    });
    const [created, candidate] = (await world.entries()).slice(-2);
    expect(created).toMatchObject({
      type: "release.created",
      payload: { slug },
      by: { role: "release-champion" },
    });
    expect(candidate).toMatchObject({ type: "candidate.set", after: digest });
    expect(JSON.stringify(created)).not.toContain("Calls drop");
    expect(JSON.stringify(created)).not.toContain("@example.org");
    const { rows } = await world.kernel.db.pool.query(
      `SELECT due_at FROM release_projections p JOIN releases r ON r.id = p.release_id WHERE slug = $1`,
      [slug],
    );
    expect(rows).toHaveLength(1);
  });

  it("is for holders of release.create alone", async () => {
    const refusal = await world.refused("sec", "POST", "/releases", releaseBody("nope"));
    expect(refusal).toMatchObject({ status: 403, code: "not-a-holder" });
    expect(refusal.whoMay?.map(({ email }) => email)).toEqual(["champ2@example.org", "champ@example.org"]);
  });

  const ghost = `sha256:${"0".repeat(64)}`;
  it.each([
    ["a reserved slug", { slug: "new" }, 422, "/slug"],
    ["a slug with capitals", { slug: "Release" }, 422, "/slug"],
    ["a template that is none", { template: { key: "ghost" } }, 422, "/template/key"],
    ["a version that is none", { template: { key: "model-release", version: 9 } }, 422, "/template/version"],
    ["a component that is none", { components: [{ key: "ghost" }] }, 422, "/components/0/key"],
    [
      "a component twice",
      { components: [{ key: "silero-vad" }, { key: "silero-vad" }] },
      422,
      "/components/1/key",
    ],
    ["no component", { components: [] }, 422, "/components"],
    [
      "a baseline that is none",
      { components: [{ key: "silero-vad", from: ghost }] },
      422,
      "/components/0/from",
    ],
    ["a candidate that is none", { components: [{ key: "silero-vad", to: ghost }] }, 422, "/components/0/to"],
    ["a champion that is nobody", { champion: "ghost@example.org" }, 422, "/champion"],
    ["a champion out of the pool", { champion: "sec@example.org" }, 422, "/champion"],
    ["a role that is none", { roles: { astrologer: ["sec@example.org"] } }, 422, "/roles/astrologer"],
    ["a person that is nobody", { roles: { security: ["ghost@example.org"] } }, 422, "/roles/security/0"],
    ["a team that is none", { roles: { security: ["team:ghost"] } }, 422, "/roles/security/0"],
    [
      "a person out of the pool",
      { roles: { security: ["sec@example.org", "lead@example.org"] } },
      422,
      "/roles/security/1",
    ],
    ["a team out of the pool", { roles: { security: ["team:speech"] } }, 422, "/roles/security/0"],
    ["a date that is none", { targetDate: "2026-02-30" }, 422, "/targetDate"],
    ["an unknown field", { colour: "red" }, 422, "/colour"],
    ["an unknown part of the plan", { plan: { horoscope: "good" } }, 422, "/plan/horoscope"],
    ["an objective twice", { objective: {}, plan: { objective: {} } }, 422, "/plan/objective"],
    ["a viewer that is nobody", { restrictedTo: ["ghost@example.org"] }, 422, "/restrictedTo/0"],
  ])("refuses %s with its path", async (_name, change, status, path) => {
    const refusal = await world.refused("champ", "POST", "/releases", releaseBody("refused", change));
    expect(refusal).toMatchObject({ status, field: path });
  });

  it("says of somebody out of the pool that it is so", async () => {
    const change = { roles: { security: ["lead@example.org"] } };
    expect(await world.refused("champ", "POST", "/releases", releaseBody("refused", change))).toMatchObject({
      code: "not-in-pool",
    });
  });

  it("takes each slug once", async () => {
    const slug = await draft();
    expect(await world.refused("champ", "POST", "/releases", releaseBody(slug))).toMatchObject({
      status: 409,
      field: "/slug",
    });
  });
});
