import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { releaseBody, rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { openOn } from "./open-queries";
import type { HandOverAnswer } from "./schemas";

let world: ReleaseWorld;
const at = (name: string) => `${name}@example.org`;
/** A Monday, an hour after the hand-over in Berlin. */
const monday = Date.parse("2027-03-22T09:00:00Z");

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  for (const name of ["ana", "ben", "boss"]) {
    await world.person(name);
    world.tokens.set(name, await world.tokenOf(name));
  }
  await world.team("duty", [{ name: "boss", lead: true }, { name: "ana" }, { name: "ben" }]);
  await world.role("on-call", ["team:duty"]);
  await world.ok("keeper", "POST", "/templates", {
    ...templateDocument,
    key: "watched",
    roles: [...templateDocument.roles, "on-call"],
    stages: [
      {
        key: "watch",
        title: "Watch",
        gates: [
          {
            key: "watched",
            title: "Watched",
            objective: "Somebody watches it.",
            requirements: [
              {
                key: "can-watch",
                title: "It can be watched",
                kind: "item",
                slots: [{ roles: ["on-call", "technical-lead"], count: 1 }],
                dependsOn: ["rollback-plan"],
              },
              {
                key: "read",
                title: "The plan was read",
                kind: "acknowledgement",
                roles: ["on-call"],
                dependsOn: ["rollback-plan"],
                due: { before: "target", by: "0s" },
              },
              {
                key: "safe",
                title: "It is safe",
                kind: "item",
                slots: [{ roles: ["security"], count: 1 }],
                dependsOn: ["rollback-plan"],
              },
            ],
            approval: { when: "any", slots: [{ roles: ["on-call"], count: 1 }] },
          },
        ],
      },
    ],
    rights: [
      ...templateDocument.rights,
      ...rightsFor("on-call", ["rollback.authorise", "hold.place"]),
      ...rightsFor("technical-lead", ["requirement.waive"]),
    ],
  });
  world.clock.set(new Date(monday));
  await world.ok("boss", "POST", "/rotas", {
    key: "duty",
    title: "Duty",
    team: "duty",
    rota: {
      zone: "Europe/Berlin",
      people: [at("ana"), at("ben")],
      handover: { starting: "2027-03-22T09:00" },
    },
  });
  await world.ok("champ", "POST", "/releases", {
    ...releaseBody("watched", {
      template: { key: "watched" },
      targetDate: "2027-03-23",
      roles: { "technical-lead": ["team:speech"], security: [at("sec")], "on-call": ["rota:duty"] },
    }),
    restrictedTo: [at("champ"), at("ana"), at("ben")],
  });
  await world.ok("champ", "POST", "/releases/watched/start");
  await world.ok("ana", "POST", "/releases/watched/holds", { reason: "Something looks odd." });
});
afterAll(() => world.close());

const brief = (by: string, query = "") =>
  world.ok<HandOverAnswer>(by, "GET", `/rotas/duty/hand-over${query}`);

type Item = Pick<
  HandOverAnswer["waiting"][number],
  "kind" | "role" | "clock" | "dueAt" | "since" | "status"
> & {
  gate: { key: string };
  requirement: { key: string } | null;
};
/** What the brief and the inbox both say of something that waits. */
const same = ({ gate, requirement, kind, role, clock, dueAt, since, status }: Item) => ({
  gate: gate.key,
  requirement: requirement?.key ?? null,
  kind,
  role,
  clock,
  dueAt,
  since,
  status,
});

describe("a hand-over", () => {
  it("tells whoever is on shift what is open, who holds which right, and who comes", async () => {
    const told = await brief("ana");
    expect(told).toMatchObject({
      isRunning: true,
      shift: { person: { name: "ana" }, to: "2027-03-29T07:00:00.000Z" },
      after: { person: { name: "ben" } },
      acknowledgedAt: null,
      mayAcknowledge: true,
      releases: [{ slug: "watched", roles: ["on-call"], exposurePercent: 0 }],
      holds: [{ release: { slug: "watched" }, reason: "Something looks odd." }],
      rollbacks: [],
      breaches: [],
      decisions: [],
    });
    const authorising = told.rights.find(({ decision }) => decision === "rollback.authorise");
    expect(authorising).toMatchObject({ people: [{ name: "ana", roles: ["on-call"] }] });
  });

  it("tells whoever comes next of their own shift, with who holds which right in it", async () => {
    const told = await brief("ben");
    expect(told).toMatchObject({
      isRunning: false,
      shift: { person: { name: "ben" }, from: "2027-03-29T07:00:00.000Z" },
      before: { person: { name: "ana" } },
      mayAcknowledge: false,
    });
    const authorising = told.rights.find(({ decision }) => decision === "rollback.authorise");
    expect(authorising?.people.map(({ name }) => name)).toEqual(["ben"]);
    expect((await brief("ben", "?shift=running")).shift?.person.name).toBe("ana");
  });

  it("tells nobody of a release that they do not see", async () => {
    expect(await brief("outsider")).toMatchObject({
      releases: [],
      holds: [],
      rights: [],
      gaps: [],
      waiting: [],
      deadlines: [],
      unread: 0,
    });
  });

  describe("of what waits in the rota's roles", () => {
    const named = ({ waiting }: HandOverAnswer) =>
      waiting.map(({ requirement, kind, isOverdue }) =>
        [requirement?.key ?? "approval", kind, ...(isOverdue ? ["overdue"] : [])].join(" "),
      );
    const inbox = async (by: string) =>
      (await world.ok<{ items: Item[] }>(by, "GET", "/decisions")).items.map(same);
    const vote = async (by: string, requirement: string, body: Record<string, unknown>) => {
      const gate = await world.ok<{ requirements: { key: string; subjectDigest: string }[] }>(
        by,
        "GET",
        "/releases/watched/gates/watched",
      );
      const subjectDigest = gate.requirements.find(({ key }) => key === requirement)?.subjectDigest;
      await world.ok(by, "POST", "/releases/watched/gates/watched/votes", {
        requirement,
        subjectDigest,
        ...body,
      });
    };

    it("lists for whoever is on shift what their inbox lists, and the same for whoever comes next", async () => {
      const before = await world.entries();
      const told = await brief("ana");
      expect(named(told).toSorted()).toEqual(["approval sign", "can-watch sign", "read acknowledge"]);
      expect(told.waiting.map(same)).toEqual(await inbox("ana"));
      expect(told.waiting).toContainEqual(
        expect.objectContaining({
          release: { slug: "watched", title: "Release watched" },
          gate: { key: "watched", title: "Watched" },
          requirement: { key: "read", title: "The plan was read" },
          role: "on-call",
          dueAt: "2027-03-24T00:00:00.000Z",
        }),
      );
      // Whoever comes next is asked nothing yet, and will be.
      expect(await inbox("ben")).toEqual([]);
      const next = await brief("ben");
      expect(named(next)).toEqual(named(told));
      expect(next.waiting.map(({ clock }) => clock?.since)).toEqual(
        told.waiting.map(({ clock }) => clock?.since),
      );
      expect(await world.entries()).toEqual(before);
    });

    it("looks at so many releases and no more, and says on how many it did not look", async () => {
      const { prisma } = world.kernel.db;
      const { id: rotaId } = await prisma.rota.findUniqueOrThrow({ where: { key: "duty" } });
      const asked = { rotaId, actor: await world.actor("ana"), now: world.clock.now() };
      expect(await openOn(prisma, { ...asked, most: 1 })).toMatchObject({
        looked: [{ roles: ["on-call"] }],
        unread: 0,
      });
      expect(await openOn(prisma, { ...asked, most: 0 })).toMatchObject({ looked: [], unread: 1 });
      const outside = { ...asked, actor: await world.actor("outsider"), most: 0 };
      expect(await openOn(prisma, outside)).toMatchObject({ looked: [], unread: 0 });
    });

    it("says what is overdue first, and where the clock stands still because work was asked for", async () => {
      await vote("lead", "can-watch", { role: "technical-lead", vote: "needs-work", reason: "Which board?" });
      world.clock.set(new Date("2027-03-24T08:00:00Z"));
      const { waiting } = await brief("ana");
      const keys = waiting.map(({ requirement }) => requirement?.key ?? "approval");
      expect(keys).toEqual(["read", "can-watch", "approval"]);
      expect(waiting.map(({ isOverdue }) => isOverdue)).toEqual([true, false, false]);
      const [read, watch, approval] = waiting.map(({ clock }) => clock);
      expect([read?.pausedSince, approval?.pausedSince]).toEqual([null, null]);
      expect(watch).toMatchObject({
        role: "on-call",
        pausedSince: expect.stringMatching(/^2027-03-22T09:0/),
      });
      // Two days went by since it was asked, of which it was paused.
      expect(approval?.usedDays).toBeGreaterThan(1);
      expect(watch?.usedDays).toBeLessThan(1);
    });

    it("tells no more of what was signed, and what it was signed on condition of", async () => {
      await vote("ana", "can-watch", {
        role: "on-call",
        vote: "approve",
        conditions: [
          { text: "Name the board", owner: at("ana"), due: "2027-04-20T12:00:00Z", beforeStage: null },
          { text: "Tell support", owner: at("lead"), due: "2027-03-26T12:00:00Z", beforeStage: null },
          { text: "Write it up", owner: at("lead"), due: "2027-05-20T12:00:00Z", beforeStage: null },
        ],
      });
      const told = await brief("ana");
      expect(named(told).toSorted()).toEqual(["approval sign", "read acknowledge overdue"]);
      // Before the shift ends, or theirs; what others owe later is not of this shift.
      expect(told.deadlines).toMatchObject([
        { title: "Tell support", kind: "condition", waitingOn: [{ email: at("lead") }] },
        { title: "Name the board", kind: "condition", waitingOn: [{ email: at("ana") }] },
      ]);
    });

    it("tells of a waiver that runs out before the shift ends, and of one that does only after it to whoever has that shift", async () => {
      const waive = (expiresAt: string) =>
        world.ok("lead", "POST", "/releases/watched/gates/watched/waivers", {
          requirement: "safe",
          owner: at("champ"),
          reason: "Security is away.",
          expiresAt,
        });
      await waive("2027-04-01T12:00:00Z");
      const titles = async (by: string) =>
        (await brief(by)).deadlines.filter(({ kind }) => kind === "waiver").map(({ title }) => title);
      expect([await titles("ana"), await titles("ben")]).toEqual([[], ["It is safe"]]);
    });
  });

  it("is acknowledged once by whoever is on shift, with an entry, and by nobody else", async () => {
    const path = "/rotas/duty/hand-over/acknowledge";
    expect(await world.refused("ben", "POST", path)).toMatchObject({
      status: 403,
      whoMay: [{ email: at("ana") }],
    });
    const answers = await Promise.all([world.send("ana", "POST", path), world.send("ana", "POST", path)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const [entry] = (await world.entries()).filter(({ type }) => type === "hand-over.acknowledged");
    expect(entry).toMatchObject({
      subjects: { rota: "duty" },
      payload: { to: "2027-03-29T07:00:00.000Z" },
      by: { rule: "on-shift" },
    });
    expect(await brief("ana")).toMatchObject({ mayAcknowledge: false, acknowledgedAt: expect.any(String) });
    // The next shift is handed over anew.
    world.clock.set(new Date("2027-03-29T08:00:00Z"));
    expect(await brief("ben")).toMatchObject({ isRunning: true, acknowledgedAt: null, mayAcknowledge: true });
    expect(await world.refused("ana", "POST", path)).toMatchObject({ status: 403 });
  });
});
