import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Kernel } from "@/lib/platform/command";
import { changeRollbackPlan } from "@/lib/releases/change-rollback-plan";
import { liftHold } from "@/lib/releases/lift-hold";
import { placeOrganisationHold } from "@/lib/rollouts/place-organisation-hold";
import { setFreeze } from "@/lib/rollouts/set-freeze";
import { testDatabase } from "@/lib/testing/database";
import { interleaver, withoutLocks } from "@/lib/testing/interleave";
import { exposureActs } from "@/lib/testing/laddered";
import { releaseActs } from "@/lib/testing/release-acts";
import { goBack, rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import type { SampleRelease } from "@/lib/testing/release";
import { makeWorld, type World } from "@/lib/testing/world";
import { authoriseRollback } from "./authorise-rollback";
import { cancelRollback } from "./cancel-rollback";
import { declineRollback } from "./decline-rollback";
import { listEpisodes } from "./episode-queries";
import { postUpdate } from "./post-update";
import { proposeRollback } from "./propose-rollback";
import { getRollback } from "./rollback-queries";
import { RollbackPlan } from "./schemas";
import { silenceEscalation } from "./silence-escalation";

let world: World;
let url: string;
let release: SampleRelease;
const interleave = interleaver(() => url);
const { entriesOn } = releaseActs(() => world);
const { confirm, increase } = exposureActs(() => world);
const acts = rollbackActs(() => world);
const { by, work, send, complete, latest } = acts;
const db = () => world.kernel.db.prisma;
const seconds = (count: number): void => world.clock.shift(count * 1_000);
const inMinutes = (count: number) => new Date(world.clock.now().getTime() + count * 60_000).toISOString();
const reason = "Answers are wrong for one caller in three.";

let made = 0;
beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeWorld(url);
  await world.release({ slug: "plain" });
  await world.template(rollingTemplate, "cora");
  await acts.declare();
});
afterAll(() => world.close());
beforeEach(async () => {
  made += 1;
  release = await exposed(`deciding-${made}`);
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

async function propose(who = "cora", of = release): Promise<{ id: string; isNew: boolean }> {
  const asked = { release: of.slug, severity: "sev1" as const, reason };
  return proposeRollback.execute(world.kernel, asked, await by(who));
}

describe("two who decide at once", () => {
  it.each([
    ["by the locks", (kernel: Kernel) => kernel],
    ["by the row, without them", withoutLocks],
  ])("authorise or decline, never both: kept apart %s", async (_how, of) => {
    const { id } = await propose();
    const [ed, eve] = [await by("ed"), await by("eve")];
    const until = inMinutes(60);
    const { first, second } = await interleave(of(world.kernel), {
      first: (kernel) => authoriseRollback.execute(kernel, { rollback: id }, ed),
      second: (kernel) => declineRollback.execute(kernel, { rollback: id, reason, until }, eve),
    });
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    expect(second).toMatchObject({ reason: { code: "conflict" } });
    expect(await latest(release)).toMatchObject({ state: "authorised", decision: "authorised" });
    expect(await entriesOn(release, "rollback.declined")).toEqual([]);
  });

  it("propose one rollback: the second joins the first", async () => {
    const [cora, rita] = [await by("cora"), await by("rita")];
    const asked = { release: release.slug, severity: "sev1" as const, reason };
    const { first, second } = await interleave(world.kernel, {
      first: (kernel) => proposeRollback.execute(kernel, asked, cora),
      second: (kernel) => proposeRollback.execute(kernel, asked, rita),
    });
    expect(first).toMatchObject({ value: { isNew: true } });
    expect(second).toMatchObject({ value: { isNew: false } });
    expect(await db().rollback.count({ where: { releaseId: await acts.idOf(release) } })).toBe(1);
  });
});

describe("a rollback", () => {
  it("is stopped by no freeze window and no hold of the organisation", async () => {
    const { id } = await propose();
    const cora = await by("cora");
    const once = {
      from: new Date(world.clock.now().getTime() - 60_000).toISOString(),
      until: inMinutes(600),
    };
    await setFreeze.execute(world.kernel, { title: "Now", reason, component: release.component, once }, cora);
    const hold = await placeOrganisationHold.execute(world.kernel, { reason }, cora);
    await authoriseRollback.execute(world.kernel, { rollback: id }, await by("ed"));
    for (const step of ["stop", "put-back"]) {
      await work();
      await complete(id, step);
    }
    await work();
    expect(await latest(release)).toMatchObject({ state: "validating" });
    await db()
      .$executeRaw`UPDATE holds SET valid_to = now(), lift_reason = 'Over.' WHERE id = ${hold.id}::uuid`;
  });

  it("that cannot be undone takes two, or one who breaks the glass and owes a review", async () => {
    const [stop, putBack] = goBack.steps;
    const irreversible = { ...putBack, reversible: false, forwardFix: "Migrate forward." };
    const document = RollbackPlan.parse({ ...goBack, steps: [stop, irreversible] });
    await changeRollbackPlan.execute(world.kernel, { release: release.slug, document }, await by("cora"));
    const { id } = await propose();
    const ed = await by("ed");
    const glass = (why?: string) =>
      authoriseRollback.execute(
        world.kernel,
        { rollback: id, breakGlass: true, ...(why !== undefined && { reason: why }) },
        ed,
      );
    await expect(glass()).rejects.toMatchObject({ code: "reason-required" });
    await expect(
      authoriseRollback.execute(world.kernel, { rollback: id, breakGlass: true, reason }, await by("rob")),
    ).rejects.toMatchObject({ code: "not-a-holder" });
    await glass("Nobody else answers, and one caller in three hears nonsense.");
    expect(await latest(release)).toMatchObject({ state: "authorised" });
    expect(await entriesOn(release, "break-glass.used")).toHaveLength(1);
    const owed = await db().obligation.findMany({ where: { releaseId: await acts.idOf(release) } });
    expect(owed.map(({ kind }) => kind).sort()).toEqual(["break-glass-review", "post-mortem"]);
  });

  it("needs no broken glass of whoever may authorise it alone", async () => {
    const { id } = await propose();
    await expect(
      authoriseRollback.execute(world.kernel, { rollback: id, breakGlass: true, reason }, await by("ed")),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("that is cancelled begins nothing more, and leaves the release on hold until somebody lifts it", async () => {
    const { id } = await propose();
    await authoriseRollback.execute(world.kernel, { rollback: id }, await by("ed"));
    await work();
    await cancelRollback.execute(world.kernel, { rollback: id, reason }, await by("cora"));
    await work();
    expect(await latest(release)).toMatchObject({ state: "cancelled", decision: "authorised" });
    await expect(complete(id, "stop")).rejects.toMatchObject({ code: "conflict" });
    const hold = await db().hold.findFirstOrThrow({
      where: { releaseId: await acts.idOf(release), validTo: null },
    });
    await liftHold.execute(world.kernel, { release: release.slug, hold: hold.id, reason }, await by("cora"));
    expect(await entriesOn(release, "rollback.cancelled")).toHaveLength(1);
  });

  it("is escalated to nobody while somebody says that they are on it, and its deadline stays", async () => {
    const { id } = await propose();
    const silence = async (until: string, who = "sid") =>
      silenceEscalation.execute(world.kernel, { rollback: id, until }, await by(who));
    await expect(silence(inMinutes(300))).rejects.toMatchObject({ code: "invalid-input" });
    await expect(silence(inMinutes(8), "mia")).rejects.toMatchObject({ code: "not-a-holder" });
    await silence(inMinutes(9));
    seconds(8 * 60);
    await work();
    expect(await entriesOn(release, "rollback.escalated")).toEqual([]);
    seconds(3 * 60);
    await work();
    expect(await latest(release)).toMatchObject({ decision: "silence" });
    expect(await entriesOn(release, "rollback.acknowledged")).toHaveLength(1);
  });

  it("takes updates from whoever holds a role, in order, and none once it is over", async () => {
    const { id } = await propose();
    const say = async (text: string, who: string) =>
      postUpdate.execute(world.kernel, { rollback: id, text }, await by(who));
    await say("We look at it.", "sid");
    await say("It is the router.", "ed");
    await expect(say("What is it?", "mia")).rejects.toMatchObject({ code: "not-a-holder" });
    const { updates } = await getRollback(db(), {
      id,
      actor: await world.actor("cora"),
      now: world.clock.now(),
    });
    expect(updates.map(({ text, by: { name } }) => `${name}: ${text}`)).toEqual([
      "sid: We look at it.",
      "ed: It is the router.",
    ]);
    await declineRollback.execute(
      world.kernel,
      { rollback: id, reason, until: inMinutes(60) },
      await by("ed"),
    );
    await expect(say("Still there?", "sid")).rejects.toMatchObject({ code: "conflict" });
  });

  it("of a restricted release is to outsiders as one that does not exist", async () => {
    const hidden = await exposed(`hidden-${made}`, ["lea"]);
    const { id } = await propose("cora", hidden);
    const read = async (rollback: string) =>
      getRollback(db(), { id: rollback, actor: await world.actor("mia"), now: world.clock.now() }).catch(
        (error: unknown) => String(error),
      );
    expect(await read(id)).toBe(await read("01890a5d-ac96-774b-bcce-b302099a8057"));
  });
});

describe("a proposal that was declined", () => {
  it.each([
    ["wrong", 900],
    ["right", 100],
  ])("turns out %s by what was measured until its time", async (verdict, value) => {
    for (let minute = 0; minute < 3; minute += 1) await measure(900);
    const { id } = (await latest(release)) ?? { id: "" };
    await declineRollback.execute(
      world.kernel,
      { rollback: id, reason, until: inMinutes(4) },
      await by("ed"),
    );
    const score = async () =>
      (
        await listEpisodes(db(), {
          slug: release.slug,
          actor: await world.actor("cora"),
          now: world.clock.now(),
        })
      ).items[0]?.score;
    await measure(value);
    expect(await score()).toMatchObject({ verdict: "open" });
    for (let minute = 0; minute < 4; minute += 1) await measure(value);
    expect(await score()).toMatchObject({ verdict });
  });
});

async function measure(value: number): Promise<void> {
  seconds(30);
  await send(release, value);
  seconds(30);
  await work();
}
