import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { raiseConcern } from "@/lib/gates/raise-concern";
import { changeEscalation } from "@/lib/policy/change-escalation";
import { createRota } from "@/lib/policy/create-rota";
import { proposeRollback } from "@/lib/rollbacks/propose-rollback";
import { testDatabase } from "@/lib/testing/database";
import { exposureActs } from "@/lib/testing/laddered";
import { makeNoticed, type Noticed } from "@/lib/testing/noticed";
import type { SampleRelease } from "@/lib/testing/release";
import { releaseActs } from "@/lib/testing/release-acts";
import { rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import { changeOwnHook, changeOwnRules } from "./own-settings";
import { changeTeamHook } from "./change-team-hook";
import { changeTeamNotices } from "./change-team-notices";
import { listNotices } from "./queries";

const zone = "Europe/Berlin";
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let noticed: Noticed;
/** When the clocks of the zone change next, and when it is seven there after it; epoch ms. */
let change: { at: number; seven: number };
const world = () => noticed.world;
const { entriesOn } = releaseActs(() => world());
const { confirm, increase } = exposureActs(() => world());
const { work, send, declare } = rollbackActs(() => world());

/** Both ways, the clocks change at one in UTC. */
function changeAfter(time: number): typeof change {
  const before = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone);
  const next = before.getTimeZoneTransition("next");
  if (next === null) throw new Error("there is no change of clocks");
  const at = next.epochMilliseconds;
  const goesAhead = next.offsetNanoseconds > before.offsetNanoseconds;
  return { at, seven: at + (goesAhead ? 4 : 5) * hourMs };
}

beforeAll(async () => {
  noticed = await makeNoticed((await testDatabase()).url);
  const { as } = noticed;
  change = changeAfter(world().clock.now().getTime());
  world().clock.set(new Date(change.at - 3 * hourMs));
  await world().template(rollingTemplate, "cora");
  await declare();
  await world().person("nina");
  await world().team("nights", [{ name: "nina", lead: true }]);
  const starting = world().clock.now().toISOString().slice(0, 16);
  const rota = {
    zone: "UTC",
    people: ["nina@example.org"],
    handover: { starting, every: "FREQ=WEEKLY" },
  };
  await createRota.execute(
    world().kernel,
    { key: "night", title: "Nights", team: "nights", rota },
    await as("nina"),
  );
  const levels = [{ whom: [{ rota: "night" }], channel: "slack" as const, after: "1m" }];
  await changeEscalation.execute(world().kernel, { policy: { levels } }, await as("cora"));
});
afterAll(() => noticed.close());
beforeEach(async () => {
  await noticed.route();
  await noticed.clear();
  await quietBySettings();
});

/** Nina sleeps from ten to seven and hears of everything by all that there is; so does the chat of the team that owns the components. */
async function quietBySettings(): Promise<void> {
  const { as, receiver } = noticed;
  const quiet = { zone, quiet: { from: "22:00", to: "07:00" } };
  const everything = { by: ["inbox" as const, "email" as const, "slack" as const], when: "at-once" as const };
  const topics = { holds: everything, decisions: everything, rollbacks: everything };
  const escalations = { by: everything.by, when: "daily" as const };
  await changeOwnRules.execute(
    world().kernel,
    { rules: { ...quiet, topics: { ...topics, escalations } } },
    await as("nina"),
  );
  await changeOwnHook.execute(world().kernel, { url: `${receiver.url}/nina` }, await as("nina"));
  await changeTeamNotices.execute(
    world().kernel,
    { team: "owners", rules: { ...quiet, topics: {} } },
    await as("lea"),
  );
  await changeTeamHook.execute(
    world().kernel,
    { team: "owners", url: `${receiver.url}/owners` },
    await as("lea"),
  );
}

async function exposed(slug: string): Promise<SampleRelease> {
  const release = await world().release({ slug, template: "rolling" });
  await (
    await increase(release, 5)
  )();
  await confirm(release, 5);
  await work();
  // By a concern she takes part.
  await raiseConcern.execute(world().kernel, { release: slug, text: "Is it so?" }, await noticed.as("nina"));
  await noticed.route();
  await noticed.clear();
  await quietBySettings();
  return release;
}

async function breach(release: SampleRelease): Promise<void> {
  for (let minute = 0; minute < 4; minute += 1) {
    world().clock.shift(minuteMs);
    await send(release, 900);
    await work();
  }
}

const mailTo = (name: string) =>
  noticed.mail.received.filter(({ to }) => to.includes(`${name}@example.org`)).map(({ source }) => source);
const postsTo = (path: string) => noticed.receiver.received.filter((each) => each.path === path);
const waiting = async () => (await noticed.listed("nina")).filter(({ state }) => state === "queued");
const inbox = async () => {
  const actor = await world().actor("nina");
  return (await listNotices(world().kernel.db.prisma, { actor, page: { limit: 100 } })).items;
};

describe("in quiet hours", () => {
  it("an escalation of severity sev3 waits for their end as all else does", async () => {
    const { hold, route, deliver } = noticed;
    const { slug: release } = await exposed("slow");
    const asked = { release, severity: "sev3" as const, reason: "Answers are odd." };
    await proposeRollback.execute(world().kernel, asked, await noticed.as("cora"));
    world().clock.shift(2 * minuteMs);
    await work();
    await hold(release);
    await route();
    await deliver();
    expect([mailTo("nina"), postsTo("/nina"), postsTo("/owners")]).toEqual([[], [], []]);
    expect((await inbox()).map(({ type }) => type)).toContain("rollback.escalated");
    const digests = await waiting();
    expect(digests.map(({ channel }) => channel)).toContain("slack");
    for (const { dueAt } of digests) expect(Date.parse(dueAt ?? "")).toBeGreaterThanOrEqual(change.seven);
  });

  it("a breach of severity sev1 reaches whoever is on call by every channel; all else waits for their end, and is one digest", async () => {
    const { hold, route, deliver } = noticed;
    const release = await exposed("breached");
    expect(world().clock.now().getTime()).toBeLessThan(change.at);
    await breach(release);
    world().clock.shift(2 * minuteMs);
    await work();
    await hold("breached");
    await hold("breached");
    const [escalated] = await entriesOn(release, "rollback.escalated");
    const { id } = await world().actor("nina");
    expect(escalated).toMatchObject({ payload: { people: [id], channel: "slack" } });
    await route();
    await deliver();

    expect(mailTo("nina")).toHaveLength(1);
    expect(mailTo("nina")[0]).toMatch(/^Subject: Release breached: a rollback waits for somebody to act\r$/m);
    expect(postsTo("/nina")).toHaveLength(1);
    expect(postsTo("/nina")[0]?.body).toContain("a rollback waits for somebody to act");
    expect(postsTo("/owners")).toHaveLength(1);
    const told = (await inbox()).filter(({ release: about }) => about?.slug === "breached");
    expect(told.find(({ type }) => type === "rollback.escalated")).toMatchObject({ reason: "escalation" });
    expect(told.filter(({ type, actor }) => type === "hold.placed" && actor === "cora")).toHaveLength(2);

    // One message by each channel waits for the end, with all that was told meanwhile.
    const digests = await waiting();
    expect(digests.map(({ channel }) => channel).toSorted()).toEqual(["email", "slack"]);
    for (const { dueAt, notices } of digests) {
      expect(Date.parse(dueAt ?? "")).toBe(change.seven);
      expect(notices).toBeGreaterThanOrEqual(3);
    }
    world().clock.set(new Date(change.seven - minuteMs));
    await deliver();
    expect([mailTo("nina").length, postsTo("/nina").length, postsTo("/owners").length]).toEqual([1, 1, 1]);
    world().clock.set(new Date(change.seven + 1_000));
    await deliver();
    expect([mailTo("nina").length, postsTo("/nina").length, postsTo("/owners").length]).toEqual([2, 2, 2]);
    const count = digests[0]?.notices ?? 0;
    expect(mailTo("nina")[1]).toMatch(new RegExp(`^Subject: ${count} notices on 2 places\r$`, "m"));
    expect(await waiting()).toEqual([]);
  });
});
