import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, type Db } from "@/lib/platform/db";
import type { PendingAnswer } from "@/lib/policy/pending-schemas";
import { evaluateDue } from "@/lib/metrics/evaluate-due";
import { syncTracks } from "@/lib/metrics/sync-tracks";
import { refreshProjections } from "@/lib/gates/refresh-projections";
import { sendDueReminders } from "@/lib/policy/send-due-reminders";
import { numberEntries } from "@/lib/testing/number-entries";
import { testApi } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { rightsFor } from "@/lib/testing/release-documents";
import { makeReleaseWorld, type ReleaseWorld } from "@/lib/testing/release-world";

// The list of the design, by its own words, through the public API.
// Of rollbacks there is none yet: a freeze is asked about everything else that stops or goes back.
let world: ReleaseWorld;
let owner: Db;
let pipeline: string;
let counter = 0;

interface Votable {
  key: string;
  status: string;
  subjectDigest: string;
  votes: { id: string; state: string; person: { email: string } }[];
}
interface Gate {
  key: string;
  status: string;
  drift: string | null;
  subjectDigest: string;
  requirements: Votable[];
}

const one = (role: string) => [{ roles: [role], count: 1 }];
const byChampion = [
  "release.start",
  "role.assign",
  "candidate.set",
  "plan.change",
  "stage.advance",
  "stage.reopen",
  "hold.place",
  "hold.lift",
] as const;

const requirement = (key: string, slots: object[]) => ({
  key,
  kind: "item",
  title: key,
  slots,
  dependsOn: ["code"],
});
const gateOf = (key: string, requirements: object[]) => ({
  key,
  title: key,
  objective: `${key} holds.`,
  requirements,
});

const template = {
  key: "careful",
  title: "Careful",
  roles: ["release-champion", "technical-lead", "security"],
  stages: [
    {
      key: "evaluate",
      title: "Evaluate",
      gates: [
        gateOf("reviewed", [
          requirement("read", one("technical-lead")),
          { key: "measured", kind: "check", check: "latency" },
        ]),
        gateOf("shared", [
          requirement("both", [
            { roles: ["technical-lead", "security"], count: 1 },
            { roles: ["technical-lead"], count: 1 },
          ]),
        ]),
      ],
    },
    { key: "canary", title: "Canary", gates: [gateOf("safe", [requirement("watched", one("security"))])] },
    { key: "production", title: "Production", gates: [] },
  ],
  rights: [
    ...rightsFor("release-champion", byChampion),
    { decision: "gate.veto", slots: [{ roles: ["security"], count: 1, allowAuthor: true }] },
    { decision: "veto.lift", slots: one("security") },
    { decision: "requirement.waive", slots: one("security") },
    { decision: "stage.skip", slots: one("security") },
    { decision: "release.cancel", slots: [...one("release-champion"), ...one("security")] },
  ],
  criteria: [],
};

let url: string;
beforeAll(async () => {
  url = (await testDatabase()).url;
  world = await makeReleaseWorld(url);
  owner = connect(url, { role: null, max: 1 });
  await world.ok("keeper", "POST", "/templates", template);
  pipeline = await world.machine("pipeline", ["read", "checks:*"]);
});
afterAll(async () => {
  await owner.close();
  await world.close();
});

/** A started release with a candidate that `keeper` built; `lead` and `champ` are technical leads, `sec` security. */
async function started(key = template.key): Promise<string> {
  counter += 1;
  const slug = `w-${counter}`;
  await world.ok("champ2", "POST", "/releases", {
    slug,
    title: slug,
    template: { key },
    champion: "champ2@example.org",
    components: [{ key: "silero-vad" }],
    roles: { "technical-lead": ["team:speech"], security: ["sec@example.org"] },
  });
  await world.ok("champ2", "POST", `/releases/${slug}/start`);
  await candidate(slug, "1");
  return slug;
}

async function candidate(slug: string, code: string, by = "keeper"): Promise<string> {
  const { digest } = await world.register("silero-vad", { code: `${slug}-${code}` }, by);
  await world.ok("champ2", "POST", `/releases/${slug}/candidate`, { component: "silero-vad", digest });
  return digest;
}

const dayMs = 86_400_000;

/** What the worker does, until nothing is left. */
async function work(): Promise<void> {
  while ((await refreshProjections(world.kernel)) > 0);
  await sendDueReminders(world.kernel);
  while ((await refreshProjections(world.kernel)) > 0);
}

async function reminded(slug: string): Promise<{ level: string | null }> {
  const { requirements } = await world.ok<{
    requirements: { key: string; reminded: { level: string } | null }[];
  }>("sec", "GET", `/releases/${slug}/gates/reviewed`);
  return { level: requirements.find(({ key }) => key === "read")?.reminded?.level ?? null };
}

/** Their levels, as the release's entries say them. */
async function remindersOf(slug: string): Promise<string[]> {
  await numberEntries(world.kernel.db);
  const { items } = await world.ok<{
    items: { type: string; release: string | null; payload: { kind: string; level: string } }[];
  }>("admin", "GET", `/ledger/entries?release=${slug}&limit=200`);
  return (
    items
      // How long something waits for a role is told by working days, in a test of its own.
      .filter(
        ({ type, release, payload }) =>
          type === "reminder.sent" && release === slug && payload.kind !== "waiting",
      )
      .map(({ payload }) => payload.level)
  );
}

const gate = (slug: string, key = "reviewed") =>
  world.ok<Gate>("sec", "GET", `/releases/${slug}/gates/${key}`);
const gates = async (slug: string) =>
  (await world.ok<{ items: Gate[] }>("sec", "GET", `/releases/${slug}/gates`)).items;
const votable = async (slug: string, on: string, key: string) => {
  const found = (await gate(slug, on)).requirements.find((each) => each.key === key);
  if (found === undefined) throw new Error(`${on} has no ${key}`);
  return found;
};

interface Say {
  by: string;
  role: string;
  vote?: string;
  on?: string;
  item?: string;
}
async function ballot(slug: string, { role, vote = "approve", on = "reviewed", item = "read" }: Say) {
  const { subjectDigest } = await votable(slug, on, item);
  const reason = vote === "approve" ? {} : { reason: "Look at the tail." };
  return { requirement: item, role, vote, subjectDigest, ...reason };
}
async function say(slug: string, said: Say): Promise<string> {
  const path = `/releases/${slug}/gates/${said.on ?? "reviewed"}/votes`;
  return (await world.ok<{ id: string }>(said.by, "POST", path, await ballot(slug, said))).id;
}

async function measure(slug: string, digest: string, status = "passed"): Promise<void> {
  const body = { name: "latency", bundleDigest: digest, status, summary: "p95" };
  await world.ok(pipeline, "POST", `/releases/${slug}/checks`, body);
}

const lead = { by: "lead", role: "technical-lead" };
const advance = (slug: string, by = "champ2") =>
  world.send(by, "POST", `/releases/${slug}/stages/evaluate/advance`, {});

async function makeReady(slug: string, digest: string): Promise<void> {
  await say(slug, lead);
  await measure(slug, digest);
  await say(slug, { ...lead, on: "shared", item: "both" });
  await say(slug, { by: "sec", role: "security", on: "shared", item: "both" });
}

const typesSince = async (count: number) => (await world.entries()).slice(count).map(({ type }) => type);

describe("ways others fail", () => {
  it("a veto that enough approvals outvote, or that a new upload removes", async () => {
    const slug = await started();
    await say(slug, { by: "sec", role: "security", vote: "reject" });
    await say(slug, lead);
    await say(slug, { by: "champ", role: "technical-lead" });
    expect((await gate(slug)).status).toBe("blocked");
    const digest = await candidate(slug, "2");
    await measure(slug, digest);
    await say(slug, lead);
    expect((await gate(slug)).status).toBe("blocked");
    expect((await advance(slug)).status).toBe(409);
  });

  it("an approval with no audit record", async () => {
    const slug = await started();
    const id = await say(slug, lead);
    const entry = (await world.entries()).at(-1);
    expect(entry).toMatchObject({
      type: "vote.cast",
      subjects: { vote: id },
      by: { role: "technical-lead" },
    });
    expect(entry?.by.grant.length).toBeGreaterThan(0);
  });

  it("an audit write whose failure is only logged", async () => {
    const slug = await started();
    const said = await ballot(slug, lead);
    const path = `/releases/${slug}/gates/reviewed/votes`;
    await owner.pool.query(
      "ALTER TABLE ledger_entries ADD CONSTRAINT no_room CHECK (type <> 'vote.cast') NOT VALID",
    );
    try {
      expect((await world.send("lead", "POST", path, said)).status).toBe(500);
      expect((await votable(slug, "reviewed", "read")).votes).toEqual([]);
    } finally {
      await owner.pool.query("ALTER TABLE ledger_entries DROP CONSTRAINT no_room");
    }
    expect((await world.send("lead", "POST", path, said)).status).toBe(200);
  });

  it("skipping to a later phase that marks the earlier ones as done", async () => {
    const slug = await started();
    await world.ok("sec", "POST", `/releases/${slug}/stages/evaluate/skip`, { reason: "Tried last week." });
    const statuses = Object.fromEntries((await gates(slug)).map(({ key, status }) => [key, status]));
    expect(statuses).toMatchObject({ reviewed: "skipped", shared: "skipped", safe: "open" });
  });

  it("a sign-off committed while the act it triggers fails, leaving everything signed and nothing done", async () => {
    const slug = await started();
    const answer = await world.send("champ2", "POST", `/releases/${slug}/complete`, {
      outcome: "cancelled",
      reason: "No.",
    });
    const { id } = answer.as<PendingAnswer>().pendingDecision;
    const path = `/pending-decisions/${id}/votes`;
    await owner.pool.query(
      "ALTER TABLE release_versions ADD CONSTRAINT stays CHECK (state <> 'cancelled') NOT VALID",
    );
    try {
      expect((await world.send("sec", "POST", path, { vote: "approve" })).status).toBe(500);
    } finally {
      await owner.pool.query("ALTER TABLE release_versions DROP CONSTRAINT stays");
    }
    expect(await world.ok("sec", "GET", `/pending-decisions/${id}`)).toMatchObject({
      state: "open",
      votes: [{}],
    });
    expect((await world.send("sec", "POST", path, { vote: "approve" })).status).toBe(200);
  });

  it("a sign-off accepted for another phase than the one in the address", async () => {
    const slug = await started();
    const own = await ballot(slug, lead);
    const elsewhere = `/releases/${slug}/gates/safe/votes`;
    expect(await world.refused("lead", "POST", elsewhere, own)).toMatchObject({
      status: 422,
      field: "/requirement",
    });
    const later = await ballot(slug, { by: "sec", role: "security", on: "safe", item: "watched" });
    expect(await world.refused("sec", "POST", `/releases/${slug}/gates/reviewed/votes`, later)).toMatchObject(
      { status: 422 },
    );
  });

  it("a role counted at execution although it was revoked", async () => {
    const slug = await started();
    await makeReady(slug, await candidate(slug, "2"));
    const roles = { "technical-lead": ["champ@example.org"] };
    await world.ok("champ2", "PUT", `/releases/${slug}/roles`, { roles });
    expect((await votable(slug, "reviewed", "read")).votes).toMatchObject([{ state: "revoked" }]);
    expect((await advance(slug)).status).toBe(409);
  });

  it("a check with no measurements counted as a success", async () => {
    const slug = await started();
    const digest = await candidate(slug, "2");
    await say(slug, lead);
    expect((await votable(slug, "reviewed", "measured")).status).toBe("open");
    for (const status of ["running", "error"]) {
      await measure(slug, digest, status);
      expect((await votable(slug, "reviewed", "measured")).status).toBe("open");
    }
    expect((await advance(slug)).status).toBe(409);
  });

  it("no traffic counted as healthy", async () => {
    const criterion = {
      key: "latency",
      kind: "threshold",
      metric: "latency_ms",
      agg: "p95",
      window: "5m",
      step: "1m",
      breach: { op: ">", value: "250" },
      noDataGrace: "10m",
      severity: "hold",
    };
    const healthy = { key: "fast", kind: "criterion", criterion: "latency", percent: 5 };
    const canary = {
      key: "evaluate",
      title: "Canary",
      exposure: [
        { percent: 5, soak: "1m" },
        { percent: 25, soak: "1m" },
      ],
      gates: [gateOf("reviewed", [healthy])],
    };
    await world.ok("keeper", "POST", "/metrics", { name: "latency_ms", unit: "ms", better: "lower" });
    await world.ok("keeper", "POST", "/templates", {
      ...template,
      key: "watched",
      stages: [canary, { key: "production", title: "Production", gates: [] }],
      rights: [...template.rights, ...rightsFor("release-champion", ["exposure.increase"])],
      criteria: [criterion],
    });
    const slug = await started("watched");
    const bundleDigest = await candidate(slug, "2");
    await world.ok("champ2", "POST", `/releases/${slug}/exposure`, { percent: 5 });
    await world.ok("champ2", "POST", `/releases/${slug}/exposure/confirm`, { percent: 5, bundleDigest });
    for (const [minutes, verdict] of [
      [5, "no-data"],
      [15, "withheld"],
    ] as const) {
      world.clock.shift(minutes * 60_000);
      await syncTracks(world.kernel);
      await evaluateDue(world.kernel);
      const { standing } = await world.ok<{ standing: { verdict: string }[] }>(
        "sec",
        "GET",
        `/releases/${slug}/criteria`,
      );
      expect(standing).toMatchObject([{ verdict }]);
      expect((await votable(slug, "reviewed", "fast")).status).toBe("open");
      expect((await advance(slug)).status).toBe(409);
      expect((await world.send("champ2", "POST", `/releases/${slug}/exposure`, { percent: 25 })).status).toBe(
        409,
      );
    }
  });

  it("a missing definition counted as a pass", async () => {
    const absent = { key: "ok", kind: "criterion", criterion: "not-there" };
    const first = { key: "evaluate", title: "Evaluate", gates: [gateOf("reviewed", [absent])] };
    const stages = [first, { key: "production", title: "Production", gates: [] }];
    await world.ok("keeper", "POST", "/templates", { ...template, key: "gap", stages });
    const slug = await started("gap");
    expect(await gate(slug)).toMatchObject({ status: "open", requirements: [{ key: "ok", status: "open" }] });
    expect((await advance(slug)).status).toBe(409);
  });

  it("a narrower policy that replaces the wider one", async () => {
    const { rights } = await world.ok<{ rights: object[] }>("keeper", "GET", "/rights");
    const wider = { decision: "stage.advance", slots: one("security") };
    await world.ok("keeper", "PUT", "/rights", { rights: [...rights, wider] });
    try {
      const slug = await started();
      await makeReady(slug, await candidate(slug, "2"));
      const answer = await advance(slug);
      expect(answer.status).toBe(202);
      expect(answer.body).toMatchObject({ pendingDecision: { missing: [{ roles: ["security"] }] } });
      expect((await advance(slug, "sec")).status).toBe(200);
    } finally {
      await world.ok("keeper", "PUT", "/rights", { rights });
    }
  });

  it("a bypass that leaves no record", async () => {
    const slug = await started();
    const before = (await world.entries()).length;
    await world.ok("sec", "POST", `/releases/${slug}/gates/reviewed/waivers`, {
      requirement: "measured",
      reason: "The bench is down.",
      expiresAt: "2099-01-01T00:00:00Z",
      owner: "lead@example.org",
    });
    await world.ok("sec", "POST", `/releases/${slug}/stages/evaluate/skip`, { reason: "Tried last week." });
    expect(await typesSince(before)).toEqual(["requirement.waived", "stage.skipped"]);
    for (const entry of (await world.entries()).slice(before))
      expect(entry.commitments).toHaveProperty("reason");
  });

  it("a bypass that leaves no record: a broken glass names what it let pass, and what it obliges to stands until done", async () => {
    const breakGlass = { roles: ["technical-lead"], reviewWithin: "4h" };
    const review = { decision: "break-glass.review", slots: one("security") };
    const rights = [...template.rights, review];
    await world.ok("keeper", "POST", "/templates", { ...template, key: "glazed", rights, breakGlass });
    const slug = await started("glazed");
    const before = (await world.entries()).length;
    const glass = { breakGlass: true, reason: "Calls are lost while this waits." };
    const advance = `/releases/${slug}/stages/evaluate/advance`;
    expect(await world.refused("lead", "POST", advance, { breakGlass: true })).toMatchObject({
      code: "reason-required",
    });
    await world.ok("lead", "POST", advance, glass);
    expect(await typesSince(before)).toEqual([
      "stage.advanced",
      "break-glass.used",
      "obligation.imposed",
      "obligation.imposed",
    ]);
    const used = (await world.entries()).findLast(({ type }) => type === "break-glass.used");
    expect(used).toMatchObject({ by: { rule: "break-glass", role: "technical-lead" } });
    expect(used?.commitments).toHaveProperty("reason");
    const passed = used?.payload["passed"] as { requirement: string }[];
    expect(passed.map((each) => each.requirement)).toEqual(["read", "measured", "both"]);
    const owed = () =>
      world.ok<{ items: { id: string; kind: string; closure: object | null }[] }>(
        "sec",
        "GET",
        `/releases/${slug}/obligations`,
      );
    const { items } = await owed();
    expect(items.map(({ kind }) => kind)).toEqual(["break-glass-review", "post-mortem"]);
    for (const { id } of items) {
      const at = `/releases/${slug}/obligations/${id}`;
      expect(await world.refused("lead", "POST", `${at}/drop`, { reason: "Enough." })).toMatchObject({
        status: 403,
      });
      expect(
        await world.refused("lead", "POST", `${at}/review`, { outcome: "justified", text: "I was right." }),
      ).toMatchObject({ status: 403 });
    }
    expect((await owed()).items.every(({ closure }) => closure === null)).toBe(true);
  });

  it("a freeze window that stops a rollback: it stops no hold, veto, reopening, cancelling or candidate put back, only going on", async () => {
    const { rights } = await world.ok<{ rights: unknown[] }>("keeper", "GET", "/rights");
    const more = rightsFor("technical-lead", ["freeze.set", "hold.place", "hold.lift"]);
    await world.ok("keeper", "PUT", "/rights", { rights: [...rights, ...more] });
    const slug = await started();
    const digest = await candidate(slug, "2");
    await makeReady(slug, digest);
    expect((await advance(slug)).status).toBe(200);
    const now = world.clock.now().getTime();
    const once = { from: new Date(now).toISOString(), until: new Date(now + 3_600_000).toISOString() };
    const freeze = await world.ok<{ id: string }>("lead", "POST", "/freezes", {
      title: "Year end",
      reason: "Nobody is on call.",
      once,
    });
    const all = await world.ok<{ id: string }>("lead", "POST", "/holds", { reason: "An incident." });
    const because = { reason: "It does harm." };
    await say(slug, { by: "sec", role: "security", vote: "reject", on: "safe", item: "watched" });
    await world.ok("champ2", "POST", `/releases/${slug}/holds`, because);
    await world.ok("champ2", "POST", `/releases/${slug}/stages/evaluate/reopen`, because);
    await candidate(slug, "1");
    expect((await advance(slug)).as<{ code: string }>().code).toBe("on-hold");
    const cancel = await world.send("champ2", "POST", `/releases/${slug}/complete`, {
      outcome: "cancelled",
      ...because,
    });
    expect(cancel.status).toBe(202);
    const { pendingDecision } = cancel.as<{ pendingDecision: { id: string } }>();
    await world.ok("sec", "POST", `/pending-decisions/${pendingDecision.id}/votes`, { vote: "approve" });
    await world.ok("lead", "POST", `/holds/${all.id}/lift`, because);
    await world.ok("lead", "POST", `/freezes/${freeze.id}/end`, because);
    await world.ok("keeper", "PUT", "/rights", { rights });
  });

  it("a disabled button whose request still works", async () => {
    const acts = {
      "stage.advance": ["stages/evaluate/advance", {}],
      "stage.skip": ["stages/evaluate/skip", { reason: "Because." }],
      "hold.place": ["holds", { reason: "Because." }],
      "release.cancel": ["complete", { outcome: "cancelled", reason: "Because." }],
    } as const;
    for (const by of ["champ2", "lead", "sec", "outsider", "admin"]) {
      for (const [decision, [path, body]] of Object.entries(acts)) {
        const slug = await started();
        if (decision === "stage.advance") await makeReady(slug, await candidate(slug, "2"));
        const { abilities } = await world.ok<{ abilities: Record<string, { allowed: boolean }> }>(
          by,
          "GET",
          `/releases/${slug}`,
        );
        const { status } = await world.send(by, "POST", `/releases/${slug}/${path}`, body);
        expect({ by, decision, done: status < 300 }).toEqual({
          by,
          decision,
          done: abilities[decision]?.allowed,
        });
      }
    }
  }, 60_000);

  it("two overlapping groups that deadlock the quorum", async () => {
    const slug = await started();
    // The lead fits both places: bound to the first one, security would find none.
    await say(slug, { ...lead, on: "shared", item: "both" });
    await say(slug, { by: "sec", role: "security", on: "shared", item: "both" });
    expect((await votable(slug, "shared", "both")).status).toBe("satisfied");
  });

  it("a reminder sent only when a counter equals an exact value, so that one missed run means never", async () => {
    const [stage] = template.stages;
    const stages = template.stages.map((each) =>
      each.key !== stage?.key
        ? each
        : {
            ...each,
            gates: [
              gateOf("reviewed", [
                { ...requirement("read", one("technical-lead")), due: { before: "target", by: "1d" } },
              ]),
            ],
          },
    );
    await world.ok("keeper", "POST", "/templates", { ...template, key: "timed", stages });
    const slug = await started("timed");
    const target = new Date(world.clock.now().getTime() + 3 * dayMs).toISOString().slice(0, 10);
    await world.ok("champ2", "PUT", `/releases/${slug}/dates`, { targetDate: target, stages: {} });
    await work();
    expect((await reminded(slug)).level).toBeNull();
    // Nothing ran at any of the moments before: not when it was due soon, not when it was due, not the day or the week after.
    for (const [days, level] of [
      [12, "overdue-7d"],
      [1, "overdue-7d"],
      [20, "overdue-28d"],
    ] as const) {
      world.clock.shift(days * dayMs);
      await work();
      await work();
      expect((await reminded(slug)).level).toBe(level);
    }
    expect(await remindersOf(slug)).toEqual(["overdue-7d", "overdue-28d"]);
  });

  it("a reminder that ends when the incident is closed", async () => {
    const breakGlass = { roles: ["technical-lead"], reviewWithin: "4h" };
    const review = { decision: "break-glass.review", slots: one("security") };
    const rights = [...template.rights, review];
    await world.ok("keeper", "POST", "/templates", { ...template, key: "reminding", rights, breakGlass });
    const slug = await started("reminding");
    const glass = { breakGlass: true, reason: "Calls are lost while this waits." };
    await world.ok("lead", "POST", `/releases/${slug}/stages/evaluate/advance`, glass);
    // It is over: the release is given up, by both whom that takes.
    const end = { outcome: "cancelled", reason: "It is over." };
    await world.send("champ2", "POST", `/releases/${slug}/complete`, end);
    await world.ok("sec", "POST", `/releases/${slug}/complete`, end);
    expect(await world.ok("sec", "GET", `/releases/${slug}`)).toMatchObject({ state: "cancelled" });
    world.clock.shift(dayMs / 2);
    await work();
    expect(await remindersOf(slug)).toContain("due");
    const before = (await remindersOf(slug)).length;
    world.clock.shift(30 * dayMs);
    await work();
    expect((await remindersOf(slug)).slice(before)).toContain("overdue-28d");
    const owed = await world.ok<{ obligations: { release: { slug: string } }[] }>("sec", "GET", "/decisions");
    expect(owed.obligations.some(({ release }) => release.slug === slug)).toBe(true);
  });

  it("a judgement that timed out but can still be clicked", async () => {
    const slug = await started();
    const answer = await world.send("champ2", "POST", `/releases/${slug}/complete`, {
      outcome: "cancelled",
      reason: "No.",
    });
    const { id, expiresAt } = answer.as<PendingAnswer>().pendingDecision;
    const late = { ...world.kernel, clock: { now: () => new Date(expiresAt) } };
    const token = await world.tokenOf("sec");
    const vote = await testApi(late).request("POST", `/pending-decisions/${id}/votes`, {
      token,
      body: { vote: "approve" },
    });
    expect(vote.status).toBe(409);
    expect(await world.ok("sec", "GET", `/releases/${slug}`)).toMatchObject({ state: "active" });
  });

  it("content changed after approval with the approval kept", async () => {
    const slug = await started();
    await makeReady(slug, await candidate(slug, "2"));
    await candidate(slug, "3");
    expect((await votable(slug, "reviewed", "read")).status).toBe("stale");
    expect((await advance(slug)).status).toBe(409);
  });

  it("an author who marks the change minor and skips review", async () => {
    const slug = await started();
    const digest = await candidate(slug, "minor-fix", "lead");
    await measure(slug, digest);
    const own = await ballot(slug, lead);
    expect(await world.refused("lead", "POST", `/releases/${slug}/gates/reviewed/votes`, own)).toMatchObject({
      status: 403,
      code: "separation-of-duties",
    });
    expect((await votable(slug, "reviewed", "read")).status).toBe("open");
  });

  it("two functions that disagree on what approved means", async () => {
    const slug = await started();
    const digest = await candidate(slug, "2");
    const acts = [
      () => say(slug, lead),
      () => measure(slug, digest, "failed"),
      () => measure(slug, digest),
      () => say(slug, { ...lead, on: "shared", item: "both" }),
      () => say(slug, { by: "sec", role: "security", on: "shared", item: "both" }),
    ];
    for (const act of acts) {
      await act();
      const own = (await gates(slug)).filter(({ key }) => key !== "safe");
      for (const each of own) expect(await gate(slug, each.key)).toMatchObject({ status: each.status });
      const isReady = own.every(({ status }) => status === "ready");
      const undone = { ...world.kernel, probe: () => Promise.reject(new Error("undone")) };
      const token = await world.tokenOf("champ2");
      const tried = await testApi({
        ...undone,
        probe: (at) => (at === "locked" ? Promise.resolve() : undone.probe()),
      }).request("POST", `/releases/${slug}/stages/evaluate/advance`, { token, body: {} });
      expect({ isReady, refused: tried.status === 409 }).toEqual({ isReady, refused: !isReady });
    }
  });

  it("an inbox from which a task vanishes when somebody asks for changes", async () => {
    const slug = await started();
    const waiting = async (by: string) =>
      (
        await world.ok<{ items: { release: { slug: string }; requirement: { key: string } | null }[] }>(
          by,
          "GET",
          "/decisions",
        )
      ).items.filter(({ release, requirement: on }) => release.slug === slug && on?.key === "read");
    expect(await waiting("lead")).toHaveLength(1);
    await say(slug, { by: "champ", role: "technical-lead", vote: "needs-work" });
    expect(await waiting("lead")).toHaveLength(1);
    expect(await waiting("champ")).toHaveLength(1);
  });
});
