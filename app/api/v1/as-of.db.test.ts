import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestAnswer, type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { exposureActs } from "@/lib/testing/laddered";
import { releaseActs } from "@/lib/testing/release-acts";
import { rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import type { SampleRelease } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";

let world: World;
let api: TestApi;
let release: SampleRelease;
let time = 0;
const tokens = new Map<string, string>();

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  time = world.clock.now().getTime();
  world.kernel.clock = { now: () => new Date(time) };
  api = testApi(world.kernel);
  release = await world.release({ slug: "shown" });
  await world.template(rollingTemplate, "cora");
  await rollbackActs(() => world).declare();
}, 60_000);
afterAll(() => world.close());

async function send(by: string, method: string, path: string, body?: unknown): Promise<TestAnswer> {
  const token = tokens.get(by) ?? (await world.tokenOf(by));
  tokens.set(by, token);
  return api.request(method, path, { token, body });
}

async function ok(by: string, method: string, path: string, body?: unknown): Promise<TestAnswer> {
  const answer = await send(by, method, path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer;
}

const minute = 60_000;
const pass = (ms = minute) => void (time += ms);
const asOf = (at: number) => `at=${new Date(at).toISOString()}`;

interface Right {
  decision: string;
  rows: { source: string; holds: boolean }[];
  now: { alone: { name: string; role: string | null; since: string | null; grant: string[] }[] } | null;
}
const rightIn = (answer: TestAnswer, decision: string) =>
  answer.as<{ items: Right[] }>().items.find((each) => each.decision === decision);

describe("a release as of a past moment", () => {
  it("is answered by each of its addresses as it was answered then", async () => {
    const shown = await world.release({ slug: "going", template: "rolling" });
    const { increase, confirm } = exposureActs(() => world);
    const read = async (query = "") => {
      const of = `/releases/${shown.slug}`;
      const paths = [
        of,
        `${of}/rights`,
        `${of}/gates`,
        `${of}/gates/healthy`,
        `${of}/criteria`,
        `${of}/plan`,
        `${of}/rollback-plan`,
      ];
      paths.push(
        `${of}/dates`,
        `${of}/roles`,
        `${of}/exposure`,
        `${of}/obligations`,
        `${of}/concerns`,
        `${of}/checks`,
      );
      paths.push(`${of}/rollbacks`, `${of}/drills`, `${of}/breaches`, "/rights");
      const told: Record<string, unknown> = {};
      for (const path of paths) told[path] = (await ok("mia", "GET", `${path}${query}`)).body;
      return told;
    };
    const acts: (() => Promise<unknown>)[] = [
      () => ok("mia", "POST", "/releases/going/concerns", { text: "Nobody speaks of the night." }),
      async () => (await increase(shown, 5))(),
      () => confirm(shown, 5),
      () => ok("ed", "POST", "/releases/going/rollbacks", { severity: "sev2", reason: "Answers are wrong." }),
      () => ok("cora", "PUT", "/releases/going/plan", { performance: "fast" }),
      () => ok("cora", "POST", "/releases/going/holds", { reason: "Wait." }),
      () =>
        ok("cora", "POST", "/releases/going/checks", {
          name: "schema",
          bundleDigest: shown.candidate,
          status: "passed",
        }),
      () => ok("cora", "PUT", "/roles/engineer/pool", { pool: [world.emailOf("eve")] }),
    ];
    const then = new Map<number, Record<string, unknown>>();
    for (const act of acts) {
      pass();
      await act();
      then.set(time, await read());
    }
    pass();
    await ok("cora", "PUT", "/roles/engineer/pool", { pool: ["ed", "eve"].map(world.emailOf) });
    pass();
    for (const [at, told] of then) {
      const again = await read(`?${asOf(at)}`);
      for (const [path, body] of Object.entries(told)) {
        const moment = new Date(at).toISOString();
        // What the caller can do is told of now alone, and how traffic was split is not kept.
        const other =
          path === "/releases/going"
            ? { at: moment, abilities: null }
            : path.endsWith("going/rights")
              ? { at: moment }
              : path.endsWith("criteria")
                ? { split: null }
                : {};
        expect({ at, [path]: again[path] }).toEqual({ at, [path]: { ...(body as object), ...other } });
      }
    }
  });

  it("says who could have decided what, by which rule and which grant", async () => {
    const { prisma } = world.kernel.db;
    const before = time;
    pass();
    await ok("cora", "PUT", "/releases/shown/roles", { roles: { security: [] } });
    pass();
    const now = await ok("mia", "GET", "/releases/shown/rights");
    expect(rightIn(now, "requirement.waive")?.now).toMatchObject({ alone: [] });
    const then = rightIn(
      await ok("mia", "GET", `/releases/shown/rights?${asOf(before)}`),
      "requirement.waive",
    );
    expect(then).toMatchObject({
      rows: [{ source: "template", holds: true }],
      now: { alone: [{ name: "sid", role: "security" }] },
    });
    const [sid] = then?.now?.alone ?? [];
    const assigned = await prisma.roleAssignment.findFirstOrThrow({
      where: { roleKey: "security", release: { slug: "shown" } },
    });
    const pooled = await prisma.poolEntry.findFirstOrThrow({ where: { roleKey: "security" } });
    expect(sid?.grant).toEqual([assigned.id, pooled.id]);
    expect(sid?.since).toBe(assigned.validFrom.toISOString());
    const table = (await ok("mia", "GET", `/rights?${asOf(before)}`)).as<{ deciders: Right[] }>();
    expect(table.deciders.find(({ decision }) => decision === "release.create")?.now?.alone).toMatchObject([
      { name: "cora", role: "release-champion" },
      { name: "cy" },
    ]);
  });

  it("counts a signature that stopped counting since, and does not one that came later", async () => {
    const { sign } = releaseActs(() => world);
    const slotsAt = async (query = "") => {
      const gate = await ok("mia", "GET", `/releases/shown/gates/ready-to-go${query}`);
      const [requirement] = gate.as<{
        requirements: { slots: { filledBy: { person: { name: string } }[] }[] }[];
      }>().requirements;
      return requirement?.slots.map(({ filledBy }) => filledBy.map(({ person }) => person.name));
    };
    const empty = time;
    pass();
    await sign(release, "rita", "reviewer");
    const signed = time;
    pass();
    await ok("cora", "PUT", "/releases/shown/roles", { roles: { reviewer: [world.emailOf("rob")] } });
    expect(await slotsAt()).toEqual([[], []]);
    expect(await slotsAt(`?${asOf(signed)}`)).toEqual([[], ["rita"]]);
    expect(await slotsAt(`?${asOf(signed - 1)}`)).toEqual([[], []]);
    expect(await slotsAt(`?${asOf(empty)}`)).toEqual([[], []]);
  });

  it("is seen by those who see it now, whoever saw it then", async () => {
    await world.release({
      slug: "hidden",
      restrictedTo: ["mia"],
      roles: { security: ["sid"], "release-champion": ["cora"] },
    });
    const before = time;
    pass();
    await ok("cora", "PUT", "/releases/hidden/roles", {
      roles: { security: [], engineer: [world.emailOf("ed")] },
    });
    pass();
    for (const path of [
      "/releases/hidden",
      "/releases/hidden/gates",
      "/releases/hidden/rights",
      "/releases/hidden/criteria",
    ]) {
      expect((await send("sid", "GET", `${path}?${asOf(before)}`)).status).toBe(404);
      expect((await send("lea", "GET", `${path}?${asOf(before)}`)).status).toBe(404);
      expect((await send("ed", "GET", `${path}?${asOf(before)}`)).status).toBe(200);
      expect((await send("mia", "GET", `${path}?${asOf(before)}`)).status).toBe(200);
    }
  });

  it("is refused for no moment, one to come, and one before it was created, which says so", async () => {
    const { createdAt } = await world.kernel.db.prisma.release.findUniqueOrThrow({
      where: { slug: "shown" },
    });
    for (const path of [
      "/releases/shown",
      "/releases/shown/gates",
      "/releases/shown/gates/ready-to-go",
      "/releases/shown/criteria",
      "/releases/shown/rights",
    ]) {
      for (const at of [
        "yesterday",
        "2026-11-26",
        "2026-13-01T00:00:00Z",
        "2026-11-26T10:00:00",
        new Date(time + 1).toISOString(),
      ])
        expect((await send("mia", "GET", `${path}?at=${encodeURIComponent(at)}`)).status, at).toBe(422);
      const early = await send("mia", "GET", `${path}?${asOf(createdAt.getTime() - 1)}`);
      expect(early.status).toBe(404);
      expect(early.as<{ detail: string }>().detail).toContain(`was created at ${createdAt.toISOString()}`);
      expect((await send("mia", "GET", `${path}?${asOf(createdAt.getTime())}`)).status).toBe(200);
      const offset = new Date(createdAt.getTime() + 7_200_000).toISOString().replace("Z", "+02:00");
      expect((await send("mia", "GET", `${path}?at=${encodeURIComponent(offset)}`)).status).toBe(200);
    }
    expect((await send("mia", "GET", `/rights?${asOf(time + 1)}`)).status).toBe(422);
    expect((await send("mia", "GET", `/rights?at=2001-01-01T00:00:00Z`)).status).toBe(404);
  });
});
