import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reportCheck } from "@/lib/gates/report-check";
import { findActor } from "@/lib/identity/find-actor";
import { delegateRole } from "@/lib/policy/delegate-role";
import { createRota } from "@/lib/policy/create-rota";
import { overrideShift } from "@/lib/policy/override-shift";
import { assignRoles } from "@/lib/releases/assign-roles";
import { startRelease } from "@/lib/releases/start-release";
import { authoriseRollback } from "@/lib/rollbacks/authorise-rollback";
import { makeCallers } from "@/lib/testing/callers/callers";
import { makeStage } from "@/lib/testing/callers/stage";
import { testDatabase } from "@/lib/testing/database";
import { ledgerArchive, releaseArchive } from "@/lib/testing/evidence";
import { exposureActs } from "@/lib/testing/laddered";
import { sampleTemplate, type SampleRelease } from "@/lib/testing/release";
import { releaseActs } from "@/lib/testing/release-acts";
import { rollbackActs } from "@/lib/testing/rolling";
import { seedOf, signLog } from "@/lib/testing/sign-log";
import { makeWorld, type World } from "@/lib/testing/world";
import { names } from "./archive-names";
import { ExportedGrant } from "./export-schemas";
import { sourceOf, verifyArchive } from "./verify-archive";
import { readContainer } from "./verify-container";

let url: string;
let world: World;
let back: SampleRelease;
const acts = rollbackActs(() => world);
const { confirm, increase } = exposureActs(() => world);
const { signing } = releaseActs(() => world);
const db = () => world.kernel.db.prisma;

beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeWorld(url);
  await world.release({ slug: "plain" });
  await makeCallers(world);
  await makeStage(world, JSON.stringify({ ...sampleTemplate, key: "another" }));
  back = await wentBack();
  await signLog(world.kernel);
}, 120_000);
afterAll(() => world.close());

/** A breach of a criterion, with its samples, and the rollback after it. */
async function wentBack(): Promise<SampleRelease> {
  await acts.declare();
  const release = await world.release({ slug: "went-back", template: "rolling" });
  await (
    await increase(release, 5)
  )();
  await confirm(release, 5);
  const values = [200, 210, Number.NaN, 190, 900, 950, 980];
  for (const value of values) {
    world.clock.shift(30_000);
    if (!Number.isNaN(value)) await acts.send(release, value);
    world.clock.shift(30_000);
    await acts.work();
  }
  const { id } = (await acts.latest(release)) ?? { id: "" };
  await authoriseRollback.execute(world.kernel, { rollback: id }, await acts.by("ed"));
  await acts.work();
  for (const step of ["stop", "put-back"]) {
    await acts.complete(id, step);
    await acts.work();
  }
  for (const value of [180, 185, 182, 181]) {
    world.clock.shift(30_000);
    await acts.send(release, value, "baseline");
    world.clock.shift(30_000);
    await acts.work();
  }
  return release;
}

async function exported(slug: string, by = "cora") {
  const bytes = await releaseArchive(world, { actor: await world.actor(by), slug });
  const file = (name: string) => {
    const member = readContainer(sourceOf(bytes)).members.find((each) => each.name === name);
    return member === undefined
      ? null
      : bytes.subarray(member.at + 512, member.at + 512 + member.size).toString("utf8");
  };
  return { bytes, file, found: verifyArchive(sourceOf(bytes)) };
}

describe("the export of a release", () => {
  it("is sound in whichever state it is, whatever was done to it", async () => {
    const releases = await db().release.findMany({ where: { restricted: false } });
    expect(releases.length).toBeGreaterThan(12);
    for (const { slug } of releases) {
      const { found } = await exported(slug);
      expect({ slug, faults: found.faults }).toEqual({ slug, faults: [] });
    }
  });

  it("has the evaluations of its criteria, each of which comes to the same from the samples beside it", async () => {
    const { found, file } = await exported(back.slug);
    expect(found).toMatchObject({ isSound: true });
    if (found.kind !== "verified") return;
    const evaluations = await db().criterionVerdict.count({
      where: { track: { releaseId: await acts.idOf(back) } },
    });
    expect(evaluations).toBeGreaterThan(10);
    expect(found.facts.compared["evaluations of criteria with their samples"]).toBe(evaluations);
    expect(found.facts.compared["evaluations of criteria with their digests in the log"]).toBeGreaterThan(10);
    const report = file(names.report) ?? "";
    for (const words of ["found a breach", "authorised the rollback", "Rollback, sev1", "breached", "stable"])
      expect(report).toContain(words);
  });
});

describe("grants of every kind", () => {
  it("are explained by the entries that made them", async () => {
    const { kernel } = world;
    const cora = world.call(await world.actor("cora"));
    await world.team("readers", [{ name: "mia", lead: true }]);
    await world.role("auditing", ["team:readers", "rob", "sid", "ed"]);
    const key = "watch";
    const starting = new Date(kernel.clock.now().getTime() - 86_400_000).toISOString().slice(0, 16);
    const rota = {
      zone: "Etc/UTC",
      people: ["rob", "ed"].map(world.emailOf),
      handover: { starting, every: "FREQ=WEEKLY" },
    };
    const lead = world.call(await world.actor("mia"));
    await createRota.execute(kernel, { key, title: "Watch", team: "readers", rota }, lead);
    const template = { ...sampleTemplate, key: "held", roles: [...sampleTemplate.roles, "auditing"] };
    const [stage, ...rest] = template.stages;
    const slots = [{ roles: ["auditing"], count: 4 }];
    const [gate] = stage?.gates ?? [];
    const asked = gate?.requirements.map((each) => ({ ...each, slots }));
    await world.template(
      { ...template, stages: [{ ...stage, gates: [{ ...gate, requirements: asked }] }, ...rest] },
      "cora",
    );
    const release = await world.release({ slug: "held-by-all", template: "held", draft: true });
    await assignRoles.execute(
      kernel,
      { release: release.slug, roles: { auditing: ["team:readers", `rota:${key}`, world.emailOf("sid")] } },
      cora,
    );
    await startRelease.execute(kernel, { release: release.slug }, cora);
    const until = new Date(kernel.clock.now().getTime() + 3_600_000).toISOString();
    await delegateRole.execute(
      kernel,
      { role: "auditing", to: world.emailOf("eve"), until, reason: "On leave." },
      world.call(await world.actor("sid")),
    );
    const sign = async (by: string, more: Record<string, unknown> = {}) =>
      (await signing(release, { by, role: "auditing", ...more }))(kernel);
    await sign("mia");
    await sign("rob");
    await sign("eve", { onBehalfOf: world.emailOf("sid") });
    await overrideShift.execute(
      kernel,
      { key, person: world.emailOf("ed"), until, reason: "Rob is ill." },
      lead,
    );
    await sign("ed");
    const token = await world.machine("checker", "readers", ["checks:*", "read"], "mia");
    const machine = await findActor(kernel, {
      authorization: `Bearer ${token}`,
      session: null,
      address: "192.0.2.7",
    });
    await reportCheck.execute(
      kernel,
      {
        release: release.slug,
        name: "latency",
        bundleDigest: release.candidate,
        status: "passed",
        evidence: { p95: 3.5 },
      },
      { actor: machine, requestId: "r" },
    );
    await signLog(kernel);
    const { found, file } = await exported(release.slug);
    expect(found.faults).toEqual([]);
    const grants = ExportedGrant.array().parse(JSON.parse(file(names.grants) ?? "[]"));
    expect(new Set(grants.map((each) => each.kind))).toEqual(
      new Set(["assignment", "pool", "membership", "delegation", "rota", "shift", "token"]),
    );
    expect(file(names.report)).toMatch(/eve<\/span> for/);
  });
});

describe("keys that change", () => {
  it("are followed from the first one to the one that signs now", async () => {
    await signLog(world.kernel, { seed: seedOf("second"), seedBefore: seedOf("first") });
    await world.person("newcomer");
    await signLog(world.kernel, { seed: seedOf("second") });
    const actor = await world.actor("cora");
    const bytes = await releaseArchive(world, { actor, slug: "plain", key: "second" });
    const found = verifyArchive(sourceOf(bytes));
    expect(found.faults).toEqual([]);
    if (found.kind !== "verified") return;
    const [first = "", second = ""] = found.facts.keys;
    for (const key of [first, second]) expect(verifyArchive(sourceOf(bytes), { key }).isSound).toBe(true);
    // The old one no longer signs anything; an export by it is still vouched for by itself.
    const old = await releaseArchive(world, { actor, slug: "plain", key: "first" });
    expect(verifyArchive(sourceOf(old), { key: second }).isSound).toBe(false);
    await expect(releaseArchive(world, { actor, slug: "plain", key: "third" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("keep the ledger's own archive sound", async () => {
    const found = verifyArchive(sourceOf(await ledgerArchive(world, { actor: await world.actor("ola") })));
    expect(found.faults).toEqual([]);
    const part = await ledgerArchive(world, { actor: await world.actor("ola"), from: 30 });
    expect(verifyArchive(sourceOf(part)).faults).toEqual([]);
  });
});

// The last: what it takes away is gone.
describe("evaluations whose digests the log has", () => {
  async function alone(sql: string): Promise<string> {
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    try {
      await owner.query("SET session_replication_role = replica");
      await owner.query(sql);
    } finally {
      await owner.end();
    }
    return (await exported(back.slug)).found.faults.map(({ message }) => message).join("\n");
  }

  it("cannot be taken away, nor what came of them, by whoever rules the database", async () => {
    const first =
      "SELECT ctid FROM criterion_verdicts WHERE verdict = 'breach' ORDER BY track_id, at LIMIT 1";
    expect(await alone(`DELETE FROM criterion_verdicts WHERE ctid = (${first})`)).toMatch(
      /evaluations up to \S+ come to sha256:\w+; the log says \d+ that come to sha256:/,
    );
    expect(await alone("UPDATE criterion_changes SET verdict = 'ok' WHERE verdict = 'breach'")).toContain(
      "it does not say that it was breach from",
    );
  });
});
