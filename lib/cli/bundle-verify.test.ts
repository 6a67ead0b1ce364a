import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleDigest } from "@/lib/bundles/manifest";
import { Manifest } from "@/lib/bundles/schemas";
import { run, type Says, withServer } from "@/lib/cli/fixtures";

const sha256 = (content: string) => createHash("sha256").update(content).digest("hex");
const weights = "weights";
let folder: string;

function write(name: string, content: string | object): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return name;
}

const artifact = (kind: string, name: string, content: string, more: object = {}) => ({
  kind,
  name,
  sha256: sha256(content),
  size: content.length,
  ...more,
});

const manifest = {
  format: 1,
  component: "silero-vad",
  version: "6",
  artifacts: [
    artifact("model-weights", "model.onnx", weights, { uri: "npm:@s/vad@1.0.0/dist/model.onnx" }),
    artifact("code", "adapter", "code", { path: "adapter.mjs", uri: "git:x" }),
    artifact("configuration", "limits", "{}", { uri: "limits.json" }),
    { kind: "model-weights", name: "embeddings", provider: "example", version: "2026" },
  ],
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-verify-"));
  write("node_modules/@s/vad/dist/model.onnx", weights);
  write("adapter.mjs", "code");
  write("limits.json", "{}");
  write("bundle.json", manifest);
});
afterAll(() => rmSync(folder, { recursive: true }));

const verify = (argv: string[], url = "") => run(url, ["bundle", "verify", ...argv], { cwd: folder });
const withArtifacts = (artifacts: unknown[]) => write("other.json", { ...manifest, artifacts });

interface Printed {
  digest: string;
  outcome: string;
  artifacts: { name: string; result: string; note: string }[];
  recorded: string | null;
  check: string | null;
}

describe("bundle verify", () => {
  it("hashes what lies here again, and asks no server", async () => {
    const { exit, out } = await verify(["bundle.json"]);
    expect(exit).toBe(0);
    expect(out).toContain(
      "  same            model-weights  model.onnx  node_modules/@s/vad/dist/model.onnx\n",
    );
    expect(out).toContain("  not verifiable  model-weights  embeddings  hosted by example\n");
    expect(out).toContain(
      "3 of 3 artifacts are what the manifest says; 1 hosted elsewhere, which nobody here can hash\n",
    );
    const printed = JSON.parse((await verify(["bundle.json", "--json"])).out) as Printed;
    const sent = manifest.artifacts.map(({ path: _, ...rest }: Record<string, unknown>) => rest);
    expect(printed).toMatchObject({
      digest: bundleDigest(Manifest.parse({ ...manifest, artifacts: sent })),
      outcome: "verified",
      recorded: null,
      check: null,
    });
  });

  it("exits with 1 where something differs, and says what was found", async () => {
    const wrong = withArtifacts([
      artifact("code", "a", "other", { uri: "adapter.mjs" }),
      artifact("code", "b", "code", { uri: "adapter.mjs", size: 9 }),
      artifact("code", "c", "c", { uri: "adapter.mjs" }),
      artifact("code", "d", "code", { uri: "adapter.mjs" }),
      artifact("code", "e", "code", { uri: "gone.mjs" }),
    ]);
    const { exit, out } = await verify([wrong]);
    expect(exit).toBe(1);
    expect(out).toContain(`  differs    code  a  adapter.mjs: its sha256 is ${sha256("code")}\n`);
    expect(out).toContain("  differs    code  b  adapter.mjs: it has 4 bytes\n");
    expect(out).toContain(
      "  differs    code  c  adapter.mjs: it has more than 1 bytes, which the manifest says\n",
    );
    expect(out).toContain("1 of 5 artifacts is what the manifest says; 3 differ; 1 was not found\n");
  });

  it("exits with 3 where nothing differs and something was not found, and says where it looked", async () => {
    const incomplete = withArtifacts([
      artifact("code", "gone", "x", { uri: "gone.mjs" }),
      artifact("code", "folder", "x", { uri: "node_modules" }),
      artifact("code", "package", "x", { uri: "npm:vad@1/x.js" }),
      artifact("code", "elsewhere", "x", { uri: "oci:registry/x@1" }),
      artifact("code", "absolute", "x", { uri: "/etc/hostname" }),
      artifact("code", "nowhere", "x"),
      artifact("code", "away", "x", { uri: "http://127.0.0.1:9/x" }),
    ]);
    const { exit, out } = await verify([incomplete, "--json"]);
    expect(exit).toBe(3);
    const notes = (JSON.parse(out) as Printed).artifacts.map(({ result, note }) => [result, note]);
    expect(notes).toEqual([
      ["missing", "gone.mjs: there is no such file"],
      ["missing", "node_modules: it is no file"],
      ["missing", "node_modules/vad/x.js is not there; install the package vad"],
      ["missing", "oci:registry/x@1 is not fetched from here"],
      ["missing", "/etc/hostname is a path of another machine"],
      ["missing", "the manifest does not say where it lies"],
      ["missing", expect.stringMatching(/^http:\/\/127\.0\.0\.1:9\/x: it cannot be reached: /)],
    ]);
    const given = await verify([
      incomplete,
      ...["gone", "folder", "package", "elsewhere", "absolute", "nowhere", "away"].flatMap((name) => [
        "--artifact",
        `${name}=${write("x", "x")}`,
      ]),
    ]);
    expect(given.exit).toBe(0);
  });

  it("fetches what has an address, unless told not to, and takes no more than it should have", async () => {
    await withServer(
      ({ path }) =>
        path === "/x"
          ? { status: 200, text: "x" }
          : path === "/long"
            ? { status: 200, text: "xyz" }
            : { status: 404 },
      async ({ url, seen }) => {
        const file = withArtifacts(
          ["x", "long", "gone"].map((name) => artifact("code", name, "x", { uri: `${url}/${name}` })),
        );
        const { out } = await verify([file, "--json"]);
        expect((JSON.parse(out) as Printed).artifacts).toMatchObject([
          { result: "same", sha256: sha256("x") },
          { result: "differs", note: `${url}/long: it has more than 1 bytes, which the manifest says` },
          { result: "missing", note: `${url}/gone: it answers 404` },
        ]);
        expect(seen[0]?.headers["authorization"]).toBeUndefined();
        const offline = await verify([file, "--no-fetch", "--json"]);
        expect((JSON.parse(offline.out) as Printed).artifacts[0]).toMatchObject({
          result: "missing",
          note: `it lies at ${url}/x`,
        });
        expect(seen).toHaveLength(3);
      },
    );
  });

  it("records what it found with a registered bundle, and reports the check", async () => {
    const sent = Manifest.parse({
      ...manifest,
      artifacts: manifest.artifacts.map(({ path: _, ...rest }: Record<string, unknown>) => rest),
    });
    const digest = bundleDigest(sent);
    const says: Says = ({ method, path }) =>
      method === "GET"
        ? { status: 200, body: { digest, manifest: sent } }
        : { status: path.includes("/checks") ? 200 : 201, body: { id: "one" } };
    await withServer(says, async ({ url, seen }) => {
      const argv = [digest, "--component", "silero-vad", "--artifact", "adapter=adapter.mjs"];
      const done = await verify([...argv, "--release", "silero-6", "--url", "https://ci.example.org/1"], url);
      expect(done.exit).toBe(0);
      expect(done.err).toBe("Reported the check bundle-verified of silero-6: passed.\n");
      expect(seen.map(({ method, path }) => `${method} ${decodeURIComponent(path)}`)).toEqual([
        `GET /api/v1/components/silero-vad/bundles/${digest}`,
        `POST /api/v1/components/silero-vad/bundles/${digest}/verifications`,
        "POST /api/v1/releases/silero-6/checks",
      ]);
      expect(seen[1]?.body).toMatchObject({
        platform: expect.stringMatching(/^\w+\/\w+$/) as string,
        url: "https://ci.example.org/1",
        artifacts: [{ name: "model.onnx", result: "same" }, {}, {}, { result: "not-verifiable" }],
      });
      expect(seen[2]?.body).toMatchObject({
        name: "bundle-verified",
        bundleDigest: digest,
        status: "passed",
        evidence: { verification: "one" },
      });
    });
    await withServer(says, async ({ url, seen }) => {
      const incomplete = await verify([digest, "--component", "silero-vad", "--report", "--json"], url);
      expect(incomplete.exit).toBe(3);
      expect(JSON.parse(incomplete.out)).toMatchObject({
        outcome: "incomplete",
        recorded: "one",
        check: null,
      });
      expect(seen).toHaveLength(2);
    });
  });

  it("takes no other manifest from the server than the one whose digest it is", async () => {
    const digest = `sha256:${"1".repeat(64)}`;
    const artifacts = [artifact("code", "a", "a")];
    await withServer(
      () => ({ status: 200, body: { manifest: { format: 1, component: "x", version: "1", artifacts } } }),
      async ({ url }) => {
        const { exit, err } = await verify([digest, "--component", "x"], url);
        expect(exit).toBe(1);
        expect(err).toMatch(/^The server's manifest has the digest sha256:[0-9a-f]{64}, not sha256:1111/);
      },
    );
  });

  it.each([
    [[`sha256:${"1".repeat(64)}`], "--component is missing"],
    [["gone.json"], "Cannot read gone.json"],
    [["bundle.json", "--artifact", "adapter"], "--artifact adapter is not NAME=FILE."],
    [["bundle.json", "--artifact", "x=y"], "the bundle has no artifact x."],
  ])("refuses %s", async (argv, says) => {
    const { exit, err } = await verify(argv);
    expect(exit).toBe(2);
    expect(err).toContain(says);
  });

  it("never compares a file with itself: what the manifest does not state is refused", async () => {
    const unstated = withArtifacts([{ kind: "code", name: "adapter", path: "adapter.mjs" }]);
    const { exit, err } = await verify([unstated]);
    expect(exit).toBe(2);
    expect(err).toContain("other.json states no sha256 of adapter: there is nothing to compare with.");
  });

  it("says what is wrong with a manifest", async () => {
    const { exit, err } = await verify([write("bad.json", { ...manifest, format: 3 })]);
    expect(exit).toBe(2);
    expect(err).toContain("bad.json is no manifest:");
    expect(err).toContain("/format");
  });
});
