import { afterAll, beforeAll, expect, it } from "vitest";
import { DecisionPending } from "@/lib/platform/gathering";
import { voteOnPending } from "@/lib/policy/pending-decisions";
import { authoriseRollback } from "@/lib/rollbacks/authorise-rollback";
import { cancelDrill } from "@/lib/rollbacks/cancel-drill";
import { declineRollback } from "@/lib/rollbacks/decline-rollback";
import { endorseRollback } from "@/lib/rollbacks/endorse-rollback";
import { proposeRollback } from "@/lib/rollbacks/propose-rollback";
import { startDrill } from "@/lib/rollbacks/start-drill";
import { testDatabase } from "@/lib/testing/database";
import { exposureActs } from "@/lib/testing/laddered";
import { replayedCourse } from "@/lib/testing/replayed-course";
import type { Replayed, Said } from "@/lib/testing/replayed";
import type { SampleRelease } from "@/lib/testing/release";
import { rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import { makeWorld, type World } from "@/lib/testing/world";
import { processHealth } from "./queries";
import { refreshFacts } from "./refresh-facts";

let world: World;
let release: SampleRelease;
const acts = rollbackActs(() => world);
const { by, work, send, complete, latest } = acts;
const { confirm, increase } = exposureActs(() => world);
const db = () => world.kernel.db.prisma;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "plain", draft: true });
  await world.template(rollingTemplate, "cora");
  await acts.declare();
}, 60_000);
afterAll(() => world.close());

async function minutesOf(count: number, value: number, cohort = "canary"): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    world.clock.shift(30_000);
    await send(release, value, cohort);
    world.clock.shift(30_000);
    await work();
  }
}

async function expose(slug: string): Promise<void> {
  release = await world.release({ slug, template: "rolling" });
  await (
    await increase(release, 5)
  )();
  await confirm(release, 5);
  await work();
}

async function endorse(rollback: string): Promise<void> {
  const pending: unknown = await endorseRollback
    .execute(world.kernel, { rollback }, await by("cora"))
    .catch((error: unknown) => error);
  if (!(pending instanceof DecisionPending)) throw new Error("one person endorsed alone");
  const { id } = pending.answer.pendingDecision;
  await voteOnPending(world.kernel, { pendingDecision: id, vote: "approve" }, await by("rita"));
}

const told = ({ measure, subject, at, valueMs }: Replayed) =>
  `${measure} ${subject} ${new Date(at).toISOString()} ${valueMs}`;
const here = [
  ..."exposed component-exposed criterion-watched criterion-fired rollback component-rollback".split(" "),
  ..."detect decide execute recover drill drill-gap".split(" "),
];

async function compared(): Promise<{ facts: string[]; entries: string[] }> {
  while ((await refreshFacts(world.kernel)) > 0);
  const id = await acts.idOf(release);
  const facts = await db().processFact.findMany({ where: { releaseId: id, measure: { in: here } } });
  const rows = await db().ledgerEntry.findMany({ where: { releaseId: id }, orderBy: { ordinal: "asc" } });
  const entries = rows.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString("utf8")) as Said);
  const given = { template: "rolling", component: release.component };
  return {
    facts: facts
      .map(({ at, valueMs, ...row }) =>
        told({ ...row, at: at.getTime(), valueMs: valueMs === null ? null : Number(valueMs) }),
      )
      .sort(),
    entries: replayedCourse(entries, given).map(told).sort(),
  };
}

it("tells a rollback that a criterion found, phase by phase, as its entries do", async () => {
  await expose("found");
  await minutesOf(3, 200);
  await minutesOf(3, 900);
  const { id } = (await latest(release)) ?? { id: "" };
  // Twice the ten minutes that were agreed for deciding are not over: silence has not decided.
  world.clock.shift(240_000);
  await authoriseRollback.execute(world.kernel, { rollback: id }, await by("ed"));
  await work();
  for (const step of ["stop", "put-back"]) {
    world.clock.shift(120_000);
    await complete(id, step);
    await work();
  }
  await minutesOf(6, 180, "baseline");
  await endorse(id);
  const { facts, entries } = await compared();
  expect(facts).toEqual(entries);
  for (const measure of ["detect", "decide", "execute", "recover", "rollback", "criterion-fired"])
    expect(facts.filter((each) => each.startsWith(`${measure} `))).toHaveLength(1);
}, 30_000);

const inAnHour = () => new Date(world.clock.now().getTime() + 3_600_000).toISOString();

it("counts what a person proposed and another declined as decided, and as no rollback", async () => {
  await expose("declined");
  const proposed = await proposeRollback.execute(
    world.kernel,
    { release: release.slug, severity: "sev2", reason: "Answers are wrong." },
    await by("cora"),
  );
  world.clock.shift(2_400_000);
  await declineRollback.execute(
    world.kernel,
    { rollback: proposed.id, until: inAnHour(), reason: "They are right." },
    await by("rita"),
  );
  const { facts, entries } = await compared();
  expect(facts).toEqual(entries);
  expect(facts.some((each) => each.startsWith("rollback "))).toBe(false);
  // Ten minutes were agreed; the one that was found was decided in time.
  const month = world.clock.now().toISOString().slice(0, 7);
  const filter = { team: null, template: null, from: "2020-01", to: month };
  const { figures } = await processHealth(db(), filter, world.clock.now());
  const decide = figures.find(({ measure, subject }) => measure === "decide" && subject === "");
  expect(decide).toMatchObject({ count: 2, late: 1 });
}, 30_000);

it("tells drills apart from rollbacks, with how they ended and what they showed", async () => {
  await expose("rehearsed");
  const { id } = await startDrill.execute(
    world.kernel,
    { release: release.slug, level: "tabletop", severity: "sev1" },
    await by("cora"),
  );
  await cancelDrill.execute(
    world.kernel,
    { release: release.slug, drill: id, reason: "Not now." },
    await by("cora"),
  );
  await startDrill.execute(
    world.kernel,
    { release: release.slug, level: "tabletop", severity: "sev1" },
    await by("cora"),
  );
  const drilled = await latest(release);
  await declineRollback.execute(
    world.kernel,
    { rollback: drilled?.id ?? "", until: inAnHour(), reason: "We do not go back." },
    await by("rita"),
  );
  await work();
  const { facts, entries } = await compared();
  expect(facts).toEqual(entries);
  expect(facts.filter((each) => each.startsWith("drill "))).toHaveLength(2);
  expect(facts.some((each) => each.startsWith("drill-gap declined "))).toBe(true);
  expect(facts.some((each) => each.startsWith("decide "))).toBe(false);
}, 30_000);
