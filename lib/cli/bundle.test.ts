import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { bundleDigest } from "@/lib/bundles/manifest";
import type { Manifest } from "@/lib/bundles/schemas";
import { run, type Says, sha, withServer } from "@/lib/cli/fixtures";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const folder = mkdtempSync(join(tmpdir(), "countersign-cli-"));
const manifest = {
  format: 1,
  component: "silero-vad",
  version: "6",
  artifacts: [
    { kind: "model-weights", name: "model", path: "out/model.onnx", uri: "npm:vad@1/model.onnx" },
    { kind: "code", name: "adapter", path: "adapter.mjs" },
    { kind: "configuration", name: "limits", uri: "limits.json", sha256: sha256("{}"), size: 2 },
    { kind: "dataset", name: "clips", uri: "https://example.org/clips", sha256: "0".repeat(64), size: 9 },
  ],
};

function write(name: string, value: unknown): string {
  writeFileSync(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
  return name;
}

beforeAll(() => {
  mkdirSync(join(folder, "out"));
  write("out/model.onnx", "weights");
  write("adapter.mjs", "code");
  write("limits.json", "{}");
});
afterAll(() => rmSync(folder, { recursive: true }));

const registered: Says = () => ({
  status: 200,
  body: { digest: sha("e"), component: "silero-vad", isNew: true, unknownAuthors: [] },
});
const create = ["bundle", "create", "--manifest"];

describe("bundle create", () => {
  it("fills in hash and size of local files, sends no path, and prints the digest alone", async () => {
    await withServer(registered, async ({ url, seen }) => {
      const { exit, out, err } = await run(url, [...create, write("m.json", manifest)], { cwd: folder });
      expect({ exit, out }).toEqual({ exit: 0, out: `${sha("e")}\n` });
      expect(err).toContain("3 files hashed here");
      expect(seen[0]?.path).toBe("/api/v1/components/silero-vad/bundles");
      expect(seen[0]?.body).toEqual({
        ...manifest,
        artifacts: [
          {
            kind: "model-weights",
            name: "model",
            uri: "npm:vad@1/model.onnx",
            sha256: sha256("weights"),
            size: 7,
          },
          { kind: "code", name: "adapter", uri: "adapter.mjs", sha256: sha256("code"), size: 4 },
          manifest.artifacts[2],
          manifest.artifacts[3],
        ],
      });
    });
  });

  it("takes YAML, another component, a release, standard input and another root", async () => {
    const yaml =
      "format: 1\ncomponent: x\nversion: '1'\nartifacts:\n  - {kind: code, name: a, uri: model.onnx}\n";
    await withServer(registered, async ({ url, seen }) => {
      await run(url, [...create, write("m.yaml", yaml), "--root", "out", "--component", "y"], {
        cwd: folder,
      });
      await run(url, [...create, "-", "--root", join(folder, "out"), "--release", "silero"], { stdin: yaml });
      expect(seen.map(({ path }) => path)).toEqual([
        "/api/v1/components/y/bundles",
        "/api/v1/releases/silero/bundles",
      ]);
      expect(seen[1]?.body).toEqual(seen[0]?.body);
      expect(seen[0]?.body).toMatchObject({
        artifacts: [{ uri: "model.onnx", sha256: sha256("weights"), size: 7 }],
      });
    });
  });

  it("prints the server's answer with --json", async () => {
    await withServer(registered, async ({ url }) => {
      const { out, err } = await run(url, [...create, write("m.json", manifest), "--json"], { cwd: folder });
      expect(JSON.parse(out)).toMatchObject({ digest: sha("e") });
      expect(err).toBe("");
    });
  });

  it("refuses files that are not what the manifest says, naming each", async () => {
    const wrong = [
      { kind: "code", name: "a", uri: "adapter.mjs", sha256: "1".repeat(64), size: 5 },
      { kind: "code", name: "b", uri: "gone.mjs" },
      { kind: "code", name: "c", uri: "out" },
      { kind: "code", name: "d", path: "/etc/hostname" },
      { kind: "code", name: "e", path: 7 },
    ];
    await withServer(registered, async ({ url, seen }) => {
      const { exit, err } = await run(url, [...create, write("w.json", { ...manifest, artifacts: wrong })], {
        cwd: folder,
      });
      expect(exit).toBe(2);
      expect(err).toContain(
        `  adapter.mjs: its sha256 is ${sha256("code")}, the manifest says "${"1".repeat(64)}"\n`,
      );
      expect(err).toContain("  adapter.mjs: it has 4 bytes, the manifest says 5\n");
      expect(err).toContain("  gone.mjs: there is no such file\n");
      expect(err).toContain("  out: it is no file; pack a folder into an archive\n");
      expect(err).toContain("  artifacts 4: /etc/hostname is absolute");
      expect(err).toContain("  artifacts 5: path is not the path of a file\n");
      expect(seen).toHaveLength(0);
    });
  });

  it("registers nothing with --dry-run, needs no server, and checks the manifest", async () => {
    const done = await run("", [...create, write("m.json", manifest), "--dry-run", "--json"], {
      cwd: folder,
    });
    expect(done.exit).toBe(0);
    const printed = JSON.parse(done.out) as { digest: string; manifest: Manifest };
    expect(printed.manifest).toMatchObject({ version: "6" });
    expect(printed.digest).toBe(bundleDigest(printed.manifest));
    const faulty = await run("", [...create, write("f.json", { ...manifest, artefacts: [] }), "--dry-run"], {
      cwd: folder,
    });
    expect(faulty.exit).toBe(2);
    expect(faulty.err).toContain('/artefacts  unknown field "artefacts"');
  });

  it.each([
    ["gone.json", "Cannot read gone.json: there is no such file."],
    ["out", "Cannot read out: it is a folder."],
    [() => write("bad.json", "{"), "bad.json cannot be used:"],
    [() => write("list.json", "[]"), "its outermost value is not an object."],
    [() => write("none.json", { artifacts: [] }), "none.json names no component."],
  ])("refuses %s", async (file, says) => {
    const { exit, err } = await run(
      "http://127.0.0.1:9",
      [...create, typeof file === "string" ? file : file()],
      { cwd: folder },
    );
    expect(exit).toBe(2);
    expect(err).toContain(says);
  });
});

describe("bundle bom", () => {
  it("is made here of a manifest, its files hashed, and asked for of a registered bundle", async () => {
    const file = write("m.json", manifest);
    const made = await run("", ["bundle", "bom", file, "--out", "bom.json"], { cwd: folder });
    expect(made).toMatchObject({ exit: 0, out: "", err: "Wrote bom.json.\n" });
    const bom = JSON.parse(readFileSync(join(folder, "bom.json"), "utf8")) as Record<string, unknown>;
    expect(bom).toMatchObject({ bomFormat: "CycloneDX", metadata: { component: { name: "silero-vad" } } });
    expect(JSON.parse((await run("", ["bundle", "bom", file], { cwd: folder })).out)).toEqual(bom);
    await withServer(
      () => ({ status: 200, body: { bomFormat: "CycloneDX" } }),
      async ({ url, seen }) => {
        const asked = await run(url, ["bundle", "bom", sha("1"), "--component", "silero-vad"]);
        expect(JSON.parse(asked.out)).toEqual({ bomFormat: "CycloneDX" });
        expect(decodeURIComponent(seen[0]?.path ?? "")).toBe(
          `/api/v1/components/silero-vad/bundles/${sha("1")}/bom`,
        );
        expect((await run(url, ["bundle", "bom", sha("1")])).exit).toBe(2);
      },
    );
  });
});

describe("bundle diff", () => {
  const difference = {
    from: sha("1"),
    to: sha("2"),
    identical: false,
    component: null,
    version: { path: "", before: "5", after: "6" },
    artifacts: [
      {
        kind: "code",
        name: "adapter",
        change: "changed",
        content: true,
        before: { sha256: "1".repeat(64) },
        after: { sha256: "2".repeat(64) },
        fields: [],
      },
      {
        kind: "dataset",
        name: "clips",
        change: "unchanged",
        content: false,
        before: {},
        after: {},
        fields: [],
      },
    ],
    provenance: [],
    environment: [],
    replay: [],
  };
  const argv = ["bundle", "diff", sha("1"), sha("2"), "--component", "silero-vad"];

  it("shows what differs, and exits with 0 unless told otherwise", async () => {
    await withServer(
      () => ({ status: 200, body: difference }),
      async ({ url, seen }) => {
        const { exit, out } = await run(url, argv);
        expect(exit).toBe(0);
        expect(out).toContain(
          "  ~ changed  code  adapter  111111111111… to 222222222222…\n  1 other is the same.\n",
        );
        expect(out).toContain("  version  5 to 6\n");
        expect(seen[0]?.path).toBe(
          `/api/v1/components/silero-vad/bundles/sha256%3A${"1".repeat(64)}/diff/sha256%3A${"2".repeat(64)}`,
        );
        expect((await run(url, [...argv, "--exit-code"])).exit).toBe(1);
      },
    );
    await withServer(
      () => ({ status: 200, body: { ...difference, identical: true } }),
      async ({ url }) =>
        expect(await run(url, [...argv, "--exit-code"])).toMatchObject({
          exit: 0,
          out: "The two bundles are the same.\n",
        }),
    );
  });
});
