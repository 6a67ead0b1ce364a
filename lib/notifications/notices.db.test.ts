import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { raiseConcern } from "@/lib/gates/raise-concern";
import { disablePerson } from "@/lib/identity/disable-person";
import { erasePerson } from "@/lib/identity/erase-person";
import { testDatabase } from "@/lib/testing/database";
import { numberEntries } from "@/lib/testing/number-entries";
import { noticeActs, refusal } from "@/lib/testing/noticed";
import { releaseActs } from "@/lib/testing/release-acts";
import { makeWorld, type World } from "@/lib/testing/world";
import {
  changeOwnHook,
  changeOwnRules,
  followRelease,
  markNotices,
  muteRelease,
  unfollowRelease,
  unmuteRelease,
} from "./own-settings";
import { getHearing, listChosen } from "./hearing-queries";
import { getRules, listNotices } from "./queries";
import { routeEntries } from "./routing-jobs";

let world: World;
const { as, route, ...acts } = noticeActs(() => world);
const hold = (by: string, release?: string) => acts.hold(release, by);
beforeAll(async () => {
  const { url } = await testDatabase();
  world = await makeWorld(url);
  await world.release({ slug: "spoken" });
  await world.release({ slug: "hidden", restrictedTo: ["mia"] });
  await route();
}, 60_000);
afterAll(() => world.close());

const inboxOf = async (name: string) => {
  const actor = await world.actor(name);
  const { items } = await listNotices(world.kernel.db.prisma, { actor, page: { limit: 100 } });
  return items;
};
const hearing = async (name: string, slug = "spoken") =>
  getHearing(world.kernel.db.prisma, { slug, actor: await world.actor(name) });
const chosen = async (name: string, choice: "mute" | "follow") => {
  const found = await listChosen(world.kernel.db.prisma, { actor: await world.actor(name), choice });
  return found.map(({ slug }) => slug);
};
const newestOf = async (name: string) => (await inboxOf(name))[0];
const deliveries = () =>
  world.kernel.db.prisma.noticeDelivery.findMany({
    include: { items: { include: { notice: true } } },
    orderBy: { id: "asc" },
  });

describe("who takes part in a release", () => {
  it("hears of what others do there, and not of what they did themselves", async () => {
    const release = { release: "spoken", text: "It forgets the umlauts." };
    await raiseConcern.execute(world.kernel, release, await as("mia"));
    await route();
    expect(await newestOf("cora")).toMatchObject({
      type: "concern.raised",
      reason: "takes-part",
      actor: "mia",
    });
    expect((await newestOf("mia"))?.type).not.toBe("concern.raised");
    await hold("cora");
    await route();
    // She holds no role: by her concern she takes part.
    expect(await newestOf("mia")).toMatchObject({
      type: "hold.placed",
      topic: "holds",
      release: { slug: "spoken" },
      isRead: false,
    });
    expect(await inboxOf("ola")).toEqual([]);
  });

  it("is told once, however often and by however many workers the ledger is read", async () => {
    await hold("cora");
    await numberEntries(world.kernel.db);
    const before = await world.kernel.db.prisma.notice.count();
    const read = await Promise.all(
      Array.from({ length: 6 }, () => routeEntries(world.kernel, { email: true })),
    );
    expect(read.filter((count) => count > 0)).toHaveLength(1);
    const after = await world.kernel.db.prisma.notice.count();
    expect(after).toBeGreaterThan(before);
    await route();
    expect(await world.kernel.db.prisma.notice.count()).toBe(after);
  });

  it("is told after all where the worker dies half way: the cursor moves with what it writes", async () => {
    await hold("cora");
    await numberEntries(world.kernel.db);
    const before = await world.kernel.db.prisma.notice.count();
    const cursor = await world.kernel.db.prisma.noticeCursor.findFirstOrThrow();
    const dying = {
      ...world.kernel,
      clock: { now: () => new Date(Number.NaN) },
    };
    await expect(routeEntries(dying, { email: true })).rejects.toThrow();
    expect(await world.kernel.db.prisma.notice.count()).toBe(before);
    expect(await world.kernel.db.prisma.noticeCursor.findFirstOrThrow()).toEqual(cursor);
    expect(await route()).toBeGreaterThan(0);
    expect(await world.kernel.db.prisma.notice.count()).toBeGreaterThan(before);
  });

  it("mutes it, and still hears what is asked of them; unmuted they hear again", async () => {
    expect(await refusal(unmuteRelease.execute(world.kernel, { release: "spoken" }, await as("rita")))).toBe(
      "conflict",
    );
    await muteRelease.execute(world.kernel, { release: "spoken" }, await as("rita"));
    expect(await chosen("rita", "mute")).toEqual(["spoken"]);
    const before = await inboxOf("rita");
    await hold("cora");
    await route();
    expect(await inboxOf("rita")).toEqual(before);
    await unmuteRelease.execute(world.kernel, { release: "spoken" }, await as("rita"));
    await hold("cora");
    await route();
    expect((await inboxOf("rita")).length).toBe(before.length + 1);
  });

  it("cannot mute what they do not see, nor follow it, nor learn whether they would hear of it", async () => {
    const hidden = { release: "hidden" };
    for (const act of [muteRelease, followRelease, unmuteRelease, unfollowRelease])
      expect(await refusal(act.execute(world.kernel, hidden, await as("ola")))).toBe("not-found");
    const actor = await world.actor("ola");
    expect(await refusal(getHearing(world.kernel.db.prisma, { slug: "hidden", actor }))).toBe("not-found");
  });

  it("is told why they hear: by what they signed, what they hold, what they wrote and what they did", async () => {
    await world.person("nia");
    const release = await world.release({ slug: "reasoned" });
    const { signing } = releaseActs(() => world);
    await (
      await signing(release, { by: "rita", role: "reviewer" })
    )(world.kernel);
    await raiseConcern.execute(world.kernel, { release: "reasoned", text: "Is it so?" }, await as("mia"));
    await route();
    expect(await hearing("rita", "reasoned")).toMatchObject({
      choice: "rules",
      hears: true,
      because: [
        { kind: "voted", role: "reviewer" },
        { kind: "role", role: "reviewer", through: null },
      ],
    });
    expect((await hearing("sid", "reasoned")).because).toEqual([
      { kind: "role", role: "security", through: null },
    ]);
    expect((await hearing("lea", "reasoned")).because).toEqual([{ kind: "author", component: "m-reasoned" }]);
    expect((await hearing("mia", "reasoned")).because).toEqual([{ kind: "acted" }]);
    expect(await hearing("nia", "reasoned")).toMatchObject({ choice: "rules", hears: false, because: [] });
  });

  it("is whoever the page says hears, and nobody else", async () => {
    await hold("cora", "reasoned");
    await route();
    const told: string[] = [];
    const said: string[] = [];
    for (const name of ["cora", "cy", "ed", "eve", "rita", "rob", "sid", "lea", "mia", "ada", "ola", "nia"]) {
      const newest = await newestOf(name);
      if (newest?.type === "hold.placed" && newest.release?.slug === "reasoned") told.push(name);
      if ((await hearing(name, "reasoned")).hears && name !== "cora") said.push(name);
    }
    expect(told).toEqual(said);
  });

  it("need not be whoever follows it; muting ends that, and following ends muting", async () => {
    const spoken = { release: "spoken" };
    expect(await refusal(unfollowRelease.execute(world.kernel, spoken, await as("ola")))).toBe("conflict");
    await followRelease.execute(world.kernel, spoken, await as("ola"));
    expect(await refusal(followRelease.execute(world.kernel, spoken, await as("ola")))).toBe("conflict");
    expect(await hearing("ola")).toMatchObject({ choice: "follow", hears: true, because: [] });
    expect(await chosen("ola", "follow")).toEqual(["spoken"]);
    await hold("cora");
    await route();
    expect(await newestOf("ola")).toMatchObject({ type: "hold.placed", reason: "follows" });
    await muteRelease.execute(world.kernel, spoken, await as("ola"));
    expect(await hearing("ola")).toMatchObject({ choice: "mute", hears: false });
    expect(await chosen("ola", "follow")).toEqual([]);
    const before = await inboxOf("ola");
    await hold("cora");
    await route();
    expect(await inboxOf("ola")).toEqual(before);
    await followRelease.execute(world.kernel, spoken, await as("ola"));
    expect(await chosen("ola", "mute")).toEqual([]);
    expect(await hearing("ola")).toMatchObject({ choice: "follow" });
    await unfollowRelease.execute(world.kernel, spoken, await as("ola"));
    expect(await hearing("ola")).toMatchObject({ choice: "rules", since: null, hears: false });
  });

  it("chooses once where they press twice at the same time", async () => {
    const follow = async () =>
      refusal(followRelease.execute(world.kernel, { release: "spoken" }, await as("ada")));
    const mute = async () =>
      refusal(muteRelease.execute(world.kernel, { release: "spoken" }, await as("ada")));
    expect((await Promise.all([follow(), follow()])).toSorted()).toEqual(["conflict", "done"]);
    expect(await Promise.all([mute(), follow()])).toContain("done");
    const { choice } = await hearing("ada");
    expect([await chosen("ada", "mute"), await chosen("ada", "follow")]).toEqual(
      choice === "mute" ? [["spoken"], []] : [[], ["spoken"]],
    );
  });
});

describe("what is asked of somebody", () => {
  it("stands in their inbox, whatever their rules say", async () => {
    const { signing } = releaseActs(() => world);
    const release = await world.release({ slug: "obliging" });
    await changeOwnRules.execute(
      world.kernel,
      { rules: { topics: { asked: { by: [], when: "daily" } } } },
      await as("mia"),
    );
    const condition = { text: "Ask support.", owner: world.emailOf("mia"), due: "2099-01-01" };
    await (
      await signing(release, { by: "rita", role: "reviewer", conditions: [condition] })
    )(world.kernel);
    await route();
    expect(await newestOf("mia")).toMatchObject({
      type: "obligation.imposed",
      reason: "asked",
      topic: "asked",
    });
  });
});

describe("a message", () => {
  beforeEach(async () => {
    await route();
  });

  it("waits for its digest, one for all that falls into it", async () => {
    const rules = {
      zone: "Europe/Berlin",
      dailyAt: "08:00",
      topics: { holds: { by: ["inbox" as const, "email" as const], when: "daily" as const } },
    };
    await changeOwnRules.execute(world.kernel, { rules }, await as("ed"));
    const before = (await deliveries()).length;
    await hold("cora");
    await route();
    await hold("cora");
    await route();
    const ed = await world.actor("ed");
    const made = (await deliveries()).slice(before);
    const own = made.filter(({ personId }) => personId === ed.id);
    expect(own).toMatchObject([{ channel: "email", state: "queued", attempts: 0 }]);
    expect(own[0]?.items).toHaveLength(2);
  });

  it("is made by no channel that is not there", async () => {
    await changeOwnRules.execute(
      world.kernel,
      { rules: { topics: { holds: { by: ["email", "slack"], when: "at-once" } } } },
      await as("sid"),
    );
    const before = (await deliveries()).length;
    const told = await inboxOf("sid");
    await hold("cora");
    await route(false);
    const { id } = await world.actor("sid");
    const made = (await deliveries()).slice(before);
    expect(made.filter(({ personId }) => personId === id)).toEqual([]);
    expect(await inboxOf("sid")).toEqual(told);
    await changeOwnHook.execute(
      world.kernel,
      { url: "https://chat.example.org/hook/secret" },
      await as("sid"),
    );
    await hold("cora");
    await route(false);
    const late = (await deliveries()).slice(before);
    expect(late.filter(({ personId }) => personId === id)).toMatchObject([{ channel: "slack" }]);
  });
});

describe("one's own rules", () => {
  const own = async (name: string) => {
    const owner = { person: (await world.actor(name)).id };
    return getRules(world.kernel.db.prisma, { owner, email: true });
  };

  it("are read as they were put, and refused where somebody else changed them since", async () => {
    const before = await own("lea");
    expect(before).toMatchObject({ isDefault: true, slack: null });
    const rules = { zone: "America/New_York", quiet: { from: "20:00", to: "07:00" }, topics: {} };
    await changeOwnRules.execute(world.kernel, { rules, expected: before.digest }, await as("lea"));
    expect((await own("lea")).rules).toMatchObject(rules);
    const late = changeOwnRules.execute(
      world.kernel,
      { rules: { zone: "UTC" }, expected: before.digest },
      await as("lea"),
    );
    expect(await refusal(late)).toBe("precondition-failed");
  });

  it("never show the address that chat messages are posted to", async () => {
    const url = "https://chat.example.org/hook/very-secret";
    await changeOwnHook.execute(world.kernel, { url }, await as("lea"));
    const shown = await own("lea");
    expect(shown.slack?.host).toBe("chat.example.org");
    expect(JSON.stringify(shown)).not.toContain("very-secret");
  });

  it.each([
    ["a zone that is none", { zone: "Europe/Nowhere" }],
    ["hours with one end", { quiet: { from: "20:00" } }],
    ["a whole day of quiet", { quiet: { from: "20:00", to: "20:00" } }],
    ["a week of quiet", { quiet: { days: ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] } }],
    ["a channel twice", { topics: { holds: { by: ["email", "email"] } } }],
    ["a kind that is none", { topics: { gossip: { by: [] } } }],
  ])("are refused with %s", async (_what, rules) => {
    const put = changeOwnRules.execute(world.kernel, { rules: rules as { zone: string } }, await as("lea"));
    expect(await refusal(put)).toBe("invalid-input");
  });

  it("are for people who are here", async () => {
    const call = { actor: null, requestId: "none" };
    expect(await refusal(changeOwnRules.execute(world.kernel, { rules: {} }, call))).toBe("not-signed-in");
    const system = world.call(world.system);
    expect(await refusal(changeOwnRules.execute(world.kernel, { rules: {} }, system))).toBe("people-only");
  });

  it("are erased with the person, and where their messages went", async () => {
    await world.person("eli");
    await world.person("adam", "admin");
    await changeOwnHook.execute(world.kernel, { url: "https://chat.example.org/eli" }, await as("eli"));
    await changeOwnRules.execute(world.kernel, { rules: { zone: "Asia/Kathmandu" } }, await as("eli"));
    const { id } = await world.actor("eli");
    await disablePerson.execute(world.kernel, { person: world.emailOf("eli") }, await as("adam"));
    await erasePerson.execute(
      world.kernel,
      { person: world.emailOf("eli"), reason: "They asked for it." },
      await as("adam"),
    );
    const hooks = await world.kernel.db.prisma.noticeHook.findMany({ where: { personId: id } });
    const rules = await world.kernel.db.prisma.noticeRules.findMany({ where: { personId: id } });
    expect(hooks).toMatchObject([{ url: "erased" }]);
    expect(rules).toMatchObject([{ document: {} }]);
    expect([...hooks, ...rules].every(({ validTo }) => validTo !== null)).toBe(true);
  });
});

describe("what one was told", () => {
  it("is read up to where they say, and hidden once they do not see the release any more", async () => {
    const newest = (await newestOf("cora"))?.seq ?? 0;
    const { marked } = await markNotices.execute(world.kernel, { upTo: newest }, await as("cora"));
    expect(marked).toBeGreaterThan(0);
    expect((await inboxOf("cora")).every(({ isRead }) => isRead)).toBe(true);
    await raiseConcern.execute(world.kernel, { release: "hidden", text: "Is it so?" }, await as("mia"));
    await hold("cora", "hidden");
    await route();
    expect((await newestOf("mia"))?.release?.slug).toBe("hidden");
    await world.kernel.db.prisma
      .$executeRaw`UPDATE release_viewers SET valid_to = now() WHERE valid_to IS NULL`;
    expect((await inboxOf("mia")).map(({ release }) => release?.slug)).not.toContain("hidden");
  });
});
