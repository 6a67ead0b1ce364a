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

async function started(change: Record<string, unknown> = {}): Promise<string> {
  const slug = await draft(change);
  await world.ok("champ", "POST", `/releases/${slug}/start`);
  return slug;
}

const lastEntry = async () => (await world.entries()).at(-1);

describe("roles", () => {
  it("are replaced where they are named, and only there", async () => {
    const slug = await draft();
    await world.ok("champ", "PUT", `/releases/${slug}/roles`, {
      roles: { "technical-lead": ["lead@example.org"] },
    });
    const { roles } = await detail(slug);
    expect(roles["technical-lead"]).toEqual([{ kind: "person", name: "lead", email: "lead@example.org" }]);
    expect(roles["security"]).toHaveLength(1);
    const entry = await lastEntry();
    expect(entry).toMatchObject({ type: "roles.assigned" });
    expect(Object.keys(entry?.payload["given"] ?? {})).toEqual(["technical-lead"]);
    const { rows } = await world.kernel.db.pool.query(
      `SELECT a.ended FROM role_assignments a JOIN releases r ON r.id = a.release_id WHERE slug = $1 AND role_key = 'technical-lead' AND a.valid_to IS NOT NULL`,
      [slug],
    );
    expect(rows).toEqual([{ ended: "revoked" }]);
  });

  it("come from the pools alone, whoever assigns them", async () => {
    const slug = await draft();
    const path = `/releases/${slug}/roles`;
    const outside = await world.refused("champ", "PUT", path, { roles: { security: ["champ@example.org"] } });
    expect(outside).toMatchObject({ status: 422, code: "not-in-pool", field: "/roles/security/0" });
    expect(await world.refused("champ", "PUT", path, { roles: { astrologer: [] } })).toMatchObject({
      field: "/roles/astrologer",
    });
    expect(await world.refused("champ", "PUT", path, { roles: { "release-champion": [] } })).toMatchObject({
      status: 422,
    });
    expect(await world.refused("sec", "PUT", path, { roles: { security: [] } })).toMatchObject({
      status: 403,
    });
  });

  it("end the champion's rights with the role", async () => {
    const slug = await draft();
    await world.ok("champ", "PUT", `/releases/${slug}/roles`, {
      roles: { "release-champion": ["champ2@example.org"] },
    });
    expect(await world.refused("champ", "POST", `/releases/${slug}/start`)).toMatchObject({
      status: 403,
      code: "not-a-holder",
    });
    expect((await detail(slug)).champion).toMatchObject({ email: "champ2@example.org" });
  });
});

describe("starting", () => {
  it("pins baseline and rights, and begins at the first stage", async () => {
    const { digest } = await world.register("silero-vad", { code: "live" });
    await world.ok("keeper", "POST", "/components/silero-vad/live", { digest, reason: "served" });
    const slug = await started();
    expect(await lastEntry()).toMatchObject({
      type: "release.started",
      before: "draft",
      after: "active",
      payload: { baselines: { "silero-vad": digest } },
    });
    const next = await world.register("silero-vad", { code: "live 2" });
    await world.ok("keeper", "POST", "/components/silero-vad/live", {
      digest: next.digest,
      reason: "served",
    });
    const release = await detail(slug);
    expect(release).toMatchObject({
      state: "active",
      stage: "evaluate",
      rightsVersion: 1,
      components: [{ from: digest }],
    });
    expect(release.stages.map(({ status }) => status)).toEqual(["current", "upcoming"]);
    expect(await world.refused("champ", "POST", `/releases/${slug}/start`)).toMatchObject({ status: 409 });
  });

  it("names every place that nobody could fill", async () => {
    const slug = await draft({ roles: {} });
    const refusal = await world.refused("champ", "POST", `/releases/${slug}/start`);
    expect(refusal).toMatchObject({ status: 409, code: "conflict" });
    expect(refusal.blockers?.map(({ message }) => message)).toEqual([
      "Nobody holds technical-lead, asked for by reviewed/looked-at.",
      "Nobody holds security, asked for by reviewed/read.",
    ]);
  });
});

describe("the candidate", () => {
  it("is set by decision, and not twice", async () => {
    const slug = await started();
    const { digest } = await world.register("silero-vad", { code: `candidate of ${slug}` });
    const body = { component: "silero-vad", digest };
    expect(await world.refused("lead", "POST", `/releases/${slug}/candidate`, body)).toMatchObject({
      status: 403,
    });
    await world.ok("champ", "POST", `/releases/${slug}/candidate`, body);
    expect(await lastEntry()).toMatchObject({ type: "candidate.set", before: null, after: digest });
    expect(await world.refused("champ", "POST", `/releases/${slug}/candidate`, body)).toMatchObject({
      status: 409,
      code: "conflict",
    });
    const wrong = { component: "gateway", digest };
    expect(await world.refused("champ", "POST", `/releases/${slug}/candidate`, wrong)).toMatchObject({
      status: 422,
      field: "/component",
    });
    const ghost = { component: "silero-vad", digest: `sha256:${"0".repeat(64)}` };
    expect(await world.refused("champ", "POST", `/releases/${slug}/candidate`, ghost)).toMatchObject({
      status: 422,
      field: "/digest",
    });
  });

  it("stays while it has exposure", async () => {
    const slug = await started();
    await expose(slug, 5);
    const { digest } = await world.register("silero-vad", { code: "too late" });
    const refusal = await world.refused("champ", "POST", `/releases/${slug}/candidate`, {
      component: "silero-vad",
      digest,
    });
    expect(refusal).toMatchObject({ status: 409, code: "exposed" });
    expect(
      await world.refused("champ", "POST", `/releases/${slug}/complete`, { outcome: "cancelled" }),
    ).toMatchObject({ code: "exposed" });
    expect((await detail(slug)).abilities?.["candidate.set"]).toMatchObject({
      allowed: false,
      code: "exposed",
    });
  });
});

/** Exposure has no command yet; the rows are written as one would. */
async function expose(slug: string, percent: number): Promise<void> {
  const { pool } = world.kernel.db;
  const { rows } = await pool.query<{ release_id: string; state: string; stage_key: string; at: Date }>(
    `UPDATE release_versions v SET valid_to = GREATEST(valid_from, now()) FROM releases r
     WHERE r.id = v.release_id AND r.slug = $1 AND v.valid_to IS NULL RETURNING v.release_id, v.state, v.stage_key, v.valid_to AS at`,
    [slug],
  );
  const row = rows[0];
  await pool.query(
    `INSERT INTO release_versions (id, release_id, state, stage_key, exposure_percent, valid_from) VALUES (gen_random_uuid(), $1, $2, $3, $4, $5)`,
    [row?.release_id, row?.state, row?.stage_key, percent, row?.at],
  );
}

describe("documents", () => {
  it("get a version with each change, under the ETag that was read", async () => {
    const slug = await draft({ plan: { performance: "fast" } });
    const path = `/releases/${slug}/plan`;
    const read = await world.send("champ", "GET", path);
    const etag = read.headers.get("etag") ?? "";
    const changed = await world.send(
      "champ",
      "PUT",
      path,
      { performance: "faster", rollout: "slowly" },
      { headers: { "if-match": etag } },
    );
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ version: 2, changedParts: ["performance", "rollout"] });
    expect(await lastEntry()).toMatchObject({ type: "plan.changed", payload: { version: 2 } });
    expect(JSON.stringify(await lastEntry())).not.toContain("slowly");
    const late = await world.refused(
      "champ",
      "PUT",
      path,
      { performance: "fastest" },
      { headers: { "if-match": etag } },
    );
    expect(late).toMatchObject({ status: 412, code: "precondition-failed" });
    expect(await world.ok("champ", "PUT", path, { performance: "faster", rollout: "slowly" })).toMatchObject({
      version: 2,
      changedParts: [],
    });
    expect(await lastEntry()).toMatchObject({ type: "plan.confirmed" });
    expect(await world.ok("sec", "GET", `${path}?version=1`)).toMatchObject({
      version: 1,
      document: { performance: "fast" },
    });
    expect(await world.refused("sec", "GET", `${path}?version=7`)).toMatchObject({ status: 404 });
  });

  it("are refused with the path of what is wrong, and to who has no right", async () => {
    const slug = await draft();
    expect(await world.refused("champ", "PUT", `/releases/${slug}/plan`, { risk: [{}] })).toMatchObject({
      status: 422,
      field: "/risk/0/risk",
    });
    expect(
      await world.refused("champ", "PUT", `/releases/${slug}/criteria`, [{ kind: "hope" }]),
    ).toMatchObject({ status: 422 });
    expect(await world.refused("champ", "PUT", `/releases/${slug}/rollback-plan`, {})).toMatchObject({
      status: 422,
    });
    expect(await world.refused("sec", "PUT", `/releases/${slug}/plan`, {})).toMatchObject({ status: 403 });
  });

  it("take criteria as a list", async () => {
    const slug = await draft();
    const criterion = {
      key: "latency",
      kind: "threshold",
      metric: "p95",
      agg: "p95",
      window: "5m",
      step: "1m",
      severity: "warn",
      breach: {
        op: ">",
        value: "250",
      },
    };
    expect(await world.ok("champ", "PUT", `/releases/${slug}/criteria`, [criterion])).toMatchObject({
      version: 2,
      changedParts: ["criteria"],
    });
    expect(await world.ok("sec", "GET", `/releases/${slug}/criteria`)).toMatchObject({
      version: 2,
      document: [{ key: "latency" }],
    });
  });
});

describe("abilities", () => {
  it("say what each may do, by the rules that would refuse", async () => {
    const slug = await draft();
    const mine = (await detail(slug)).abilities;
    expect(mine?.["release.start"]).toEqual({ allowed: true });
    expect(mine?.["stage.advance"]).toMatchObject({ allowed: false, code: "release-not-active" });
    const theirs = (await detail(slug, "sec")).abilities;
    expect(theirs?.["release.start"]).toMatchObject({
      allowed: false,
      code: "not-a-holder",
      whoMay: [{ email: "champ@example.org" }],
    });
  });
});
