import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { interleaver } from "@/lib/testing/interleave";
import { rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { advanceStage } from "./advance-stage";

let world: ReleaseWorld;
let url = "";
let counter = 0;
const interleave = interleaver(() => url);

const item = (key: string, change: object = {}) => ({
  key,
  kind: "item",
  title: key,
  slots: [{ roles: ["technical-lead"], count: 1 }],
  dependsOn: ["code"],
  ...change,
});
const stage = (key: string, requirements: object[]) => ({
  key,
  title: key,
  gates:
    requirements.length === 0
      ? []
      : [{ key: `${key}-gate`, title: `${key} gate`, objective: "So.", requirements }],
});
const template = {
  ...templateDocument,
  key: "glazed",
  roles: [...templateDocument.roles, "on-call"],
  stages: [
    stage("evaluate", [item("read"), { key: "measured", kind: "check", check: "latency" }]),
    stage("canary", [item("watched", { dependsOn: ["risk"] })]),
    stage("production", []),
  ],
  rights: [
    ...templateDocument.rights.filter(({ decision }) => decision !== "hold.lift"),
    {
      decision: "hold.lift",
      slots: [
        { roles: ["release-champion"], count: 1 },
        { roles: ["security"], count: 1 },
      ],
    },
    ...rightsFor("security", ["gate.veto", "veto.lift", "requirement.waive"]),
    {
      decision: "break-glass.review",
      slots: [{ roles: ["security", "on-call"], count: 1, allowAuthor: true }],
    },
  ],
  breakGlass: { roles: ["on-call"], reviewWithin: "24h" },
};

beforeAll(async () => {
  url = (await testDatabase()).url;
  world = await makeReleaseWorld(url);
  for (const name of ["olga", "otto"]) {
    await world.person(name);
    world.tokens.set(name, await world.tokenOf(name));
  }
  await world.role("on-call", ["olga", "otto", "sec"]);
  await world.ok("keeper", "POST", "/templates", template);
  await world.ok("keeper", "POST", "/templates", { ...template, key: "unglazed", breakGlass: undefined });
});
afterAll(() => world.close());

const onCall = ["olga@example.org", "otto@example.org"];
const roles = { "technical-lead": ["lead@example.org"], security: ["sec@example.org"], "on-call": onCall };

async function started(change: Record<string, unknown> = {}, author = "keeper"): Promise<string> {
  counter += 1;
  const slug = `b-${counter}`;
  await world.ok("champ", "POST", "/releases", {
    slug,
    title: slug,
    template: { key: template.key },
    champion: "champ@example.org",
    components: [{ key: "silero-vad" }],
    roles,
    ...change,
  });
  await world.ok("champ", "POST", `/releases/${slug}/start`);
  const { digest } = await world.register("silero-vad", { code: slug }, author);
  await world.ok("champ", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
  return slug;
}

const reason = "Users lose their calls; the old model is withdrawn by its vendor.";
const glass = { reason, breakGlass: true };
const advance = (slug: string, from = "evaluate") => `/releases/${slug}/stages/${from}/advance`;

interface Obligation {
  id: string;
  kind: string;
  owner: { email: string } | null;
  waitingOn: { email: string }[];
  dueAt: string;
  isOverdue: boolean;
  closure: { how: string; outcome: string | null; by: { email: string }; role: string } | null;
}
const obligations = async (slug: string) =>
  (await world.ok<{ items: Obligation[] }>("sec", "GET", `/releases/${slug}/obligations`)).items;
const idOf = async (slug: string, kind: string) =>
  (await obligations(slug)).find((each) => each.kind === kind)?.id ?? "";
const gateOf = (slug: string, key = "evaluate-gate") =>
  world.ok<{
    status: string;
    drift: string | null;
    breakGlass: string | null;
    requirements: { key: string; status: string; subjectDigest: string }[];
  }>("sec", "GET", `/releases/${slug}/gates/${key}`);
const reviewing = (slug: string, id: string) => `/releases/${slug}/obligations/${id}/review`;
const review = { outcome: "justified", text: "The calls were lost indeed." };

async function vote(slug: string, by: string, change: object, gate = "evaluate-gate"): Promise<void> {
  const [first] = (await gateOf(slug, gate)).requirements;
  const body = { requirement: first?.key, subjectDigest: first?.subjectDigest, vote: "approve", ...change };
  await world.ok(by, "POST", `/releases/${slug}/gates/${gate}/votes`, body);
}

describe("breaking the glass to advance", () => {
  it("lets unmet requirements pass, names each in the entry, and obliges to a review and a post-mortem", async () => {
    const slug = await started();
    const before = (await world.entries()).length;
    await world.ok("olga", "POST", advance(slug), glass);
    const entries = (await world.entries()).slice(before);
    expect(entries.map(({ type }) => type)).toEqual([
      "stage.advanced",
      "break-glass.used",
      "obligation.imposed",
      "obligation.imposed",
    ]);
    const [advanced, used] = entries;
    expect(used).toMatchObject({
      by: { rule: "break-glass", role: "on-call" },
      subjects: { decision: "stage.advance", about: "evaluate" },
      payload: {
        passed: [
          { code: "slots-open", gate: "evaluate-gate", requirement: "read" },
          { code: "check-missing", gate: "evaluate-gate", requirement: "measured" },
        ],
      },
    });
    expect(used?.by.grant.length).toBeGreaterThan(0);
    expect(used?.commitments).toHaveProperty("reason");
    expect(advanced?.payload).toMatchObject({
      breakGlass: used?.subjects["use"],
      gates: { "evaluate-gate": { status: "open", requirements: { read: { met: false } } } },
    });
    expect(await gateOf(slug)).toMatchObject({
      status: "passed",
      drift: "none",
      breakGlass: used?.subjects["use"],
    });
    expect(await obligations(slug)).toMatchObject([
      {
        kind: "break-glass-review",
        owner: null,
        waitingOn: [{ email: "otto@example.org" }, { email: "sec@example.org" }],
      },
      { kind: "post-mortem", owner: { email: "olga@example.org" } },
    ]);
  });

  it("is for those whom the template names, now, and not where it names nobody", async () => {
    const slug = await started();
    for (const by of ["champ", "lead", "sec", "keeper", "outsider", "admin"])
      expect(await world.refused(by, "POST", advance(slug), glass)).toMatchObject({
        status: 403,
        code: "not-a-holder",
        whoMay: [{ email: "olga@example.org" }, { email: "otto@example.org" }],
      });
    await world.ok("champ", "PUT", `/releases/${slug}/roles`, {
      roles: { ...roles, "on-call": ["otto@example.org"] },
    });
    expect(await world.refused("olga", "POST", advance(slug), glass)).toMatchObject({ code: "not-a-holder" });
    const plain = await started({ template: { key: "unglazed" } });
    expect(await world.refused("olga", "POST", advance(plain), glass)).toMatchObject({
      status: 403,
      code: "no-right",
    });
  });

  it("takes a reason of some length", async () => {
    const slug = await started();
    for (const short of [undefined, "urgent", ` ${" ".repeat(40)}x `])
      expect(
        await world.refused("olga", "POST", advance(slug), { breakGlass: true, reason: short }),
      ).toMatchObject({ status: 422, code: "reason-required", errors: [{ path: "/reason" }] });
  });

  it("is no way around a veto, whether it stands here or on a gate that passed", async () => {
    const slug = await started();
    await vote(slug, "sec", { role: "security", vote: "reject", reason: "It leaks." });
    expect(await world.refused("olga", "POST", advance(slug), glass)).toMatchObject({
      status: 409,
      code: "gate-not-ready",
      detail: expect.stringContaining("veto") as string,
    });
    const other = await started();
    await world.ok("olga", "POST", advance(other), glass);
    await vote(other, "sec", { role: "security", vote: "reject", reason: "It leaks." });
    expect(await world.refused("otto", "POST", advance(other, "canary"), glass)).toMatchObject({
      code: "gate-not-ready",
    });
  });

  it("is no way around separation of duties: not past what is about one's own work", async () => {
    const slug = await started({}, "olga");
    expect(await world.refused("olga", "POST", advance(slug), glass)).toMatchObject({
      status: 403,
      code: "separation-of-duties",
      whoMay: [{ email: "otto@example.org" }],
    });
    await world.ok("otto", "POST", advance(slug), glass);
  });

  it("passes no hold, and no other content than a gate passed with", async () => {
    const slug = await started();
    await world.ok("champ", "POST", `/releases/${slug}/holds`, { reason: "Doubt." });
    expect(await world.refused("olga", "POST", advance(slug), glass)).toMatchObject({ code: "on-hold" });
    const other = await started();
    await world.ok("olga", "POST", advance(other), glass);
    const { digest } = await world.register("silero-vad", { code: `${other}-2` }, "keeper");
    await world.ok("champ", "POST", `/releases/${other}/candidate`, { component: "silero-vad", digest });
    expect(await world.refused("otto", "POST", advance(other, "canary"), glass)).toMatchObject({
      code: "gate-not-ready",
      detail: expect.stringContaining("reopened") as string,
    });
  });

  it("is refused where nothing stands in the way of that person", async () => {
    const both = {
      ...template,
      key: "unneeded",
      breakGlass: { roles: ["on-call", "release-champion"], reviewWithin: "1h" },
    };
    await world.ok("keeper", "POST", "/templates", both);
    const ready = await started({ template: { key: "unneeded" } });
    await vote(ready, "lead", { role: "technical-lead" });
    await world.ok("sec", "POST", `/releases/${ready}/gates/evaluate-gate/waivers`, {
      requirement: "measured",
      reason: "The bench is down.",
      expiresAt: "2099-01-01T00:00:00Z",
      owner: "lead@example.org",
    });
    expect(await world.refused("champ", "POST", advance(ready), glass)).toMatchObject({
      status: 409,
      detail: "Nothing stands in your way; advance without breaking the glass.",
    });
    // To whom the ordinary way is closed it is open.
    await world.ok("olga", "POST", advance(ready), glass);
  });

  it("lets a condition pass and leaves it standing", async () => {
    const slug = await started();
    const conditions = [{ text: "Ask support", owner: "champ@example.org", due: "2099-01-01" }];
    await vote(slug, "lead", { role: "technical-lead", conditions });
    await world.ok("olga", "POST", advance(slug), glass);
    const used = (await world.entries()).findLast(({ type }) => type === "break-glass.used");
    const id = await idOf(slug, "condition");
    expect(used?.payload["passed"]).toContainEqual({
      code: "obligation-open",
      gate: null,
      requirement: null,
      obligation: id,
    });
    expect(await world.refused("champ", "POST", advance(slug, "canary"), {})).toMatchObject({
      code: "gate-not-ready",
      blockers: [{ code: "slots-open" }, { code: "obligation-open" }],
    });
  });

  it("happens once where two do it at once, and not at all where it cannot be recorded", async () => {
    const slug = await started();
    const input = { release: slug, stage: "evaluate", ...glass };
    const [olga, otto] = [world.call(await world.actor("olga")), world.call(await world.actor("otto"))];
    const { first, second } = await interleave(world.kernel, {
      first: (kernel) => advanceStage.execute(kernel, input, olga),
      second: (kernel) => advanceStage.execute(kernel, input, otto),
    });
    expect([first.status, second.status]).toEqual(["fulfilled", "rejected"]);
    expect(await obligations(slug)).toHaveLength(2);
    const other = await started();
    const before = (await world.entries()).length;
    const stopped = {
      ...world.kernel,
      probe: (point: string) =>
        point === "before-commit" ? Promise.reject(new Error("killed")) : Promise.resolve(),
    };
    await expect(advanceStage.execute(stopped, { ...input, release: other }, olga)).rejects.toThrow("killed");
    expect(await obligations(other)).toEqual([]);
    expect((await gateOf(other)).status).toBe("open");
    expect((await world.entries()).length).toBe(before);
  });

  it("on a restricted release does not exist for others", async () => {
    const slug = await started({
      restrictedTo: ["champ@example.org"],
      roles: { ...roles, "on-call": ["otto@example.org"] },
    });
    expect(await world.refused("olga", "POST", advance(slug), glass)).toMatchObject({ status: 404 });
    await world.ok("otto", "POST", advance(slug), glass);
    const id = await idOf(slug, "break-glass-review");
    expect(await world.refused("olga", "POST", reviewing(slug, id), review)).toMatchObject({ status: 404 });
  });
});

describe("breaking the glass to lift a hold", () => {
  it("replaces the people whom the row asks for, and lets changed content pass by name", async () => {
    const slug = await started();
    await world.ok("olga", "POST", advance(slug), glass);
    const { id: hold } = await world.ok<{ id: string }>("champ", "POST", `/releases/${slug}/holds`, {
      reason: "Doubt.",
    });
    const { digest } = await world.register("silero-vad", { code: `${slug}-2` }, "keeper");
    await world.ok("champ", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
    const lift = `/releases/${slug}/holds/${hold}/lift`;
    expect((await world.send("champ", "POST", lift, { reason })).status).toBe(409);
    const before = (await world.entries()).length;
    await world.ok("otto", "POST", lift, glass);
    const entries = (await world.entries()).slice(before);
    expect(entries).toMatchObject([
      { type: "hold.lifted", by: { rule: "break-glass" } },
      {
        type: "break-glass.used",
        payload: { decision: "hold.lift", passed: [{ code: "drift", gate: "evaluate-gate" }] },
      },
      { type: "obligation.imposed" },
      { type: "obligation.imposed" },
    ]);
    // What the hold was about still stands: the stage is reopened, or nothing advances.
    expect(await world.refused("olga", "POST", advance(slug, "canary"), glass)).toMatchObject({
      status: 409,
    });
  });
});

describe("what a broken glass obliges to", () => {
  it("is reviewed by somebody else, by right, once, with what they found", async () => {
    const slug = await started();
    await world.ok("olga", "POST", advance(slug), glass);
    const id = await idOf(slug, "break-glass-review");
    expect(await world.refused("olga", "POST", reviewing(slug, id), review)).toMatchObject({
      status: 403,
      code: "separation-of-duties",
      whoMay: [{ email: "otto@example.org" }, { email: "sec@example.org" }],
    });
    expect(await world.refused("champ", "POST", reviewing(slug, id), review)).toMatchObject({
      code: "not-a-holder",
    });
    expect(
      await world.refused("sec", "POST", `/releases/${slug}/obligations/${id}/meet`, { text: "Fine." }),
    ).toMatchObject({ status: 409 });
    expect(
      await world.refused("sec", "POST", `/releases/${slug}/obligations/${id}/drop`, { reason: "Fine." }),
    ).toMatchObject({ status: 403 });
    await world.ok("sec", "POST", reviewing(slug, id), {
      outcome: "not-justified",
      text: "The old model still ran.",
    });
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "break-glass.reviewed",
      by: { role: "security" },
      after: "not-justified",
    });
    expect(await world.refused("otto", "POST", reviewing(slug, id), review)).toMatchObject({ status: 409 });
    const found = (await obligations(slug)).find((each) => each.id === id);
    expect(found?.closure).toMatchObject({ how: "met", outcome: "not-justified", role: "security" });
  });

  it("is due within the time that the template states, whatever the clock did, and stands until met", async () => {
    const slug = await started();
    await world.ok("olga", "POST", advance(slug), glass);
    const overdue = async () => (await obligations(slug)).map(({ isOverdue }) => isOverdue);
    expect(await overdue()).toEqual([false, false]);
    world.clock.shift(25 * 3_600_000);
    expect(await overdue()).toEqual([true, false]);
    world.clock.shift(30 * 86_400_000);
    expect(await overdue()).toEqual([true, true]);
    world.clock.shift(-(30 * 86_400_000 + 25 * 3_600_000));
    expect(await overdue()).toEqual([false, false]);
  });

  it("keeps the release from being completed, and stands beyond its end where it is cancelled", async () => {
    const slug = await started();
    await world.ok("olga", "POST", advance(slug), glass);
    await world.ok("otto", "POST", advance(slug, "canary"), glass);
    expect(
      await world.refused("champ", "POST", `/releases/${slug}/complete`, { outcome: "completed" }),
    ).toMatchObject({
      code: "obligation-open",
    });
    await world.ok("champ", "POST", `/releases/${slug}/complete`, {
      outcome: "cancelled",
      reason: "Enough.",
    });
    const { obligations: owed } = await world.ok<{ obligations: { kind: string }[] }>(
      "olga",
      "GET",
      "/decisions?waitingOn=me",
    );
    expect(owed.map(({ kind }) => kind)).toContain("post-mortem");
    for (const each of await obligations(slug)) {
      const by = each.owner?.email === "olga@example.org" ? "olga" : each.owner === null ? "sec" : "otto";
      if (each.kind === "post-mortem")
        await world.ok(by, "POST", `/releases/${slug}/obligations/${each.id}/meet`, {
          text: "https://example.org/pm",
        });
    }
    expect(
      (await obligations(slug)).filter(({ closure }) => closure === null).map(({ kind }) => kind),
    ).toEqual(["break-glass-review", "break-glass-review"]);
  });

  it("takes several people where its row says so, and never whoever broke the glass", async () => {
    const rights = [
      ...template.rights.filter(({ decision }) => decision !== "break-glass.review"),
      {
        decision: "break-glass.review",
        slots: [{ roles: ["on-call", "security"], count: 2, allowAuthor: true }],
      },
    ];
    await world.ok("keeper", "POST", "/templates", { ...template, key: "by-two", rights });
    const slug = await started({ template: { key: "by-two" } });
    await world.ok("olga", "POST", advance(slug), glass);
    const id = await idOf(slug, "break-glass-review");
    expect(await world.refused("olga", "POST", reviewing(slug, id), review)).toMatchObject({ status: 403 });
    expect((await world.send("otto", "POST", reviewing(slug, id), review)).status).toBe(202);
    expect(await world.refused("olga", "POST", reviewing(slug, id), review)).toMatchObject({ status: 403 });
    expect((await world.send("sec", "POST", reviewing(slug, id), review)).status).toBe(200);
  });
});
