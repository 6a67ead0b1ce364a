import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decisions } from "@/lib/policy/model";
import { settlePending } from "@/lib/policy/pending-decisions";
import { getReleaseView } from "@/lib/releases/page-queries";
import { testDatabase } from "@/lib/testing/database";
import { releaseBody, rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";

let world: ReleaseWorld;
let counter = 0;
const hour = 3_600_000;
const day = 24 * hour;

const stages = ["one", "two", "three"].map((key) => ({ key, title: key, gates: [] }));
const champions = decisions.filter((decision) =>
  /^(release|stage|hold|role|candidate|plan)\./.test(decision),
);

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  const rights = [
    ...rightsFor("keepers", ["component.register", "template.publish", "rights.change", "pool.change"]),
    ...rightsFor("release-champion", ["release.create"]),
    ...rightsFor("technical-lead", ["freeze.set", "freeze.override", "hold.place", "hold.lift"]),
  ];
  await world.ok("keeper", "PUT", "/rights", { rights });
  const own = {
    ...templateDocument,
    key: "course",
    stages,
    rights: rightsFor("release-champion", champions),
  };
  await world.ok("keeper", "POST", "/templates", own);
  const both = rightsFor("release-champion", ["stage.advance"]).map((row) => ({
    ...row,
    slots: [...row.slots, { roles: ["security"], count: 1, allowAuthor: true }],
  }));
  const others = rightsFor(
    "release-champion",
    champions.filter((decision) => decision !== "stage.advance"),
  );
  await world.ok("keeper", "POST", "/templates", { ...own, key: "by-two", rights: [...others, ...both] });
});
afterAll(() => world.close());

/** What earlier tests set stands in nobody's way. */
beforeEach(async () => {
  const { items } = await world.ok<Listed>("lead", "GET", "/freezes");
  for (const { id } of items) await world.ok("lead", "POST", `/freezes/${id}/end`, { reason: "Next test." });
  const holds = await world.ok<{ items: { id: string }[] }>("lead", "GET", "/holds");
  for (const { id } of holds.items)
    await world.ok("lead", "POST", `/holds/${id}/lift`, { reason: "Next test." });
});

interface Listed {
  items: {
    id: string;
    inForce: boolean;
    next: { from: string; until: string } | null;
    occurrences: { from: string; until: string; overriddenBy: { slug: string }[] }[];
  }[];
}

async function started(change: Record<string, unknown> = {}): Promise<string> {
  counter += 1;
  const slug = `f-${counter}`;
  await world.ok("champ", "POST", "/releases", releaseBody(slug, { template: { key: "course" }, ...change }));
  await world.ok("champ", "POST", `/releases/${slug}/start`);
  return slug;
}

const iso = (after: number) => new Date(world.clock.now().getTime() + after).toISOString();
const set = async (change: Record<string, unknown> = {}) =>
  (
    await world.ok<{ id: string }>("lead", "POST", "/freezes", {
      title: "Year end",
      reason: "Nobody is on call.",
      once: { from: iso(-hour), until: iso(day) },
      ...change,
    })
  ).id;
const advance = (slug: string, stage = "one") => `/releases/${slug}/stages/${stage}/advance`;
const last = async () => (await world.entries()).at(-1);
const frozen = { status: 409, code: "frozen", blockers: [{ code: "freeze" }] };
const reason = { reason: "It repairs what is broken." };

describe("a freeze window", () => {
  it("keeps releases from being advanced, skipped and completed, and says until when and who may override it", async () => {
    const slug = await started();
    const atLast = await started();
    await world.ok("champ", "POST", advance(atLast), {});
    await world.ok("champ", "POST", advance(atLast, "two"), {});
    const id = await set();
    expect(await last()).toMatchObject({
      type: "freeze.set",
      subjects: { freeze: id, component: null },
      by: { rule: "holds-right", role: "technical-lead" },
      payload: { component: null, times: { kind: "once" } },
    });
    const refused = await world.refused("champ", "POST", advance(slug), {});
    expect(refused).toMatchObject(frozen);
    expect(refused.detail).toContain("“Year end”");
    expect(refused.blockers).toMatchObject([
      { canBeClearedBy: [{ email: "champ@example.org" }, { email: "lead@example.org" }] },
    ]);
    expect(await world.refused("champ", "POST", `/releases/${slug}/stages/one/skip`, reason)).toMatchObject(
      frozen,
    );
    const complete = { outcome: "completed" };
    expect(await world.refused("champ", "POST", `/releases/${atLast}/complete`, complete)).toMatchObject(
      frozen,
    );
    const gates = await world.ok<{ advance: unknown }>("champ", "GET", `/releases/${slug}/gates`);
    expect(gates.advance).toMatchObject({ stage: "one", next: "two", refusal: { code: "frozen" } });
  });

  it("of one component covers the releases that move it, and no other", async () => {
    const vad = await started();
    const gateway = await started({ components: [{ key: "gateway" }] });
    const both = await started({ components: [{ key: "gateway" }, { key: "silero-vad" }] });
    await set({ component: "gateway" });
    await world.ok("champ", "POST", advance(vad), {});
    for (const slug of [gateway, both])
      expect(await world.refused("champ", "POST", advance(slug), {})).toMatchObject(frozen);
  });

  it("never stops what stops or goes back: holds, reopening, cancelling; nor signing, starting, staffing and planning", async () => {
    const slug = await started();
    await world.ok("champ", "POST", advance(slug), {});
    await set();
    await world.ok("champ", "POST", `/releases/${slug}/stages/one/reopen`, reason);
    const { id } = await world.ok<{ id: string }>("champ", "POST", `/releases/${slug}/holds`, reason);
    await world.ok("champ", "POST", `/releases/${slug}/holds/${id}/lift`, reason);
    await world.ok("champ", "PUT", `/releases/${slug}/plan`, { performance: "fast" });
    await world.ok("outsider", "POST", `/releases/${slug}/concerns`, { text: "Nights are not measured." });
    await world.ok("champ", "POST", `/releases/${await started()}/complete`, {
      outcome: "cancelled",
      ...reason,
    });
    await world.ok("champ", "POST", `/releases/${slug}/complete`, { outcome: "cancelled", ...reason });
  });

  it("begins and ends by the clock alone, in lists too", async () => {
    const slug = await started();
    await set({ once: { from: iso(hour), until: iso(2 * hour) } });
    const { prisma } = world.kernel.db;
    const standing = async () =>
      (await getReleaseView(prisma, { slug, actor: await world.actor("champ"), now: world.clock.now() }))
        .freezes.length;
    expect(await standing()).toBe(0);
    world.clock.shift(hour);
    expect(await standing()).toBe(1);
    expect(await world.refused("champ", "POST", advance(slug), {})).toMatchObject(frozen);
    world.clock.shift(hour);
    expect(await standing()).toBe(0);
    await world.ok("champ", "POST", advance(slug), {});
  });

  it("that recurs is computed in its zone, and each occurrence stands in the calendar with what passes it", async () => {
    const slug = await started();
    const next = new Date(world.clock.now().getTime() + 3 * day).toISOString().slice(0, 10);
    const rule = { zone: "Europe/Berlin", rule: "FREQ=WEEKLY", duration: "60h" };
    const id = await set({ once: undefined, recurring: { start: `${next}T18:00`, ...rule } });
    const to = iso(23 * day);
    const listed = async (by: string) =>
      (await world.ok<Listed>(by, "GET", `/freezes?to=${encodeURIComponent(to)}`)).items;
    const [found] = await listed("outsider");
    expect(found).toMatchObject({ id, inForce: false, occurrences: [{}, {}, {}] });
    expect(found?.next).toEqual({ from: found?.occurrences[0]?.from, until: found?.occurrences[0]?.until });
    const occurrence = found?.occurrences[1]?.from;
    const path = `/releases/${slug}/freezes/${id}/override`;
    await world.ok("lead", "POST", path, { occurrence, ...reason });
    expect((await listed("champ"))[0]?.occurrences.map(({ overriddenBy }) => overriddenBy.length)).toEqual([
      0, 1, 0,
    ]);
    world.clock.shift(4 * day);
    expect(await world.refused("champ", "POST", advance(slug), {})).toMatchObject(frozen);
    world.clock.shift(7 * day);
    await world.ok("champ", "POST", advance(slug), {});
    world.clock.shift(7 * day);
    expect(await world.refused("champ", "POST", advance(slug, "two"), {})).toMatchObject(frozen);
  });

  it("is ended by whoever may set one, at once and for good, with a reason", async () => {
    const slug = await started();
    const id = await set();
    const end = `/freezes/${id}/end`;
    expect(await world.refused("outsider", "POST", end, reason)).toMatchObject({
      status: 403,
      whoMay: [{ email: "champ@example.org" }, { email: "lead@example.org" }],
    });
    await world.ok("lead", "POST", end, reason);
    expect(await last()).toMatchObject({ type: "freeze.ended", subjects: { freeze: id } });
    await world.ok("champ", "POST", advance(slug), {});
    expect(await world.refused("lead", "POST", end, reason)).toMatchObject({ status: 409 });
    expect(await world.refused("lead", "POST", "/freezes/nothing/end", reason)).toMatchObject({
      status: 404,
    });
    await expect(
      world.kernel.db.pool.query("UPDATE freeze_windows SET title = 'Other' WHERE id = $1", [id]),
    ).rejects.toThrow();
  });

  it("is refused where its times are none, each fault at its field", async () => {
    const recurring = {
      start: "2027-01-01T18:00",
      zone: "Europe/Berlin",
      rule: "FREQ=WEEKLY;BYDAY=FR",
      duration: "60h",
    };
    const once = { from: iso(hour), until: iso(2 * hour) };
    const wrong: [Record<string, unknown>, string][] = [
      [{ once: undefined }, "/once"],
      [{ once, recurring }, "/once"],
      [{ once: { from: once.until, until: once.from } }, "/once/until"],
      [{ once: { from: once.from, until: iso(400 * day) } }, "/once/until"],
      [{ once: { from: iso(-2 * hour), until: iso(-hour) } }, "/once/until"],
      [{ once: undefined, recurring: { ...recurring, zone: "Europe/Bern2" } }, "/recurring/zone"],
      [{ once: undefined, recurring: { ...recurring, zone: "CEST+1" } }, "/recurring/zone"],
      [{ once: undefined, recurring: { ...recurring, rule: "FREQ=HOURLY" } }, "/recurring/rule"],
      [{ once: undefined, recurring: { ...recurring, rule: "every friday" } }, "/recurring/rule"],
      [{ once: undefined, recurring: { ...recurring, start: "2027-02-30T18:00" } }, "/recurring/start"],
      [{ once: undefined, recurring: { ...recurring, start: "2027-01-02T18:00" } }, "/recurring/rule"],
      [{ once: undefined, recurring: { ...recurring, duration: "367d" } }, "/recurring/duration"],
      [{ once: undefined, recurring: { ...recurring, duration: "90s" } }, "/recurring/duration"],
      [
        {
          once: undefined,
          recurring: { ...recurring, start: "2020-01-03T18:00", rule: "FREQ=WEEKLY;COUNT=3" },
        },
        "/recurring/rule",
      ],
      [{ component: "nothing" }, "/component"],
    ];
    for (const [change, path] of wrong) {
      const body = { title: "Wrong", reason: "It is.", once, ...change };
      const refused = await world.refused("lead", "POST", "/freezes", body);
      expect([change, refused.status, refused.errors?.map((fault) => fault.path)]).toEqual([
        change,
        422,
        [path],
      ]);
    }
  });
});

describe("overriding a freeze", () => {
  it("lets one release pass one occurrence, once, by the right, recorded with the reason; every other stays frozen", async () => {
    const [slug, other] = [await started(), await started()];
    const id = await set();
    const path = `/releases/${slug}/freezes/${id}/override`;
    expect(await world.refused("champ", "POST", path, {})).toMatchObject({ status: 422 });
    expect(await world.refused("sec", "POST", path, reason)).toMatchObject({ status: 403 });
    await world.ok("lead", "POST", path, reason);
    expect(await last()).toMatchObject({
      type: "freeze.overridden",
      subjects: { freeze: id },
      by: { rule: "holds-right", role: "technical-lead" },
    });
    expect(await world.refused("lead", "POST", path, reason)).toMatchObject({ status: 409 });
    await world.ok("champ", "POST", advance(slug), {});
    expect(await world.refused("champ", "POST", advance(other), {})).toMatchObject(frozen);
    const detail = await world.ok<{ freezes: unknown[] }>("champ", "GET", `/releases/${slug}`);
    expect(detail.freezes).toMatchObject([{ id, isOverridden: true }]);
  });

  it("is not for a window that does not cover the release, an occurrence that is none, or a release that is not seen", async () => {
    const slug = await started();
    const elsewhere = await set({ component: "gateway" });
    const override = (freeze: string) => `/releases/${slug}/freezes/${freeze}/override`;
    expect(await world.refused("lead", "POST", override(elsewhere), reason)).toMatchObject({ status: 404 });
    const id = await set();
    const wrong = { occurrence: iso(0), ...reason };
    expect(await world.refused("lead", "POST", override(id), wrong)).toMatchObject({
      status: 422,
      errors: [{ path: "/occurrence" }],
    });
    const hidden = await started({ restrictedTo: ["champ@example.org"], roles: {} });
    await world.ok("champ2", "GET", "/freezes");
    expect(
      await world.refused("sec", "POST", `/releases/${hidden}/freezes/${id}/override`, reason),
    ).toMatchObject({ status: 404 });
  });

  it("of a restricted release is named to nobody who does not see it", async () => {
    const slug = await started({
      restrictedTo: ["champ@example.org"],
      roles: { "technical-lead": ["lead@example.org"], security: [] },
    });
    const id = await set();
    await world.ok("lead", "POST", `/releases/${slug}/freezes/${id}/override`, reason);
    const named = async (by: string) =>
      (await world.ok<Listed>(by, "GET", "/freezes")).items[0]?.occurrences[0]?.overriddenBy;
    expect(await named("lead")).toMatchObject([{ slug }]);
    expect(await named("outsider")).toEqual([]);
  });

  it("is not for an author of what it would let through, where the row keeps authors out", async () => {
    const { items } = await world
      .ok<{ items?: unknown[] } & { rights: Record<string, unknown>[] }>("keeper", "GET", "/rights")
      .then((table) => ({ items: table.rights }));
    const strict = items.map((row) =>
      row["decision"] === "freeze.override"
        ? { decision: "freeze.override", slots: [{ roles: ["technical-lead"], count: 1 }] }
        : row,
    );
    await world.ok("keeper", "PUT", "/rights", { rights: strict });
    const slug = await started();
    const { digest } = await world.register("silero-vad", { code: `own-${slug}` }, "lead");
    await world.ok("champ", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
    const id = await set();
    const path = `/releases/${slug}/freezes/${id}/override`;
    expect(await world.refused("lead", "POST", path, reason)).toMatchObject({ code: "separation-of-duties" });
    await world.ok("keeper", "PUT", "/rights", { rights: items });
  });
});

describe("a broken glass", () => {
  it("lets a release pass a freeze in force, and its entry names the window", async () => {
    const own = {
      ...templateDocument,
      key: "glazed",
      stages,
      rights: rightsFor("release-champion", champions),
    };
    await world.ok("keeper", "POST", "/templates", {
      ...own,
      breakGlass: { roles: ["release-champion"], reviewWithin: "4h" },
    });
    const slug = await started({ template: { key: "glazed" } });
    const id = await set();
    const glass = { breakGlass: true, reason: "Calls are lost while this waits." };
    await world.ok("champ", "POST", advance(slug), glass);
    const used = (await world.entries()).findLast(({ type }) => type === "break-glass.used");
    expect(used?.payload["passed"]).toMatchObject([{ code: "freeze", freeze: id }]);
    // A hold of the organisation it does not pass.
    await world.ok("lead", "POST", "/holds", { reason: "An incident." });
    expect(await world.refused("champ", "POST", advance(slug, "two"), glass)).toMatchObject({
      code: "on-hold",
    });
  });
});

describe("a freeze that is set while an advance waits for a second person", () => {
  it("refuses the vote that would complete it, and lets it be completed once it is over", async () => {
    const slug = await started({ template: { key: "by-two" } });
    const answer = await world.send("champ", "POST", advance(slug), {});
    expect(answer.status).toBe(202);
    const { pendingDecision } = answer.as<{ pendingDecision: { id: string } }>();
    await set({ once: { from: iso(-hour), until: iso(hour) } });
    await settlePending(world.kernel);
    const vote = `/pending-decisions/${pendingDecision.id}/votes`;
    expect(await world.refused("sec", "POST", vote, { vote: "approve" })).toMatchObject(frozen);
    world.clock.shift(hour);
    await world.ok("sec", "POST", vote, { vote: "approve" });
    expect(await world.ok("champ", "GET", `/releases/${slug}`)).toMatchObject({ stage: "two" });
  });
});

describe("a past moment", () => {
  it("is answered with the freezes and the holds of the organisation that were in force then", async () => {
    const slug = await started();
    const at = async (moment: string) => {
      const detail = await world.ok<{ freezes: { id: string }[]; holds: { isOrganisation: boolean }[] }>(
        "champ",
        "GET",
        `/releases/${slug}?at=${moment}`,
      );
      return [detail.freezes.length, detail.holds.filter(({ isOrganisation }) => isOrganisation).length];
    };
    const before = iso(0);
    world.clock.shift(1_000);
    const id = await set();
    const hold = await world.ok<{ id: string }>("lead", "POST", "/holds", reason);
    world.clock.shift(1_000);
    const between = iso(0);
    world.clock.shift(1_000);
    await world.ok("lead", "POST", `/freezes/${id}/end`, reason);
    await world.ok("lead", "POST", `/holds/${hold.id}/lift`, reason);
    world.clock.shift(1_000);
    expect(await at(before)).toEqual([0, 0]);
    expect(await at(between)).toEqual([1, 1]);
    expect(await at(iso(0))).toEqual([0, 0]);
  });
});

describe("a hold of the organisation", () => {
  const place = () => world.ok<{ id: string }>("lead", "POST", "/holds", { reason: "An incident." });

  it("stops every release, is shown on each, and is lifted by the organisation's right alone", async () => {
    const slug = await started();
    const { id } = await place();
    expect(await last()).toMatchObject({
      type: "hold.placed",
      subjects: { hold: id },
      by: { role: "technical-lead" },
    });
    const refused = await world.refused("champ2", "POST", advance(slug), {});
    expect(refused).toMatchObject({ status: 403 });
    expect(await world.refused("champ", "POST", advance(slug), {})).toMatchObject({
      code: "on-hold",
      blockers: [
        {
          code: "hold",
          message: expect.stringContaining("organisation") as string,
          canBeClearedBy: [{ email: "champ@example.org" }, { email: "lead@example.org" }],
        },
      ],
    });
    expect(await world.refused("champ", "POST", `/releases/${slug}/stages/one/skip`, reason)).toMatchObject({
      code: "on-hold",
    });
    expect(await world.ok("outsider", "GET", "/holds")).toMatchObject({
      items: [{ id, reason: "An incident.", placedBy: { email: "lead@example.org" } }],
    });
    // What is lifted on a release is its own.
    expect(await world.refused("champ", "POST", `/releases/${slug}/holds/${id}/lift`, reason)).toMatchObject({
      status: 404,
    });
    expect(await world.refused("sec", "POST", `/holds/${id}/lift`, reason)).toMatchObject({ status: 403 });
    await world.ok("lead", "POST", `/holds/${id}/lift`, reason);
    expect(await last()).toMatchObject({ type: "hold.lifted", subjects: { hold: id } });
    expect(await world.refused("lead", "POST", `/holds/${id}/lift`, reason)).toMatchObject({ status: 409 });
    await world.ok("champ", "POST", advance(slug), {});
  });

  it("puts what is in flight on hold in lists, what is made meanwhile too, and leaves what holds a release for itself", async () => {
    const [slug, own, ended] = [await started(), await started(), await started()];
    await world.ok("champ", "POST", `/releases/${own}/holds`, reason);
    await world.ok("champ", "POST", `/releases/${ended}/complete`, { outcome: "cancelled", ...reason });
    const onHold = async () =>
      (
        await world.ok<{ items: { slug: string }[] }>("champ", "GET", "/releases?status=on-hold&limit=200")
      ).items.map((each) => each.slug);
    const { id } = await place();
    const later = await started();
    expect(await onHold()).toEqual(expect.arrayContaining([slug, own, later]));
    expect(await onHold()).not.toContain(ended);
    expect(await world.ok("champ", "GET", `/releases/${ended}`)).toMatchObject({ holds: [] });
    await world.ok("lead", "POST", `/holds/${id}/lift`, reason);
    const still = await onHold();
    expect(still).toContain(own);
    for (const each of [slug, later]) expect(still).not.toContain(each);
  });

  it("is lifted by as many as its row asks for", async () => {
    const table = await world.ok<{ rights: Record<string, unknown>[] }>("keeper", "GET", "/rights");
    const byTwo = table.rights.map((row) =>
      row["decision"] === "hold.lift"
        ? {
            ...row,
            slots: [
              { roles: ["technical-lead"], count: 1 },
              { roles: ["security"], count: 1 },
            ],
          }
        : row,
    );
    await world.ok("keeper", "PUT", "/rights", { rights: byTwo });
    const slug = await started();
    const { id } = await place();
    const proposed = await world.send("lead", "POST", `/holds/${id}/lift`, reason);
    expect(proposed.status).toBe(202);
    expect((await world.refused("champ", "POST", advance(slug), {})).code).toBe("on-hold");
    const { pendingDecision } = proposed.as<{ pendingDecision: { id: string } }>();
    await world.ok("sec", "POST", `/pending-decisions/${pendingDecision.id}/votes`, { vote: "approve" });
    await world.ok("keeper", "PUT", "/rights", { rights: table.rights });
    expect(await world.ok("lead", "GET", "/holds")).toMatchObject({ items: [] });
  });
});
