import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { interleaver } from "@/lib/testing/interleave";
import { releaseBody, rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { concludeReview } from "./conclude-review";
import { planItem } from "./plan-item";
import { presentReview } from "./present-review";
import type { PresentationAnswer, ReviewDetail } from "./schemas";
import { tickAttendance } from "./tick-attendance";

let world: ReleaseWorld;
let databaseUrl = "";
let made = 0;
const minute = 60_000;
const interleave = interleaver(() => databaseUrl);

beforeAll(async () => {
  databaseUrl = (await testDatabase()).url;
  world = await makeReleaseWorld(databaseUrl);
  // Later than all that making the world recorded: the kernel never lets a clock go back behind that.
  world.clock.set(new Date("2030-10-01T09:00:00Z"));
  await world.ok("keeper", "POST", "/templates", {
    ...templateDocument,
    key: "concluded",
    rights: [...templateDocument.rights, ...rightsFor("technical-lead", ["review.conclude"])],
  });
});
afterAll(() => world.close());

const now = () => world.clock.now().getTime();
const at = (name: string) => `${name}@example.org`;

async function started(change: Record<string, unknown> = {}): Promise<string> {
  made += 1;
  const slug = `met-${made}`;
  await world.ok(
    "champ",
    "POST",
    "/releases",
    releaseBody(slug, { template: { key: "concluded" }, ...change }),
  );
  await world.ok("champ", "POST", `/releases/${slug}/start`);
  return slug;
}

const callOn = async (...releases: string[]): Promise<string> =>
  (
    await world.ok<{ review: string }>("champ", "POST", "/reviews", {
      title: "Readiness",
      start: new Date(now()).toISOString().slice(0, 16),
      zone: "UTC",
      minutes: 60,
      covers: { releases },
      invited: { people: [at("lead"), at("sec"), at("outsider")] },
    })
  ).review;

const seen = (review: string, by = "champ") =>
  world.ok<PresentationAnswer>(by, "GET", `/reviews/${review}/presentation`);
const present = async (review: string, by = "champ", replaces?: string) =>
  (await world.ok<{ session: string }>(by, "POST", `/reviews/${review}/presentation`, { replaces })).session;
const show = (
  review: string,
  step: { session: string; release?: string | null; item: string },
  by = "champ",
) => world.send(by, "POST", `/reviews/${review}/presentation/show`, step);
const lastEntry = async () => (await world.entries()).at(-1);

describe("a meeting", () => {
  it("begins with who is there and goes on step by step, the same for everybody", async () => {
    const slug = await started();
    const review = await callOn(slug);
    expect(await seen(review, "outsider")).toMatchObject({ session: null, current: null, version: "0" });
    const begin = Date.parse((await world.ok<ReviewDetail>("champ", "GET", `/reviews/${review}`)).start);
    const session = await present(review);
    expect(await lastEntry()).toMatchObject({ type: "review.presented", before: null, after: session });
    const first = await seen(review, "outsider");
    expect(first).toMatchObject({
      session: { id: session, presenter: { email: at("champ") } },
      current: { step: { release: null, item: "opening" }, plannedMs: 3 * minute, isGone: false },
      next: { release: slug, item: "gate:reviewed" },
    });
    world.clock.shift(4 * minute);
    const count = (await world.entries()).length;
    expect((await show(review, { session, ...first.next, item: first.next?.item ?? "" })).status).toBe(204);
    // What is shown is no decision: it leaves a row, and no entry.
    expect(await world.entries()).toHaveLength(count);
    for (const by of ["champ", "lead", "outsider"]) {
      const then = await seen(review, by);
      expect(then).toMatchObject({
        current: { step: { release: slug, item: "gate:reviewed" } },
        previous: { item: "opening" },
        next: { release: slug, item: "conclusion" },
      });
      // What was left of the meeting, shared by what was left of the agenda.
      const left = 60 * minute - (Date.parse(then.current?.since ?? "") - begin);
      expect(Math.abs((then.current?.plannedMs ?? 0) - left / 3)).toBeLessThan(100);
    }
    expect((await seen(review)).version).not.toBe(first.version);
    await world.ok("champ", "POST", `/reviews/${review}/presentation/end`, { session });
    expect(await lastEntry()).toMatchObject({ type: "review.presenting-ended", before: session });
    expect(await seen(review)).toMatchObject({ session: null, current: null });
    expect((await world.ok<ReviewDetail>("champ", "GET", `/reviews/${review}`)).state).toBe("held");
  });

  it("is told to whoever follows, at once and on the connection that they have", async () => {
    const review = await callOn(await started());
    const follow = (by: string) =>
      world.api.request("GET", `/events?review=${encodeURIComponent(review)}`, {
        token: world.tokens.get(by),
      });
    const reader = ((await follow("outsider")).body as ReadableStream<Uint8Array>).getReader();
    let text = "";
    const hears = async (version: string): Promise<void> => {
      while (!text.includes(`event: presentation\ndata: ${version}\n\n`)) {
        const { done, value } = await reader.read();
        if (done) throw new Error("the stream has ended");
        text += new TextDecoder().decode(value);
      }
    };
    await hears("0");
    const session = await present(review);
    await hears((await seen(review)).version);
    await show(review, { session, item: "closing" });
    await hears((await seen(review)).version);
    await reader.cancel();
    const hidden = await callOn(await started({ restrictedTo: [at("champ")] }));
    const refused = await world.api.request("GET", `/events?review=${encodeURIComponent(hidden)}`, {
      token: world.tokens.get("outsider"),
    });
    expect(refused.status).toBe(404);
  });

  it("is presented by whoever takes part, once it has begun, and shown by whoever presents", async () => {
    const slug = await started();
    const review = await callOn(slug);
    const session = await present(review);
    expect((await show(review, { session, item: "closing" }, "lead")).body).toMatchObject({
      code: "conflict",
    });
    expect((await show(review, { session, release: slug, item: "gate:none" })).body).toMatchObject({
      status: 409,
    });
    for (const [method, path, body] of [
      ["POST", "presentation", { replaces: session }],
      ["POST", "presentation/end", { session }],
      ["POST", "presentation/show", { session, item: "closing" }],
      ["POST", "notes", { item: "closing", text: "No." }],
      ["POST", "attendance/tick", { person: at("lead"), isPresent: true }],
    ] as const)
      expect(await world.refused("keeper", method, `/reviews/${review}/${path}`, body)).toMatchObject({
        status: 403,
      });
    await world.ok("champ", "POST", "/reviews", {
      title: "Later",
      start: "2040-01-01T09:00",
      zone: "UTC",
      covers: { releases: [slug] },
    });
    const { items } = await world.ok<{ items: { id: string }[] }>(
      "champ",
      "GET",
      "/reviews?from=2039-12-31&to=2040-01-02",
    );
    expect(
      await world.refused("champ", "POST", `/reviews/${items.at(-1)?.id}/presentation`, {}),
    ).toMatchObject({ status: 409 });
  });

  it("has one presenter: of two who begin, or take over, at once one is told", async () => {
    const review = await callOn(await started());
    const [champ, lead] = [world.call(await world.actor("champ")), world.call(await world.actor("lead"))];
    const begun = await interleave(world.kernel, {
      first: (kernel) => presentReview.execute(kernel, { review }, champ),
      second: (kernel) => presentReview.execute(kernel, { review }, lead),
    });
    expect([begun.first.status, begun.second.status]).toEqual(["fulfilled", "rejected"]);
    const replaces = (await seen(review)).session?.id ?? "";
    const taken = await interleave(world.kernel, {
      first: (kernel) => presentReview.execute(kernel, { review, replaces }, lead),
      second: (kernel) => presentReview.execute(kernel, { review, replaces }, champ),
    });
    expect([taken.first.status, taken.second.status]).toEqual(["fulfilled", "rejected"]);
    expect((await seen(review)).session?.presenter.email).toBe(at("lead"));
  });

  it("goes on where it was when the presenter's connection is lost: what they press later shows nothing", async () => {
    const slug = await started();
    const review = await callOn(slug);
    const lost = await present(review);
    await show(review, { session: lost, release: slug, item: "gate:reviewed" });
    const before = (await seen(review)).current;
    world.clock.shift(2 * minute);
    const session = await present(review, "lead", lost);
    // The time of what is shown goes on.
    expect((await seen(review)).current).toEqual(before);
    expect((await show(review, { session: lost, item: "closing" })).status).toBe(409);
    expect(
      await world.refused("champ", "POST", `/reviews/${review}/presentation/end`, { session: lost }),
    ).toMatchObject({ status: 409 });
    expect((await show(review, { session, item: "closing" }, "lead")).status).toBe(204);
    // A presenter who is gone is no reason to go on for ever: whoever takes part ends it.
    await world.ok("sec", "POST", `/reviews/${review}/presentation/end`, { session });
  });

  it("goes on to how it ends when what is spoken about is settled, and past a release that is cancelled", async () => {
    const [slug, other] = [await started(), await started()];
    const review = await callOn(slug, other);
    const session = await present(review);
    await world.ok("outsider", "POST", `/releases/${slug}/concerns`, { text: "Nobody speaks of the night." });
    const concern = (await seen(review)).steps.find(({ item }) => item.startsWith("concern:"));
    await show(review, { session, release: slug, item: concern?.item ?? "" });
    await world.ok(
      "champ",
      "POST",
      `/releases/${slug}/concerns/${concern?.item.slice("concern:".length)}/answer`,
      { text: "It was measured." },
    );
    expect(await seen(review)).toMatchObject({
      current: { isGone: true, step: concern },
      next: { release: slug, item: "conclusion" },
    });
    await show(review, { session, release: slug, item: "conclusion" });
    await world.ok("champ", "POST", `/releases/${slug}/complete`, { outcome: "cancelled", reason: "No." });
    expect(
      await world.refused("lead", "POST", `/reviews/${review}/conclude`, { release: slug, outcome: "go" }),
    ).toMatchObject({ status: 409, code: "release-not-active" });
    const gone = await seen(review);
    expect(gone).toMatchObject({ current: { isGone: true }, next: { release: null, item: "closing" } });
    expect(gone.steps.map(({ release }) => release)).not.toContain(slug);
    expect(gone.steps).toContainEqual({ release: other, item: "conclusion" });
  });

  it("does not tell whoever may not see a release what is shown or said of it", async () => {
    const hidden = await started({
      restrictedTo: [at("champ")],
      roles: { "technical-lead": [at("lead")], security: [at("sec")] },
    });
    const open = await started();
    const review = (
      await world.ok<{ review: string }>("champ", "POST", "/reviews", {
        title: "Readiness",
        start: new Date(now()).toISOString().slice(0, 16),
        zone: "UTC",
        covers: { releases: [hidden], templates: ["concluded"] },
        invited: { people: [at("outsider")] },
      })
    ).review;
    const session = await present(review);
    await show(review, { session, release: hidden, item: "conclusion" });
    await world.ok("champ", "POST", `/reviews/${review}/notes`, {
      release: hidden,
      item: "conclusion",
      text: "Told to nobody.",
    });
    const told = await seen(review, "outsider");
    expect(told.current).toMatchObject({ step: null });
    expect(told.steps).toContainEqual({ release: open, item: "conclusion" });
    const all = JSON.stringify([
      told,
      await world.ok("outsider", "GET", `/reviews/${review}`),
      await world.ok("outsider", "GET", "/ledger/entries?limit=200"),
    ]);
    expect(all).not.toContain(hidden);
    expect(all).not.toContain("Told to nobody.");
    // Minutes are read by everybody who sees the review.
    expect((await world.ok<ReviewDetail>("champ", "GET", `/reviews/${review}`)).draft).not.toContain(
      "Told to",
    );
    expect(
      await world.refused("outsider", "POST", `/reviews/${review}/notes`, {
        release: hidden,
        item: "conclusion",
        text: "Guessed.",
      }),
    ).toMatchObject({ status: 422, field: "/release" });
  });
});

describe("the time of a step", () => {
  const plan = (review: string, body: Record<string, unknown>, by = "champ") =>
    world.ok(by, "POST", `/reviews/${review}/times`, body);

  it("is planned by whoever takes part, before the meeting too, and the others share what it leaves", async () => {
    const slug = await started();
    const review = await callOn(slug);
    await plan(review, { release: slug, item: "gate:reviewed", minutes: 25 }, "sec");
    expect(await lastEntry()).toMatchObject({
      type: "review.item-planned",
      by: { rule: "takes-part" },
      subjects: { review },
      before: null,
      after: "25",
      payload: { item: "gate:reviewed" },
    });
    await plan(review, { item: "opening", minutes: 5 });
    const detail = await world.ok<ReviewDetail>("outsider", "GET", `/reviews/${review}`);
    expect(detail.times).toEqual([
      { release: slug, item: "gate:reviewed", minutes: 25 },
      { release: null, item: "opening", minutes: 5 },
    ]);
    // That somebody planned it does not say that it was held.
    expect(detail.state).toBe("scheduled");
    const begin = Date.parse(detail.start);
    const session = await present(review);
    expect((await seen(review)).current?.plannedMs).toBe(5 * minute);
    world.clock.shift(5 * minute);
    await show(review, { session, release: slug, item: "gate:reviewed" });
    expect((await seen(review)).current?.plannedMs).toBe(25 * minute);
    await show(review, { session, release: slug, item: "conclusion" });
    const { current } = await seen(review);
    const left = 60 * minute - (Date.parse(current?.since ?? "") - begin);
    expect(Math.abs((current?.plannedMs ?? 0) - left / 2)).toBeLessThan(100);
    await plan(review, { release: slug, item: "gate:reviewed", minutes: null });
    expect(await lastEntry()).toMatchObject({ before: "25", after: null });
    expect((await world.ok<ReviewDetail>("champ", "GET", `/reviews/${review}`)).times).toEqual([
      { release: null, item: "opening", minutes: 5 },
    ]);
  });

  it("is refused to whoever takes no part, for what is not on the agenda, and once it is so", async () => {
    const slug = await started();
    const review = await callOn(slug);
    const put = (by: string, body: Record<string, unknown>) =>
      world.refused(by, "POST", `/reviews/${review}/times`, body);
    const five = { item: "opening", minutes: 5 };
    expect(await put("keeper", five)).toMatchObject({ status: 403, code: "not-a-holder" });
    expect(await put("champ", { release: slug, item: "gate:nothing", minutes: 5 })).toMatchObject({
      status: 422,
      field: "/item",
    });
    expect(await put("champ", { ...five, minutes: 0 })).toMatchObject({ status: 422 });
    const champ = world.call(await world.actor("champ"));
    const act = (kernel: ReleaseWorld["kernel"]) => planItem.execute(kernel, { review, ...five }, champ);
    const { first, second } = await interleave(world.kernel, { first: act, second: act });
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    expect(await put("champ", five)).toMatchObject({ status: 409 });
    await world.ok("champ", "POST", `/reviews/${review}/cancel`, { reason: "Nobody has time." });
    expect(await put("champ", { ...five, minutes: 6 })).toMatchObject({ status: 409 });
  });

  it("is told to nobody of a release that they do not see", async () => {
    const [open, hidden] = [await started(), await started({ restrictedTo: [at("champ")] })];
    const review = await callOn(open, hidden);
    await plan(review, { release: hidden, item: "conclusion", minutes: 25 });
    const seenBy = await world.ok<ReviewDetail>("outsider", "GET", `/reviews/${review}`);
    expect(seenBy.times).toEqual([]);
    const asked = { release: hidden, item: "conclusion", minutes: 5 };
    expect(await world.refused("outsider", "POST", `/reviews/${review}/times`, asked)).toMatchObject({
      status: 422,
      field: "/item",
    });
  });
});

describe("what is written down in a meeting", () => {
  it("begins its minutes, and a condition binds nobody before the review is concluded with it", async () => {
    const slug = await started();
    const review = await callOn(slug);
    const due = new Date(now() + 7 * 86_400_000).toISOString();
    const note = (more: Record<string, unknown>) =>
      world.ok<{ note: string }>("champ", "POST", `/reviews/${review}/notes`, { release: slug, ...more });
    await note({ item: "gate:reviewed", text: "Lea looks at it today." });
    const { note: id } = await note({
      item: "conclusion",
      text: "Measure the nights",
      condition: { owner: at("sec"), due },
    });
    expect(await lastEntry()).toMatchObject({
      type: "review.noted",
      payload: { note: id, item: "conclusion" },
    });
    const detail = await world.ok<ReviewDetail>("outsider", "GET", `/reviews/${review}`);
    expect(detail.notes).toMatchObject([
      { item: "gate:reviewed", condition: null },
      { item: "conclusion", condition: { owner: { email: at("sec") }, due } },
    ]);
    expect(detail.draft).toContain("  - Lea looks at it today. (champ)");
    expect(detail.draft).toContain(
      `Condition, by sec, until ${due.slice(0, 10)}: Measure the nights (champ)`,
    );
    expect(
      (await world.ok<{ items: unknown[] }>("sec", "GET", `/releases/${slug}/obligations`)).items,
    ).toEqual([]);
    for (const [field, body] of [
      ["/condition/owner", { release: slug, condition: { owner: "nobody@example.org", due } }],
      [
        "/condition/due",
        { release: slug, condition: { owner: at("sec"), due: new Date(now()).toISOString() } },
      ],
      ["/condition", { condition: { owner: at("sec"), due } }],
      ["/release", { release: "nothing-here" }],
    ] as const)
      expect(
        await world.refused("champ", "POST", `/reviews/${review}/notes`, {
          item: "conclusion",
          text: "T",
          ...body,
        }),
      ).toMatchObject({ status: 422, field });
  });

  it("loses nobody's attendance when two tick at once, and takes one back alone", async () => {
    const review = await callOn(await started());
    const [champ, lead] = [world.call(await world.actor("champ")), world.call(await world.actor("lead"))];
    const tick = (person: string, by: typeof champ) => (kernel: ReleaseWorld["kernel"]) =>
      tickAttendance.execute(kernel, { review, person: at(person), isPresent: true }, by);
    const { first, second } = await interleave(world.kernel, {
      first: tick("champ", champ),
      second: tick("lead", lead),
    });
    expect([first.status, second.status]).toEqual(["fulfilled", "fulfilled"]);
    const present = async () =>
      (await world.ok<ReviewDetail>("champ", "GET", `/reviews/${review}`)).attendance?.people.map(
        ({ name }) => name,
      );
    expect(await present()).toEqual(["champ", "lead"]);
    await world.ok("sec", "POST", `/reviews/${review}/attendance/tick`, {
      person: at("lead"),
      isPresent: false,
    });
    expect(await lastEntry()).toMatchObject({ type: "review.attended" });
    expect(await present()).toEqual(["champ"]);
  });
});

describe("concluding in a meeting", () => {
  it("takes the right, whoever presents, and is done once by two who do it at once", async () => {
    const slug = await started();
    const review = await callOn(slug);
    // Whoever presents may not for that reason.
    await present(review, "sec");
    const go = { review, release: slug, outcome: "go" } as const;
    expect(
      await world.refused("sec", "POST", `/reviews/${review}/conclude`, { release: slug, outcome: "go" }),
    ).toMatchObject({ status: 403 });
    const lead = world.call(await world.actor("lead"));
    const { first, second } = await interleave(world.kernel, {
      first: (kernel) => concludeReview.execute(kernel, go, lead),
      second: (kernel) => concludeReview.execute(kernel, go, lead),
    });
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    expect(
      (await world.entries()).filter(
        ({ type, subjects }) => type === "review.concluded" && subjects["review"] === review,
      ),
    ).toHaveLength(1);
  });
});
