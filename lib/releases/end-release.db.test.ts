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

describe("holds", () => {
  it("stand until they are lifted with a reason", async () => {
    const slug = await started();
    const { id } = await world.ok<{ id: string }>("champ", "POST", `/releases/${slug}/holds`, {
      reason: "Audio is choppy",
    });
    expect(await lastEntry()).toMatchObject({ type: "hold.placed", subjects: { hold: id } });
    expect(JSON.stringify(await lastEntry())).not.toContain("choppy");
    expect((await detail(slug)).holds).toMatchObject([{ id, reason: "Audio is choppy", placedBy: "champ" }]);
    const path = `/releases/${slug}/holds/${id}/lift`;
    expect(await world.refused("champ", "POST", path, {})).toMatchObject({ status: 422, field: "/reason" });
    expect(await world.refused("sec", "POST", path, { reason: "fine" })).toMatchObject({ status: 403 });
    await world.ok("champ", "POST", path, { reason: "It was the cable" });
    expect((await detail(slug)).holds).toEqual([]);
    expect(await world.refused("champ", "POST", path, { reason: "again" })).toMatchObject({ status: 409 });
    const other = await started();
    expect(
      await world.refused("champ", "POST", `/releases/${other}/holds/${id}/lift`, { reason: "x" }),
    ).toMatchObject({ status: 404 });
    expect(
      await world.refused("champ", "POST", `/releases/${other}/holds/nonsense/lift`, { reason: "x" }),
    ).toMatchObject({ status: 404 });
  });
});

describe("ending", () => {
  it("cancels a draft, and nothing changes it any more", async () => {
    const slug = await draft();
    expect(
      await world.ok("champ", "POST", `/releases/${slug}/complete`, {
        outcome: "cancelled",
        reason: "No need",
      }),
    ).toEqual({ slug, state: "cancelled" });
    expect(await lastEntry()).toMatchObject({
      type: "release.cancelled",
      before: "draft",
      after: "cancelled",
    });
    for (const [method, path, body] of [
      ["POST", "start", {}],
      ["PUT", "plan", {}],
      ["PUT", "roles", { roles: {} }],
      ["POST", "holds", { reason: "x" }],
      ["POST", "complete", { outcome: "cancelled" }],
    ] as const)
      expect(await world.refused("champ", method, `/releases/${slug}/${path}`, body)).toMatchObject({
        status: 409,
        code: "release-not-active",
      });
  });

  it("is not completed before its last stage, nor rolled back without a rollback", async () => {
    const slug = await started();
    expect(
      await world.refused("champ", "POST", `/releases/${slug}/complete`, { outcome: "completed" }),
    ).toMatchObject({ status: 409, code: "conflict" });
    expect(
      await world.refused("champ", "POST", `/releases/${slug}/complete`, { outcome: "rolled-back" }),
    ).toMatchObject({ status: 409 });
    expect(
      await world.refused("champ", "POST", `/releases/${slug}/complete`, { outcome: "fine" }),
    ).toMatchObject({ status: 422, field: "/outcome" });
  });

  it("is completed once its gates were passed, and its candidate is live", async () => {
    const slug = await started();
    const { digest } = await world.register("silero-vad", { code: `goes live with ${slug}` });
    await world.ok("champ", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
    await sign(slug);
    await world.ok("champ", "POST", `/releases/${slug}/stages/evaluate/advance`, {});
    expect((await detail(slug)).stages.map(({ status }) => status)).toEqual(["passed", "current"]);
    await world.ok("champ", "POST", `/releases/${slug}/complete`, { outcome: "completed" });
    expect(await lastEntry()).toMatchObject({
      type: "release.completed",
      payload: { live: { "silero-vad": { after: digest } } },
    });
    expect(await world.ok("champ", "GET", "/components/silero-vad")).toMatchObject({ live: digest });
    expect((await detail(slug)).stages.map(({ status }) => status)).toEqual(["passed", "passed"]);
  });

  it("waits for content that changed behind a passed gate", async () => {
    const slug = await started();
    const first = await world.register("silero-vad", { code: `first of ${slug}` });
    await world.ok("champ", "POST", `/releases/${slug}/candidate`, {
      component: "silero-vad",
      digest: first.digest,
    });
    await sign(slug);
    await world.ok("champ", "POST", `/releases/${slug}/stages/evaluate/advance`, {});
    const { id } = await world.ok<{ id: string }>("champ", "POST", `/releases/${slug}/holds`, {
      reason: "look again",
    });
    const second = await world.register("silero-vad", { code: `second of ${slug}` });
    await world.ok("champ", "POST", `/releases/${slug}/candidate`, {
      component: "silero-vad",
      digest: second.digest,
    });
    const lift = await world.refused("champ", "POST", `/releases/${slug}/holds/${id}/lift`, {
      reason: "looked",
    });
    expect(lift).toMatchObject({ status: 409, code: "subject-changed" });
    await world.ok("champ", "POST", `/releases/${slug}/stages/evaluate/reopen`, { reason: "sign anew" });
    expect((await detail(slug)).stages.map(({ status }) => status)).toEqual(["reopened", "upcoming"]);
    await world.ok("champ", "POST", `/releases/${slug}/holds/${id}/lift`, { reason: "looked" });
  });
});

/** The technical lead signs and security acknowledges. */
async function sign(slug: string): Promise<void> {
  const gate = await world.ok<{ requirements: { key: string; subjectDigest: string }[] }>(
    "lead",
    "GET",
    `/releases/${slug}/gates/reviewed`,
  );
  const digestOf = (key: string) => gate.requirements.find((each) => each.key === key)?.subjectDigest;
  const item = {
    requirement: "looked-at",
    role: "technical-lead",
    vote: "approve",
    subjectDigest: digestOf("looked-at"),
  };
  await world.ok("lead", "POST", `/releases/${slug}/gates/reviewed/votes`, item);
  const read = { requirement: "read", role: "security", subjectDigest: digestOf("read") };
  await world.ok("sec", "POST", `/releases/${slug}/gates/reviewed/acknowledgements`, read);
}
