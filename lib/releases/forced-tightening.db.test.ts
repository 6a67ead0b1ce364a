import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { digestOf } from "@/lib/bundles/digest";
import { castVote } from "@/lib/gates/cast-vote";
import type { Kernel } from "@/lib/platform/command";
import { changeRights } from "@/lib/policy/change-rights";
import type { RightsRow } from "@/lib/policy/model";
import { testDatabase } from "@/lib/testing/database";
import { interleaver } from "@/lib/testing/interleave";
import { makeManyReleases } from "@/lib/testing/many-releases";
import { numberEntries } from "@/lib/testing/number-entries";
import { releaseBody, rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { advanceStage } from "./advance-stage";

let world: ReleaseWorld;
let url: string;
let counter = 0;
const interleave = interleaver(() => url);
const reason = "An audit asks for it by the end of the week.";
const runningReleases = { reason };

const kept = ["component.register", "template.publish", "rights.change", "pool.change"] as const;
const base = [...rightsFor("keepers", kept), ...rightsFor("release-champion", ["release.create"])];
const place = (...roles: string[]) => ({ roles, count: 1, allowAuthor: true });
const advancing = (...slots: RightsRow["slots"]): RightsRow[] => [
  ...base,
  { decision: "stage.advance", slots },
];
/** Each one provably tighter than the one before. */
const loose = advancing(place("release-champion"));
const tight = advancing(place("release-champion"), place("security"));
const tightest = advancing(place("release-champion"), place("security"), place("technical-lead"));

interface Put {
  version: number;
  runningReleases: {
    moved: string[];
    stay: { release: string; rightsVersion: number; loosens: string[] }[];
  } | null;
}
const put = (rights: RightsRow[], more: object = {}, by = "keeper") =>
  world.ok<Put>(by, "PUT", "/rights", { rights, ...more });

beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeReleaseWorld(url);
  const [reviewed, production] = templateDocument.stages;
  const stages = [
    { key: "evaluate", title: "Evaluate", gates: [] },
    { ...reviewed, key: "review" },
    production,
  ];
  const rights = templateDocument.rights.filter(({ decision }) => decision !== "stage.advance");
  await world.ok("keeper", "POST", "/templates", { ...templateDocument, key: "by-table", stages, rights });
});
afterAll(() => world.close());

/** A running release that keeps the table in force. */
async function started(change: object = {}): Promise<string> {
  counter += 1;
  const slug = `running-${counter}`;
  await world.ok(
    "champ",
    "POST",
    "/releases",
    releaseBody(slug, { template: { key: "by-table" }, ...change }),
  );
  const { digest } = await world.register("silero-vad", { "model-weights": slug });
  await world.ok("champ", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
  await world.ok("champ", "POST", `/releases/${slug}/start`);
  return slug;
}

/** Ends what earlier tests left, and begins anew with the loose table. */
async function anew(): Promise<void> {
  const running = await world.kernel.db.prisma.$queryRaw<{ slug: string }[]>`
    SELECT r.slug FROM releases r JOIN release_versions v ON v.release_id = r.id AND v.valid_to IS NULL AND v.state = 'active'`;
  for (const { slug } of running)
    await world.ok("champ", "POST", `/releases/${slug}/complete`, { outcome: "cancelled", reason });
  const { digest } = await world.ok<{ digest: string }>("keeper", "GET", "/rights");
  if (digest !== digestOf({ rights: loose })) await put(loose);
}

const versionOf = async (slug: string, at?: Date): Promise<number> =>
  (
    await world.ok<{ rightsVersion: number }>(
      "champ",
      "GET",
      `/releases/${slug}${at === undefined ? "" : `?at=${at.toISOString()}`}`,
    )
  ).rightsVersion;
const advance = (slug: string, stage = "evaluate") =>
  world.send("champ", "POST", `/releases/${slug}/stages/${stage}/advance`, {});

describe("a tightening of the organisation's rights", () => {
  it("is forced on running releases, each with an entry of its own, and past moments answer as it was", async () => {
    await anew();
    const [first, second] = [await started(), await started()];
    const before = world.clock.now();
    const left = await versionOf(first);
    world.clock.shift(60_000);
    const shown = await world.ok<{ tightens: boolean; runningReleases: Put["runningReleases"] }>(
      "keeper",
      "POST",
      "/rights/difference",
      { rights: tight },
    );
    expect(shown).toMatchObject({ tightens: true, runningReleases: { moved: [first, second], stay: [] } });

    const answer = await put(tight, { runningReleases });
    expect(answer.runningReleases).toEqual({ moved: [first, second], stay: [] });
    for (const slug of [first, second]) {
      expect(await versionOf(slug)).toBe(answer.version);
      expect(await versionOf(slug, before)).toBe(left);
    }
    const entries = (await world.entries()).slice(-4);
    expect(entries.map(({ type }) => type)).toEqual([
      "rights.changed",
      "rights.enforced",
      "release.tightened",
      "release.tightened",
    ]);
    for (const entry of entries.slice(2))
      expect(entry).toMatchObject({
        by: { rule: "holds-right", role: "keepers" },
        payload: {
          rights: { from: left, to: answer.version },
          rightsChanges: [{ decision: "stage.advance", change: "changed" }],
        },
        commitments: { reason: expect.any(String) },
      });
    expect(new Set(entries.slice(2).map(({ subjects }) => subjects["release"])).size).toBe(2);
    // What was one person's is two people's from now on.
    expect((await advance(first)).status).toBe(202);
  });

  it("keeps what was signed, and makes void what others were asked to agree on", async () => {
    await anew();
    await put(tight);
    const slug = await started();
    const asked = await advance(slug);
    expect(asked.status).toBe(202);
    const { id } = asked.as<{ pendingDecision: { id: string } }>().pendingDecision;
    await put(tightest, { runningReleases });
    const late = await world.refused("sec", "POST", `/pending-decisions/${id}/votes`, { vote: "approve" });
    expect(late).toMatchObject({ status: 409, code: "subject-changed" });
  });

  it("is not forced where anything loosens: that is refused by name, and nothing is written", async () => {
    await anew();
    const slug = await started();
    const version = await versionOf(slug);
    const other = advancing(place("technical-lead"));
    const refused = await world.refused("keeper", "PUT", "/rights", { rights: other, runningReleases });
    expect(refused).toMatchObject({
      status: 409,
      code: "not-a-tightening",
      blockers: [{ code: "loosens", decision: "stage.advance" }],
    });
    expect(refused.detail).toContain("what was asked before is not provably asked still");
    const shown = await world.ok("keeper", "POST", "/rights/difference", { rights: other });
    expect(shown).toMatchObject({ tightens: false, runningReleases: null });
    expect(await versionOf(slug)).toBe(version);
  });

  it("leaves a release that keeps a version which it would loosen, and says so", async () => {
    await anew();
    await put(tightest);
    const strict = await started();
    const kept = await versionOf(strict);
    await put(loose);
    const newer = await started();
    const answer = await put(tight, { runningReleases });
    expect(answer.runningReleases).toMatchObject({
      moved: [newer],
      stay: [{ release: strict, rightsVersion: kept, loosens: [expect.stringContaining("technical lead")] }],
    });
    expect(await versionOf(strict)).toBe(kept);
    expect(await versionOf(newer)).toBe(answer.version);
  });

  it("that is in force already can be forced later, and again", async () => {
    await anew();
    const slug = await started();
    const { version } = await put(tight);
    expect(await versionOf(slug)).not.toBe(version);
    const forced = await put(tight, { runningReleases });
    expect(forced).toMatchObject({ version, runningReleases: { moved: [slug] } });
    expect(await versionOf(slug)).toBe(version);
    expect((await put(tight, { runningReleases })).runningReleases).toEqual({ moved: [], stay: [] });
    expect((await world.entries()).slice(-1)).toMatchObject([{ type: "rights.enforced" }]);
    expect(await world.refused("keeper", "PUT", "/rights", { rights: tight })).toMatchObject({ status: 409 });
  });

  it("does not reach drafts and what has ended, nor anybody's release by whoever may not change the rights", async () => {
    await anew();
    const ended = await started();
    const left = await versionOf(ended);
    await world.ok("champ", "POST", `/releases/${ended}/complete`, { outcome: "cancelled", reason });
    const slug = await started();
    const body = { rights: tight, runningReleases };
    for (const by of ["champ", "outsider", "admin", "sec"])
      expect(await world.refused(by, "PUT", "/rights", body)).toMatchObject({ status: 403 });
    const answer = await put(tight, { runningReleases });
    expect(answer.runningReleases?.moved).toEqual([slug]);
    expect(await versionOf(ended)).toBe(left);
  });

  it("reaches restricted releases too, and tells nobody of them who may not see them", async () => {
    await anew();
    const hidden = await started({ restrictedTo: ["champ@example.org"] });
    world.clock.shift(1_000);
    const before = world.clock.now();
    const shown = await world.ok("keeper", "POST", "/rights/difference", { rights: tight });
    expect(shown).toMatchObject({ runningReleases: { moved: [], stay: [] } });
    const answer = await put(tight, { runningReleases });
    expect(answer.runningReleases).toEqual({ moved: [], stay: [] });
    expect(await versionOf(hidden)).toBe(answer.version);
    await numberEntries(world.kernel.db);
    const seenBy = async (by: string) => {
      const path = `/ledger/entries?from=${before.toISOString()}`;
      return (await world.ok<{ items: { type: string }[] }>(by, "GET", path)).items.map(({ type }) => type);
    };
    expect(await seenBy("champ")).toContain("release.tightened");
    expect(await seenBy("keeper")).not.toContain("release.tightened");
  });

  it("takes several people where the table asks for them, who approve just that", async () => {
    await anew();
    const two: RightsRow[] = tight.map((row) =>
      row.decision === "rights.change" ? { ...row, slots: [place("keepers"), place("security")] } : row,
    );
    await put(two);
    const slug = await started();
    const later = [...two, { decision: "stage.advance" as const, slots: [place("technical-lead")] }];
    const asked = await world.send("keeper", "PUT", "/rights", { rights: later, runningReleases });
    expect(asked.status).toBe(202);
    // The same table without it is another decision.
    const other = await world.send("sec", "PUT", "/rights", { rights: later });
    expect(other.status).toBe(202);
    const { id } = asked.as<{ pendingDecision: { id: string } }>().pendingDecision;
    const done = await world.ok<{ result: Put }>("sec", "POST", `/pending-decisions/${id}/votes`, {
      vote: "approve",
    });
    expect(done.result.runningReleases?.moved).toEqual([slug]);
    expect(await versionOf(slug)).toBe(done.result.version);
    const back = await world.send("keeper", "PUT", "/rights", { rights: loose });
    const proposal = back.as<{ pendingDecision: { id: string } }>().pendingDecision;
    await world.ok("sec", "POST", `/pending-decisions/${proposal.id}/votes`, { vote: "approve" });
  });
});

describe("two at once", () => {
  const force = async () => {
    const call = world.call(await world.actor("keeper"));
    return (kernel: Kernel) =>
      changeRights.execute(kernel, { table: { rights: tight }, running: { reason } }, call);
  };

  it("an advance before it stands, and one behind it is judged by the tightened rights", async () => {
    await anew();
    const slug = await started();
    const champ = world.call(await world.actor("champ"));
    const go = (kernel: Kernel) => advanceStage.execute(kernel, { release: slug, stage: "evaluate" }, champ);
    const before = await interleave(world.kernel, { first: go, second: await force() });
    expect(before).toMatchObject({
      secondWaited: true,
      first: { status: "fulfilled" },
      second: { status: "fulfilled", value: { runningReleases: { moved: [slug] } } },
    });

    await anew();
    const next = await started();
    const after = await interleave(world.kernel, {
      first: await force(),
      second: (kernel) => advanceStage.execute(kernel, { release: next, stage: "evaluate" }, champ),
    });
    expect(after.secondWaited).toBe(true);
    expect(after.first.status).toBe("fulfilled");
    expect(after.second).toMatchObject({
      status: "rejected",
      reason: { answer: { pendingDecision: { state: "open" } } },
    });
    const { stage } = await world.ok<{ stage: string }>("champ", "GET", `/releases/${next}`);
    expect(stage).toBe("evaluate");
  });

  it.each(["vote first", "force first"])("a vote says by which rights it was cast: %s", async (order) => {
    await anew();
    const slug = await started();
    await world.ok("champ", "POST", `/releases/${slug}/stages/evaluate/advance`, {});
    const left = await versionOf(slug);
    const { requirements } = await world.ok<{ requirements: { key: string; subjectDigest: string }[] }>(
      "lead",
      "GET",
      `/releases/${slug}/gates/reviewed`,
    );
    const subjectDigest = requirements.find(({ key }) => key === "looked-at")?.subjectDigest ?? "";
    const lead = world.call(await world.actor("lead"));
    const vote = (kernel: Kernel) =>
      castVote.execute(
        kernel,
        {
          release: slug,
          gate: "reviewed",
          requirement: "looked-at",
          role: "technical-lead",
          vote: "approve",
          subjectDigest,
        },
        lead,
      );
    const forced = await force();
    const pair = order === "vote first" ? { first: vote, second: forced } : { first: forced, second: vote };
    const { first, second, secondWaited } = await interleave(world.kernel, pair);
    expect([first.status, second.status, secondWaited]).toEqual(["fulfilled", "fulfilled", true]);
    const now = await versionOf(slug);
    expect(now).toBeGreaterThan(left);
    const cast = (await world.entries()).findLast(({ type }) => type === "vote.cast");
    expect(cast).toMatchObject({ policy: { rights: String(order === "vote first" ? left : now) } });
    // A row of rights is no part of what was signed.
    const gate = await world.ok<{ requirements: { key: string; status: string }[] }>(
      "lead",
      "GET",
      `/releases/${slug}/gates/reviewed`,
    );
    expect(gate.requirements.find(({ key }) => key === "looked-at")?.status).toBe("satisfied");
  });
});

it("a hundred releases are moved with as many statements as two", async () => {
  await anew();
  await started();
  await started();
  const keeper = world.call(await world.actor("keeper"));
  const counted = async (rights: RightsRow[]): Promise<{ moved: number; statements: number }> => {
    const query = vi.spyOn(pg.Client.prototype, "query");
    try {
      const { runningReleases: forced } = await changeRights.execute(
        world.kernel,
        { table: { rights }, running: { reason } },
        keeper,
      );
      return { moved: forced?.moved.length ?? 0, statements: query.mock.calls.length };
    } finally {
      query.mockRestore();
    }
  };
  const few = await counted(tight);
  expect(few.moved).toBe(2);
  const watch = new pg.Client({ connectionString: url });
  await watch.connect();
  await makeManyReleases(world.kernel.db.pool, { count: 140, inFlight: 140, restricted: 4 });
  await watch.query(
    "UPDATE releases SET rights_version_id = (SELECT id FROM rights_versions WHERE valid_to IS NULL) WHERE started_at IS NOT NULL AND rights_version_id IS NULL",
  );
  const { rows } = await watch.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM release_versions WHERE state = 'active' AND valid_to IS NULL",
  );
  const many = await counted(tightest);
  const moved = await watch.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM releases WHERE rights_version_id = (SELECT id FROM rights_versions WHERE valid_to IS NULL)",
  );
  await watch.end();
  expect(moved.rows[0]?.n).toBe(rows[0]?.n);
  expect(moved.rows[0]?.n).toBeGreaterThan(100);
  expect(many.statements).toBe(few.statements);
  expect(many.statements).toBeLessThan(25);
});
