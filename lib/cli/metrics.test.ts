import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, it } from "vitest";

import { problem, run, type Says, type Seen, withServer } from "@/lib/cli/fixtures";

const folder = mkdtempSync(join(tmpdir(), "countersign-metrics-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

function sent(seen: Seen | undefined): Record<string, unknown>[] {
  const body = seen?.body as { samples: Record<string, unknown>[] } | undefined;
  return body?.samples ?? [];
}

const takesAll: Says = (seen) => ({
  status: 200,
  body: { accepted: sent(seen).length, duplicates: 0, rejected: [] },
});

describe("metrics push", () => {
  it("sends CSV from a file, with what the command line says for all lines", async () => {
    const file = write("s.csv", "t,v,cohort\n1000,2.5,canary\n2000,NaN,baseline\n");
    await withServer(takesAll, async ({ url, seen }) => {
      const ran = await run(url, ["metrics", "push", file, "--metric", "m", "--release", "silero"], {
        cwd: folder,
      });
      expect(ran).toMatchObject({ exit: 0, out: "Accepted 2 samples; 0 duplicates; 0 rejected.\n" });
      expect(seen[0]?.path).toBe("/api/v1/metrics/samples");
      expect(sent(seen[0])).toEqual([
        { metric: "m", release: "silero", cohort: "canary", t: 1000, v: 2.5 },
        { metric: "m", release: "silero", cohort: "baseline", t: 2000, v: null },
      ]);
    });
  });

  it("sends JSON lines from standard input ten thousand at a time, and adds up what was said", async () => {
    const stdin = Array.from(
      { length: 20_001 },
      (_, t) => `{"metric":"m","cohort":"canary","t":${t},"v":1}`,
    ).join("\n");
    const says: Says = (seen, count) => ({
      status: 200,
      body: {
        accepted: sent(seen).length - 1,
        duplicates: 1,
        rejected: count === 2 ? [{ index: 5, code: "conflict" }] : [],
      },
    });
    await withServer(says, async ({ url, seen }) => {
      const { exit, out } = await run(url, ["metrics", "push"], { stdin });
      expect(seen.map((each) => sent(each).length)).toEqual([10_000, 10_000, 1]);
      expect(exit).toBe(1);
      expect(out).toContain(
        "Accepted 19998 samples; 3 duplicates; 1 rejected.\n  line 10006  conflict: another value",
      );
    });
  });

  it("keeps below the size that the server takes, however long the labels are", async () => {
    const label = "x".repeat(200_000);
    const stdin = Array.from(
      { length: 35 },
      (_, t) => `{"metric":"m","t":${t},"v":1,"labels":{"a":"${label}"}}`,
    ).join("\n");
    await withServer(takesAll, async ({ url, seen }) => {
      expect((await run(url, ["metrics", "push", "-"], { stdin })).exit).toBe(0);
      expect(seen.length).toBe(2);
      expect(Math.max(...seen.map(({ text }) => text.length))).toBeLessThan(6.1 * 1024 * 1024);
    });
  });

  it("sends the sound lines and names the others, in the order of their lines", async () => {
    const stdin = "metric,cohort,t,v\nm,canary,1,zwei\nm,canary,2,2\nm,canary,3\n";
    const says: Says = () => ({
      status: 200,
      body: { accepted: 0, duplicates: 0, rejected: [{ index: 0, code: "too-old" }] },
    });
    await withServer(says, async ({ url }) => {
      const { exit, out } = await run(url, ["metrics", "push", "--json"], { stdin });
      expect(exit).toBe(1);
      expect(JSON.parse(out)).toEqual({
        accepted: 0,
        duplicates: 0,
        rejected: [
          { line: 2, code: "malformed", message: 'v is no number: "zwei"' },
          { line: 3, code: "too-old" },
          { line: 4, code: "malformed", message: "has 3 cells, not 4" },
        ],
      });
    });
  });

  it("sends nothing of a file whose columns it does not know", async () => {
    await withServer(takesAll, async ({ url, seen }) => {
      const { exit, err } = await run(url, ["metrics", "push"], { stdin: "time,value\n1,2\n" });
      expect(exit).toBe(2);
      expect(err).toContain('standard input cannot be used: its first line names the column "time"');
      expect(seen).toEqual([]);
    });
  });

  it("says a refusal, and exits with 1", async () => {
    await withServer(
      () => problem(403, "scope-missing"),
      async ({ url }) => {
        const { exit, err } = await run(url, ["metrics", "push"], { stdin: "t,v\n1,2\n" });
        expect(exit).toBe(1);
        expect(err).toContain("scope");
      },
    );
  });

  it("tells of lines that were sent before the server was lost", async () => {
    const stdin = `t,v\n${Array.from({ length: 10_001 }, (_, t) => `${t},1\n`).join("")}`;
    const says: Says = (seen, count) => (count === 1 ? takesAll(seen, count) : "reset");
    await withServer(says, async ({ url }) => {
      const { exit, err } = await run(url, ["metrics", "push"], { stdin });
      expect(exit).toBe(5);
      expect(err).toContain("Lines before 10002 were sent. Sending all of it again is harmless.");
    });
  });
});

describe("metrics declare and list", () => {
  it("declares a metric as the API takes it", async () => {
    await withServer(
      ({ body }) => ({ status: 201, body }),
      async ({ url, seen }) => {
        const argv = [
          "metrics",
          "declare",
          "requests",
          "--unit",
          "1",
          "--better",
          "lower",
          "--kind",
          "events",
        ];
        expect(await run(url, argv)).toMatchObject({
          exit: 0,
          out: "Declared requests, in 1, lower is better.\n",
        });
        expect(seen[0]?.body).toEqual({ name: "requests", unit: "1", better: "lower", kind: "events" });
      },
    );
  });

  it("declares how a metric is read, and lists what keeps it from that", async () => {
    const promql = { server: "main", interval: "30s", canary: 'p95{r="{{release}}"}' };
    const file = write("promql.yaml", `server: main\ninterval: 30s\ncanary: 'p95{r="{{release}}"}'\n`);
    const error = { message: "main cannot be reached: ECONNREFUSED", since: "2026-11-26T10:00:00.000Z" };
    const says: Says = ({ body }) =>
      body === null || body === undefined
        ? {
            status: 200,
            body: {
              items: ["a", "b"].map((name, n) => ({
                name,
                unit: "ms",
                better: "lower",
                kind: "value",
                promql: { ...promql, state: { readTo: null, error: n === 0 ? null : error } },
              })),
            },
          }
        : { status: 201, body };
    await withServer(says, async ({ url, seen }) => {
      const argv = ["metrics", "declare", "p95", "--unit", "ms", "--better", "lower", "--source", file];
      expect((await run(url, argv, { cwd: folder })).exit).toBe(0);
      expect(seen[0]?.body).toEqual({ name: "p95", unit: "ms", better: "lower", source: "promql", promql });
      const { out } = await run(url, ["metrics", "list"]);
      expect(out).toContain("main, every 30s\n");
      expect(out).toContain("not since 2026-11-26T10:00:00.000Z: main cannot be reached: ECONNREFUSED");
    });
  });

  it("lists every page", async () => {
    const metric = (name: string) => ({ name, unit: "ms", better: "lower", kind: "value" });
    const says: Says = ({ path }) => ({
      status: 200,
      body: path.includes("cursor=c%2F1")
        ? { items: [metric("b")], nextCursor: null }
        : { items: [metric("a")], nextCursor: "c/1" },
    });
    await withServer(says, async ({ url }) => {
      const { out } = await run(url, ["metrics", "list"]);
      expect(out).toBe(
        "NAME  UNIT  BETTER  KIND   SOURCE\na     ms    lower   value  pushed\nb     ms    lower   value  pushed\n",
      );
      expect(JSON.parse((await run(url, ["metrics", "list", "--json"])).out)).toEqual({
        items: [metric("a"), metric("b")],
      });
    });
  });
});

describe("criteria lint", () => {
  it("says each criterion in a sentence, with warnings", async () => {
    const body = {
      faults: [],
      digest: "sha256:1",
      words: ["Roll back if it is slow."],
      warnings: [{ path: "/0/window", message: "Criterion a: never read." }],
    };
    await withServer(
      () => ({ status: 200, body }),
      async ({ url, seen }) => {
        const { exit, out } = await run(url, ["criteria", "lint", "-"], { stdin: "- key: a # why\n" });
        expect(exit).toBe(0);
        expect(out).toBe(
          "- Roll back if it is slow.\nWarnings\n  /0/window  Criterion a: never read.\n1 criterion, 1 warning; digest sha256:1\n",
        );
        expect(seen[0]?.body).toEqual({ kind: "criteria", source: "- key: a # why\n" });
      },
    );
  });

  it("names line and column of each fault, and exits with 2", async () => {
    const faults = [{ path: "/0/breach/value", message: "expected a decimal", line: 4, column: 9 }];
    await withServer(
      () => ({ status: 200, body: { faults, digest: null, words: [], warnings: [] } }),
      async ({ url }) => {
        const { exit, out } = await run(url, ["criteria", "lint", write("c.yaml", "- x")], { cwd: folder });
        expect({ exit, out }).toEqual({
          exit: 2,
          out: "c.yaml cannot be agreed\n  /0/breach/value (line 4, column 9)  expected a decimal\n",
        });
      },
    );
  });
});

describe("criteria backtest", () => {
  const times = ["--from", "2026-11-01T00:00:00Z", "--to", "2026-11-02T00:00:00Z"];
  const answer = {
    sentence: "Roll back if it is slow.",
    evaluations: 1440,
    transitions: [
      { at: Date.UTC(2026, 10, 1), from: null, to: "ok", value: 1 },
      { at: Date.UTC(2026, 10, 1, 5), from: "ok", to: "breach", value: 300.5 },
    ],
    firstBreachAt: Date.UTC(2026, 10, 1, 5),
    final: "breach",
  };
  const argv = (...more: string[]) => ["criteria", "backtest", "-", ...times, ...more];

  it("runs over a file of samples, and says verdicts and what incidents it found", async () => {
    const samples = write("w.csv", "cohort,t,v\n,2026-11-01T00:00:00Z,1\nbaseline,5,NaN\n");
    const incidents = write("i.yaml", "- { from: 2026-11-01T04:00:00Z, to: 2026-11-01T06:00:00Z }\n");
    const score = { hits: 1, misses: 0, falseRollbacks: 0, delaysMs: [3_600_000], medianDelayMs: 3_900_000 };
    await withServer(
      () => ({ status: 200, body: { ...answer, score } }),
      async ({ url, seen }) => {
        const { exit, out } = await run(url, argv("--samples", samples, "--incidents", incidents), {
          cwd: folder,
          stdin: "key: slow\nkind: threshold\n",
        });
        expect(exit).toBe(0);
        expect(out).toBe(
          [
            "slow",
            "Roll back if it is slow.",
            "Verdicts",
            "  2026-11-01T00:00:00Z  ok      at 1",
            "  2026-11-01T05:00:00Z  breach  at 300.5",
            "1440 evaluations; first breach 2026-11-01T05:00:00Z; breach at the end",
            "Incidents: 1 found, half of them within 1h 5m; 0 missed; 0 false rollbacks\n",
          ].join("\n"),
        );
        expect(seen[0]?.body).toEqual({
          criterion: { key: "slow", kind: "threshold" },
          from: times[1],
          to: times[3],
          samples: { canary: [[Date.UTC(2026, 10, 1), 1]], baseline: [[5, null]] },
          incidents: [{ from: "2026-11-01T04:00:00Z", to: "2026-11-01T06:00:00Z" }],
        });
      },
    );
  });

  it("exits with 3 where an incident was missed, and runs each criterion of a list", async () => {
    const says: Says = (_, count) => ({
      status: 200,
      body: {
        ...answer,
        score: { hits: 0, misses: count - 1, falseRollbacks: 0, delaysMs: [], medianDelayMs: null },
      },
    });
    await withServer(says, async ({ url, seen }) => {
      const { exit, out } = await run(url, argv("--release", "silero", "--json"), {
        stdin: "- key: a\n- key: b\n",
      });
      expect(exit).toBe(3);
      expect((JSON.parse(out) as { key: string }[]).map(({ key }) => key)).toEqual(["a", "b"]);
      expect(seen[1]?.body).toMatchObject({ criterion: { key: "b" }, release: "silero" });
      await run(url, argv("--release", "silero", "--key", "b"), { stdin: "- key: a\n- key: b\n" });
      expect(seen.length).toBe(3);
    });
  });

  it.each([
    [argv(), "a: 1", "--samples FILE and --release SLUG"],
    [argv("--release", "r", "--samples", "s"), "a: 1", "--samples FILE and --release SLUG"],
    [argv("--release", "r", "--key", "c"), "- key: a\n- key: b", "It holds a, b"],
    [argv("--release", "r"), "- 1", "holds no criterion"],
  ])("refuses %j", async (line, stdin, why) => {
    const { exit, err } = await run("http://127.0.0.1:9", line, { stdin });
    expect(exit).toBe(2);
    expect(err).toContain(why);
  });

  it("names the lines of samples that it cannot use", async () => {
    const samples = write("bad.csv", "cohort,t,v\ncanary,x,1\nshadow,5,1\ncanary,5,b\n");
    const { exit, err } = await run("http://127.0.0.1:9", argv("--samples", samples), {
      cwd: folder,
      stdin: "key: a",
    });
    expect(exit).toBe(2);
    expect(err).toContain("line 2: expected t");
    expect(err).toContain("line 3: its cohort is neither");
    expect(err).toContain("line 4: v is no number");
  });
});
