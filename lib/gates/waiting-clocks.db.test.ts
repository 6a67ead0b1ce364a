import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listNotices } from "@/lib/notifications/queries";
import { remindedWords } from "@/lib/notifications/reminder-words";
import { testDatabase } from "@/lib/testing/database";
import { interleaver } from "@/lib/testing/interleave";
import { noticeActs } from "@/lib/testing/noticed";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { itemOf, reminderActs, reviewedTemplate } from "@/lib/testing/reminded";
import { sendReminders } from "./send-reminders";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const worker = { kind: "system", job: "worker" } as const;

let world: ReleaseWorld;
let url = "";
let counter = 0;
const interleave = interleaver(() => url);

const acts = reminderActs(() => world);
const { run, give } = acts;
const { route } = noticeActs(() => world);
const template = reviewedTemplate({
  key: "waited",
  title: "Waited for",
  requirements: [itemOf("read", "technical-lead"), itemOf("safe", "security", { before: "stage", by: "0s" })],
  decisions: ["needs-work.dismiss"],
});

beforeAll(async () => {
  url = (await testDatabase()).url;
  world = await makeReleaseWorld(url);
  await world.ok("keeper", "POST", "/templates", template);
});
afterAll(() => world.close());

/** Every test begins on a Monday shortly before nine, by the hours of an organisation that said nothing. */
beforeEach(() => {
  const now = world.clock.now().getTime();
  const week = 7 * day;
  // The first Monday was the fourth of January 1970.
  const monday = Math.ceil((now - 4 * day) / week) * week + 4 * day;
  world.clock.shift(monday + 9 * hour - 5 * minute - now);
});

async function started(): Promise<string> {
  counter += 1;
  const slug = `w-${counter}`;
  await acts.start(slug, { template: "waited", leads: ["lead@example.org"] });
  return slug;
}

async function after(hours: number): Promise<void> {
  world.clock.shift(hours * hour);
  await run();
}

const sent = async (slug: string, requirement = "read") =>
  (await acts.sent(slug)).filter(
    ({ subjects, payload }) => payload.kind === "waiting" && subjects["requirement"] === requirement,
  );
const levels = async (slug: string, requirement?: string) =>
  (await sent(slug, requirement)).map(({ payload }) => payload.level);
const idOf = async (name: string) => (await world.actor(name)).id;

interface Read {
  requirements: {
    key: string;
    subjectDigest: string;
    waits: { role: string; usedDays: number; targetDays: number; pausedSince: string | null }[];
  }[];
}

async function vote(slug: string, kind: "approve" | "needs-work"): Promise<string> {
  const gate = await world.ok<Read>("lead", "GET", `/releases/${slug}/gates/reviewed`);
  const { id } = await world.ok<{ id: string }>("lead", "POST", `/releases/${slug}/gates/reviewed/votes`, {
    requirement: "read",
    role: "technical-lead",
    vote: kind,
    subjectDigest: gate.requirements.find(({ key }) => key === "read")?.subjectDigest,
    ...(kind === "needs-work" && { reason: "A case is missing." }),
  });
  return id;
}

describe("what waits for a role", () => {
  it("is reminded of after half its working days, after all of them with the champion, and each further one until it is decided", async () => {
    const slug = await started();
    await after(7.9);
    expect(await levels(slug)).toEqual([]);
    await after(0.3);
    await after(0);
    expect(await levels(slug)).toEqual(["half"]);
    await after(23);
    expect(await levels(slug)).toEqual(["half"]);
    await after(1);
    expect(await levels(slug)).toEqual(["half", "target"]);
    await after(24);
    await after(24);
    await after(24);
    // Nobody works at the weekend.
    await after(24);
    await after(24);
    expect(await levels(slug)).toEqual(["half", "target", "over-1d", "over-2d", "over-3d"]);
    const [half, target] = await sent(slug);
    const [lead, champion] = await Promise.all([idOf("lead"), idOf("champ2")]);
    expect(half).toMatchObject({
      subjects: { gate: "reviewed", requirement: "read", role: "technical-lead" },
      payload: { asked: [lead] },
    });
    expect(target?.payload.asked).toEqual([lead, champion].toSorted());
    expect(target?.payload.deadline).toBe(target?.payload.dueAt);
    // Both are told by one sentence what is late, and for whom it waits.
    await route();
    for (const name of ["lead", "champ2"]) {
      const page = { limit: 20 };
      const { items } = await listNotices(world.kernel.db.prisma, { actor: await world.actor(name), page });
      const words = items.flatMap(({ reminder }) => (reminder === null ? [] : [remindedWords(reminder)]));
      expect(words.find((each) => each.includes("Item read"))).toBe(
        "“Item read” by technical lead is 3 working days late",
      );
    }
    await vote(slug, "approve");
    await after(10 * 24);
    expect(await levels(slug)).toHaveLength(5);
  });

  it("is reminded of once after days in which the worker did not run, and by no clock that goes back", async () => {
    const slug = await started();
    await after(3 * 24 + 8.2);
    expect(await levels(slug)).toEqual(["over-2d"]);
    await after(-26);
    await after(26);
    expect(await levels(slug)).toEqual(["over-2d"]);
    await after(24);
    expect(await levels(slug)).toEqual(["over-2d", "over-3d"]);
  });

  it("counts nothing while the ball is with the other side, and anew once the content is another", async () => {
    const slug = await started();
    await after(4);
    const id = await vote(slug, "needs-work");
    await after(2 * 24);
    expect(await levels(slug)).toEqual([]);
    const gate = await world.ok<Read>("sec", "GET", `/releases/${slug}/gates/reviewed`);
    const [waits] = gate.requirements.find(({ key }) => key === "read")?.waits ?? [];
    expect(waits).toMatchObject({ role: "technical-lead", targetDays: 2 });
    expect(waits?.usedDays).toBeCloseTo(0.49, 2);
    expect(waits?.pausedSince).not.toBeNull();
    await world.ok("champ2", "POST", `/releases/${slug}/gates/reviewed/votes/${id}/dismiss`, {
      reason: "The case is there.",
    });
    await run();
    expect(await levels(slug)).toEqual([]);
    await after(20.5);
    expect(await levels(slug)).toEqual(["half"]);
    await give(slug, `${slug}-2`);
    await after(20);
    expect(await levels(slug)).toEqual(["half"]);
    await after(4.5);
    expect(await levels(slug)).toEqual(["half", "half"]);
  });

  it("goes by the hours of whoever is asked, from the moment they say them", async () => {
    const slug = await started();
    await after(3);
    const hours = { zone: "Australia/Lord_Howe", days: ["SA"], from: "09:00", to: "17:00" };
    await world.ok("lead", "PUT", "/me/working-hours", hours);
    await after(3 * 24);
    expect(await levels(slug)).toEqual([]);
    await world.ok("lead", "DELETE", "/me/working-hours");
    await run();
    expect(await levels(slug)).toEqual(["over-1d"]);
  });

  it("is reminded of by its due date where it has one, and the champion when that has come", async () => {
    const slug = await started();
    const thursday = new Date(world.clock.now().getTime() + 3 * day).toISOString().slice(0, 10);
    await world.ok("champ2", "PUT", `/releases/${slug}/dates`, {
      targetDate: null,
      stages: { evaluate: thursday },
    });
    await after(24);
    expect(await levels(slug, "safe")).toEqual([]);
    await after(8.2);
    expect(await levels(slug, "safe")).toEqual(["half"]);
    await after(2 * 24);
    expect(await levels(slug, "safe")).toEqual(["half", "target"]);
    const [half, target] = await sent(slug, "safe");
    expect(half?.payload.asked).toEqual([await idOf("sec")]);
    expect(target?.payload.asked).toEqual([await idOf("champ2")]);
  });

  it("is reminded of once by two workers at the same moment", async () => {
    const slug = await started();
    world.clock.shift(8.2 * hour);
    const act = (kernel: typeof world.kernel) =>
      sendReminders.execute(kernel, { release: slug }, { actor: worker, requestId: "two" });
    const { first, second } = await interleave(world.kernel, { first: act, second: act });
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    expect(await levels(slug)).toEqual(["half"]);
  });
});
