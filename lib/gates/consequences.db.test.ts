import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addTeamMember } from "@/lib/identity/add-team-member";
import { disablePerson } from "@/lib/identity/disable-person";
import { removeTeamMember } from "@/lib/identity/remove-team-member";
import { changePool } from "@/lib/policy/change-pool";
import { testDatabase } from "@/lib/testing/database";
import { releaseActs } from "@/lib/testing/release-acts";
import type { SampleRelease } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { consequencesForPerson, consequencesForPool } from "./consequence-queries";
import type { ConsequencesAnswer } from "./consequence-schemas";

let world: World;
const { sign, gateOf, advancing } = releaseActs(() => world);

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "one" });
  await world.release({ slug: "alone", roles: { engineer: ["ed"] } });
  await world.release({ slug: "hidden", restrictedTo: ["cora"] });
  await world.release({ slug: "two", roles: { engineer: ["ed"], reviewer: ["rob"] } });
});
afterAll(() => world.close());

const db = () => world.kernel.db.prisma;
const asked = async (by = "ada") => ({ actor: await world.actor(by), now: world.clock.now() });
const on = (found: ConsequencesAnswer, slug: string) => found.releases.find((each) => each.slug === slug);

describe("what would follow", () => {
  it("from disabling somebody is what then follows: votes stop, what was met opens, roles are gone", async () => {
    const release = sampleOf("one");
    await sign(release, "ed", "engineer");
    await sign(release, "rita", "reviewer");
    expect((await gateOf(release)).status).toBe("ready");
    const ledger = await db().ledgerEntry.count();

    const found = await consequencesForPerson(db(), {
      email: world.emailOf("rita"),
      of: "disable",
      ...(await asked()),
    });
    expect(await db().ledgerEntry.count()).toBe(ledger);
    expect(on(found, "one")).toMatchObject({
      roles: [{ role: "reviewer", person: { email: "rita@example.org" } }],
      votes: [
        {
          gate: "ready-to-go",
          requirement: "reviewed",
          title: "Reviewed",
          role: "reviewer",
          vote: "approve",
        },
      ],
      reopened: [{ gate: "ready-to-go", requirement: "reviewed" }],
      unfillable: [],
    });

    await disablePerson.execute(
      world.kernel,
      { person: world.emailOf("rita") },
      world.call(await world.actor("ada")),
    );
    const then = await gateOf(release);
    expect(then.status).toBe("open");
    expect(then.requirements[0]?.votes.find(({ role }) => role === "reviewer")?.state).toBe("revoked");
  });

  it("names the slots that nobody could fill then, and the decisions that nobody could take", async () => {
    const found = await consequencesForPool(db(), {
      role: "security",
      pool: [],
      ...(await asked()),
    });
    expect(found.emptyRoles).toEqual(["security"]);
    expect(
      on(found, "one")
        ?.decisions.map(({ decision }) => decision)
        .sort(),
    ).toEqual(["break-glass.review", "gate.veto", "needs-work.dismiss", "requirement.waive", "veto.lift"]);
    const cut = await consequencesForPool(db(), {
      role: "engineer",
      pool: [world.emailOf("eve")],
      ...(await asked()),
    });
    expect(on(cut, "alone")?.unfillable).toMatchObject([
      { gate: "ready-to-go", requirement: "reviewed", roles: ["engineer", "reviewer"] },
      { gate: "informed", requirement: "told" },
    ]);
  });

  it("from a pool in which people stay on another way is nothing", async () => {
    await world.team("engineers", [{ name: "ed" }, { name: "eve", lead: true }]);
    const found = await consequencesForPool(db(), {
      role: "engineer",
      pool: ["team:engineers"],
      ...(await asked()),
    });
    expect(found.releases).toEqual([]);
    await changePool.execute(
      world.kernel,
      { role: "engineer", pool: ["team:engineers"] },
      world.call(await world.actor("cora")),
    );
    expect((await gateOf(sampleOf("one"))).requirements[0]?.votes).toMatchObject([
      { role: "engineer", state: "current" },
      { role: "reviewer", state: "revoked" },
    ]);
  });

  it("from leaving a team is the loss of what was held by way of it, and of its only lead", async () => {
    const leaving = { of: "leave-team", team: "engineers", ...(await asked()) } as const;
    const ed = await consequencesForPerson(db(), { email: world.emailOf("ed"), ...leaving });
    expect(on(ed, "one")?.votes).toMatchObject([{ role: "engineer", person: { email: "ed@example.org" } }]);
    expect(ed.leaderless).toEqual([]);
    const eve = await consequencesForPerson(db(), { email: world.emailOf("eve"), ...leaving });
    expect(eve.leaderless).toEqual(["engineers"]);
    expect(on(eve, "one")?.votes).toEqual([]);

    const byEve = world.call(await world.actor("eve"));
    await removeTeamMember.execute(world.kernel, { team: "engineers", email: world.emailOf("ed") }, byEve);
    expect((await gateOf(sampleOf("one"))).requirements[0]?.votes[0]?.state).toBe("revoked");
    await addTeamMember.execute(world.kernel, { team: "engineers", email: world.emailOf("ed") }, byEve);
  });

  it("says nothing of releases that the reader does not see", async () => {
    const cut = { role: "security", pool: [] as string[] };
    const seen = await consequencesForPool(db(), { ...cut, ...(await asked("cora")) });
    expect(on(seen, "hidden")).toBeDefined();
    const unseen = await consequencesForPool(db(), { ...cut, ...(await asked("ada")) });
    expect(on(unseen, "hidden")).toBeUndefined();
    expect(JSON.stringify(unseen)).not.toContain("hidden");
  });

  it("leaves what was passed alone: it was decided, and stands", async () => {
    const release = sampleOf("two");
    await sign(release, "ed", "engineer");
    await sign(release, "rob", "reviewer");
    await (
      await advancing(release)
    )(world.kernel);
    const found = await consequencesForPerson(db(), {
      email: world.emailOf("rob"),
      of: "disable",
      ...(await asked()),
    });
    expect(on(found, "two")).toMatchObject({ votes: [], reopened: [], unfillable: [] });
    expect(on(found, "two")?.roles).toMatchObject([{ role: "reviewer" }]);
  });
});

function sampleOf(slug: string): SampleRelease {
  return {
    slug,
    component: `m-${slug}`,
    candidate: "",
    gate: "ready-to-go",
    requirement: "reviewed",
    stage: "evaluate",
    next: "canary",
  };
}
