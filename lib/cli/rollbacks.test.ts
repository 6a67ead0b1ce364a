import { describe, expect, it } from "vitest";

import { problem, run, type Says, sha, withServer } from "@/lib/cli/fixtures";

const id = "0197b7f2-8c1e-7d3a-9a51-4f0c2f6f1a77";
const ann = { id: "1", name: "Ann Lee", email: "ann@example.org" };
const start = Date.parse("1970-01-01T00:00:00.000Z");
const at = (minutes: number): string => new Date(start + minutes * 60_000).toISOString();

/** A step as the API answers it. */
function step(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    number: 1,
    key: "stop",
    executor: "manual",
    state: "running",
    report: null,
    asksDigest: false,
    canBeRetried: false,
    canBeTakenOver: false,
    attempts: [],
    ...over,
  };
}

/** A rollback as the API answers it; the time is the epoch. */
function rollback(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    mode: "real",
    severity: "sev1",
    state: "proposed",
    reason: "p95 doubled.",
    release: { slug: "silero", title: "Silero VAD" },
    drill: null,
    proposedBy: null,
    proposedAt: at(-2),
    onSilence: "execute",
    decideBy: at(8),
    decision: null,
    endReason: null,
    waitsFor: "rollback.authorise",
    awaited: [ann],
    phases: [
      { name: "detected", from: at(-3), to: at(-2), objectiveMs: 300_000, state: "done" },
      { name: "seen", from: at(-2), to: null, objectiveMs: null, state: "running" },
      { name: "decided", from: at(-2), to: null, objectiveMs: 600_000, state: "running" },
      { name: "executed", from: null, to: null, objectiveMs: 600_000, state: "ahead" },
      { name: "stable", from: null, to: null, objectiveMs: 600_000, state: "ahead" },
    ],
    target: [{ component: "silero-vad", from: sha("1"), to: null }],
    steps: [step({ state: "waiting" })],
    ...over,
  };
}

const says =
  (body: unknown): Says =>
  ({ path }) => ({
    status: 200,
    body: path.includes("/releases/")
      ? {
          items: [
            { id: id.replace("77", "78"), mode: "drill" },
            { id, mode: "real" },
          ],
          nextCursor: null,
        }
      : body,
  });

describe("rollback start", () => {
  const argv = ["rollback", "start", "silero", "--severity", "sev1", "--reason", "p95 doubled"];

  it("proposes, and says that exposure is paused and who is asked next", async () => {
    await withServer(
      () => ({ status: 201, body: { id, isNew: true } }),
      async ({ url, seen }) => {
        expect(await run(url, argv)).toMatchObject({
          exit: 0,
          out: `Proposed to roll silero back: ${id}\nExposure is paused; nothing goes back before it is decided.\nRoom: ${url}/rollbacks/${id}\nNext: countersign rollback authorise ${id}\n`,
        });
        expect(seen[0]).toMatchObject({
          path: "/api/v1/releases/silero/rollbacks",
          body: { severity: "sev1", reason: "p95 doubled" },
        });
      },
    );
  });

  it("says that it joined the one under way", async () => {
    await withServer(
      () => ({ status: 201, body: { id, isNew: false } }),
      async ({ url }) => expect((await run(url, argv)).out).toContain("is under way already; this joined it"),
    );
  });

  it("refuses a severity that there is none of before anything is sent", async () => {
    const { exit, err } = await run("http://127.0.0.1:9", [...argv.slice(0, 4), "sev9", "--reason", "x"]);
    expect({ exit, err }).toEqual({ exit: 2, err: expect.stringContaining("sev1, sev2, sev3, sev4") });
  });
});

describe("acts on a rollback", () => {
  it.each([
    [["authorise", "ID"], "authorise", {}],
    [["authorise", "ID", "--reason", "go"], "authorise", { reason: "go" }],
    [
      ["decline", "ID", "--reason", "noise", "--until", "4h"],
      "decline",
      { reason: "noise", until: "1970-01-01T04:00:00.000Z" },
    ],
    [["endorse", "ID"], "endorse", {}],
    [
      ["step", "complete", "ID", "swap model", "--note", "done so"],
      "steps/swap%20model/complete",
      { outcome: "done", note: "done so" },
    ],
    [
      ["step", "complete", "ID", "2", "--note", "n", "--outcome", "failed", "--serving", sha("1")],
      "steps/2/complete",
      { outcome: "failed", note: "n", servingDigest: sha("1") },
    ],
    [
      ["authorise", "ID", "--break-glass", "--reason", "nobody answers"],
      "authorise",
      { reason: "nobody answers", breakGlass: true },
    ],
    [
      ["step", "complete", "ID", "2", "--note", "n", "--break-glass", "--reason", "nobody answers"],
      "steps/2/complete",
      { outcome: "done", note: "n", reason: "nobody answers", breakGlass: true },
    ],
    [
      ["step", "retry", "ID", "2", "--note", "again", "--break-glass"],
      "steps/2/retry",
      { reason: "again", breakGlass: true },
    ],
    [
      ["step", "take-over", "ID", "2", "--note", "mine", "--break-glass"],
      "steps/2/take-over",
      { reason: "mine", breakGlass: true },
    ],
    [["step", "retry", "ID", "2", "--note", "again"], "steps/2/retry", { reason: "again" }],
    [["step", "take-over", "ID", "2", "--note", "mine"], "steps/2/take-over", { reason: "mine" }],
  ])("%j sends what it says, to the rollback named or to a release's latest", async (words, path, body) => {
    await withServer(says({ id, state: "executing" }), async ({ url, seen }) => {
      for (const named of [id, "silero"]) {
        const argv = words.map((word) => (word === "ID" ? named : word));
        const { exit, out } = await run(url, ["rollback", ...argv]);
        expect({ exit, out }).toMatchObject({ exit: 0, out: expect.stringContaining("is executing") });
        expect(out).toContain(`Next: countersign rollback status ${id}\n`);
        expect(seen.at(-1)).toMatchObject({ method: "POST", path: `/api/v1/rollbacks/${id}/${path}`, body });
      }
    });
  });

  it("takes the latest real rollback of a release over pages, and its rehearsal only when told", async () => {
    const paged: Says = ({ path, method }) => ({
      status: 200,
      body:
        method === "POST"
          ? { id, state: "executing" }
          : path.includes("cursor=")
            ? { items: [{ id, mode: "real" }], nextCursor: null }
            : { items: [{ id: id.replace("77", "78"), mode: "drill" }], nextCursor: "a b" },
    });
    await withServer(paged, async ({ url, seen }) => {
      await run(url, ["rollback", "authorise", "silero"]);
      expect(seen.map(({ path }) => path)).toEqual([
        "/api/v1/releases/silero/rollbacks?limit=100",
        "/api/v1/releases/silero/rollbacks?limit=100&cursor=a%20b",
        `/api/v1/rollbacks/${id}/authorise`,
      ]);
      await run(url, ["rollback", "authorise", "silero", "--drill"]);
      expect(seen.at(-1)?.path).toBe(`/api/v1/rollbacks/${id.replace("77", "78")}/authorise`);
    });
  });

  it("says what to do where the release has no rollback, and sends nothing", async () => {
    await withServer(
      () => ({ status: 200, body: { items: [], nextCursor: null } }),
      async ({ url, seen }) => {
        expect(await run(url, ["rollback", "endorse", "silero"])).toMatchObject({
          exit: 1,
          err: expect.stringMatching(/silero has no rollback\.\nPropose one with countersign rollback start/),
        });
        expect(seen).toHaveLength(1);
      },
    );
  });

  it("exits with 3 where others have to agree first", async () => {
    const pending = {
      pendingDecision: {
        missing: [{ roles: ["on-call"], count: 1, whoMay: [ann] }],
        expiresAt: "2026-12-01T00:00:00Z",
      },
    };
    await withServer(
      () => ({ status: 202, body: pending }),
      async ({ url }) => {
        expect(await run(url, ["rollback", "authorise", id])).toMatchObject({
          exit: 3,
          out: "Proposed, not done: others have to agree (on-call: Ann Lee <ann@example.org>) until 2026-12-01T00:00:00Z.\n",
        });
      },
    );
  });

  it("says who may where the server refuses", async () => {
    await withServer(
      () => problem(403, "not-permitted", { whoMay: [ann] }),
      async ({ url }) =>
        expect(await run(url, ["rollback", "authorise", id])).toMatchObject({
          exit: 1,
          err: expect.stringContaining("Who may: Ann Lee <ann@example.org>"),
        }),
    );
  });

  it("refuses an --until that is neither a time nor a duration before anything is sent", async () => {
    const argv = ["rollback", "decline", id, "--reason", "x", "--until", "tomorrow"];
    expect(await run("http://127.0.0.1:9", argv)).toMatchObject({
      exit: 2,
      err: expect.stringContaining("30m, 4h, 2d"),
    });
  });
});

describe("rollback status", () => {
  it("shows the clocks against their objectives, the steps, and what is awaited of whom", async () => {
    await withServer(says(rollback()), async ({ url }) => {
      const { exit, out } = await run(url, ["rollback", "status", "silero"]);
      expect(exit).toBe(3);
      expect(out).toBe(
        [
          "silero sev1: proposed",
          "p95 doubled.",
          "",
          `  id         ${id}`,
          "  proposed   1969-12-31 23:58:00 UTC by a criterion",
          "  decide by  1970-01-01 00:08:00 UTC; on silence: execute",
          "  goes back  silero-vad: sha256:111111111111… to nothing",
          "",
          "Clocks",
          "  detected  done     1 min  within 5 min",
          "  seen      running  2 min",
          "  decided   running  2 min  within 10 min",
          "  executed  ahead           within 10 min",
          "  stable    ahead           within 10 min",
          "",
          "Steps",
          "  1.  stop  manual  waiting",
          "",
          "Awaited",
          `  rollback  decide: countersign rollback authorise ${id}, or decline`,
          "  By Ann Lee <ann@example.org>.",
          "",
        ].join("\n"),
      );
      const json = await run(url, ["rollback", "status", id, "--json"]);
      expect({ exit: json.exit, body: JSON.parse(json.out) as unknown }).toEqual({
        exit: 3,
        body: rollback(),
      });
    });
  });

  const running = { name: "executed", from: at(-5), to: null, objectiveMs: 60_000, state: "running" };
  const asked = step({ report: "carried-out", asksDigest: true });
  it.each([
    ["proposed, in time", {}, 3],
    ["proposed, past its time", { decideBy: at(-1) }, 4],
    ["executing", { state: "executing" }, 3],
    ["executing, late, and nobody is asked", { state: "executing", phases: [running] }, 3],
    ["executing, late, and somebody is asked", { state: "executing", phases: [running], steps: [asked] }, 4],
    ["executing in time, and somebody is asked", { state: "executing", phases: [], steps: [asked] }, 3],
    ["validating", { state: "validating" }, 3],
    ["failed", { state: "failed" }, 4],
    ["stable", { state: "stable" }, 0],
    ["endorsed", { state: "endorsed" }, 0],
    ["declined", { state: "declined" }, 0],
    ["cancelled", { state: "cancelled" }, 0],
    ["in a state of a newer server", { state: "resting" }, 3],
  ])("exits by how it stands: %s", async (_, over, exit) => {
    await withServer(says(rollback(over)), async ({ url }) => {
      expect((await run(url, ["rollback", "status", id])).exit).toBe(exit);
      expect((await run(url, ["rollback", "status", id, "--json"])).exit).toBe(exit);
    });
  });

  it("says of a step what a person can do about it", async () => {
    const steps = [
      asked,
      step({ number: 2, key: "swap", state: "failed", canBeRetried: true, attempts: [{ outcome: "no" }] }),
    ];
    const over = {
      state: "failed",
      steps,
      drill: { id: "d", level: "dry-run", state: "running" },
      waitsFor: "rollback.execute",
    };
    await withServer(says(rollback(over)), async ({ url }) => {
      const { out } = await run(url, ["rollback", "status", id]);
      expect(out).toContain("silero sev1: failed (a drill, dry-run)\n");
      expect(out).toContain("  2.  swap  manual  failed   no\n");
      expect(out).toContain(
        `stop  somebody says how it went: countersign rollback step complete ${id} 1 --serving DIGEST --note TEXT\n`,
      );
      expect(out).toContain(
        `swap  it failed: countersign rollback step retry ${id} 2 --note TEXT, or take-over\n`,
      );
    });
  });

  const verification = {
    summary: "not there as agreed",
    artifacts: [
      { name: "model.onnx", component: "silero-vad", state: "verified", failed: null },
      {
        name: "labels.json",
        component: "silero-vad",
        state: "missing",
        failed: { by: "runner-eu", at: at(-1), note: "It answers 404." },
      },
      { name: "code.tar", component: "silero-vad", state: "never", failed: null },
    ],
    asked: { by: "Ann Lee", at: at(0) },
  };
  const wayBack = [
    "way back   not there as agreed",
    "           labels.json of silero-vad: missing (runner-eu, 1969-12-31 23:59:00 UTC: It answers 404.)",
    "           code.tar of silero-vad: never",
    "           asked for anew by Ann Lee, 1970-01-01 00:00:00 UTC; no runner has looked yet",
  ];

  it("says whether what is gone back to can be fetched, and what is wrong with it", async () => {
    await withServer(says(rollback({ verification })), async ({ url }) => {
      const { out } = await run(url, ["rollback", "status", id]);
      expect(out).toContain(wayBack.map((line) => `  ${line}\n`).join(""));
    });
  });

  it("says the same of a release that was never rolled back, where the server knows", async () => {
    const none =
      (target: Says): Says =>
      (request, count) =>
        request.path.endsWith("/rollback-target")
          ? target(request, count)
          : { status: 200, body: { items: [], nextCursor: null } };
    const known = none(() => ({ status: 200, body: verification }));
    await withServer(known, async ({ url }) => {
      const { out, exit } = await run(url, ["rollback", "status", "silero"]);
      expect(exit).toBe(0);
      expect(out).toMatch(/^silero has no rollback\.\n {2}way back {2}not there as agreed\n/);
    });
    const unplanned = none(() => ({ status: 200, body: null }));
    const older = none(() => problem(404, "not-found"));
    for (const server of [unplanned, older])
      await withServer(server, async ({ url }) => {
        expect(await run(url, ["rollback", "status", "silero"])).toMatchObject({
          exit: 0,
          out: "silero has no rollback.\n",
        });
      });
  });

  it("has what is gone back to fetched anew", async () => {
    await withServer(
      () => ({ status: 200, body: verification }),
      async ({ url, seen }) => {
        expect(await run(url, ["rollback", "verify", "silero"])).toMatchObject({
          exit: 0,
          out: "Asked: the next runner that may fetches what silero goes back to.\nSo far: not there as agreed.\nNext: countersign rollback status silero\n",
        });
        expect(seen[0]).toMatchObject({
          method: "POST",
          path: "/api/v1/releases/silero/rollback-target/verify",
          body: {},
        });
      },
    );
  });

  it("says that a release has none, which is no obstacle", async () => {
    await withServer(
      () => ({ status: 200, body: { items: [], nextCursor: null } }),
      async ({ url }) => {
        const argv = ["rollback", "status", "silero"];
        expect(await run(url, argv)).toMatchObject({ exit: 0, out: "silero has no rollback.\n" });
        expect(await run(url, [...argv, "--json"])).toMatchObject({ exit: 0, out: "null\n" });
      },
    );
  });
});

describe("drill start", () => {
  const argv = ["drill", "start", "silero", "--level", "dry-run"];

  it("begins one whose failure is to be found, or that is proposed at once", async () => {
    await withServer(
      ({ body }) => ({
        status: 201,
        body: {
          id: "d-1",
          rollback: (body as { failure?: unknown }).failure === undefined ? id : null,
          foreseen: [{ criterion: "p95", message: "finds it 40s after it begins." }],
        },
      }),
      async ({ url, seen }) => {
        const found = await run(url, [...argv, "--failure", "ramp", "--criterion", "p95"]);
        expect(found).toMatchObject({ exit: 0, out: expect.stringContaining("drill list silero") });
        expect(found.out).toContain(
          "What each criterion would make of it:\n  p95 finds it 40s after it begins.\nNext:",
        );
        expect(seen[0]).toMatchObject({
          path: "/api/v1/releases/silero/drills",
          body: { level: "dry-run", failure: { mode: "ramp", criterion: "p95" } },
        });
        const atOnce = await run(url, [...argv, "--severity", "sev2"]);
        expect(atOnce.out).toContain(`Next: countersign rollback status ${id}\n`);
        expect(seen[1]?.body).toEqual({ level: "dry-run", severity: "sev2" });
      },
    );
  });

  it.each([
    [["--failure", "ramp"], "--failure goes with a --criterion."],
    [["--criterion", "p95"], "--criterion goes with a --failure."],
  ])("refuses %j alone before anything is sent", async (more, message) => {
    expect(await run("http://127.0.0.1:9", [...argv, ...more])).toMatchObject({
      exit: 2,
      err: expect.stringContaining(message),
    });
  });
});

describe("drill list", () => {
  const drill = {
    release: { slug: "silero" },
    level: "dry-run",
    failure: "ramp",
    criterion: "p95",
    isOfCurrentPlan: true,
    startedAt: at(0),
    state: "failed",
    gaps: [{ kind: "late", message: "Decided 4 minutes late." }],
  };

  it("shows each with its gaps, of a release or of all", async () => {
    const items = [drill, { ...drill, failure: null, state: "passed", isOfCurrentPlan: false, gaps: [] }];
    await withServer(
      () => ({ status: 200, body: { items, nextCursor: null } }),
      async ({ url, seen }) => {
        const { out } = await run(url, ["drill", "list", "silero"]);
        expect(out).toContain("silero   dry-run  ramp of p95  failed: Decided 4 minutes late.\n");
        expect(out).toContain("silero   dry-run  none         passed (of an earlier plan)\n");
        await run(url, ["drill", "list"]);
        expect(seen.map(({ path }) => path)).toEqual([
          "/api/v1/releases/silero/drills?limit=100",
          "/api/v1/drills?limit=100",
        ]);
      },
    );
  });
});

describe("criteria override", () => {
  it("sends the reason and the time", async () => {
    await withServer(
      () => ({ status: 200, body: { criterion: "p95", until: at(120) } }),
      async ({ url, seen }) => {
        const argv = ["criteria", "override", "silero", "p95", "--reason", "a load test", "--until", "2h"];
        expect(await run(url, argv)).toMatchObject({
          exit: 0,
          out: "The breach of p95 does not count; it is judged anew, and exposure does not grow before 1970-01-01 02:00:00 UTC.\n",
        });
        expect(seen[0]).toMatchObject({
          path: "/api/v1/releases/silero/criteria/p95/override",
          body: { reason: "a load test", until: at(120) },
        });
      },
    );
  });
});
