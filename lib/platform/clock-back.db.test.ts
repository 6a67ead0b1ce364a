import { beforeEach, describe, expect, it } from "vitest";
import { createToken } from "@/lib/identity/create-token";
import { disablePerson } from "@/lib/identity/disable-person";
import { enablePerson } from "@/lib/identity/enable-person";
import { changePool } from "@/lib/policy/change-pool";
import { changeRights } from "@/lib/policy/change-rights";
import { assignRoles } from "@/lib/releases/assign-roles";
import { liftHold } from "@/lib/releases/lift-hold";
import { placeHold } from "@/lib/releases/place-hold";
import { getRelease } from "@/lib/releases/queries";
import { setCandidate } from "@/lib/releases/set-candidate";
import { testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import type { SampleRelease } from "@/lib/testing/release";
import { advanced, releaseActs, stays } from "@/lib/testing/release-acts";
import { makeWorld, tableFor, type World } from "@/lib/testing/world";

let world: World;
let release: SampleRelease;
const { gateOf, sign, signing, advancing, courseOf, entriesOn } = releaseActs(() => world);

beforeEach(async () => {
  world = await makeWorld((await testDatabase()).url);
  release = await world.release({ slug: "one" });
  return () => world.close();
});

const hourBack = (): void => world.clock.shift(-3_600_000);
const by = async (name: string) => world.call(await world.actor(name));
const ready = async (): Promise<void> => {
  await sign(release, "ed", "engineer");
  await sign(release, "rita", "reviewer");
};
const advance = async () => (await advancing(release))(world.kernel);
const reviewers = async (names: string[]) =>
  assignRoles.execute(
    world.kernel,
    { release: release.slug, roles: { reviewer: names.map(world.emailOf) } },
    await by("cora"),
  );

describe("a clock that goes back an hour", () => {
  it("leaves a hold in force, and one that was lifted lifted", async () => {
    await ready();
    const { id } = await placeHold.execute(
      world.kernel,
      { release: release.slug, reason: "Wait." },
      await by("cora"),
    );
    hourBack();
    await expect(advance()).rejects.toMatchObject({ code: "on-hold" });
    await liftHold.execute(
      world.kernel,
      { release: release.slug, hold: id, reason: "Go." },
      await by("cora"),
    );
    hourBack();
    await advance();
    expect(await courseOf(release)).toEqual(advanced);
  });

  it("leaves a veto in force", async () => {
    await ready();
    await (
      await signing(release, { by: "sid", role: "security", vote: "reject" })
    )(world.kernel);
    hourBack();
    expect((await gateOf(release)).status).toBe("blocked");
    await expect(advance()).rejects.toMatchObject({ code: "gate-not-ready" });
    expect(await courseOf(release)).toEqual(stays);
  });

  it("leaves a role revoked, with the votes cast in it", async () => {
    await ready();
    await reviewers(["rob"]);
    hourBack();
    expect((await gateOf(release)).status).toBe("open");
    await expect(advance()).rejects.toMatchObject({ code: "gate-not-ready" });
    await expect(sign(release, "rita", "reviewer")).rejects.toMatchObject({ code: "not-a-holder" });
  });

  it("leaves somebody out of a pool, with the votes cast by it", async () => {
    await ready();
    await changePool.execute(
      world.kernel,
      { role: "reviewer", pool: [world.emailOf("rob")] },
      await by("cora"),
    );
    hourBack();
    expect((await gateOf(release)).status).toBe("open");
    await expect(advance()).rejects.toMatchObject({ code: "gate-not-ready" });
    await expect(reviewers(["rita"])).rejects.toMatchObject({ code: "not-in-pool" });
  });

  it("leaves a person disabled, with their votes and credentials", async () => {
    await ready();
    const token = await world.tokenOf("rita");
    const rita = await by("rita");
    await disablePerson.execute(world.kernel, { person: world.emailOf("rita") }, await by("ada"));
    hourBack();
    const mine = { person: world.emailOf("rita"), name: "new", scopes: ["*"] };
    await expect(createToken.execute(world.kernel, mine, rita)).rejects.toMatchObject({
      code: "not-signed-in",
    });
    expect((await testApi(world.kernel).request("GET", "/me", { token })).status).toBe(401);
    expect((await gateOf(release)).status).toBe("open");
    await expect(advance()).rejects.toMatchObject({ code: "gate-not-ready" });
  });

  it("leaves the candidate and the stage as they are", async () => {
    await ready();
    await advance();
    const digest = await world.bundle(release.component, { code: "c9", "model-weights": "w9" }, "lea");
    await setCandidate.execute(
      world.kernel,
      { release: release.slug, component: release.component, digest },
      await by("cora"),
    );
    hourBack();
    const asked = { slug: release.slug, actor: world.system, now: world.clock.now() };
    const detail = await getRelease(world.kernel.db.prisma, asked);
    expect(detail).toMatchObject({ stage: "canary", state: "active" });
    expect(detail.components[0]?.to).toBe(digest);
    expect(detail.stages.map(({ status }) => status)).toEqual(["passed", "current"]);
    await expect(advance()).rejects.toMatchObject({ code: "conflict" });
  });

  it("leaves the table of rights as it is", async () => {
    const rights = tableFor("release-champion").filter(({ decision }) => decision !== "component.register");
    await changeRights.execute(world.kernel, { table: { rights } }, await by("cora"));
    hourBack();
    await expect(world.component("other", "owners", "cora")).rejects.toMatchObject({ code: "no-right" });
    const seen = await testApi(world.kernel).request("GET", "/rights", {
      token: await world.tokenOf("cora"),
    });
    expect(seen.as<{ version: number }>().version).toBe(2);
  });

  it("lets everybody go on, and what they sign counts", async () => {
    hourBack();
    await ready();
    expect((await gateOf(release)).status).toBe("ready");
    await advance();
    expect(await courseOf(release)).toEqual(advanced);
    await world.release({ slug: "two" });
    const times = (await entriesOn(release, "vote.cast")).map(({ at }) => at);
    expect([...times].sort()).toEqual(times);
  });

  it("does not bring a vote back when its role is given again", async () => {
    await ready();
    hourBack();
    await reviewers(["rob"]);
    await reviewers(["rita", "rob"]);
    expect((await gateOf(release)).status).toBe("open");
    await sign(release, "rita", "reviewer");
    expect((await gateOf(release)).status).toBe("ready");
  });

  it("does not bring the votes of somebody who was disabled back when they are enabled", async () => {
    await ready();
    hourBack();
    await disablePerson.execute(world.kernel, { person: world.emailOf("rita") }, await by("ada"));
    await enablePerson.execute(world.kernel, { person: world.emailOf("rita") }, await by("ada"));
    await changePool.execute(
      world.kernel,
      { role: "reviewer", pool: ["rita", "rob"].map(world.emailOf) },
      await by("cora"),
    );
    await reviewers(["rita", "rob"]);
    expect((await gateOf(release)).status).toBe("open");
  });
});
