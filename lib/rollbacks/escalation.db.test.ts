import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inboxOf } from "@/lib/gates/inbox-queries";
import { refreshProjections } from "@/lib/gates/refresh-projections";
import { countWaiting } from "@/lib/gates/waiting-queries";
import { changeEscalation } from "@/lib/policy/change-escalation";
import { createRota } from "@/lib/policy/create-rota";
import type { EscalationPolicy } from "@/lib/policy/escalation-model";
import { overrideShift } from "@/lib/policy/override-shift";
import { waitingFor } from "@/lib/policy/pending-decisions";
import { unappliedFor } from "@/lib/rollouts/unapplied-queries";
import { testDatabase } from "@/lib/testing/database";
import { interleaver } from "@/lib/testing/interleave";
import { exposureActs } from "@/lib/testing/laddered";
import { releaseActs } from "@/lib/testing/release-acts";
import type { SampleRelease } from "@/lib/testing/release";
import { rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import { makeWorld, type World } from "@/lib/testing/world";
import { advanceRollback } from "./advance-rollback";
import { authoriseRollback } from "./authorise-rollback";
import { declineRollback } from "./decline-rollback";
import { previewEscalation } from "./escalation-queries";
import { loadEscalation } from "./escalation-store";
import { escalationDue } from "./course";
import { rowOf } from "./load-rollback";
import { proposeRollback } from "./propose-rollback";
import { getRollbackRoom } from "./room-queries";
import { silenceEscalation } from "./silence-escalation";
import { rollbacksWaitingFor } from "./waiting-rollbacks";

let world: World;
let url = "";
let release: SampleRelease;
const interleave = interleaver(() => url);
const { entriesOn } = releaseActs(() => world);
const { confirm, increase } = exposureActs(() => world);
const acts = rollbackActs(() => world);
const { by, work, complete } = acts;
const db = () => world.kernel.db.prisma;
const minutes = (count: number): void => world.clock.shift(count * 60_000);
const inMinutes = (count: number) => new Date(world.clock.now().getTime() + count * 60_000).toISOString();
const counted = async (who: string) =>
  countWaiting(db(), { actor: await world.actor(who), now: world.clock.now() });
/** What the inbox lists for each of them, one by one. */
async function agree(): Promise<void> {
  while ((await refreshProjections(world.kernel)) > 0);
  for (const who of ["cora", "ed", "rita", "boss"]) {
    const asked = { actor: await world.actor(who), now: world.clock.now() };
    const { items, obligations } = await inboxOf(db(), asked);
    const { pending } = await waitingFor(world.kernel, asked.actor);
    const beside = await Promise.all([rollbacksWaitingFor(db(), asked), unappliedFor(db(), asked)]);
    const all = [items, obligations, pending, ...beside].flat();
    expect({ who, count: await countWaiting(db(), asked) }).toEqual({ who, count: all.length });
  }
}

let made = 0;
beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeWorld(url);
  await world.release({ slug: "plain" });
  await world.template(rollingTemplate, "cora");
  await acts.declare();
  for (const name of ["nina", "nora", "boss"]) await world.person(name);
  await world.team("nights", [{ name: "boss", lead: true }, { name: "nina" }, { name: "nora" }]);
  await world.team("nobody", []);
  await createRota.execute(
    world.kernel,
    {
      key: "night",
      title: "Nights",
      team: "nights",
      rota: {
        zone: "UTC",
        people: ["nina@example.org", "nora@example.org"],
        handover: {
          starting: world.clock.now().toISOString().slice(0, 16),
          every: "FREQ=WEEKLY",
        },
      },
    },
    await by("boss"),
  );
  minutes(2);
});
afterAll(() => world.close());
beforeEach(async () => {
  made += 1;
  release = await exposed(`escalated-${made}`);
});

async function exposed(slug: string, restrictedTo?: string[]): Promise<SampleRelease> {
  const one = await world.release({
    slug,
    template: "rolling",
    ...(restrictedTo !== undefined && { restrictedTo }),
  });
  await (
    await increase(one, 5)
  )();
  await confirm(one, 5);
  await work();
  return one;
}

/** One change of the policy is told from the next by its own first level, which repeats nothing. */
async function publish(policy: EscalationPolicy): Promise<void> {
  await changeEscalation.execute(world.kernel, { policy }, await by("cora"));
}
const level = (
  whom: EscalationPolicy["levels"][number]["whom"],
  after: string,
  repeat?: { every: string; times?: number },
) => ({
  whom,
  channel: "inbox" as const,
  after,
  ...(repeat !== undefined && { repeat }),
});

async function propose(of = release, severity: "sev1" | "sev2" | "sev4" = "sev2"): Promise<string> {
  const asked = { release: of.slug, severity, reason: "Answers are wrong." };
  return (await proposeRollback.execute(world.kernel, asked, await by("cora"))).id;
}
const room = async (id: string, who = "cora") =>
  getRollbackRoom(db(), { id, actor: await world.actor(who), now: world.clock.now() });
/** Levels in the order in which they were told, each with the names of whom. */
const told = async (id: string) =>
  (await room(id)).escalation.tellings.map(({ wait, level: number, repetition, people }) =>
    `${wait}:${number}${repetition === 0 ? "" : `+${repetition}`} ${people.map(({ name }) => name).join(" ")}`.trim(),
  );
const silence = async (rollback: string, until: string, who: string) =>
  silenceEscalation.execute(world.kernel, { rollback, until }, await by(who));
const inbox = async (who: string, of = release) => {
  const actor = await world.actor(who);
  const all = await rollbacksWaitingFor(db(), { actor, now: world.clock.now() });
  return all.filter((each) => each.release.slug === of.slug);
};

describe("a rollback that nobody decides", () => {
  it("is escalated by the shipped policy as long as none is published: who can, then who leads, then everybody", async () => {
    const id = await propose();
    minutes(15);
    await work();
    minutes(45);
    await work();
    expect(await told(id)).toEqual(["1:1 ed eve", "1:2 cora cy ed eve", "1:3 cora cy ed eve rita rob sid"]);
    expect((await room(id)).escalation).toMatchObject({ version: 0, next: { level: 3, repetition: 1 } });
    const [first, , third] = await entriesOn(release, "rollback.escalated");
    expect(first).toMatchObject({
      payload: { level: 1, repetition: 0, channel: "inbox", state: "proposed" },
    });
    expect(third?.payload["people"]).toHaveLength(7);
  });

  it("goes to whoever is on shift at that moment, and repeats a level until the next", async () => {
    await publish({
      levels: [
        level([{ rota: "night" }], "5m", { every: "10m" }),
        level([{ person: "boss@example.org" }], "25m"),
      ],
    });
    const id = await propose();
    minutes(5);
    await work();
    await overrideShift.execute(
      world.kernel,
      { key: "night", person: "nora@example.org", until: inMinutes(12), reason: "A swap." },
      await by("nora"),
    );
    minutes(10);
    await work();
    minutes(10);
    await work();
    minutes(5);
    await work();
    minutes(600);
    await work();
    expect(await told(id)).toEqual(["1:1 nina", "1:1+1 nora", "1:1+2 nina", "1:2 boss"]);
    expect((await room(id)).escalation.next).toBeNull();
    expect(await entriesOn(release, "rollback.escalated")).toHaveLength(4);
  });

  it("goes on at once past a level that reaches nobody, and says so", async () => {
    await publish({
      levels: [
        level([{ team: "nobody" }], "5m"),
        level([{ team: "nobody" }], "5h"),
        level(["deciders"], "9h"),
      ],
    });
    const id = await propose();
    minutes(5);
    await work();
    expect(await told(id)).toEqual(["1:1", "1:2", "1:3 ed eve"]);
    const entries = await entriesOn(release, "rollback.escalated");
    expect(entries.map(({ payload }) => (payload["people"] as string[]).length)).toEqual([0, 0, 2]);
    expect(entries[0]).toMatchObject({ policy: { escalation: expect.any(String) as string } });
  });

  it("has levels of its own where its severity has, and keeps the policy that held when it was proposed", async () => {
    await publish({
      levels: [level(["everyone"], "5m")],
      severities: { sev2: [level([{ person: "boss@example.org" }], "7m")] },
    });
    const id = await propose();
    const before = (await room(id)).escalation;
    await publish({ levels: [level([{ person: "nina@example.org" }], "1m")] });
    minutes(6);
    await work();
    expect(await told(id)).toEqual([]);
    minutes(1);
    await work();
    expect(await told(id)).toEqual(["1:1 boss"]);
    const { levels, version } = (await room(id)).escalation;
    expect({ levels, version }).toEqual({ levels: before.levels, version: before.version });
    await declineRollback.execute(
      world.kernel,
      { rollback: id, reason: "It is none.", until: inMinutes(60) },
      await by("ed"),
    );
    const next = await propose();
    expect((await room(next)).escalation.version).toBe(version + 1);
  });

  it("of a restricted release is told only to those who see it", async () => {
    await publish({ levels: [level([{ person: "boss@example.org" }, { rota: "night" }, "deciders"], "5m")] });
    const hidden = await exposed(`hidden-${made}`, ["boss"]);
    const id = await propose(hidden);
    minutes(5);
    await work();
    expect(await told(id)).toEqual(["1:1 boss ed eve"]);
    expect(await inbox("nina", hidden)).toEqual([]);
    const asked = { severity: "sev2" as const, actor: await world.actor("boss"), now: world.clock.now() };
    const { levels } = await previewEscalation(db(), { ...asked, release: hidden.slug });
    expect(levels[0]?.unseeing.map(({ name }) => name)).toEqual(["nina"]);
    const outsider = { ...asked, actor: await world.actor("nina"), release: hidden.slug };
    await expect(previewEscalation(db(), outsider)).rejects.toMatchObject({ code: "not-found" });
  });

  it("stands in the inbox of those who were told, until it is decided", async () => {
    await publish({ levels: [level([{ person: "boss@example.org" }], "5m", { every: "5m" })] });
    const id = await propose();
    const others = await counted("boss");
    expect(await inbox("boss")).toEqual([]);
    minutes(5);
    await work();
    expect(await inbox("boss")).toMatchObject([
      { id, ability: null, whoMay: [{ name: "ed" }, { name: "eve" }], told: { level: 1 } },
    ]);
    expect(await counted("boss")).toBe(others + 1);
    await authoriseRollback.execute(world.kernel, { rollback: id }, await by("ed"));
    expect(await inbox("boss")).toEqual([]);
    expect(await counted("boss")).toBe(others);
    // Late steps are another thing that is waited for.
    minutes(16);
    await work();
    expect(await inbox("boss")).toMatchObject([{ id, state: "executing", told: { level: 1 } }]);
  });

  it("counts in the navigation as the inbox lists it, for everybody and in every state, told or not", async () => {
    await publish({ levels: [level([{ person: "boss@example.org" }], "5m")] });
    const before = await counted("ed");
    const id = await propose();
    // Nobody was told yet, and the engineers can decide it already.
    expect(await inbox("ed")).toHaveLength(1);
    expect(await counted("ed")).toBe(before + 1);
    minutes(5);
    await work();
    await agree();
    await authoriseRollback.execute(world.kernel, { rollback: id }, await by("ed"));
    await agree();
    minutes(16);
    await work();
    expect(await inbox("boss")).toHaveLength(1);
    await agree();
  });

  it("is kept silent by whoever was told, and by nobody else without a role; a silence never makes anything earlier", async () => {
    await publish({ levels: [level([{ person: "boss@example.org" }], "5m"), level(["everyone"], "60m")] });
    const id = await propose();
    const decideBy = (await room(id)).decideBy;
    minutes(4);
    await expect(silence(id, inMinutes(30), "boss")).rejects.toMatchObject({ code: "not-a-holder" });
    minutes(1);
    await work();
    expect((await room(id, "boss")).abilities.acknowledge.allowed).toBe(true);
    expect((await room(id, "nina")).abilities.acknowledge.allowed).toBe(false);
    const due = (await room(id)).escalation.next?.at;
    await silence(id, inMinutes(10), "boss");
    expect((await room(id)).escalation).toMatchObject({
      next: { level: 2, at: due },
      silence: { by: { name: "boss" } },
    });
    const until = inMinutes(120);
    await silence(id, until, "boss");
    expect((await room(id)).escalation.next?.at).toBe(until);
    expect((await room(id)).decideBy).toBe(decideBy);
    const [heard] = await entriesOn(release, "rollback.acknowledged");
    expect(heard).toMatchObject({ by: { rule: "was-told" }, payload: { level: 1 } });
  });

  it("of a severity that waits for nothing is escalated to nobody, and once it is late as any other", async () => {
    await publish({ levels: [level([{ person: "boss@example.org" }], "5m"), level(["everyone"], "6m")] });
    const id = await propose(release, "sev4");
    minutes(600);
    await work();
    expect(await told(id)).toEqual([]);
    await expect(silence(id, inMinutes(30), "cora")).rejects.toMatchObject({ code: "conflict" });
    await authoriseRollback.execute(world.kernel, { rollback: id }, await by("ed"));
    minutes(15);
    await work();
    expect(await told(id)).toEqual(["2:1 boss"]);
    await complete(id, "stop", "ed", "failed");
    await work();
    expect(await told(id)).toEqual(["2:1 boss", "3:1 boss", "3:2 cora cy ed eve rita rob sid"]);
  });
});

describe("the timer of an escalation", () => {
  const stands = async (id: string) => {
    const row = rowOf(await db().rollback.findUniqueOrThrow({ where: { id } }));
    const escalation = await loadEscalation(db(), row);
    return { row: row.escalateAt?.getTime() ?? null, rule: escalationDue({ escalation })?.dueAt ?? null };
  };

  it("is on the rollback's row what the rule says, whatever happens", async () => {
    await publish({
      levels: [
        level(["deciders"], "40%", { every: "3m", times: 2 }),
        level([{ team: "nobody" }], "20m"),
        level(["everyone"], "1m"),
      ],
    });
    const id = await propose();
    const acting = [
      async () => {
        minutes(12);
        await work();
      },
      async () => silence(id, inMinutes(7), "sid"),
      async () => {
        minutes(7);
        await work();
      },
      async () => {
        minutes(30);
        await work();
      },
      async () => authoriseRollback.execute(world.kernel, { rollback: id }, await by("ed")),
      async () => {
        minutes(20);
        await work();
      },
      async () => {
        await complete(id, "stop", "ed", "failed");
        await work();
      },
    ];
    for (const act of acting) {
      await act();
      const { row, rule } = await stands(id);
      expect(row).toBe(rule);
    }
    const all = await told(id);
    expect(new Set(all).size).toBe(all.length);
  });

  it("is kept by one of two workers who come at once: nobody is told twice", async () => {
    await publish({ levels: [level(["deciders"], "6m"), level(["everyone"], "6m")] });
    const id = await propose();
    minutes(6);
    const worker = {
      actor: { kind: "system" as const, job: "worker" },
      requestId: "01890a5d-ac96-774b-bcce-b302099a8057",
    };
    const { first, second } = await interleave(world.kernel, {
      first: (kernel) => advanceRollback.execute(kernel, { rollback: id }, worker),
      second: (kernel) => advanceRollback.execute(kernel, { rollback: id }, worker),
    });
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    expect(await told(id)).toEqual(["1:1 ed eve"]);
  });

  it("loses nothing where the worker is ended before it commits", async () => {
    await publish({ levels: [level(["deciders"], "7m")] });
    const id = await propose();
    minutes(7);
    const dying = { ...world.kernel, probe: () => Promise.reject(new Error("ended")) };
    await expect(work(dying)).rejects.toThrow("ended");
    expect(await told(id)).toEqual([]);
    await work();
    expect(await told(id)).toEqual(["1:1 ed eve"]);
  });
});

describe("what a policy would do to releases in flight", () => {
  it("warns of a level that reaches nobody of one of them, at the severities at which it is so", async () => {
    const policy = { levels: [level([{ role: "on-duty" }], "5m"), level(["deciders"], "5m")] };
    await world.role("on-duty", ["boss"]);
    const { warnings, examined } = await previewEscalation(db(), {
      policy,
      severity: "sev1",
      actor: await world.actor("cora"),
      now: world.clock.now(),
    });
    expect(examined).toBeGreaterThan(0);
    const own = warnings.filter((each) => each.release?.slug === release.slug);
    expect(own).toMatchObject([
      { path: "/levels/0", level: 1, severities: ["sev1", "sev2", "sev3", "sev4"] },
    ]);
    // Somebody could be given the role, so it is not said of every release.
    expect(warnings.every((each) => each.release !== null)).toBe(true);
  });
});
