import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { interleaver } from "@/lib/testing/interleave";
import { releaseBody, rightsFor, templateDocument } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";
import { migrateRelease } from "./migrate-release";

let world: ReleaseWorld;
let url: string;
const interleave = interleaver(() => url);
const reason = "The new version asks what we ask by now.";

const lead = { roles: ["technical-lead"], count: 1, allowAuthor: true };
const lookedAt = { key: "looked-at", kind: "item", slots: [lead] };
const read = { key: "read", kind: "acknowledgement", roles: ["security"], dependsOn: ["rollback-plan"] };
const fair = { key: "fair", kind: "item", title: "Fair", slots: [{ roles: ["security"], count: 1 }] };
const production = { key: "production", title: "Production", gates: [] };

const stage = (key: string, requirements: object[]) => ({
  key,
  title: key,
  gates:
    requirements.length === 0
      ? []
      : [{ key: `${key}-gate`, title: key, objective: "It was looked at.", requirements }],
});

/** Publishes a version of the template by the key; the roles and rights stay. */
async function publish(key: string, stages: object[], more: object = {}): Promise<void> {
  const rights = [...templateDocument.rights, ...rightsFor("release-champion", ["release.migrate"])];
  await world.ok("keeper", "POST", "/templates", { ...templateDocument, key, stages, rights, ...more });
}

async function started(slug: string, template: string, change: object = {}): Promise<string> {
  await world.ok("champ", "POST", "/releases", releaseBody(slug, { template: { key: template }, ...change }));
  const { digest } = await world.register("silero-vad", { "model-weights": slug });
  await world.ok("champ", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
  await world.ok("champ", "POST", `/releases/${slug}/start`);
  return `/releases/${slug}`;
}

interface Gate {
  requirements: { key: string; status: string; subjectDigest: string }[];
}

async function sign(release: string, gate: string, key: string): Promise<void> {
  const { requirements } = await world.ok<Gate>("lead", "GET", `${release}/gates/${gate}`);
  const subjectDigest = requirements.find((each) => each.key === key)?.subjectDigest;
  const body = { requirement: key, role: "technical-lead", vote: "approve", subjectDigest };
  await world.ok("lead", "POST", `${release}/gates/${gate}/votes`, body);
}

const versionAt = async (release: string, at?: Date): Promise<unknown> =>
  (
    await world.ok<{ template: unknown }>(
      "champ",
      "GET",
      `${release}${at === undefined ? "" : `?at=${at.toISOString()}`}`,
    )
  ).template;

beforeAll(async () => {
  ({ url } = await testDatabase());
  world = await makeReleaseWorld(url);
});
afterAll(() => world.close());

describe("moving a release to a stricter version", () => {
  test("keeps what was signed and is still asked so, asks what is new, and a past moment answers as it was", async () => {
    await publish("stricter", [stage("evaluate", [lookedAt, read]), production]);
    const release = await started("stricter-1", "stricter");
    await sign(release, "evaluate-gate", "looked-at");
    await publish("stricter", [stage("evaluate", [lookedAt, read, fair]), production]);
    const before = world.clock.now();
    world.clock.shift(60_000);

    const shown = await world.ok<Record<string, unknown>>("champ", "GET", `${release}/migration`);
    expect(shown).toMatchObject({
      template: { key: "stricter", from: 1, to: 2, latest: 2 },
      loosens: false,
      changes: [{ change: "added", effect: "tightening" }],
      affected: [{ gate: "evaluate-gate", requirement: "fair", title: "Fair", before: null, after: "open" }],
      refusal: null,
      ability: { allowed: true },
    });
    const moved = await world.ok("champ", "POST", `${release}/migrate`, { reason });
    expect(moved).toEqual({ slug: "stricter-1", template: { from: 1, to: 2 }, rights: null });

    const { requirements } = await world.ok<Gate>("champ", "GET", `${release}/gates/evaluate-gate`);
    expect(requirements.map(({ key, status }) => [key, status])).toEqual([
      ["looked-at", "satisfied"],
      ["read", "open"],
      ["fair", "open"],
    ]);
    expect(await versionAt(release)).toEqual({ key: "stricter", version: 2 });
    expect(await versionAt(release, before)).toEqual({ key: "stricter", version: 1 });
    const entry = (await world.entries()).findLast(({ type }) => type === "release.migrated");
    expect(entry).toMatchObject({
      by: { rule: "holds-right", role: "release-champion" },
      payload: {
        template: { from: 1, to: 2 },
        changes: [{ effect: "tightening" }],
        affected: [{ requirement: "fair", before: null, after: "open" }],
      },
    });
    expect(Object.keys(entry?.commitments ?? {})).toContain("reason");
    const again = await world.refused("champ", "POST", `${release}/migrate`, { reason });
    expect(again).toMatchObject({ status: 409, detail: "The release follows these versions already." });
  });

  test("turns what was signed stale where its definition changed", async () => {
    await publish("redefined", [stage("evaluate", [lookedAt]), production]);
    const release = await started("redefined-1", "redefined");
    await sign(release, "evaluate-gate", "looked-at");
    await publish("redefined", [stage("evaluate", [{ ...lookedAt, validFor: "30d" }]), production]);
    const shown = await world.ok<{ affected: unknown }>("champ", "GET", `${release}/migration`);
    const affected = { requirement: "looked-at", before: "satisfied", after: "stale" };
    expect(shown.affected).toMatchObject([affected]);
    await world.ok("champ", "POST", `${release}/migrate`, { reason });
    const { requirements } = await world.ok<Gate>("champ", "GET", `${release}/gates/evaluate-gate`);
    expect(requirements[0]?.status).toBe("stale");
  });
});

describe("moving a release to a looser version", () => {
  test("takes those who would have had to sign what is no longer asked", async () => {
    await publish("looser", [stage("evaluate", [lookedAt, read, fair]), production]);
    const release = await started("looser-1", "looser");
    await publish("looser", [stage("evaluate", [lookedAt, read]), production]);
    const refusedTo = await world.refused("outsider", "POST", `${release}/migrate`, { reason });
    expect(refusedTo).toMatchObject({ status: 403, code: "not-a-holder" });
    const proposed = await world.send("champ", "POST", `${release}/migrate`, { reason });
    expect(proposed.status).toBe(202);
    expect(await versionAt(release)).toEqual({ key: "looser", version: 1 });
    const { pendingDecision } = proposed.as<{ pendingDecision: { id: string; missing: unknown[] } }>();
    expect(pendingDecision.missing).toMatchObject([{ roles: ["security"], count: 1 }]);
    const alone = await world.send("champ", "POST", `${release}/migrate`, { reason });
    expect(alone.status).toBe(409);
    const votes = `/pending-decisions/${pendingDecision.id}/votes`;
    await world.ok("sec", "POST", votes, { vote: "approve" });
    expect(await versionAt(release)).toEqual({ key: "looser", version: 2 });
  });

  test("is agreed anew where the content changed meanwhile", async () => {
    await publish("looser-2", [stage("evaluate", [lookedAt, fair]), production]);
    const release = await started("looser-2", "looser-2");
    await publish("looser-2", [stage("evaluate", [lookedAt]), production]);
    const proposed = await world.send("champ", "POST", `${release}/migrate`, { reason });
    const { pendingDecision } = proposed.as<{ pendingDecision: { id: string } }>();
    const document = { objective: { problem: "Another problem than before." } };
    await world.ok("champ", "PUT", `${release}/plan`, document);
    const votes = `/pending-decisions/${pendingDecision.id}/votes`;
    const late = await world.refused("sec", "POST", votes, { vote: "approve" });
    expect(late).toMatchObject({ status: 409, code: "subject-changed" });
    expect(await versionAt(release)).toEqual({ key: "looser-2", version: 1 });
  });

  test("as an older one is judged by what it asks, not by its number", async () => {
    await publish("older", [stage("evaluate", [lookedAt]), production]);
    await publish("older", [stage("evaluate", [lookedAt, fair]), production]);
    const release = await started("older-1", "older");
    const asked = { templateVersion: 1, reason };
    expect((await world.send("champ", "POST", `${release}/migrate`, asked)).status).toBe(202);
    const none = await world.refused("champ", "POST", `${release}/migrate`, { ...asked, templateVersion: 9 });
    expect(none).toMatchObject({ status: 404 });
  });
});

describe("moving a release is refused, and says why,", () => {
  test("where the new version does not have its stage, or has one before it that it never passed", async () => {
    await publish("course", [stage("evaluate", []), production]);
    const release = await started("course-1", "course");
    await publish("course", [stage("assess", []), production]);
    const gone = await world.refused("champ", "POST", `${release}/migrate`, { reason });
    expect(gone.detail).toContain("has no stage evaluate");
    await publish("course", [stage("design", [fair]), stage("evaluate", []), production]);
    const missed = await world.refused("champ", "POST", `${release}/migrate`, { reason });
    expect(missed.detail).toContain("asks for the stage “design”");
    const shown = await world.ok<{ refusal: string }>("champ", "GET", `${release}/migration`);
    expect(shown.refusal).toBe(missed.detail);
  });

  test("where nobody holds a role that it asks for", async () => {
    await publish("roles", [stage("evaluate", [lookedAt]), production]);
    const release = await started("roles-1", "roles");
    const asked = { key: "supported", kind: "item", slots: [{ roles: ["keepers"], count: 1 }] };
    await publish("roles", [stage("evaluate", [lookedAt, asked]), production], {
      roles: [...templateDocument.roles, "keepers"],
    });
    const refused = await world.refused("champ", "POST", `${release}/migrate`, { reason });
    expect(refused).toMatchObject({ status: 409, blockers: [{ code: "role-unfilled" }] });
    await world.ok("champ", "PUT", `${release}/roles`, { roles: { keepers: ["keeper@example.org"] } });
    await world.ok("champ", "POST", `${release}/migrate`, { reason });
  });

  test("once it has ended, and as a draft it moves without", async () => {
    await publish("ended", [stage("evaluate", []), production]);
    const release = await started("ended-1", "ended");
    await world.ok("champ", "POST", "/releases", releaseBody("ended-2", { template: { key: "ended" } }));
    await world.ok("champ", "POST", `${release}/complete`, { outcome: "cancelled", reason });
    await publish("ended", [stage("assess", [fair]), production]);
    const refused = await world.refused("champ", "POST", `${release}/migrate`, { reason });
    expect(refused).toMatchObject({ status: 409, code: "release-not-active" });
    await world.ok("champ", "POST", "/releases/ended-2/migrate", { reason });
    expect(await versionAt("/releases/ended-2")).toEqual({ key: "ended", version: 2 });
  });
});

test("of two at once one moves it, and the other finds it moved", async () => {
  await publish("twice", [stage("evaluate", [lookedAt]), production]);
  await started("twice-1", "twice");
  await publish("twice", [stage("evaluate", [lookedAt, fair]), production]);
  const champ = world.call(await world.actor("champ"));
  const move = (kernel: ReleaseWorld["kernel"]) =>
    migrateRelease.execute(kernel, { release: "twice-1", reason }, champ);
  const { first, second, secondWaited } = await interleave(world.kernel, { first: move, second: move });
  expect(secondWaited).toBe(true);
  expect(first.status).toBe("fulfilled");
  expect(second).toMatchObject({ status: "rejected", reason: { code: "conflict" } });
});

test("whoever may not see a restricted release finds nothing to move", async () => {
  await publish("hidden", [stage("evaluate", []), production]);
  const release = await started("hidden-1", "hidden", { restrictedTo: ["champ@example.org"] });
  for (const path of [`${release}/migration`, "/releases/nothing/migration"])
    expect((await world.send("outsider", "GET", path)).as<{ code: string }>().code).toBe("not-found");
  const there = await world.refused("outsider", "POST", `${release}/migrate`, { reason });
  const nowhere = await world.refused("outsider", "POST", "/releases/nothing/migrate", { reason });
  expect({ ...there, requestId: "" }).toEqual({ ...nowhere, requestId: "" });
});

test("a running release keeps the organisation's rights it began with until it is moved to those in force", async () => {
  await publish("rights", [stage("evaluate", []), production]);
  const release = await started("rights-1", "rights");
  const skip = (role: string) => rightsFor(role, ["stage.skip"]);
  const rightsOf = async () =>
    (await world.ok<{ rightsVersion: number }>("champ", "GET", release)).rightsVersion;
  const pinned = await rightsOf();
  const kept = ["component.register", "template.publish", "rights.change", "pool.change"] as const;
  const table = [...rightsFor("keepers", kept), ...rightsFor("release-champion", ["release.create"])];
  await world.ok("keeper", "PUT", "/rights", { rights: [...table, ...skip("security")] });
  expect(await rightsOf()).toBe(pinned);
  const asked = { rightsVersion: "current", reason };
  const shown = await world.ok<Record<string, unknown>>(
    "champ",
    "GET",
    `${release}/migration?rightsVersion=current`,
  );
  expect(shown).toMatchObject({
    rights: { from: pinned, to: pinned + 1 },
    rightsChanges: [{ decision: "stage.skip", change: "added" }],
  });
  const before = world.clock.now();
  world.clock.shift(60_000);
  await world.ok("champ", "POST", `${release}/migrate`, asked);
  expect(await rightsOf()).toBe(pinned + 1);
  const past = await world.ok<{ rightsVersion: number }>(
    "champ",
    "GET",
    `${release}?at=${before.toISOString()}`,
  );
  expect(past.rightsVersion).toBe(pinned);
  // Taking the row away again loosens it, so whoever held it must agree.
  await world.ok("keeper", "PUT", "/rights", { rights: table });
  const proposed = await world.send("champ", "POST", `${release}/migrate`, asked);
  expect(proposed.status).toBe(202);
});
