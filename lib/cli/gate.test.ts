import { describe, expect, it } from "vitest";

import { gateAnswer, problem, run, type Says, withServer } from "@/lib/cli/fixtures";

const status = ["gate", "status", "silero", "data-schema"];
const wait = ["gate", "wait", "silero", "data-schema"];

const always =
  (over: Record<string, unknown>): Says =>
  () => ({ status: 200, body: gateAnswer(over) });

/** Answers one after another; the last one stays. */
const inTurn =
  (...statuses: string[]): Says =>
  (_, count) => ({
    status: 200,
    body: gateAnswer({ status: statuses[Math.min(count, statuses.length) - 1] }),
  });

describe("gate status", () => {
  it.each([
    [{ status: "ready" }, 0],
    [{ status: "passed", drift: "none" }, 0],
    [{ status: "passed", drift: "subject-changed" }, 3],
    [{ status: "passed", drift: "evidence-aged" }, 3],
    [{ status: "open" }, 3],
    [{ status: "stale" }, 3],
    [{ status: "needs-work" }, 3],
    [{ status: "upcoming" }, 3],
    [{ status: "skipped" }, 3],
    [{ status: "blocked" }, 4],
  ])("%j exits with %i", async (over, exit) => {
    await withServer(always(over), async ({ url }) => expect((await run(url, status)).exit).toBe(exit));
  });

  it("shows requirements, blockers with those who can clear them, and the smallest set of acts", async () => {
    await withServer(always({}), async ({ url, seen }) => {
      const { out, err } = await run(url, status);
      expect(out).toContain("data-schema: open\nData schema compatibility, stage evaluate of silero\n");
      expect(out).toContain("  adapter-reviewed  item             open  0 of 1 platform\n");
      expect(out).toMatch(
        /Blockers\n {2}adapter-reviewed {2}It waits for 1 approval by platform\. Can be cleared by Ann Lee\s+<ann@example\.org>\./,
      );
      expect(out).toContain(
        "What would make it ready (1 act)\n  1.  Ann Lee (platform) approves The adapter matches.\n",
      );
      expect(err).toBe("");
      expect(seen[0]).toMatchObject({ method: "GET", path: "/api/v1/releases/silero/gates/data-schema" });
      expect(seen[0]?.headers.authorization).toBe("Bearer csn_test");
    });
  });

  it("prints the server's answer alone with --json", async () => {
    await withServer(always({ status: "ready" }), async ({ url }) => {
      const { out, exit } = await run(url, [...status, "--json"]);
      expect(JSON.parse(out)).toEqual(gateAnswer({ status: "ready" }));
      expect(exit).toBe(0);
    });
  });

  it("uses colours only where the output wants them", async () => {
    await withServer(always({ status: "blocked" }), async ({ url }) => {
      expect((await run(url, status, { colours: true })).out).toContain("\u001b[31mblocked\u001b[39m");
      expect((await run(url, status)).out).not.toContain("\u001b");
    });
  });

  it("lets no text of others move the cursor", async () => {
    await withServer(always({ title: "a\u001b[2J\u0007b\u202ec" }), async ({ url }) => {
      expect((await run(url, status, { colours: true })).out).toContain("ab\ufffdc, stage");
    });
  });

  it("encodes what stands in the address", async () => {
    await withServer(always({}), async ({ url, seen }) => {
      await run(url, ["gate", "status", "a/../b", "c?d"]);
      expect(seen[0]?.path).toBe("/api/v1/releases/a%2F..%2Fb/gates/c%3Fd");
    });
  });

  it("says so where the answer has no status", async () => {
    await withServer(
      () => ({ status: 200, body: {} }),
      async ({ url }) => {
        const { exit, err } = await run(url, status);
        expect(exit).toBe(1);
        expect(err).toContain("The server's answer has no status.");
      },
    );
  });
});

describe("gate wait", () => {
  it("ends when the gate is ready", async () => {
    await withServer(inTurn("open", "needs-work", "ready"), async ({ url }) => {
      const { exit, sleptMs, err } = await run(url, wait);
      expect(exit).toBe(0);
      expect(sleptMs).toEqual([2_000, 2_000]);
      expect(err).toBe(
        "data-schema is open; waiting up to 30m.\ndata-schema is needs-work; waiting up to 30m.\n",
      );
    });
  });

  it("ends at once when the gate is blocked, and goes on where told so", async () => {
    await withServer(inTurn("blocked", "ready"), async ({ url }) => {
      expect(await run(url, wait)).toMatchObject({ exit: 4, sleptMs: [] });
    });
    await withServer(inTurn("blocked", "ready"), async ({ url }) => {
      expect(await run(url, [...wait, "--through-blocked"])).toMatchObject({ exit: 0 });
    });
  });

  it("ends at once when the gate was skipped: it will not become ready", async () => {
    await withServer(inTurn("skipped"), async ({ url }) =>
      expect(await run(url, wait)).toMatchObject({ exit: 3, sleptMs: [] }),
    );
  });

  it("exits with 3 when the time is over, having asked once more at its end", async () => {
    await withServer(inTurn("open"), async ({ url, seen }) => {
      const { exit, sleptMs, err } = await run(url, [...wait, "--timeout", "5s", "--interval", "2s"]);
      expect(exit).toBe(3);
      expect(sleptMs).toEqual([2_000, 2_000, 1_000]);
      expect(seen).toHaveLength(4);
      expect(err).toContain("data-schema was not ready within 5s.");
    });
    await withServer(inTurn("blocked"), async ({ url }) => {
      expect(await run(url, [...wait, "--timeout", "5s", "--through-blocked"])).toMatchObject({ exit: 3 });
    });
  });

  it("outlasts a server that is away for a while", async () => {
    const says: Says = (_, count) =>
      count === 1
        ? { status: 200, body: gateAnswer() }
        : count < 7
          ? problem(503, "unavailable")
          : { status: 200, body: gateAnswer({ status: "ready" }) };
    await withServer(says, async ({ url }) => expect(await run(url, wait)).toMatchObject({ exit: 0 }));
  });

  it("does not outlast a refusal", async () => {
    const says: Says = (_, count) =>
      count === 1 ? { status: 200, body: gateAnswer() } : problem(401, "not-signed-in");
    await withServer(says, async ({ url, seen }) => {
      expect(await run(url, wait)).toMatchObject({ exit: 1 });
      expect(seen).toHaveLength(2);
    });
  });

  it.each(["5", "5 m", "-1s", "soon"])("refuses the duration %j", async (text) => {
    await withServer(inTurn("ready"), async ({ url, seen }) => {
      const { exit, err } = await run(url, [...wait, `--timeout=${text}`]);
      expect(exit).toBe(2);
      expect(err).toContain(`--timeout ${text} is no duration.`);
      expect(seen).toHaveLength(0);
    });
  });
});
