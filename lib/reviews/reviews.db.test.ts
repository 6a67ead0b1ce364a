import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { localTimeOf } from "@/lib/platform/recurrence";
import { testDatabase } from "@/lib/testing/database";
import { interleaver } from "@/lib/testing/interleave";
import { releaseBody, rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { concludeReview } from "./conclude-review";
import { moveReview } from "./move-review";
import type { ReviewDetail, ReviewsAnswer } from "./schemas";
import type { z } from "zod";

let world: ReleaseWorld;
let databaseUrl = "";
let counter = 0;

const interleave = interleaver(() => databaseUrl);
const begin = new Date("2026-10-01T09:00:00Z");
const dayMs = 86_400_000;

beforeAll(async () => {
  databaseUrl = (await testDatabase()).url;
  world = await makeReleaseWorld(databaseUrl);
  const [evaluate, production] = templateDocument.stages;
  const requirements = [{ key: "go", kind: "review", dependsOn: ["code"], validFor: "30d" }];
  const gate = { key: "ready", title: "Ready", objective: "People met over it.", requirements };
  const stages = [{ ...evaluate, gates: [gate] }, production];
  const rights = [...templateDocument.rights, ...rightsFor("technical-lead", ["review.conclude"])];
  await world.ok("keeper", "POST", "/templates", { ...templateDocument, key: "met-over", stages, rights });
  const two = {
    decision: "review.conclude",
    slots: [{ roles: ["technical-lead", "security"], count: 2, allowAuthor: true }],
  };
  await world.ok("keeper", "POST", "/templates", {
    ...templateDocument,
    key: "met-by-two",
    stages,
    rights: [...templateDocument.rights, two],
  });
});
afterAll(() => world.close());
// Later than all that the tests before recorded: the kernel never lets a clock go back behind that.
beforeEach(() => {
  counter += 1;
  world.clock.set(new Date(begin.getTime() + counter * 3 * 365 * dayMs));
});

const now = () => world.clock.now().getTime();
const local = (days: number, time = "15:00") =>
  `${new Date(now() + days * dayMs).toISOString().slice(0, 10)}T${time}`;
const dateOf = (days: number) => new Date(now() + days * dayMs).toISOString().slice(0, 10);

async function started(change: Record<string, unknown> = {}): Promise<string> {
  counter += 0;
  const slug = `v-${counter}-${Math.abs(Object.keys(change).length)}-${serial()}`;
  await world.ok(
    "champ",
    "POST",
    "/releases",
    releaseBody(slug, { template: { key: "met-over" }, ...change }),
  );
  await world.ok("champ", "POST", `/releases/${slug}/start`);
  await upload(slug, `${slug}-1`);
  return slug;
}
let made = 0;
const serial = () => (made += 1);

async function upload(slug: string, code: string): Promise<string> {
  const { digest } = await world.register("silero-vad", { code });
  await world.ok("champ", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
  return digest;
}

const call = (body: Record<string, unknown>, by = "champ") =>
  world.ok<{ series: string; review: string }>(by, "POST", "/reviews", {
    title: "Readiness",
    start: local(-1),
    zone: "Europe/Berlin",
    ...body,
  });
const read = (review: string, by = "champ") => world.ok<ReviewDetail>(by, "GET", `/reviews/${review}`);
const listed = async (from: number, to: number, { by = "champ", mine = false } = {}) =>
  (
    await world.ok<z.output<typeof ReviewsAnswer>>(
      by,
      "GET",
      `/reviews?from=${dateOf(from)}&to=${dateOf(to)}${mine ? "&mine=yes" : ""}`,
    )
  ).items;
const conclude = (
  review: string,
  release: string,
  more: Record<string, unknown> = { outcome: "go" },
  by = "lead",
) =>
  world.ok<{ id: string; conditions: string[] }>(by, "POST", `/reviews/${review}/conclude`, {
    release,
    ...more,
  });
const gateOf = (slug: string, by = "champ") =>
  world.ok<{
    status: string;
    blockers: { code: string; message: string; canBeClearedBy: { email: string }[] }[];
    requirements: { status: string; notes: string[]; subjectDigest: string }[];
  }>(by, "GET", `/releases/${slug}/gates/ready`);
const lastEntry = async () => (await world.entries()).at(-1);
const condition = (more: Record<string, unknown> = {}) => ({
  text: "Measure the nights",
  owner: "sec@example.org",
  due: new Date(now() + 7 * dayMs).toISOString(),
  ...more,
});

describe("a series of reviews", () => {
  it("keeps its local time across daylight saving, and stores nothing of what nobody spoke about", async () => {
    const slug = await started();
    const { series } = await call({ start: local(0), rule: "FREQ=WEEKLY", covers: { releases: [slug] } });
    const own = (await listed(0, 365)).filter((each) => each.series === series);
    expect(own).toHaveLength(53);
    expect(
      new Set(own.map(({ start }) => localTimeOf(Date.parse(start), "Europe/Berlin").slice(11))),
    ).toEqual(new Set(["15:00"]));
    expect(new Set(own.map(({ start }) => start.slice(11, 16))).size).toBe(2);
    expect(await world.kernel.db.prisma.review.count({ where: { seriesId: series } })).toBe(0);
    // Whatever did not run meanwhile, nothing is lost and nothing comes twice.
    world.clock.shift(200 * dayMs);
    const later = (await listed(-200, 165)).filter((each) => each.series === series);
    expect(later.map(({ id }) => id)).toEqual(own.map(({ id }) => id));
    expect(
      (await world.entries()).filter(
        ({ type, subjects }) => type === "review.scheduled" && subjects["series"] === series,
      ),
    ).toHaveLength(1);
  });

  it("is moved in one occurrence, which keeps its name, or from one on, and what was recorded stays", async () => {
    const slug = await started();
    const { series, review } = await call({
      start: local(-7),
      rule: "FREQ=WEEKLY",
      covers: { releases: [slug] },
    });
    await world.ok("champ", "POST", `/reviews/${review}/attendance`, { people: ["lead@example.org"] });
    const [second, third] = (await listed(-1, 20)).filter((each) => each.series === series);
    const moved = await world.ok("champ", "POST", `/reviews/${second?.id}/move`, {
      start: local(1, "09:30"),
      minutes: 30,
    });
    expect(moved).toEqual({ series, review: second?.id });
    expect(await lastEntry()).toMatchObject({
      type: "review.moved",
      subjects: { series, review: second?.id },
    });
    const detail = await read(second?.id ?? "");
    expect(localTimeOf(Date.parse(detail.start), "Europe/Berlin")).toBe(local(1, "09:30"));
    expect(Date.parse(detail.end) - Date.parse(detail.start)).toBe(30 * 60_000);
    const following = { start: local(8, "11:00"), scope: "following" };
    const next = await world.ok<{ series: string }>("champ", "POST", `/reviews/${third?.id}/move`, following);
    const after = (await listed(-10, 30)).filter((each) => [series, next.series].includes(each.series));
    expect(
      after.map(({ start, series: of }) => [localTimeOf(Date.parse(start), "Europe/Berlin"), of]),
    ).toEqual([
      [local(-7), series],
      [local(1, "09:30"), series],
      [local(8, "11:00"), next.series],
      [local(15, "11:00"), next.series],
      [local(22, "11:00"), next.series],
      [local(29, "11:00"), next.series],
    ]);
    expect((await world.entries()).slice(-2).map(({ type }) => type)).toEqual([
      "review.series-ended",
      "review.scheduled",
    ]);
    expect(await world.refused("champ", "GET", `/reviews/${third?.id}`)).toMatchObject({ status: 404 });
    // Nothing takes away what is recorded.
    for (const [path, body] of [
      ["move", { start: local(3) }],
      ["cancel", { reason: "No." }],
      ["cancel", { reason: "No.", scope: "following" }],
    ] as const)
      expect(await world.refused("champ", "POST", `/reviews/${review}/${path}`, body)).toMatchObject({
        status: 409,
      });
  });

  it("stays ended where it was ended, and is met once where another goes on with it, when it is moved before that", async () => {
    const { series } = await call({
      start: local(1),
      rule: "FREQ=WEEKLY",
      covers: { releases: [await started()] },
    });
    const own = async (...of: string[]) => (await listed(0, 60)).filter((each) => of.includes(each.series));
    const all = await own(series);
    const move = (review: string | undefined, start: string) =>
      world.ok<{ series: string }>("champ", "POST", `/reviews/${review}/move`, { start, scope: "following" });
    const later = await move(all[4]?.id, local(29, "11:00"));
    const sooner = await move(all[2]?.id, local(15, "12:00"));
    const days = [1, 8, 15, 22, 29, 36, 43, 50, 57].map(dateOf);
    const told = await own(series, later.series, sooner.series);
    expect(told.map(({ start }) => start.slice(0, 10))).toEqual(days);
    expect((await world.entries()).slice(-3).map(({ type, after }) => [type, after])).toEqual([
      ["review.series-ended", sooner.series],
      ["review.scheduled", null],
      ["review.series-ended", null],
    ]);
    expect(
      await world.refused("champ", "POST", `/reviews/${told[3]?.id}/move`, {
        start: local(30),
        scope: "following",
      }),
    ).toMatchObject({ status: 422, field: "/start" });
  });

  it("is cancelled in one occurrence, which stays to be seen, or from one on", async () => {
    const slug = await started();
    const { series, review } = await call({
      start: local(1),
      rule: "FREQ=DAILY;COUNT=6",
      covers: { releases: [slug] },
    });
    await world.ok("champ", "POST", `/reviews/${review}/cancel`, { reason: "A holiday." });
    expect(await lastEntry()).toMatchObject({ type: "review.cancelled" });
    const own = async () => (await listed(0, 30)).filter((each) => each.series === series);
    expect((await own()).map(({ state }) => state)).toEqual([
      "cancelled",
      ...Array<string>(5).fill("scheduled"),
    ]);
    expect(
      await world.refused("champ", "POST", `/reviews/${review}/cancel`, { reason: "Again." }),
    ).toMatchObject({ status: 409 });
    const fourth = (await own())[3]?.id ?? "";
    await world.ok("champ", "POST", `/reviews/${fourth}/cancel`, {
      reason: "We are done.",
      scope: "following",
    });
    expect(await lastEntry()).toMatchObject({ type: "review.series-ended", after: null });
    expect(await own()).toHaveLength(3);
    world.clock.shift(dayMs * 2);
    expect(
      await world.refused("lead", "POST", `/reviews/${review}/conclude`, { release: slug, outcome: "go" }),
    ).toMatchObject({
      status: 409,
      detail: "This review is cancelled.",
    });
  });

  it.each([
    ["/rule", { rule: "FREQ=HOURLY" }],
    ["/zone", { zone: "Mars/Olympus" }],
    ["/start", { start: "soon" }],
    ["/covers", { covers: {} }],
    ["/covers/teams/0", { covers: { teams: ["nobody"] } }],
    ["/covers/releases/0", { covers: { releases: ["nothing-here"] } }],
    ["/invited/people/0", { invited: { people: ["nobody@example.org"] } }],
    ["/invited/roles/0", { invited: { roles: ["nobody"] } }],
  ])("is refused at %s", async (field, change) => {
    const body = { title: "T", start: local(1), zone: "UTC", covers: { teams: ["speech"] }, ...change };
    expect(await world.refused("champ", "POST", "/reviews", body)).toMatchObject({ status: 422, field });
  });

  it("is moved by whoever called it, a champion of what it covers, or an admin, and by nobody else", async () => {
    const slug = await started();
    const { review } = await call({ start: local(2), covers: { releases: [slug] } }, "outsider");
    const move = { start: local(3) };
    expect(await world.refused("sec", "POST", `/reviews/${review}/move`, move)).toMatchObject({
      status: 403,
      whoMay: [
        { email: "admin@example.org" },
        { email: "champ@example.org" },
        { email: "outsider@example.org" },
      ],
    });
    for (const by of ["outsider", "champ", "admin"])
      await world.ok(by, "POST", `/reviews/${review}/move`, move);
  });
});

describe("the end of a review", () => {
  it("meets the requirement for the content as it was, and not when it changes; the same content counts again", async () => {
    const slug = await started();
    const { review } = await call({ covers: { releases: [slug] } });
    expect(await gateOf(slug)).toMatchObject({
      status: "open",
      blockers: [
        {
          code: "review-missing",
          canBeClearedBy: [{ email: "champ@example.org" }, { email: "lead@example.org" }],
        },
      ],
    });
    await conclude(review, slug);
    expect(await lastEntry()).toMatchObject({
      type: "review.concluded",
      after: "go",
      by: { role: "technical-lead" },
      payload: { digests: { "ready/go": (await gateOf(slug)).requirements[0]?.subjectDigest } },
    });
    expect(await gateOf(slug)).toMatchObject({ status: "ready" });
    await upload(slug, `${slug}-2`);
    expect(await gateOf(slug)).toMatchObject({ status: "stale", blockers: [{ code: "review-stale" }] });
    await upload(slug, `${slug}-1`);
    expect(await gateOf(slug)).toMatchObject({ status: "ready" });
    world.clock.shift(30 * dayMs);
    expect(await gateOf(slug)).toMatchObject({ status: "stale" });
  });

  it("in no-go blocks, says so and who concludes the next, and that is named with its day", async () => {
    const slug = await started();
    const { review } = await call({ covers: { releases: [slug] } });
    await call({
      title: "Thursday",
      start: local(3),
      rule: "FREQ=WEEKLY",
      covers: { templates: ["met-over"] },
    });
    expect(
      await world.refused("lead", "POST", `/reviews/${review}/conclude`, { release: slug, outcome: "no-go" }),
    ).toMatchObject({
      status: 422,
      code: "reason-required",
    });
    await conclude(review, slug, { outcome: "no-go", reason: "Nights are not measured." });
    const { status, blockers } = await gateOf(slug);
    expect([status, blockers[0]?.code]).toEqual(["blocked", "review-no-go"]);
    expect(blockers[0]?.message).toContain(`“Thursday” on ${local(3).replace("T", " at ")} (Europe/Berlin)`);
  });

  it("on conditions makes each an obligation, and is met once all are", async () => {
    const slug = await started();
    const { review } = await call({ covers: { releases: [slug] } });
    const said = { outcome: "conditional", reason: "Almost." };
    for (const [field, conditions] of [
      ["/conditions", []],
      ["/conditions/0/owner", [condition({ owner: "nobody@example.org" })]],
      ["/conditions/0/due", [condition({ due: new Date(now() - 1).toISOString() })]],
      ["/conditions/0/beforeStage", [condition({ beforeStage: "evaluate" })]],
    ] as const)
      expect(
        await world.refused("lead", "POST", `/reviews/${review}/conclude`, {
          ...said,
          release: slug,
          conditions,
        }),
      ).toMatchObject({ status: 422, field });
    const { conditions } = await conclude(review, slug, { ...said, conditions: [condition()] });
    expect(await gateOf(slug)).toMatchObject({
      status: "open",
      blockers: [{ code: "review-conditions", canBeClearedBy: [{ email: "sec@example.org" }] }],
    });
    expect((await read(review)).agenda[0]).toMatchObject({
      items: [{ kind: "condition" }, { kind: "gate" }],
      outcome: { outcome: "conditional", conditions: [{ id: conditions[0], isOpen: true }] },
    });
    const meet = `/releases/${slug}/obligations/${conditions[0]}/meet`;
    await world.ok("sec", "POST", meet, { text: "Measured; they are as the days." });
    expect(await gateOf(slug)).toMatchObject({ status: "ready" });
  });

  it("is said by whoever holds the right, once it has begun, for a release that it covers", async () => {
    const slug = await started();
    const other = await started();
    const { review } = await call({ covers: { releases: [slug] } });
    const { review: ahead } = await call({ start: local(2), covers: { releases: [slug] } });
    const go = { release: slug, outcome: "go" };
    expect(await world.refused("sec", "POST", `/reviews/${review}/conclude`, go)).toMatchObject({
      status: 403,
      code: "not-a-holder",
    });
    expect(await world.refused("lead", "POST", `/reviews/${ahead}/conclude`, go)).toMatchObject({
      status: 409,
    });
    expect(
      await world.refused("lead", "POST", `/reviews/${review}/conclude`, { ...go, release: other }),
    ).toMatchObject({ status: 422, field: "/release" });
    for (const name of ["nothing", review.replace("T", "T1"), `${review.slice(0, 36)}_20200101T0000Z`])
      expect(await world.refused("lead", "POST", `/reviews/${name}/conclude`, go)).toMatchObject({
        status: 404,
      });
  });

  it("is replaced only by whoever names it: of two at once one is told", async () => {
    const slug = await started();
    const { review } = await call({ covers: { releases: [slug] } });
    const lead = world.call(await world.actor("lead"));
    const says = (outcome: "go" | "no-go") => (kernel: ReleaseWorld["kernel"]) =>
      concludeReview.execute(kernel, { review, release: slug, outcome, reason: "Seen." }, lead);
    const { first, second, secondWaited } = await interleave(world.kernel, {
      first: says("go"),
      second: says("no-go"),
    });
    expect([first.status, second.status, secondWaited]).toEqual(["fulfilled", "rejected", true]);
    expect(await gateOf(slug)).toMatchObject({ status: "ready" });
    const { outcome } = (await read(review)).agenda[0] ?? {};
    await conclude(review, slug, { outcome: "no-go", reason: "Seen twice.", replaces: outcome?.id });
    expect(await lastEntry()).toMatchObject({
      type: "review.concluded",
      before: outcome?.id,
      after: "no-go",
    });
    expect(await gateOf(slug)).toMatchObject({ status: "blocked" });
  });

  it("by two is bound to the content: what was changed in between is agreed on anew", async () => {
    const slug = await started({ template: { key: "met-by-two" } });
    const { review } = await call({ covers: { releases: [slug] } });
    const body = { release: slug, outcome: "go" };
    const first = await world.send("lead", "POST", `/reviews/${review}/conclude`, body);
    expect(first.status).toBe(202);
    await upload(slug, `${slug}-2`);
    const second = await world.send("sec", "POST", `/reviews/${review}/conclude`, body);
    expect(second.status).toBe(202);
    expect(await gateOf(slug)).toMatchObject({ status: "open" });
    const third = await world.send("lead", "POST", `/reviews/${review}/conclude`, body);
    expect(third.status).toBe(200);
    expect(await gateOf(slug)).toMatchObject({ status: "ready" });
  });

  it("moved at the same time as it is concluded leaves one of the two undone", async () => {
    const slug = await started();
    const { review } = await call({ covers: { releases: [slug] } });
    const [lead, champ] = [world.call(await world.actor("lead")), world.call(await world.actor("champ"))];
    const { first, second } = await interleave(world.kernel, {
      first: (kernel) => concludeReview.execute(kernel, { review, release: slug, outcome: "go" }, lead),
      second: (kernel) => moveReview.execute(kernel, { review, start: local(4) }, champ),
    });
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    expect((await read(review)).state).toBe("held");
  });
});

describe("a review's page", () => {
  it("has an agenda of what stands open, attendance, and minutes by version that begin with it", async () => {
    const slug = await started();
    const { review } = await call({
      covers: { components: ["silero-vad"] },
      invited: { people: ["outsider@example.org"] },
    });
    await world.ok("outsider", "POST", `/releases/${slug}/concerns`, { text: "Nobody speaks of the night." });
    const detail = await read(review, "outsider");
    const own = detail.agenda.find(({ release }) => release.slug === slug);
    expect(own?.items.map(({ kind }) => kind)).toEqual(["concern", "gate"]);
    expect(detail.draft).toContain("Nobody speaks of the night.");
    await world.ok("outsider", "POST", `/reviews/${review}/attendance`, {
      people: ["lead@example.org", "champ@example.org"],
    });
    expect(await lastEntry()).toMatchObject({ type: "review.attended" });
    const written = await world.ok("outsider", "POST", `/reviews/${review}/minutes`, {
      text: "# First",
      version: 0,
    });
    expect(written).toEqual({ review, version: 1 });
    expect(
      await world.refused("champ", "POST", `/reviews/${review}/minutes`, { text: "# Other", version: 0 }),
    ).toMatchObject({
      status: 412,
    });
    await world.ok("champ", "POST", `/reviews/${review}/minutes`, { text: "# Second", version: 1 });
    expect(await read(review)).toMatchObject({
      state: "held",
      attendance: { people: [{ name: "champ" }, { name: "lead" }], by: { name: "outsider" } },
      minutes: { version: 2, text: "# Second" },
    });
    const answer = await world.send("lead", "GET", `/reviews/${review}/minutes`);
    expect([answer.headers.get("content-type"), answer.body]).toEqual([
      "text/markdown; charset=utf-8",
      "# Second",
    ]);
    expect(
      await world.refused("sec", "POST", `/reviews/${review}/minutes`, { text: "#", version: 2 }),
    ).toMatchObject({ status: 403 });
  });

  it("names the releases that it covers as lists do, drafts and ended ones it was called for included", async () => {
    const slug = `d-${counter}-${serial()}`;
    await world.ok("champ", "POST", "/releases", releaseBody(slug, { template: { key: "met-over" } }));
    const { review, series } = await call({ covers: { releases: [slug] } });
    const told = async () => {
      const { releases, covers } = await read(review);
      const own = (await listed(-3, 3)).find((each) => each.series === series);
      expect(own?.releases).toEqual(releases);
      return [releases.map((each) => each.slug), covers.releases];
    };
    expect(await told()).toEqual([[slug], [slug]]);
    await world.ok("champ", "POST", `/releases/${slug}/complete`, { outcome: "cancelled", reason: "No." });
    expect(await told()).toEqual([[], [slug]]);
  });

  it("was held, to whoever sees nothing that was recorded of it, no more than one of which nothing was", async () => {
    const hidden = await started({ restrictedTo: ["champ@example.org"] });
    const { review, series } = await call({ covers: { releases: [hidden], templates: ["met-over"] } });
    await conclude(review, hidden);
    const stateFor = async (by: string) => {
      const own = (await listed(-3, 3, { by })).find((each) => each.series === series);
      expect((await read(review, by)).state).toBe(own?.state);
      return own?.state;
    };
    expect(await stateFor("champ")).toBe("held");
    expect(await stateFor("outsider")).toBe("scheduled");
    await world.ok("champ", "POST", `/reviews/${review}/attendance`, { people: ["champ@example.org"] });
    expect(await stateFor("outsider")).toBe("held");
  });

  it("of a restricted release is to others as if there were none, in lists and in wider reviews too", async () => {
    const hidden = await started({
      restrictedTo: ["champ@example.org"],
      roles: { "technical-lead": ["lead@example.org"], security: ["sec@example.org"] },
    });
    const open = await started();
    const { review, series } = await call({ title: "Hushed", covers: { releases: [hidden] } });
    const wide = await call({ covers: { releases: [hidden], templates: ["met-over"] } });
    await conclude(wide.review, hidden);
    for (const by of ["outsider", "keeper", "admin"]) {
      expect(await world.refused(by, "GET", `/reviews/${review}`)).toMatchObject({ status: 404 });
      expect(await world.refused(by, "POST", `/reviews/${review}/cancel`, { reason: "No." })).toMatchObject({
        status: 404,
      });
      expect(
        await world.refused(by, "POST", `/reviews/${wide.review}/conclude`, {
          release: hidden,
          outcome: "go",
        }),
      ).toMatchObject({ status: 404 });
      expect((await listed(-3, 3, { by })).some((each) => each.series === series)).toBe(false);
      const text = JSON.stringify([await read(wide.review, by), await listed(-3, 3, { by })]);
      expect(text).not.toContain(hidden);
      expect(text).toContain(open);
      const entries = await world.ok("outsider", "GET", "/ledger/entries?limit=200");
      expect(JSON.stringify(entries)).not.toContain("Hushed");
    }
    const own = await read(wide.review, "champ");
    expect(own.agenda.map(({ release }) => release.slug)).toContain(hidden);
    expect(own.draft).not.toContain(hidden);
    expect((await read(review, "champ")).draft).toContain(hidden);
    expect((await listed(-3, 3, { by: "lead", mine: true })).map((each) => each.series)).not.toContain(
      series,
    );
  });
});
