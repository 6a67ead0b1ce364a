import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";

let world: ReleaseWorld;
let counter = 0;

interface Obligation {
  id: string;
  title: string;
  kind: string;
  owner: { email: string } | null;
  waitingOn: { email: string }[];
  dueAt: string;
  isOverdue: boolean;
  beforeStage: string | null;
  imposed: { by: { email: string }; role: string } | null;
  closure: { how: string; text: string; role: string | null; by: { email: string } } | null;
}

const stage = (key: string, gates: unknown[] = []) => ({ key, title: key, gates });
const template = {
  ...templateDocument,
  key: "three",
  stages: [...templateDocument.stages.slice(0, 1), stage("canary"), stage("production")],
  rights: [...templateDocument.rights, ...rightsFor("security", ["stage.skip", "gate.veto"])],
};

beforeAll(async () => {
  world = await makeReleaseWorld((await testDatabase()).url);
  await world.ok("keeper", "POST", "/templates", template);
});
afterAll(() => world.close());

async function started(change: Record<string, unknown> = {}): Promise<string> {
  counter += 1;
  const slug = `o-${counter}`;
  await world.ok("champ", "POST", "/releases", {
    slug,
    title: `Release ${slug}`,
    template: { key: template.key },
    champion: "champ@example.org",
    components: [{ key: "silero-vad" }],
    roles: { "technical-lead": ["lead@example.org"], security: ["sec@example.org"] },
    ...change,
  });
  await world.ok("champ", "POST", `/releases/${slug}/start`);
  const { digest } = await world.register("silero-vad", { code: slug }, "keeper");
  await world.ok("champ", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
  return slug;
}

const condition = (change: Record<string, unknown> = {}) => ({
  text: "Measure it at night too",
  owner: "champ@example.org",
  due: "2099-01-01",
  ...change,
});

async function digestOf(slug: string, key: string): Promise<string> {
  const { requirements } = await world.ok<{ requirements: { key: string; subjectDigest: string }[] }>(
    "sec",
    "GET",
    `/releases/${slug}/gates/reviewed`,
  );
  return requirements.find((each) => each.key === key)?.subjectDigest ?? "";
}

async function vote(slug: string, change: Record<string, unknown> = {}) {
  const subjectDigest = await digestOf(slug, "looked-at");
  return { requirement: "looked-at", role: "technical-lead", vote: "approve", subjectDigest, ...change };
}

const votes = (slug: string) => `/releases/${slug}/gates/reviewed/votes`;
/** Approves under conditions, and has the gate's other requirement acknowledged: nothing but they stand in the way. */
async function approved(slug: string, conditions: unknown[] = [condition()]): Promise<string[]> {
  const { obligations } = await world.ok<{ obligations: string[] }>(
    "lead",
    "POST",
    votes(slug),
    await vote(slug, { conditions }),
  );
  const read = { requirement: "read", role: "security", subjectDigest: await digestOf(slug, "read") };
  await world.ok("sec", "POST", `/releases/${slug}/gates/reviewed/acknowledgements`, read);
  return obligations;
}

const listed = async (slug: string, by = "sec") =>
  (await world.ok<{ items: Obligation[] }>(by, "GET", `/releases/${slug}/obligations`)).items;
const meet = (slug: string, id: string) => `/releases/${slug}/obligations/${id}/meet`;
const drop = (slug: string, id: string) => `/releases/${slug}/obligations/${id}/drop`;
const advance = (slug: string, from = "evaluate") => `/releases/${slug}/stages/${from}/advance`;
const done = { text: "Measured on three nights: see the report." };
const since = async (before: number) => (await world.entries()).slice(before);

describe("an approval under conditions", () => {
  it("counts at once, and each condition is an obligation with its owner and date, in the same transaction", async () => {
    const slug = await started();
    const before = (await world.entries()).length;
    const [id] = await approved(slug);
    const gate = await world.ok<{ status: string }>("sec", "GET", `/releases/${slug}/gates/reviewed`);
    expect(gate.status).toBe("ready");
    expect(await listed(slug)).toMatchObject([
      {
        id,
        kind: "condition",
        title: "Measure it at night too",
        owner: { email: "champ@example.org" },
        dueAt: "2099-01-01T23:59:59.999Z",
        isOverdue: false,
        beforeStage: "canary",
        imposed: { by: { email: "lead@example.org" }, role: "technical-lead" },
        closure: null,
      },
    ]);
    expect(await since(before)).toMatchObject([
      { type: "vote.cast", payload: { obligations: [id] } },
      {
        type: "obligation.imposed",
        subjects: { obligation: id },
        payload: { kind: "condition", beforeStage: "canary", role: "technical-lead" },
      },
      { type: "requirement.acknowledged" },
    ]);
  });

  it("keeps the release from the stage that it names, naming owner and date, until it is met", async () => {
    const slug = await started();
    const [id = ""] = await approved(slug);
    const refusal = await world.refused("champ", "POST", advance(slug), {});
    expect(refusal).toMatchObject({ status: 409, code: "obligation-open" });
    expect(refusal.blockers).toMatchObject([
      {
        code: "obligation-open",
        message:
          "“Measure it at night too” is owed by champ until 2099-01-01 23:59 UTC, before “canary” begins.",
        canBeClearedBy: [{ email: "champ@example.org" }],
      },
    ]);
    const skip = `/releases/${slug}/stages/evaluate/skip`;
    expect(await world.refused("sec", "POST", skip, { reason: "Later." })).toMatchObject({
      code: "obligation-open",
    });
    const before = (await world.entries()).length;
    await world.ok("champ", "POST", meet(slug, id), done);
    expect(await since(before)).toMatchObject([
      { type: "obligation.met", by: { rule: "own-obligation" }, subjects: { obligation: id } },
    ]);
    expect(await listed(slug)).toMatchObject([{ closure: { how: "met", text: done.text, role: null } }]);
    await world.ok("champ", "POST", advance(slug), {});
  });

  it("lets the release go up to the stage that it names, and no further, also not to its end", async () => {
    const slug = await started();
    const [, last = ""] = await approved(slug, [
      condition({ text: "Ask support", beforeStage: "production" }),
      condition({ text: "Write it down", beforeStage: null }),
    ]);
    await world.ok("champ", "POST", advance(slug), {});
    expect(await world.refused("champ", "POST", advance(slug, "canary"), {})).toMatchObject({
      code: "obligation-open",
      blockers: [{ message: expect.stringContaining("Ask support") as string }],
    });
    const [first] = await listed(slug);
    await world.ok("champ", "POST", meet(slug, first?.id ?? ""), done);
    await world.ok("champ", "POST", advance(slug, "canary"), {});
    const complete = { outcome: "completed" };
    expect(await world.refused("champ", "POST", `/releases/${slug}/complete`, complete)).toMatchObject({
      code: "obligation-open",
      blockers: [{ message: expect.stringContaining("Write it down") as string }],
    });
    await world.ok("champ", "POST", meet(slug, last), done);
    await world.ok("champ", "POST", `/releases/${slug}/complete`, complete);
  });

  it("is refused whole where a condition has a fault, and leaves no vote", async () => {
    const slug = await started();
    const hidden = await started({ restrictedTo: ["champ@example.org"] });
    await world.person("gone");
    await world.ok("admin", "POST", "/people/gone@example.org/disable", {});
    const faults: [string, Record<string, unknown>, string][] = [
      [slug, { due: "2020-01-01" }, "/conditions/1/due"],
      [slug, { owner: "nobody@example.org" }, "/conditions/1/owner"],
      [slug, { owner: "gone@example.org" }, "/conditions/1/owner"],
      [hidden, { owner: "outsider@example.org" }, "/conditions/1/owner"],
      [slug, { beforeStage: "evaluate" }, "/conditions/1/beforeStage"],
      [slug, { beforeStage: "nowhere" }, "/conditions/1/beforeStage"],
    ];
    for (const [of, change, path] of faults) {
      const body = await vote(of, { conditions: [condition(), condition(change)] });
      expect(await world.refused("lead", "POST", votes(of), body)).toMatchObject({
        status: 422,
        errors: [{ path }],
      });
    }
    for (const kind of ["needs-work", "comment", "withdraw"]) {
      const body = await vote(slug, { vote: kind, reason: "So.", conditions: [condition()] });
      expect(await world.refused("lead", "POST", votes(slug), body)).toMatchObject({
        errors: [{ path: "/conditions" }],
      });
    }
  });

  it("obliges also once its vote is withdrawn or stale: it was taken over", async () => {
    const slug = await started();
    await approved(slug);
    await world.ok(
      "lead",
      "POST",
      votes(slug),
      await vote(slug, { vote: "withdraw", reason: "I was wrong." }),
    );
    const { digest } = await world.register("silero-vad", { code: `${slug}-2` }, "keeper");
    await world.ok("champ", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
    await approved(slug, []);
    expect(await world.refused("champ", "POST", advance(slug), {})).toMatchObject({
      code: "obligation-open",
    });
  });
});

describe("an obligation", () => {
  it("is met by its owner or by a holder of the role that imposed it, and by nobody else, once", async () => {
    const slug = await started();
    const [one = "", two = ""] = await approved(slug, [condition(), condition({ text: "Ask support" })]);
    for (const by of ["sec", "outsider", "admin", "keeper"])
      expect(await world.refused(by, "POST", meet(slug, one), done)).toMatchObject({
        status: 403,
        whoMay: [{ email: "champ@example.org" }, { email: "lead@example.org" }],
      });
    await world.ok("lead", "POST", meet(slug, one), done);
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "obligation.met",
      by: { rule: "holds-role", role: "technical-lead" },
    });
    expect(await world.refused("champ", "POST", meet(slug, one), done)).toMatchObject({ status: 409 });
    expect(await world.refused("lead", "POST", drop(slug, one), { reason: "Enough." })).toMatchObject({
      status: 409,
    });
    await world.ok("champ", "POST", meet(slug, two), done);
  });

  it("is dropped by a holder of the role that imposed it, with a reason, never by whoever owes it", async () => {
    const slug = await started({
      roles: { "technical-lead": ["team:speech"], security: ["sec@example.org"] },
    });
    const [id = "", own = ""] = await approved(slug, [condition(), condition({ owner: "lead@example.org" })]);
    // champ holds the role as well, by way of the team.
    expect(await world.refused("champ", "POST", drop(slug, id), { reason: "Too dear." })).toMatchObject({
      status: 403,
      code: "separation-of-duties",
      whoMay: [{ email: "lead@example.org" }],
    });
    expect(await world.refused("sec", "POST", drop(slug, id), { reason: "Mine?" })).toMatchObject({
      code: "not-a-holder",
    });
    expect(await world.refused("lead", "POST", drop(slug, id), {})).toMatchObject({ status: 422 });
    await world.ok("lead", "POST", drop(slug, id), { reason: "Measured elsewhere." });
    // Whoever set themselves a condition takes it back as well.
    await world.ok("lead", "POST", drop(slug, own), { reason: "Done by others." });
    expect((await world.entries()).at(-1)).toMatchObject({
      type: "obligation.dropped",
      by: { role: "technical-lead" },
    });
    await world.ok("champ", "POST", advance(slug), {});
  });

  it("is not dropped by an author of what was approved", async () => {
    const slug = await started();
    const { digest } = await world.register("silero-vad", { code: `${slug}-a` }, "lead");
    await world.ok("champ", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
    const [id = ""] = await approved(slug);
    expect(await world.refused("lead", "POST", drop(slug, id), { reason: "Mine." })).toMatchObject({
      code: "separation-of-duties",
    });
  });

  it("is not met in a role that was revoked meanwhile; its owner still can", async () => {
    const slug = await started();
    const [id = ""] = await approved(slug);
    const roles = { "technical-lead": ["champ@example.org"], security: ["sec@example.org"] };
    await world.ok("champ", "PUT", `/releases/${slug}/roles`, { roles });
    for (const [path, body] of [
      [meet(slug, id), done],
      [drop(slug, id), { reason: "Enough." }],
    ] as const)
      expect(await world.refused("lead", "POST", path, body)).toMatchObject({ code: "not-a-holder" });
    await world.ok("champ", "POST", meet(slug, id), done);
  });

  it("waits for those who imposed it where its owner is disabled", async () => {
    const slug = await started();
    await world.person("brief");
    await approved(slug, [condition({ owner: "brief@example.org" })]);
    expect(await listed(slug)).toMatchObject([{ waitingOn: [{ email: "brief@example.org" }] }]);
    await world.ok("admin", "POST", "/people/brief@example.org/disable", {});
    expect(await listed(slug)).toMatchObject([{ waitingOn: [{ email: "lead@example.org" }] }]);
  });

  it("stands in its owner's inbox, the overdue one first, and is counted there", async () => {
    const slug = await started();
    await world.person("ower");
    const token = await world.tokenOf("ower");
    const soon = new Date(world.clock.now().getTime() + 3_600_000).toISOString();
    const owed = { owner: "ower@example.org" };
    await approved(slug, [
      condition({ ...owed, text: "Later" }),
      condition({ ...owed, text: "Soon", due: soon }),
    ]);
    const inbox = async () =>
      (
        await world.ok<{ obligations: { title: string; isOverdue: boolean }[] }>(
          token,
          "GET",
          "/decisions?waitingOn=me",
        )
      ).obligations;
    expect(await inbox()).toMatchObject([
      { title: "Soon", isOverdue: false },
      { title: "Later", isOverdue: false },
    ]);
    world.clock.shift(2 * 3_600_000);
    expect(await inbox()).toMatchObject([
      { title: "Soon", isOverdue: true },
      { title: "Later", isOverdue: false },
    ]);
    const releases = await world.ok<{ items: { slug: string }[] }>(
      "champ",
      "GET",
      "/releases?waiting=ower@example.org",
    );
    expect(releases.items.map((each) => each.slug)).toEqual([slug]);
  });

  it("of a restricted release does not exist for others, nor one of another release", async () => {
    const hidden = await started({ restrictedTo: ["champ@example.org"] });
    const [id = ""] = await approved(hidden);
    expect(await world.refused("outsider", "GET", `/releases/${hidden}/obligations`)).toMatchObject({
      status: 404,
    });
    for (const path of [meet(hidden, id), meet(await started(), id), meet(hidden, "nothing")])
      expect(await world.refused("outsider", "POST", path, done)).toMatchObject({ status: 404 });
  });

  it("ends with its release where it is cancelled", async () => {
    const slug = await started();
    const [id = ""] = await approved(slug);
    await world.ok("champ", "POST", `/releases/${slug}/complete`, {
      outcome: "cancelled",
      reason: "Enough.",
    });
    expect(await world.refused("champ", "POST", meet(slug, id), done)).toMatchObject({
      code: "release-not-active",
    });
    const { obligations } = await world.ok<{ obligations: { id: string }[] }>("champ", "GET", "/decisions");
    expect(obligations.map((each) => each.id)).not.toContain(id);
  });

  it("is met once where two say so at once", async () => {
    const slug = await started();
    const [id = ""] = await approved(slug);
    const answers = await Promise.all(
      ["champ", "lead"].map((by) => world.send(by, "POST", meet(slug, id), done)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});
