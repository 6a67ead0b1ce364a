import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listOpenPending } from "@/lib/policy/pending-queries";
import { inboxOf } from "@/lib/gates/inbox-queries";
import { listGates } from "@/lib/gates/queries";
import type { PersonActor } from "@/lib/identity/actor";
import { refreshProjections } from "@/lib/gates/refresh-projections";
import { measures } from "@/lib/insights/model";
import { listUnintended } from "@/lib/insights/observed-queries";
import { processHealth } from "@/lib/insights/queries";
import { refreshFacts } from "@/lib/insights/refresh-facts";
import { filterOf } from "@/lib/insights/schemas";
import { sendDueReminders } from "@/lib/policy/send-due-reminders";
import { listPostMortems } from "@/lib/learning/queries";
import { handOverBrief } from "@/lib/handovers/brief-queries";
import { getPostMortemPage } from "@/lib/learning/page-queries";
import { makeKernel } from "@/lib/platform/app";
import { systemClock } from "@/lib/platform/clock";
import { connect, type Db } from "@/lib/platform/db";
import { getReview } from "@/lib/reviews/detail-queries";
import { listReviews } from "@/lib/reviews/queries";
import { testDatabase } from "@/lib/testing/database";
import { seedDemo } from "./demo";
import { emailOf, people } from "./demo/people";

const dayMs = 86_400_000;
const began = Date.now();
let db: Db;
let dataDir: string;

beforeAll(async () => {
  const { url } = await testDatabase();
  dataDir = await mkdtemp(join(tmpdir(), "countersign-story-"));
  await seedDemo({ databaseUrl: url, dataDir, url: "http://localhost:3000" });
  db = connect(url);
  // Some hundreds of commands: what is slow on a busy machine does not hang.
}, 300_000);
afterAll(async () => {
  await db.close();
  await rm(dataDir, { recursive: true });
});

async function actor(key: string): Promise<PersonActor> {
  const { id, name, email } = await db.prisma.person.findUniqueOrThrow({ where: { email: emailOf(key) } });
  return { kind: "person", id, name, email, access: "member", credential: { kind: "none" } };
}

async function releases(): Promise<{ slug: string; state: string }[]> {
  return db.prisma.$queryRaw`
    SELECT r.slug, v.state FROM releases r JOIN release_versions v ON v.release_id = r.id AND v.valid_to IS NULL`;
}

describe("the sample workspace", () => {
  it("holds a release in each state that can be reached", async () => {
    const states = (await releases()).map(({ state }) => state);
    for (const state of ["draft", "active", "completed", "cancelled", "rolled-back"])
      expect(states).toContain(state);
  });

  it("shows gates in every status", async () => {
    const reader = await actor("nora");
    const active = (await releases()).filter(({ state }) => state === "active");
    const gates = await Promise.all(
      active.map(({ slug }) => listGates(db.prisma, { slug, actor: reader, now: new Date() })),
    );
    const statuses = new Set(gates.flatMap(({ items }) => items).map(({ status }) => status));
    for (const status of ["passed", "blocked", "stale", "needs-work", "open", "ready", "upcoming", "skipped"])
      expect(statuses).toContain(status);
  });

  it("has a veto that was lifted, a waiver, a hold, a stage opened again and a first release on record", async () => {
    const types = await db.prisma.$queryRaw<{ type: string }[]>`SELECT DISTINCT type FROM ledger_entries`;
    const known = types.map(({ type }) => type);
    for (const type of [
      "veto.lifted",
      "requirement.waived",
      "hold.placed",
      "stage.reopened",
      "stage.skipped",
    ])
      expect(known).toContain(type);
    const first = await db.prisma.$queryRaw<unknown[]>`
      SELECT 1 FROM releases r JOIN release_components c ON c.release_id = r.id
      WHERE r.slug = 'support-routing-1' AND NOT EXISTS (SELECT FROM live_digests l WHERE l.component_id = c.component_id)`;
    expect(first).toHaveLength(1);
  });

  it("has something overdue, of which the worker reminds once, and something due within a day", async () => {
    const kernel = makeKernel(db, systemClock);
    while ((await refreshProjections(kernel)) > 0);
    expect(await sendDueReminders(kernel)).toBeGreaterThan(0);
    const { items: gates } = await listGates(db.prisma, {
      slug: "support-routing-1",
      actor: await actor("nora"),
      now: new Date(),
    });
    const due = gates.flatMap(({ requirements }) =>
      requirements.flatMap(({ key, due: time, reminded }) =>
        time === null || time.at === null ? [] : [{ key, ms: Date.parse(time.at) - Date.now(), reminded }],
      ),
    );
    const found = Object.fromEntries(due.map(({ key, ...each }) => [key, each]));
    expect(found["objective-met"]?.ms).toBeLessThan(0);
    expect(found["objective-met"]?.reminded?.level).toMatch(/^(due|overdue-1d)$/);
    expect(found["data-lawful"]?.ms).toBeLessThan(dayMs);
    expect(found["data-lawful"]?.reminded?.level).toMatch(/^(soon|due)$/);
  });

  it("has an approval under a condition, and a broken glass whose review is open and not overdue yet", async () => {
    const open = await db.prisma.obligation.findMany({ where: { closure: null }, orderBy: { order: "asc" } });
    const found = open.map(({ kind, sourceKind }) => `${kind} of a ${sourceKind}`);
    expect(found).toContain("condition of a vote");
    expect(found).toContain("break-glass-review of a break-glass");
    expect(found).toContain("post-mortem of a break-glass");
    for (const { dueAt } of open) expect(dueAt.getTime()).toBeGreaterThan(Date.now());
  });

  it("has a rollback that was endorsed, the drill of its plan that passed before anybody was exposed, and one that failed", async () => {
    const rollbacks = await db.prisma.$queryRaw<{ slug: string; mode: string; state: string }[]>`
      SELECT r.slug, b.mode, b.state FROM rollbacks b JOIN releases r ON r.id = b.release_id`;
    expect(rollbacks.map(({ slug, mode, state }) => `${slug}: ${mode} ${state}`).sort()).toEqual([
      "fraud-scoring-7: drill declined",
      "query-language-3-5: drill endorsed",
      "query-language-3-5: real endorsed",
    ]);
    const drills = await db.prisma.drill.findMany({ orderBy: { state: "asc" } });
    expect(drills).toMatchObject([
      { state: "failed", level: "tabletop" },
      { state: "passed", level: "tabletop" },
    ]);
  });

  it("tells something in each figure of process health, and of what was seen to depend and is not declared", async () => {
    const kernel = makeKernel(db, systemClock);
    while ((await refreshProjections(kernel)) > 0);
    while ((await refreshFacts(kernel)) > 0);
    const now = new Date();
    const answer = await processHealth(db.prisma, filterOf({}, now), now);
    const told = new Set(answer.figures.map(({ measure }) => measure));
    // Whatever was gone back on was found by people, and every criterion that watched stayed quiet.
    expect(measures.filter((measure) => !told.has(measure))).toEqual(["detect", "criterion-fired"]);
    expect(answer.waiting.length).toBeGreaterThan(10);
    expect(answer.neverCaught.length).toBeGreaterThan(0);
    expect(answer.neverFired).toContain("model-release/labelling-time");
    const { items } = await listUnintended(db.prisma, {});
    expect(items.map(({ component, dependsOn }) => `${component} ${dependsOn}`)).toEqual([
      "fraud-scoring clickstream",
      "support-routing speaker-labels",
    ]);
  });

  it("has a post-mortem that somebody else published, with one action open, charts of that time, and a proposal of today's template", async () => {
    const asked = { actor: await actor("jonas"), now: new Date() };
    const { items } = await listPostMortems(db.prisma, { ...asked, slug: "query-language-3-5" });
    expect(items).toMatchObject([{ kind: "rollback", state: "published", answered: 5, openActions: 1 }]);
    const { actions, charts } = await getPostMortemPage(db.prisma, {
      ...asked,
      zone: "UTC",
      id: items[0]?.id ?? "",
    });
    expect(actions).toMatchObject([{ isOverdue: false, proposals: [{ state: "open" }] }]);
    // Of the criteria of that time, over what was measured of the canary then.
    expect(charts.map(({ key }) => key)).toEqual(["labelling-time", "searches-without-results"]);
  });

  it("spans thirty days, in the order of time, with nothing after now", async () => {
    const entries = await db.prisma.$queryRaw<{ at: Date }[]>`SELECT at FROM ledger_entries ORDER BY ordinal`;
    const times = entries.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeLessThan(began - 29 * dayMs);
    expect(times.at(-1)).toBeLessThanOrEqual(Date.now());
  });

  it("has a proposal that waits for the person who signs in", async () => {
    const ada = await actor("ada");
    const waiting = await listOpenPending(db.prisma, { actor: ada, of: "own", now: new Date() });
    expect(waiting.map(({ decision }) => decision)).toEqual(["requirement.waive"]);
  });

  it("has a review that was held and ended on a condition, and one to come", async () => {
    const now = Date.now();
    const asked = { from: now - 14 * dayMs, to: now + 14 * dayMs, mine: true, actor: await actor("mira") };
    const { items } = await listReviews(db.prisma, asked);
    expect(items.filter(({ end }) => Date.parse(end) > now).map(({ state }) => state)).toContain("scheduled");
    const held = items.find(({ state }) => state === "held");
    const { detail } = await getReview(db.prisma, {
      review: held?.id ?? "",
      actor: asked.actor,
      now: new Date(now),
    });
    const own = detail.agenda.find(({ release }) => release.slug === "support-routing-1");
    expect(own?.outcome).toMatchObject({
      outcome: "conditional",
      conditions: [{ isOpen: true }, { isOpen: true }],
    });
    expect(detail.minutes?.version).toBe(1);
  });

  it("has a review that runs just now, for whoever opens it", async () => {
    const now = Date.now();
    const asked = { from: now - dayMs, to: now + dayMs, mine: true, actor: await actor("mira") };
    const { items } = await listReviews(db.prisma, asked);
    const running = items.filter(({ start, end }) => Date.parse(start) < now && now < Date.parse(end));
    expect(running).toMatchObject([
      { state: "scheduled", title: "Search ranking 14: from 5 to 25 percent?" },
    ]);
  });

  it("has a shift that changed just now, whose hand-over tells what is open, waits, ends and is not covered", async () => {
    const asked = { key: "operations", now: new Date(), zone: "Europe/Berlin" };
    const told = await handOverBrief(db.prisma, { ...asked, actor: await actor("chloe") });
    expect(told).toMatchObject({
      isRunning: true,
      mayAcknowledge: true,
      shift: { person: { name: "Chloé Martin" } },
      after: { person: { name: "Ben Fischer" } },
    });
    expect(told.holds).toHaveLength(1);
    expect(told.waiting.length).toBeGreaterThan(2);
    expect(told.deadlines.map(({ dueAt }) => Date.parse(dueAt) > Date.now())).toContain(true);
    expect(told.gaps).toHaveLength(1);
    const next = await handOverBrief(db.prisma, { ...asked, actor: await actor("ben") });
    expect(next).toMatchObject({ isRunning: false, shift: { person: { name: "Ben Fischer" } } });
    expect(next.rights.some(({ people }) => people.some(({ name }) => name === "Ben Fischer"))).toBe(true);
  });

  const signers = people.filter(({ roles }) => roles.some((role) => role !== "release-champion"));
  it.each(signers.map(({ key }) => key))("has a decision waiting for %s", async (key) => {
    const { items } = await inboxOf(db.prisma, { actor: await actor(key), now: new Date() });
    expect(items.length).toBeGreaterThan(0);
  });
});
