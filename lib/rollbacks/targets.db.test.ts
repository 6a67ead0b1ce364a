import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findActor } from "@/lib/identity/find-actor";
import { type TestApi, testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { makeEntries, problemOf } from "@/lib/testing/entries";
import { interleaver, withoutLocks } from "@/lib/testing/interleave";
import { exposureActs } from "@/lib/testing/laddered";
import { rollingTemplate } from "@/lib/testing/rolling";
import { hashOf, releaseWithTarget, targetArtifact } from "@/lib/testing/targets";
import { makeWorld, type World } from "@/lib/testing/world";
import { claimTargetCheck } from "./claim-target-check";
import { proposeRollback } from "./propose-rollback";
import { getReleaseRollbacks } from "./release-rollbacks";
import { getRollbackRoom } from "./room-queries";
import type { TargetResult } from "./target-freshness";
import type { TargetAnswer, TargetCheck } from "./target-schemas";

const hour = 3_600_000;
const day = 24 * hour;
let world: World;
let api: TestApi;
let url = "";
let ledger: ReturnType<typeof makeEntries>;
const tokens = { runner: "", other: "", cora: "", mia: "" };
const interleave = interleaver(() => url);
const { increase, confirm } = exposureActs(() => world);

beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeWorld(url);
  await world.release({ slug: "first" });
  await world.template(rollingTemplate, "cora");
  api = testApi(world.kernel);
  tokens.runner = await world.machine("runner", "owners", ["runner"]);
  tokens.other = await world.machine("other", "owners", ["runner"]);
  for (const name of ["cora", "mia"] as const) tokens[name] = await world.tokenOf(name);
  ledger = makeEntries(world.kernel.db);
}, 60_000);
afterAll(() => world.close());

const contents = { model: "the old model", labels: "a b c" };
let counter = 0;

async function withTarget(more: { validFor?: string; restrictedTo?: string[] } = {}) {
  counter += 1;
  const artifacts = Object.entries(contents).map(([name, content]) =>
    targetArtifact(name, content, `x:${name}`),
  );
  return releaseWithTarget(world, { slug: `t-${counter}`, artifacts, ...more });
}

async function claim(slug: string, token = tokens.runner): Promise<TargetCheck | null> {
  const answer = await api.request("POST", "/runner/target-checks", { token, body: { releases: [slug] } });
  expect(answer.status).toBe(200);
  return answer.as<{ check: TargetCheck | null }>().check;
}

const saidOf = ({ artifacts }: TargetCheck, results: Partial<Record<string, TargetResult>> = {}) =>
  artifacts.map(({ component, kind, name, sha256 }) => {
    const result = results[name] ?? "verified";
    return {
      component,
      kind,
      name,
      result,
      ...(result === "verified" ? { sha256 } : { note: "It answers 404." }),
    };
  });
const end = (id: string, artifacts: unknown, token = tokens.runner) =>
  api.request("POST", `/runner/target-checks/${id}/end`, { token, body: { artifacts } });

async function report(
  slug: string,
  results: Partial<Record<string, TargetResult>> = {},
  token = tokens.runner,
) {
  const check = await claim(slug, token);
  if (check === null) throw new Error("nothing was due");
  expect((await end(check.id, saidOf(check, results), token)).status).toBe(200);
}

const ask = (slug: string, token = tokens.cora) =>
  api.request("POST", `/releases/${slug}/rollback-target/verify`, { token, body: {} });
const standing = async (slug: string) =>
  (await api.request("GET", `/releases/${slug}/rollback-target`, { token: tokens.mia })).as<TargetAnswer>();

describe("what a plan goes back to", () => {
  it("is given to one runner, with where it lies and what it hashes to, and counts as verified by what that runner reports", async () => {
    const { slug, target, component } = await withTarget();
    expect(await standing(slug)).toMatchObject({
      state: "never",
      validFor: "7d",
      isDeclared: false,
      underWay: null,
    });
    const check = await claim(slug);
    expect(check?.artifacts).toEqual(
      Object.entries(contents).map(([name, content]) => ({
        component,
        bundle: target,
        kind: "code",
        name,
        uri: `x:${name}`,
        sha256: hashOf(content),
        size: content.length,
      })),
    );
    expect(await ledger.last("rollback-target.claimed")).toMatchObject({
      actor: { kind: "machine" },
      by: { rule: "token-scope" },
      subjects: { check: check?.id },
      payload: { bundles: [target], count: 2 },
    });
    expect(await claim(slug, tokens.other)).toBeNull();
    expect(await standing(slug)).toMatchObject({ underWay: { by: "runner" } });
    if (check === null) return;
    expect((await end(check.id, saidOf(check))).status).toBe(200);
    expect(await ledger.last("rollback-target.checked")).toMatchObject({
      actor: { kind: "machine" },
      subjects: { check: check.id },
      after: "verified",
      payload: { results: { verified: 2, missing: 0, differs: 0, unreachable: 0 } },
    });
    const after = await standing(slug);
    expect(after).toMatchObject({
      state: "verified",
      underWay: null,
      artifacts: [{ verified: { by: "runner" } }, {}],
    });
    expect(Date.parse(after.until ?? "") - Date.parse(after.at ?? "")).toBe(7 * day);
    expect(problemOf(await end(check.id, saidOf(check)))).toMatchObject({ code: "conflict" });
  });

  it("is due again after half of its time, and out of date at its end", async () => {
    const { slug } = await withTarget({ validFor: "2h" });
    await report(slug);
    expect(await claim(slug)).toBeNull();
    world.clock.shift(hour);
    const check = await claim(slug);
    expect(check?.artifacts).toHaveLength(2);
    world.clock.shift(hour);
    expect(await standing(slug)).toMatchObject({ state: "out-of-date", isDeclared: true, underWay: null });
  });

  it("is taken by another once nothing was heard of it in its time, and what comes later than that is not", async () => {
    const { slug } = await withTarget();
    const first = await claim(slug);
    expect(Date.parse(first?.dueAt ?? "") - world.clock.now().getTime()).toBeGreaterThan(9 * 60_000);
    world.clock.shift(11 * 60_000);
    expect(await standing(slug)).toMatchObject({ underWay: null });
    const second = await claim(slug, tokens.other);
    if (first === null || second === null) throw new Error("it was not taken");
    expect(second.id).not.toBe(first.id);
    expect(problemOf(await end(first.id, saidOf(first)))).toMatchObject({
      code: "conflict",
      detail: "It took too long, and another took it.",
    });
    // Late, and nobody else has taken it.
    world.clock.shift(11 * 60_000);
    expect((await end(second.id, saidOf(second), tokens.other)).status).toBe(200);
    expect(await standing(slug)).toMatchObject({ state: "verified" });
  });

  it.each([
    ["with the locks that the product takes", (given: World) => given.kernel],
    ["though no lock keeps them apart", (given: World) => withoutLocks(given.kernel)],
  ])("goes to one of two who ask at once, %s", async (_how, kernelOf) => {
    const { slug } = await withTarget();
    const asking = async (token: string) => {
      const authorization = `Bearer ${token}`;
      const actor = await findActor(world.kernel, { authorization, session: null, address: "192.0.2.7" });
      return (kernel: World["kernel"]) =>
        claimTargetCheck.execute(kernel, { releases: [slug] }, { actor, requestId: "test" });
    };
    const { first, second } = await interleave(kernelOf(world), {
      first: await asking(tokens.runner),
      second: await asking(tokens.other),
    });
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: { code: "conflict" } });
  });

  it("takes no report of another machine, of part of it, of something else, or that contradicts itself", async () => {
    const { slug } = await withTarget();
    const check = await claim(slug);
    if (check === null) throw new Error("it was not taken");
    const said = saidOf(check);
    const [first, second] = said;
    expect(problemOf(await end(check.id, said, tokens.other))).toMatchObject({ code: "own-only" });
    const refused = async (artifacts: unknown) => {
      const answer = await end(check.id, artifacts);
      expect(answer.status).toBe(422);
      return JSON.stringify(answer.body);
    };
    expect(await refused([first])).toContain("Nothing is said of labels");
    expect(await refused([...said, { ...first, name: "other" }])).toContain("other was not taken");
    expect(await refused([first, first, second])).toContain("stands twice");
    expect(await refused([first, { ...second, sha256: hashOf("x") }])).toContain("does not make it verified");
    expect(await refused([first, { ...second, result: "differs", note: "n" }])).toContain(
      "does not make it differs",
    );
    expect(await refused([first, { ...second, result: "missing", sha256: undefined }])).toContain(
      "what was found",
    );
    expect(await standing(slug)).toMatchObject({ state: "never" });
  });

  it("is lost at once where an artifact is missing, and known no less where a runner reached nothing", async () => {
    const { slug } = await withTarget();
    await report(slug);
    await ask(slug);
    await report(slug, { model: "unreachable", labels: "unreachable" });
    expect(await standing(slug)).toMatchObject({
      state: "verified",
      artifacts: [{ failed: { result: "unreachable", by: "runner", note: "It answers 404." } }, {}],
    });
    // It is offered to another at once, and to this one not before some time.
    world.clock.shift(4 * day);
    await report(slug, { model: "missing" });
    expect(await ledger.last("rollback-target.checked")).toMatchObject({ after: "not-verified" });
    expect(await standing(slug)).toMatchObject({
      state: "differs",
      artifacts: [
        { name: "model", state: "missing" },
        { name: "labels", state: "verified" },
      ],
    });
    expect(await claim(slug)).toBeNull();
    expect((await claim(slug, tokens.other))?.artifacts.map(({ name }) => name)).toEqual(["model"]);
  });

  it("is what the plan names now: another bundle was never fetched", async () => {
    const { slug, component } = await withTarget();
    await report(slug);
    const other = await world.bundle(component, { code: "older" }, "lea");
    const plan = (await api.request("GET", `/releases/${slug}/rollback-plan`, { token: tokens.cora })).as<{
      document: { target: object };
    }>();
    const answer = await api.request("PUT", `/releases/${slug}/rollback-plan`, {
      token: tokens.cora,
      body: { ...plan.document, target: { bundle: { [component]: other } } },
    });
    expect(answer.status).toBe(200);
    expect(await standing(slug)).toMatchObject({ state: "never", target: { [component]: other } });
    expect((await claim(slug))?.artifacts).toMatchObject([{ bundle: other, uri: null }]);
  });

  it("of a restricted release is not there for a machine", async () => {
    const { slug } = await withTarget({ restrictedTo: ["cora"] });
    expect(await claim(slug)).toBeNull();
    expect(problemOf(await ask(slug)).detail).toBe("The release is restricted, and runners do not see it.");
  });

  it("keeps what was reported for good, in the database as well", async () => {
    const { slug } = await withTarget();
    await report(slug);
    const { prisma } = world.kernel.db;
    const row = await prisma.rollbackTargetReport.findFirstOrThrow({ orderBy: { order: "desc" } });
    const { order, ...rest } = row;
    const of = { where: { order } };
    await expect(prisma.rollbackTargetReport.delete(of)).rejects.toThrow();
    await expect(
      prisma.rollbackTargetReport.update({ ...of, data: { result: "missing" } }),
    ).rejects.toThrow();
    const claimed = { where: { id: row.checkId } };
    await expect(
      prisma.rollbackTargetCheck.update({ ...claimed, data: { state: "claimed", endedAt: null } }),
    ).rejects.toThrow(/claimed once and ended once/);
    const more = { ...rest, name: "more" };
    const insert = (data: Partial<typeof rest>) =>
      prisma.rollbackTargetReport.create({ data: { ...more, ...data } });
    await expect(insert({ sha256: hashOf("other") })).rejects.toThrow();
    await expect(insert({ result: "differs", note: "Other." })).rejects.toThrow();
    await expect(insert({ result: "missing", sha256: null })).rejects.toThrow();
  });
});

describe("asking for it anew", () => {
  it("makes all of it due for every runner, is recorded, and is answered by whoever looks next", async () => {
    const { slug } = await withTarget();
    await report(slug);
    const answer = await ask(slug);
    expect(answer.as<TargetAnswer>()).toMatchObject({ state: "verified", asked: { by: "cora" } });
    expect(await ledger.last("rollback-target.asked")).toMatchObject({
      actor: { kind: "person" },
      by: { role: "release-champion" },
    });
    expect(problemOf(await ask(slug))).toMatchObject({
      code: "conflict",
      detail: expect.stringContaining("cora asked") as string,
    });
    const check = await claim(slug, tokens.other);
    expect(check?.artifacts).toHaveLength(2);
    expect(problemOf(await ask(slug)).detail).toBe("other is fetching it now.");
    await end(check?.id ?? "", check === null ? [] : saidOf(check), tokens.other);
    expect(await standing(slug)).toMatchObject({ asked: null, underWay: null });
  });

  it("is for those who may propose to go back", async () => {
    const { slug } = await withTarget();
    const refused = problemOf(await ask(slug, tokens.mia));
    expect(refused).toMatchObject({ status: 403 });
    expect(refused.whoMay?.map(({ name }) => name)).toEqual(expect.arrayContaining(["cora", "ed", "rita"]));
    expect(await claim(slug)).not.toBeNull();
  });

  it("is a button exactly for those whom the command lets, on the release and in the room", async () => {
    const release = await withTarget();
    const { slug } = release;
    await (
      await increase(release, 5)
    )();
    await confirm(release, 5);
    const cora = await world.actor("cora");
    const proposed = { release: slug, severity: "sev1", reason: "Answers are wrong." } as const;
    const { id } = await proposeRollback.execute(world.kernel, proposed, world.call(cora));
    const seenBy = async (name: string) => {
      const asked = { actor: await world.actor(name), now: world.clock.now() };
      const { prisma } = world.kernel.db;
      return [
        await getReleaseRollbacks(prisma, { slug, ...asked }),
        await getRollbackRoom(prisma, { id, ...asked }),
      ];
    };
    for (const view of await seenBy("mia"))
      expect(view.verify).toMatchObject({ ability: { allowed: false }, fault: null });
    for (const view of await seenBy("cora"))
      expect(view.verify).toEqual({ ability: { allowed: true }, fault: null });
    expect((await ask(slug, tokens.mia)).status).toBe(403);
    expect((await ask(slug)).status).toBe(200);
    const fault = "cora asked for it; it waits for a runner that may fetch it.";
    for (const view of await seenBy("cora")) expect(view.verify).toMatchObject({ fault });
  });

  it("is refused where nothing can be fetched", async () => {
    counter += 1;
    const { slug } = await world.release({ slug: `t-${counter}`, template: "rolling" });
    expect(await standing(slug)).toMatchObject({ state: "not-verifiable", artifacts: [] });
    expect(problemOf(await ask(slug)).detail).toBe(
      "There is nothing to verify: nothing is fetched to go back.",
    );
    expect(
      (await api.request("GET", "/releases/first/rollback-target", { token: tokens.mia })).body,
    ).toBeNull();
  });
});

describe("exposure", () => {
  it("does not grow while the plan asks for a verification that is missing, ran out, or failed, and grows while it is valid", async () => {
    const release = await withTarget({ validFor: "1h" });
    const { slug } = release;
    const grow = async (percent: number) => (await increase(release, percent))();
    await expect(grow(5)).rejects.toMatchObject({
      code: "exposure-not-ready",
      extras: {
        blockers: [
          {
            code: "target-unverified",
            message: expect.stringMatching(
              /was not fetched and verified: model of .*; labels of .*It takes a runner/,
            ) as string,
            canBeClearedBy: expect.arrayContaining([expect.objectContaining({ name: "ed" })]) as unknown,
          },
        ],
      },
    });
    await report(slug);
    await grow(5);
    await confirm(release, 5);
    world.clock.shift(hour);
    const blockers = async () => {
      const answer = await api.request("GET", `/releases/${slug}/exposure`, { token: tokens.mia });
      const { next } = answer.as<{
        next: { refusal: { blockers: { code: string; message: string }[] } | null };
      }>();
      return (next.refusal?.blockers ?? []).filter(({ code }) => code === "target-unverified");
    };
    expect((await blockers())[0]?.message).toMatch(/counted until .* UTC, and was not verified again/);
    await report(slug, { labels: "differs" });
    expect((await blockers())[0]?.message).toMatch(
      /is not there as agreed: labels of .* differs \(runner, .*404\)/,
    );
    world.clock.shift(hour / 4);
    await report(slug);
    expect(await blockers()).toEqual([]);
  });

  it("grows without a verification where the plan does not ask for one", async () => {
    const release = await withTarget();
    await report(release.slug, { model: "missing" });
    await (
      await increase(release, 5)
    )();
    expect(await ledger.last("exposure.increased")).toMatchObject({ after: "5" });
  });

  it("grows by broken glass past a target that nobody looked for, and not past one that is not there", async () => {
    const release = await withTarget({ validFor: "1h" });
    const ed = await world.tokenOf("ed");
    const broken = () =>
      api.request("POST", `/releases/${release.slug}/exposure`, {
        token: ed,
        body: { percent: 5, breakGlass: true, reason: "The old model is withdrawn." },
      });
    await report(release.slug, { model: "missing" });
    expect(problemOf(await broken()).detail).toMatch(
      /^No broken glass lets this pass: What is gone back to is not there/,
    );
    world.clock.shift(hour);
    await report(release.slug);
    world.clock.shift(hour);
    expect((await broken()).status).toBe(200);
    expect(await ledger.last("break-glass.used")).toMatchObject({
      payload: { passed: [{ code: "target-unverified" }] },
    });
  });
});
