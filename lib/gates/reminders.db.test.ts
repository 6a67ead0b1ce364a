import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { interleaver } from "@/lib/testing/interleave";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { itemOf, reminderActs, reviewedTemplate } from "@/lib/testing/reminded";
import { sendReminders } from "./send-reminders";

const hour = 3_600_000;
const day = 24 * hour;
const worker = { kind: "system", job: "worker" } as const;
const one = (role: string) => [{ roles: [role], count: 1 }];

let world: ReleaseWorld;
let url = "";
let counter = 0;
const interleave = interleaver(() => url);

const acts = reminderActs(() => world);
const { run, give } = acts;
const template = reviewedTemplate({
  key: "timed",
  title: "Timed",
  requirements: [
    itemOf("read", "technical-lead", { before: "stage", by: "2d" }),
    { key: "measured", kind: "check", check: "latency", due: { before: "target", by: "0s" } },
    itemOf("whenever", "technical-lead"),
  ],
  decisions: ["hold.place", "hold.lift"],
  rights: [
    { decision: "requirement.waive", slots: one("security") },
    { decision: "release.cancel", slots: [...one("release-champion"), ...one("security")] },
  ],
});

interface Read {
  requirements: {
    key: string;
    subjectDigest: string;
    due: { at: string | null; missing: string | null } | null;
    reminded: { level: string; at: string } | null;
    notes: string[];
    waivedUntil: string | null;
  }[];
}

beforeAll(async () => {
  url = (await testDatabase()).url;
  world = await makeReleaseWorld(url);
  // Days end at midnight: steps of tenths of a day pass it at another place in the first hours than later.
  const now = world.clock.now().getTime();
  world.clock.shift(Math.ceil(now / day) * day + day / 2 - now);
  await world.ok("keeper", "POST", "/templates", template);
});
afterAll(() => world.close());

/** Days from the present one, in UTC. */
function dayFromNow(days: number): string {
  return new Date(world.clock.now().getTime() + days * day).toISOString().slice(0, 10);
}

async function started(dates: { targetDate: string | null; stages: Record<string, string> } | null) {
  counter += 1;
  const slug = `t-${counter}`;
  await acts.start(slug, { template: "timed", leads: ["team:speech"] });
  if (dates !== null) await world.ok("champ2", "PUT", `/releases/${slug}/dates`, dates);
  return slug;
}

async function levels(slug: string, about?: string): Promise<string[]> {
  const { rows } = await world.kernel.db.pool.query<{ level: string; about: string }>(
    `SELECT m.level, m.about FROM reminders m JOIN releases r ON r.id = m.release_id WHERE r.slug = $1 AND m.kind <> 'waiting' ORDER BY m."order"`,
    [slug],
  );
  return rows.filter((row) => about === undefined || row.about === about).map(({ level }) => level);
}

/** How long something waits for a role is told by working days, in a test of its own. */
const sent = async (slug: string) =>
  (await acts.sent(slug)).filter(({ payload }) => payload.kind !== "waiting");

const requirement = async (slug: string, key: string) => {
  const gate = await world.ok<Read>("sec", "GET", `/releases/${slug}/gates/reviewed`);
  const found = gate.requirements.find((each) => each.key === key);
  if (found === undefined) throw new Error(`no ${key}`);
  return found;
};

const inbox = async (by: string, slug: string) =>
  (
    await world.ok<{
      items: {
        kind: string;
        release: { slug: string };
        requirement: { key: string } | null;
        dueAt: string | null;
        reminded: { level: string } | null;
        waiting: { email: string }[];
      }[];
    }>(by, "GET", "/decisions?waitingOn=me")
  ).items.filter(({ release }) => release.slug === slug);

describe("what is due", () => {
  it("is told with its time, and where no day is planned with what is missing", async () => {
    const slug = await started(null);
    expect(await requirement(slug, "read")).toMatchObject({
      due: { at: null, missing: "No day is planned for leaving the stage Evaluate." },
      reminded: null,
    });
    expect((await requirement(slug, "measured")).due?.missing).toBe("The release has no target date.");
    expect((await requirement(slug, "whenever")).due).toBeNull();
    await world.ok("champ2", "PUT", `/releases/${slug}/dates`, {
      targetDate: "2999-12-31",
      stages: { evaluate: "2999-12-10" },
    });
    expect((await requirement(slug, "read")).due).toEqual({ at: "2999-12-09T00:00:00.000Z", missing: null });
    expect((await requirement(slug, "measured")).due?.at).toBe("3000-01-01T00:00:00.000Z");
    expect(await world.ok("sec", "GET", `/releases/${slug}`)).toMatchObject({
      targetDate: "2999-12-31",
      stages: [{ key: "evaluate", planned: "2999-12-10" }, { planned: null }],
    });
    expect((await world.entries()).findLast(({ type }) => type === "dates.changed")?.payload).toEqual({
      before: { targetDate: null, stages: {} },
      after: { targetDate: "2999-12-31", stages: { evaluate: "2999-12-10" } },
    });
  });

  it("is planned by whoever may change the plan, in days of its stages in their order", async () => {
    const slug = await started(null);
    const put = (by: string, body: unknown) => world.refused(by, "PUT", `/releases/${slug}/dates`, body);
    const good = { targetDate: null, stages: { evaluate: "2999-12-10" } };
    expect(await put("outsider", good)).toMatchObject({ status: 403, code: "not-a-holder" });
    expect(await put("champ2", { ...good, stages: { launch: "2999-12-10" } })).toMatchObject({ status: 422 });
    expect(
      await put("champ2", { ...good, stages: { evaluate: "2999-12-10", production: "2999-12-09" } }),
    ).toMatchObject({ status: 422, errors: [{ path: "/stages/production" }] });
    expect(await put("champ2", { ...good, targetDate: "2999-02-30" })).toMatchObject({ status: 422 });
  });
});

describe("reminders", () => {
  it("come at each level once, ask those who can sign, and leave an entry each", async () => {
    const slug = await started({ targetDate: null, stages: { evaluate: dayFromNow(10) } });
    await run();
    expect(await levels(slug)).toEqual([]);
    const expected = [];
    for (const [days, level] of [
      [7.9, "soon"],
      [1, "due"],
      [1, "overdue-1d"],
      [2, "overdue-3d"],
      [4, "overdue-7d"],
      [7, "overdue-14d"],
    ] as const) {
      world.clock.shift(days * day);
      await run();
      await run();
      expected.push(level);
      expect(await levels(slug)).toEqual(expected);
    }
    const entries = await sent(slug);
    expect(entries.map(({ payload }) => payload.level)).toEqual(expected);
    const lead = await world.actor("lead");
    const champ = await world.actor("champ");
    expect(entries[0]).toMatchObject({
      subjects: { gate: "reviewed", requirement: "read" },
      payload: { kind: "requirement", asked: [champ.id, lead.id].toSorted() },
    });
    expect((await requirement(slug, "read")).reminded?.level).toBe("overdue-14d");
    const [first] = await inbox("lead", slug);
    expect(first).toMatchObject({
      requirement: { key: "read" },
      reminded: { level: "overdue-14d" },
      waiting: [{ email: "champ2@example.org" }],
    });
  });

  it("are one and never none after weeks in which the worker did not run", async () => {
    const slug = await started({ targetDate: null, stages: { evaluate: dayFromNow(10) } });
    await run();
    world.clock.shift(40 * day);
    await run();
    expect(await levels(slug)).toEqual(["overdue-28d"]);
    await run();
    expect(await levels(slug)).toEqual(["overdue-28d"]);
  });

  it("are neither lost nor doubled by a clock that goes back an hour and on again", async () => {
    const slug = await started({ targetDate: dayFromNow(1), stages: {} });
    world.clock.shift(2 * day);
    await run();
    const before = await levels(slug);
    expect(before.length).toBe(1);
    world.clock.shift(-hour);
    await run();
    world.clock.shift(hour);
    await run();
    expect(await levels(slug)).toEqual(before);
    world.clock.shift(30 * day);
    await run();
    expect(await levels(slug)).toHaveLength(2);
  });

  it("begin anew where the date moves, and come back to no level that was reached for an earlier one", async () => {
    const slug = await started({ targetDate: null, stages: { evaluate: dayFromNow(10) } });
    const first = dayFromNow(10);
    world.clock.shift(9.5 * day);
    await run();
    const [level] = await levels(slug);
    const later = dayFromNow(30);
    const put = (stage: string) =>
      world.ok("champ2", "PUT", `/releases/${slug}/dates`, { targetDate: null, stages: { evaluate: stage } });
    await put(later);
    await run();
    expect(await levels(slug)).toEqual([level]);
    expect((await requirement(slug, "read")).reminded).toBeNull();
    await put(first);
    await run();
    expect(await levels(slug)).toEqual([level]);
    await put(later);
    world.clock.shift(28.5 * day);
    await run();
    expect(await levels(slug)).toHaveLength(2);
  });

  it("stop once it is met, and come again where the content changes and it is not any more", async () => {
    const slug = await started({ targetDate: null, stages: { evaluate: dayFromNow(3) } });
    const { subjectDigest } = await requirement(slug, "read");
    await world.ok("lead", "POST", `/releases/${slug}/gates/reviewed/votes`, {
      requirement: "read",
      role: "technical-lead",
      vote: "approve",
      subjectDigest,
    });
    world.clock.shift(10 * day);
    await run();
    expect(await levels(slug)).toEqual([]);
    await give(slug, `${slug}-2`);
    await run();
    expect(await levels(slug)).toHaveLength(1);
  });

  it("are reached once where two workers remind at the same moment", async () => {
    const slug = await started({ targetDate: null, stages: { evaluate: dayFromNow(3) } });
    world.clock.shift(3 * day);
    const act = (kernel: typeof world.kernel) =>
      sendReminders.execute(kernel, { release: slug }, { actor: worker, requestId: "two" });
    const { first, second } = await interleave(world.kernel, { first: act, second: act });
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    expect(await levels(slug)).toHaveLength(1);
    expect(await sent(slug)).toHaveLength(1);
  });

  it("are all or none of a release where the worker is killed, and the next run finds them", async () => {
    const slug = await started({ targetDate: dayFromNow(1), stages: { evaluate: dayFromNow(1) } });
    world.clock.shift(3 * day);
    const killed = {
      ...world.kernel,
      probe: (at: string) =>
        at === "before-commit" ? Promise.reject(new Error("killed")) : Promise.resolve(),
    };
    const call = { actor: worker, requestId: "killed" };
    await expect(sendReminders.execute(killed, { release: slug }, call)).rejects.toThrow("killed");
    expect(await levels(slug)).toEqual([]);
    expect(await sent(slug)).toEqual([]);
    await run();
    expect(await levels(slug)).toHaveLength(2);
    expect(await sent(slug)).toHaveLength(2);
  });

  it("of a check ask the champion, where nobody can sign it", async () => {
    const slug = await started({ targetDate: dayFromNow(0), stages: {} });
    world.clock.shift(2 * day);
    await run();
    const [entry] = await sent(slug);
    expect(entry?.payload.asked).toEqual([(await world.actor("champ2")).id]);
  });
});

describe("a waiver that runs out", () => {
  it("is its owner's to see, before and after it ends, until what it covers is met", async () => {
    const slug = await started(null);
    const expiresAt = new Date(world.clock.now().getTime() + 4 * day).toISOString();
    await world.ok("sec", "POST", `/releases/${slug}/gates/reviewed/waivers`, {
      requirement: "read",
      reason: "The reader is away.",
      expiresAt,
      owner: "outsider@example.org",
    });
    await run();
    expect(await inbox("outsider", slug)).toEqual([]);
    // A time is data, for each reader's own zone.
    expect(await requirement(slug, "read")).toMatchObject({
      waivedUntil: expiresAt,
      notes: ["Waived because: The reader is away."],
    });
    world.clock.shift(3.5 * day);
    await run();
    expect(await levels(slug)).toEqual(["soon"]);
    expect((await sent(slug))[0]?.payload).toMatchObject({
      kind: "waiver",
      asked: [(await world.actor("outsider")).id],
    });
    expect(await inbox("outsider", slug)).toMatchObject([
      { kind: "waiver", dueAt: expiresAt, reminded: { level: "soon" } },
    ]);
    world.clock.shift(day);
    await run();
    expect(await levels(slug)).toEqual(["soon", "due"]);
    const { subjectDigest } = await requirement(slug, "read");
    await world.ok("lead", "POST", `/releases/${slug}/gates/reviewed/votes`, {
      requirement: "read",
      role: "technical-lead",
      vote: "approve",
      subjectDigest,
    });
    await run();
    expect(await inbox("outsider", slug)).toEqual([]);
    world.clock.shift(10 * day);
    await run();
    expect(await levels(slug)).toEqual(["soon", "due"]);
  });
});

describe("a proposal that runs out", () => {
  it("reminds those who can complete it once, in its last day, and nobody once it is over", async () => {
    const slug = await started(null);
    const asked = await world.send("champ2", "POST", `/releases/${slug}/complete`, {
      outcome: "cancelled",
      reason: "It is not needed.",
    });
    expect(asked.status).toBe(202);
    const { pendingDecision } = asked.as<{ pendingDecision: { id: string } }>();
    const of = async () =>
      (
        await world.kernel.db.pool.query<{ level: string; asked: string[] }>(
          "SELECT level, asked FROM reminders WHERE about = $1",
          [pendingDecision.id],
        )
      ).rows;
    await run();
    expect(await of()).toEqual([]);
    world.clock.shift(6.5 * day);
    await run();
    await run();
    expect(await of()).toEqual([{ level: "soon", asked: [(await world.actor("sec")).id] }]);
    const read = await world.ok("sec", "GET", `/pending-decisions/${pendingDecision.id}`);
    expect(read).toMatchObject({ reminded: { level: "soon" } });
    const waitsFor = await world.ok<{ items: { person: { email: string }; things: { title: string }[] }[] }>(
      "champ2",
      "GET",
      "/decisions/waiting-on-others",
    );
    const sec = waitsFor.items.find(({ person }) => person.email === "sec@example.org");
    expect(sec?.things.map(({ title }) => title)).toContain("Cancel a release: proposed");
    world.clock.shift(2 * day);
    await run();
    expect(await of()).toHaveLength(1);
  });
});
