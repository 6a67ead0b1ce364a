import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { disablePerson } from "@/lib/identity/disable-person";
import { enablePerson } from "@/lib/identity/enable-person";
import { removeTeamMember } from "@/lib/identity/remove-team-member";
import { setAccess } from "@/lib/identity/set-access";
import { changePool } from "@/lib/policy/change-pool";
import { changeRights } from "@/lib/policy/change-rights";
import { createRota } from "@/lib/policy/create-rota";
import { delegateRole } from "@/lib/policy/delegate-role";
import { advanceStage } from "@/lib/releases/advance-stage";
import { assignRoles } from "@/lib/releases/assign-roles";
import { testDatabase } from "@/lib/testing/database";
import { numberEntries } from "@/lib/testing/number-entries";
import type { SampleRelease } from "@/lib/testing/release";
import { releaseActs } from "@/lib/testing/release-acts";
import { makeWorld, type World } from "@/lib/testing/world";
import { readGrants } from "./grant-queries";
import { getPersonHistory } from "./person-history-queries";
import { getEntry } from "./proof-queries";
import { listEntries } from "./queries";
import { getRightHistory } from "./right-history-queries";
import { getRoleHistory } from "./role-history-queries";

let world: World;
let shown: SampleRelease;
let signed: SampleRelease;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  shown = await world.release({ slug: "shown" });
  signed = await world.release({ slug: "signed" });
  await world.release({ slug: "hidden", restrictedTo: ["cora"], roles: { engineer: ["eve"] } });
}, 120_000);
afterAll(() => world.close());

const db = () => world.kernel.db.prisma;
const by = async (name: string) => world.call(await world.actor(name));
const historyOf = async (name: string, reader = "mia") =>
  getPersonHistory(db(), { named: world.emailOf(name), actor: await world.actor(reader) });
const roleOf = async (key: string, reader = "mia") =>
  getRoleHistory(db(), { key, actor: await world.actor(reader), now: world.clock.now() });
const rightOf = async (decision: "stage.advance" | "hold.place" | "rights.change", reader = "mia") =>
  getRightHistory(db(), { decision, actor: await world.actor(reader), now: world.clock.now() });

async function seqOf(type: string, reader = "cora"): Promise<number[]> {
  await numberEntries(world.kernel.db);
  const { items } = await listEntries(db(), await world.actor(reader), { limit: 1_000 });
  return items.filter((each) => each.type === type).map(({ seq }) => seq);
}

describe("of a person", () => {
  it("access levels stand with their times, and the time in which they were disabled is missing", async () => {
    await world.person("ivy");
    const person = world.emailOf("ivy");
    await setAccess.execute(world.kernel, { person, access: "auditor" }, await by("ada"));
    await disablePerson.execute(world.kernel, { person }, await by("ada"));
    await enablePerson.execute(world.kernel, { person, access: "member" }, await by("ada"));
    const { access } = await historyOf("ivy");
    expect(access.map(({ level }) => level)).toEqual(["member", "auditor", "member"]);
    const [now, auditor, first] = access;
    expect(now?.to).toBe(null);
    expect(first?.to).toBe(auditor?.from);
    expect(Date.parse(now?.from ?? "")).toBeGreaterThan(Date.parse(auditor?.to ?? ""));
    expect(
      (
        await getPersonHistory(db(), {
          named: (await world.actor("ivy")).id,
          actor: await world.actor("mia"),
        })
      ).access,
    ).toEqual(access);
    await expect(historyOf("nobody")).rejects.toMatchObject({ code: "not-found" });
  });

  it("a role held by way of a team ends with the place in the team, as a revocation", async () => {
    await world.person("tim");
    await world.team("crew", [{ name: "tim" }, { name: "lea", lead: true }]);
    await world.role("crew-role", ["team:crew"]);
    const roles = { "crew-role": ["team:crew"] };
    await assignRoles.execute(world.kernel, { release: shown.slug, roles }, await by("cora"));
    const during = await historyOf("tim");
    expect(during.roles).toEqual([
      expect.objectContaining({
        role: "crew-role",
        release: { slug: "shown", title: "Release shown" },
        by: { kind: "team", key: "crew", title: "crew" },
        to: null,
        ended: null,
      }),
    ]);
    await removeTeamMember.execute(
      world.kernel,
      { team: "crew", email: world.emailOf("tim") },
      await by("lea"),
    );
    const after = await historyOf("tim");
    expect(after.teams).toEqual([
      expect.objectContaining({ key: "crew", lead: false, to: after.roles[0]?.to }),
    ]);
    expect(after.roles[0]).toMatchObject({ ended: "revoked" });
    expect(after.eligible[0]).toMatchObject({ role: "crew-role", to: after.roles[0]?.to });
    expect((await roleOf("crew-role")).held.map(({ person, ended }) => [person.name, ended])).toEqual([
      ["lea", null],
      ["tim", "revoked"],
    ]);
  });

  it("roles on a release that the reader may not see are not there, nor who held them", async () => {
    const slugs = async (reader: string) =>
      (await historyOf("eve", reader)).roles.map(({ release }) => release.slug);
    for (const reader of ["mia", "ada", "ola"]) {
      expect(await slugs(reader)).toEqual(["signed", "shown"]);
      expect((await roleOf("engineer", reader)).held.map(({ release }) => release.slug)).not.toContain(
        "hidden",
      );
      expect((await rightOf("stage.advance", reader)).releases.map(({ release }) => release.slug)).toEqual([
        "signed",
        "shown",
      ]);
    }
    expect((await slugs("cora")).sort()).toEqual(["hidden", "shown", "signed"]);
    expect((await rightOf("stage.advance", "cora")).releases.map(({ release }) => release.slug)).toContain(
      "hidden",
    );
  });
});

describe("of a role", () => {
  it("who could be given it stands by what, with its time", async () => {
    const pool = ["rita", "rob", "mia"].map(world.emailOf);
    await changePool.execute(world.kernel, { role: "reviewer", pool }, await by("cora"));
    await changePool.execute(world.kernel, { role: "reviewer", pool: pool.slice(0, 2) }, await by("cora"));
    const { eligible } = await roleOf("reviewer");
    expect(eligible[0]).toMatchObject({
      person: { name: "mia" },
      by: null,
      to: expect.any(String) as string,
    });
    expect(
      eligible
        .filter(({ to }) => to === null)
        .map(({ person }) => person.name)
        .sort(),
    ).toEqual(["rita", "rob"]);
    await expect(roleOf("none-such")).rejects.toMatchObject({ code: "not-found" });
  });

  it("what it decides stands with the table that says so, and since when", async () => {
    const { decides, role } = await roleOf("release-champion");
    const hold = decides.find(({ decision, table }) => decision === "hold.place" && table === null);
    expect(hold).toMatchObject({
      sinceVersion: 1,
      when: null,
      slots: [{ roles: ["release-champion"], count: 1 }],
    });
    expect(decides.find(({ table }) => table !== null)).toMatchObject({
      table: { key: "sample", title: "Sample" },
    });
    expect(role.title).toBe("release-champion");
  });

  it("who was on shift lately stands with the rota that has it", async () => {
    const shifts = {
      key: "watch",
      title: "Watch",
      team: "owners",
      rota: {
        zone: "UTC",
        people: ["ed", "eve"].map(world.emailOf),
        handover: { starting: "2026-01-05T09:00", every: "FREQ=DAILY" },
      },
    };
    await createRota.execute(world.kernel, shifts, await by("lea"));
    const roles = { engineer: ["rota:watch"] };
    await assignRoles.execute(world.kernel, { release: shown.slug, roles }, await by("cora"));
    const { rotas } = await roleOf("engineer");
    expect(rotas).toEqual([
      expect.objectContaining({
        rota: { key: "watch", title: "Watch" },
        release: { slug: "shown", title: "Release shown" },
      }),
    ]);
    expect((await historyOf("ed")).roles[0]).toMatchObject({
      role: "engineer",
      by: { kind: "rota", key: "watch" },
    });
  });
});

describe("of a right", () => {
  it("what granted it stands by version, and who could use it now", async () => {
    const { periods: rows, organisation } = await rightOf("hold.place");
    expect(rows.map(({ table, to }) => [table?.key ?? null, to])).toEqual([
      [null, null],
      ["sample", null],
    ]);
    expect(organisation).toMatchObject({ isPossible: true, alone: [{ name: "cora" }, { name: "cy" }] });
    const table = {
      rights: [
        { decision: "hold.place" as const, slots: [{ roles: ["security"], count: 1 }] },
        {
          decision: "rights.change" as const,
          slots: [{ roles: ["release-champion"], count: 1, allowAuthor: true }],
        },
      ],
    };
    await changeRights.execute(world.kernel, { table }, await by("cora"));
    const after = await rightOf("hold.place");
    expect(after.periods.filter(({ table: whose }) => whose === null)).toMatchObject([
      { versions: { first: 2, last: 2 }, to: null, rows: [{ slots: [{ words: "one security" }] }] },
      {
        versions: { first: 1, last: 1 },
        rows: [{ slots: [{ words: "one release champion (may be an author)" }] }],
      },
    ]);
    expect(after.organisation?.alone).toEqual([{ name: "sid", email: world.emailOf("sid") }]);
    expect((await rightOf("rights.change")).periods[0]?.versions).toEqual({ first: 1, last: 2 });
    expect(after.joint).toBe("any");
  });

  it("a broken glass stands with who broke it, for those who see the release", async () => {
    const reason = "The pager rings and nobody else is awake.";
    for (const [release, name] of [
      ["shown", "sid"],
      ["hidden", "eve"],
    ] as const) {
      if (name === "sid")
        await assignRoles.execute(
          world.kernel,
          { release, roles: { engineer: [world.emailOf("ed")] } },
          await by("cora"),
        );
      const input = { release, stage: "evaluate", breakGlass: true, reason };
      await advanceStage.execute(world.kernel, input, await by(name === "sid" ? "ed" : name));
    }
    const uses = async (reader: string) =>
      (await rightOf("stage.advance", reader)).breakGlass.map(({ release, by: who, reason: why, review }) => [
        release.slug,
        who.name,
        why,
        review,
      ]);
    expect(await uses("ola")).toEqual([["shown", "ed", reason, null]]);
    expect(await uses("cora")).toHaveLength(2);
  });
});

describe("of an entry", () => {
  it("each row that gave the right says what it gave, and names the entry by which it came to be", async () => {
    const { sign } = releaseActs(() => world);
    await sign(signed, "rita", "reviewer");
    const [vote = 0] = (await seqOf("vote.cast")).slice(-1);
    const { grants, decision } = await getEntry(db(), await world.actor("mia"), vote);
    expect(decision).toBe("requirement.sign");
    expect(grants).toMatchObject([
      {
        kind: "assignment",
        role: "reviewer",
        person: { name: "rita" },
        release: { slug: "signed" },
        to: null,
      },
      { kind: "pool", role: "reviewer", person: { name: "rita" }, release: null },
    ]);
    const assigned = await getEntry(db(), await world.actor("mia"), grants[0]?.entry ?? 0);
    expect(assigned).toMatchObject({ type: "release.created", release: "signed" });
    const pooled = await getEntry(db(), await world.actor("mia"), grants[1]?.entry ?? 0);
    expect(pooled).toMatchObject({ subjects: { role: "reviewer" } });
    expect(["role.created", "pool.changed"]).toContain(pooled.type);
  });

  it("a delegation names both, and a row about a release that the reader may not see says nothing", async () => {
    const hour = 3_600_000;
    const until = new Date(world.clock.now().getTime() + hour).toISOString();
    await delegateRole.execute(
      world.kernel,
      { role: "engineer", to: world.emailOf("cora"), release: "hidden", until, reason: "Away." },
      await by("eve"),
    );
    const { id } = await db().delegation.findFirstOrThrow();
    expect(await readGrants(db(), await world.actor("cora"), [id, "x"])).toMatchObject([
      { id, kind: "delegation", role: "engineer", person: { name: "cora" }, principal: { name: "eve" } },
      { id: "x", kind: null },
    ]);
    expect(await readGrants(db(), await world.actor("ola"), [id])).toMatchObject([
      { kind: null, person: null, release: null },
    ]);
  });
});
