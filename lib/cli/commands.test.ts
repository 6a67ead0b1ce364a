import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, it } from "vitest";

import { gateAnswer, run, type Says, sha, withServer } from "@/lib/cli/fixtures";

const folder = mkdtempSync(join(tmpdir(), "countersign-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, value: unknown): string {
  writeFileSync(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
  return name;
}

describe("check report", () => {
  const argv = [
    "check",
    "report",
    "--release",
    "silero",
    "--name",
    "latency",
    "--bundle",
    sha("1"),
    "--status",
  ];

  it("exits with 0 for a failed result that was recorded, and sends the evidence", async () => {
    await withServer(
      () => ({ status: 200, body: {} }),
      async ({ url, seen }) => {
        const evidence = write("e.json", { p95: 3 });
        const { exit, out } = await run(
          url,
          [...argv, "failed", "--summary", "too slow", "--evidence", evidence],
          { cwd: folder },
        );
        expect(exit).toBe(0);
        expect(out).toBe(`Reported latency: failed, for ${sha("1")} in silero.\n`);
        expect(seen[0]).toMatchObject({ path: "/api/v1/releases/silero/checks" });
        expect(seen[0]?.body).toEqual({
          name: "latency",
          bundleDigest: sha("1"),
          status: "failed",
          summary: "too slow",
          evidence: { p95: 3 },
        });
      },
    );
  });

  it.each(["[1]", "{", "null"])("refuses %s as evidence", async (text) => {
    const { exit } = await run("http://127.0.0.1:9", [...argv, "passed", "--evidence", "-"], { stdin: text });
    expect(exit).toBe(2);
  });
});

describe("releases", () => {
  it("creates one from YAML", async () => {
    await withServer(
      () => ({ status: 201, body: { slug: "silero", state: "draft" } }),
      async ({ url, seen }) => {
        const { exit, out } = await run(url, ["release", "create", "-"], {
          stdin: "slug: silero\ntargetDate: 2026-12-01\n",
        });
        expect(exit).toBe(0);
        expect(out).toBe(
          `Created silero (draft): ${url}/releases/silero\nNext: countersign release status silero\n`,
        );
        expect(seen[0]?.body).toEqual({ slug: "silero", targetDate: "2026-12-01" });
      },
    );
  });

  it("shows stages, gates and blockers of the current stage", async () => {
    const release = {
      slug: "silero",
      title: "Silero VAD",
      state: "active",
      stages: [
        { key: "evaluate", status: "current" },
        { key: "canary", status: "upcoming" },
      ],
    };
    const exposure = {
      confirmed: 5,
      intended: 25,
      isConfirmed: false,
      ladder: [{ stage: "canary" }],
      applying: {
        state: "retrying",
        by: { type: "webhook", target: "rollout.example.org", note: null },
        nextAt: "2026-12-01T11:00:00.000Z",
        attempts: [{ note: null }, { note: "It answered 503." }],
      },
      soak: { isMet: false, metAt: "2026-12-01T12:00:00.000Z" },
      pause: null,
      next: { percent: 100, refusal: { message: "25 % is intended and not confirmed yet." } },
    };
    await withServer(
      ({ path }) => ({
        status: 200,
        body: path.endsWith("/gates")
          ? { items: [gateAnswer()], nextCursor: null }
          : path.endsWith("/exposure")
            ? exposure
            : release,
      }),
      async ({ url }) => {
        const { exit, out } = await run(url, ["release", "status", "silero"]);
        expect(exit).toBe(0);
        expect(out).toContain("silero (active)\nSilero VAD\n");
        expect(out).toContain(
          "Stages and gates\n  evaluate               current\n            data-schema  open\n  canary                 upcoming\n",
        );
        expect(out).toContain("It waits for 1 approval by platform.");
        expect(out).toContain("exposure  5 % confirmed, 25 % intended\n");
        expect(out).toContain(
          "exposure  set by webhook rollout.example.org: retrying, again at 2026-12-01T11:00:00.000Z. It answered 503.\n",
        );
        expect(out).toContain("exposure  soaks until 2026-12-01T12:00:00.000Z\n");
        expect(out).toContain("exposure  next 100 %: 25 % is intended and not confirmed yet.\n");
        expect(JSON.parse((await run(url, ["release", "status", "silero", "--json"])).out)).toEqual(release);
      },
    );
  });

  it("leaves the current stage, with the reason", async () => {
    await withServer(
      ({ method }) => ({
        status: 200,
        body:
          method === "GET"
            ? { stages: [{ key: "evaluate", status: "current" }] }
            : { stage: "canary", state: "active" },
      }),
      async ({ url, seen }) => {
        const { exit, out } = await run(url, ["release", "advance", "silero", "--reason", "all green"]);
        expect({ exit, out }).toEqual({
          exit: 0,
          out: "silero left evaluate; the current stage is canary.\n",
        });
        expect(seen[1]).toMatchObject({
          path: "/api/v1/releases/silero/stages/evaluate/advance",
          body: { reason: "all green" },
        });
      },
    );
  });

  it("exits with 3 where others have to agree first", async () => {
    await withServer(
      () => ({
        status: 202,
        body: {
          pendingDecision: {
            id: "p",
            missing: [
              {
                roles: ["release-champion"],
                count: 1,
                whoMay: [{ name: "Mira", email: "mira@example.org" }],
              },
            ],
            expiresAt: "2026-12-01T00:00:00Z",
          },
        },
      }),
      async ({ url }) => {
        const { exit, out } = await run(url, ["release", "advance", "silero", "evaluate"]);
        expect(exit).toBe(3);
        expect(out).toBe(
          "Proposed, not done: others have to agree (release-champion: Mira <mira@example.org>) until 2026-12-01T00:00:00Z.\n",
        );
      },
    );
  });
});

describe("templates", () => {
  it("sends the file as it is, by its kind", async () => {
    await withServer(
      () => ({
        status: 201,
        body: { key: "t", version: 3, warnings: [{ path: "/rights", message: "gate.veto is nobody's" }] },
      }),
      async ({ url, seen }) => {
        const { exit, out } = await run(url, ["template", "publish", write("t.yaml", "key: t # why\n")], {
          cwd: folder,
        });
        expect(exit).toBe(0);
        expect(out).toContain("Published t, version 3.\n");
        expect(out).toContain("gate.veto is nobody's");
        await run(url, ["template", "publish", "-"], { stdin: ' {"key": "t"}' });
        expect(seen.map(({ text, headers }) => [text, headers["content-type"]])).toEqual([
          ["key: t # why\n", "application/yaml"],
          [' {"key": "t"}', "application/json"],
        ]);
      },
    );
  });

  it("says where a file reads as the latest version does", async () => {
    await withServer(
      () => ({ status: 200, body: { key: "t", version: 3, isNew: false, warnings: [] } }),
      async ({ url }) => {
        const { exit, out } = await run(url, ["template", "publish", "-"], { stdin: "key: t" });
        expect({ exit, out }).toEqual({
          exit: 0,
          out: "It reads as t, version 3 does; nothing was published.\n",
        });
      },
    );
  });

  it("shows the latest version as it was published, or the one that is named", async () => {
    const says: Says = ({ path, headers }) => {
      if (!path.includes("/versions/")) return { status: 200, body: { key: "t", latest: 12 } };
      const isYaml = headers.accept === "application/yaml";
      return isYaml
        ? {
            status: 200,
            text: "key: t # why\n",
            headers: { "content-type": "application/yaml; charset=utf-8" },
          }
        : { status: 200, body: { key: "t", version: 2 } };
    };
    await withServer(says, async ({ url, seen }) => {
      expect((await run(url, ["template", "show", "t"])).out).toBe("# t, version 12\nkey: t # why\n");
      expect(seen.at(-1)?.path).toBe("/api/v1/templates/t/versions/12");
      expect(JSON.parse((await run(url, ["template", "show", "t", "2", "--json"])).out)).toEqual({
        key: "t",
        version: 2,
      });
      expect(seen).toHaveLength(3);
    });
  });

  it("takes nothing for YAML that is none", async () => {
    const html: Says = () => ({ status: 200, text: "<html>", headers: { "content-type": "text/html" } });
    await withServer(html, async ({ url }) =>
      expect(await run(url, ["template", "show", "t", "1"])).toMatchObject({ exit: 1, out: "" }),
    );
  });
});
