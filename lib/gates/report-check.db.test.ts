import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeRelease, sampleOrganisation, type SampleRelease } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";

let world: World;
let api: TestApi;
let release: SampleRelease;
let machine: string;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await sampleOrganisation(world);
  api = testApi(world.kernel);
  release = await makeRelease(world, { slug: "checked" });
  machine = await world.machine("pipe", "owners", ["read", "checks:latency"], "ada");
});
afterAll(() => world.close());

const report = (token: string, body: Record<string, unknown>) =>
  api.request("POST", `/releases/${release.slug}/checks`, {
    token,
    body: { name: "latency", bundleDigest: release.candidate, status: "passed", ...body },
  });

describe("reporting a check", () => {
  it("keeps every attempt, the last one first, and records it", async () => {
    expect((await report(machine, { status: "failed", summary: "too slow" })).status).toBe(200);
    expect((await report(machine, { evidence: { p95: 12 } })).status).toBe(200);
    const listed = await api.request("GET", `/releases/${release.slug}/checks?name=latency`, {
      token: machine,
    });
    expect(listed.as<{ items: { status: string }[] }>().items.map(({ status }) => status)).toEqual([
      "passed",
      "failed",
    ]);
    const entries = await world.kernel.db.prisma.ledgerEntry.findMany({
      where: { type: "check.reported" },
      orderBy: { ordinal: "asc" },
    });
    expect(entries.map((entry) => entry.actorKind)).toEqual(["machine", "machine"]);
    expect(Buffer.from(entries[0]?.bytes ?? []).toString()).not.toContain("too slow");
  });

  it("is refused to an author of the bundle, by whatever token", async () => {
    expect((await report(await world.tokenOf("lea"), {})).body).toMatchObject({
      code: "separation-of-duties",
    });
    expect((await report(await world.tokenOf("rita", ["checks:*"]), { name: "manual" })).status).toBe(200);
  });

  it("is refused for another check than the token's, and for a bundle that is not of the release", async () => {
    expect((await report(machine, { name: "fairness" })).body).toMatchObject({
      code: "scope-missing",
      status: 403,
    });
    const other = await report(machine, { bundleDigest: `sha256:${"0".repeat(64)}` });
    expect(other.body).toMatchObject({ code: "invalid-input", errors: [{ path: "/bundleDigest" }] });
  });
});
