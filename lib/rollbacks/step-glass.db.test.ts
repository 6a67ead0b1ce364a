import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { reviewBreakGlass } from "@/lib/gates/review-break-glass";
import { changePool } from "@/lib/policy/change-pool";
import type { RightsRow } from "@/lib/policy/model";
import { testDatabase } from "@/lib/testing/database";
import { interleaver } from "@/lib/testing/interleave";
import { exposureActs } from "@/lib/testing/laddered";
import { releaseActs } from "@/lib/testing/release-acts";
import type { SampleRelease } from "@/lib/testing/release";
import { rollbackActs, rollingTemplate } from "@/lib/testing/rolling";
import { makeWorld, type World } from "@/lib/testing/world";
import { authoriseRollback } from "./authorise-rollback";
import { completeStep } from "./complete-step";
import { proposeRollback } from "./propose-rollback";
import { retryStep } from "./retry-step";
import { getRollbackRoom } from "./room-queries";
import { takeOverStep } from "./take-over-step";

let world: World;
let url = "";
let release: SampleRelease;
let rollback = "";
const interleave = interleaver(() => url);
const { entriesOn } = releaseActs(() => world);
const { confirm, increase } = exposureActs(() => world);
const acts = rollbackActs(() => world);
const { by, work, complete, latest } = acts;
const db = () => world.kernel.db.prisma;
const note = "I looked at the router: the share reads 0.";
const reason = "Nobody of the champions answers, and callers hear noise.";

const row = (decision: RightsRow["decision"], role: string): RightsRow => ({
  decision,
  slots: [{ roles: [role], count: 1, allowAuthor: true }],
});
/** Steps are the champion's to carry out and to take over; engineers may break the glass. */
const guarded = {
  ...rollingTemplate,
  key: "guarded",
  rights: [
    ...rollingTemplate.rights.filter(
      ({ decision }) => decision !== "rollback.execute" && decision !== "rollback.take-over",
    ),
    row("rollback.execute", "release-champion"),
    row("rollback.take-over", "release-champion"),
  ],
};

let made = 0;
beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeWorld(url);
  await world.release({ slug: "plain" });
  await world.template(guarded, "cora");
  await world.template(rollingTemplate, "cora");
  await acts.declare();
});
afterAll(() => world.close());
beforeEach(async () => {
  made += 1;
  release = await world.release({ slug: `glazed-${made}`, template: "guarded" });
  await (
    await increase(release, 5)
  )();
  await confirm(release, 5);
  await work();
  const asked = { release: release.slug, severity: "sev2" as const, reason };
  rollback = (await proposeRollback.execute(world.kernel, asked, await by("cora"))).id;
  await authoriseRollback.execute(world.kernel, { rollback }, await by("ed"));
  await work();
});

const report = async (step: string, who = "ed", glass: { breakGlass?: boolean; reason?: string } = {}) =>
  completeStep.execute(world.kernel, { rollback, step, outcome: "done", note, ...glass }, await by(who));
const uses = async () =>
  db().breakGlassUse.findMany({ where: { releaseId: await acts.idOf(release) }, orderBy: { at: "asc" } });
const owed = async () =>
  (await db().obligation.findMany({ where: { releaseId: await acts.idOf(release) } }))
    .map(({ kind }) => kind)
    .sort();
const room = async (who: string) =>
  getRollbackRoom(db(), { id: rollback, actor: await world.actor(who), now: world.clock.now() });

describe("breaking the glass to carry a rollback out", () => {
  it("lets one person say how a step went whose right is others', with what it passed, and obliges to a review and a post-mortem", async () => {
    await expect(report("stop")).rejects.toMatchObject({ code: "not-a-holder" });
    await report("stop", "ed", { breakGlass: true, reason });
    expect(await latest(release)).toMatchObject({
      attempts: [{ state: "succeeded", verification: "passed" }],
    });
    const [use] = await uses();
    expect(use).toMatchObject({ decision: "rollback.execute", about: rollback, reason });
    expect(use?.passed).toMatchObject([{ code: "not-a-holder" }, { code: "not-a-holder" }]);
    expect(await owed()).toEqual(["break-glass-review", "post-mortem"]);
    const [reported] = await entriesOn(release, "rollback.step-reported");
    expect(reported).toMatchObject({ by: { rule: "break-glass" }, payload: { breakGlass: use?.id } });
    expect(await entriesOn(release, "break-glass.used")).toMatchObject([
      { by: { rule: "break-glass" }, payload: { decision: "rollback.execute" } },
    ]);
  });

  it("covers what that person does to all of its steps: completing, trying again, taking over; broken once and owed once", async () => {
    await report("stop", "ed", { breakGlass: true, reason });
    await work();
    await complete(rollback, "put-back", "ed", "failed");
    await work();
    await retryStep.execute(world.kernel, { rollback, step: "put-back", reason: "Again." }, await by("ed"));
    await complete(rollback, "put-back", "ed", "failed");
    await work();
    await takeOverStep.execute(
      world.kernel,
      { rollback, step: "put-back", reason: "By hand." },
      await by("ed"),
    );
    await complete(rollback, "put-back");
    await work();
    expect(await latest(release)).toMatchObject({ state: "validating" });
    const [use, ...others] = await uses();
    expect(others).toEqual([]);
    expect(await owed()).toHaveLength(2);
    for (const type of ["rollback.step-reported", "rollback.step-begun"]) {
      const own = (await entriesOn(release, type)).filter(({ actor }) => actor.kind === "person");
      expect(own.length).toBeGreaterThan(1);
      expect(own.every(({ payload }) => payload["breakGlass"] === use?.id)).toBe(true);
    }
  });

  it("covers nobody else, and no other decision on it", async () => {
    await report("stop", "ed", { breakGlass: true, reason });
    await work();
    await expect(report("put-back", "eve")).rejects.toMatchObject({ code: "not-a-holder" });
    await expect(report("put-back", "rita", { breakGlass: true, reason })).rejects.toMatchObject({
      code: "not-a-holder",
      extras: { whoMay: [{ name: "ed" }, { name: "eve" }] },
    });
    await report("put-back", "eve", { breakGlass: true, reason });
    expect((await uses()).map(({ by: id }) => id).length).toBe(2);
    const { abilities } = await room("ed");
    expect(abilities.cancel.allowed).toBe(false);
    expect(abilities.endorse.allowed).toBe(false);
  });

  it("takes a reason of its own, and leaves nothing where it has none", async () => {
    for (const given of [{}, { reason: "Because." }])
      await expect(report("stop", "ed", { breakGlass: true, ...given })).rejects.toMatchObject({
        code: "reason-required",
      });
    expect(await uses()).toEqual([]);
    expect(await entriesOn(release, "rollback.step-reported")).toEqual([]);
  });

  it("is refused to who may do it by right: the glass stays whole", async () => {
    const open = await world.release({ slug: `open-${made}`, template: "rolling" });
    await (
      await increase(open, 5)
    )();
    await confirm(open, 5);
    await work();
    const { id } = await proposeRollback.execute(
      world.kernel,
      { release: open.slug, severity: "sev2", reason },
      await by("cora"),
    );
    await authoriseRollback.execute(world.kernel, { rollback: id }, await by("ed"));
    await work();
    const asked = { rollback: id, step: "stop", outcome: "done" as const, note, breakGlass: true, reason };
    await expect(completeStep.execute(world.kernel, asked, await by("ed"))).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Nothing stands in your way") as string,
    });
  });

  it("is not possible before it is authorised, nor once it is over", async () => {
    await report("stop", "ed", { breakGlass: true, reason });
    await work();
    await report("put-back");
    await work();
    expect(await latest(release)).toMatchObject({ state: "validating" });
    await expect(report("stop")).rejects.toMatchObject({ code: "conflict" });
  });

  it("ends with the role by which it was broken, and with a review that finds it was not justified", async () => {
    await report("stop", "ed", { breakGlass: true, reason });
    await work();
    const review = await db().obligation.findFirstOrThrow({
      where: { releaseId: await acts.idOf(release), kind: "break-glass-review" },
    });
    await reviewBreakGlass.execute(
      world.kernel,
      { release: release.slug, obligation: review.id, outcome: "not-justified", text: "Cora was there." },
      await by("sid"),
    );
    await expect(report("put-back")).rejects.toMatchObject({ code: "not-a-holder" });
    expect((await room("ed")).isThroughGlass).toBe(false);
    await report("put-back", "eve", { breakGlass: true, reason });
    expect((await uses()).length).toBe(2);
  });

  it("falls with the role: who is no longer in its pool acts no more", async () => {
    await report("stop", "ed", { breakGlass: true, reason });
    await work();
    const pool = (names: string[]) => ({
      role: "engineer",
      pool: names.map((name) => `${name}@example.org`),
    });
    await changePool.execute(world.kernel, pool(["eve"]), await by("cora"));
    await expect(report("put-back")).rejects.toMatchObject({ code: "not-a-holder" });
    await changePool.execute(world.kernel, pool(["ed", "eve"]), await by("cora"));
  });

  it("by two at once says how the step went once", async () => {
    const [ed, eve] = [await by("ed"), await by("eve")];
    const input = { rollback, step: "stop", outcome: "done" as const, note, breakGlass: true, reason };
    const { first, second } = await interleave(world.kernel, {
      first: (kernel) => completeStep.execute(kernel, input, ed),
      second: (kernel) => completeStep.execute(kernel, input, eve),
    });
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    expect(await uses()).toHaveLength(1);
    expect(await entriesOn(release, "rollback.step-reported")).toHaveLength(1);
  });
});

describe("the room", () => {
  it("offers the glass to whoever may break it and needs to, and says once it is broken", async () => {
    expect((await room("cora")).glass).toBeNull();
    expect((await room("rita")).glass).toBeNull();
    const before = await room("ed");
    expect(before.glass).toMatchObject({ to: "carry-out", reviewWithinMs: 24 * 3_600_000 });
    expect(before.abilities.execute.allowed).toBe(false);
    await report("stop", "ed", { breakGlass: true, reason });
    await work();
    const after = await room("ed");
    expect(after).toMatchObject({ glass: null, isThroughGlass: true });
    expect(after.abilities.execute.allowed).toBe(true);
    expect(after.abilities.takeOver.allowed).toBe(true);
    expect((await room("eve")).isThroughGlass).toBe(false);
  });
});
