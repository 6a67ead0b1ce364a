import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Allowed, isAllowedAddress, readAllowed } from "./allowed";
import { placeOf } from "./places";

let root = "";
let allowed: Allowed;

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "countersign-places-")));
  for (const folder of ["models/out", "secret", "node_modules/@team/vad/dist"])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, "models/out/model.onnx"), "old");
  writeFileSync(join(root, "secret/key"), "key");
  symlinkSync(join(root, "secret/key"), join(root, "models/linked"));
  symlinkSync(join(root, "models/out/model.onnx"), join(root, "models/latest"));
  symlinkSync(join(root, "models"), join(root, "by-link"));
  writeFileSync(join(root, "node_modules/@team/vad/package.json"), '{ "version": "1.2.3" }');
  writeFileSync(join(root, "node_modules/@team/vad/dist/vad.onnx"), "old");
  const found = readAllowed({
    cwd: root,
    from: ["models", "https://models.example.org/team/", "http://localhost:9000"],
    nodeModules: ["node_modules"],
    limitGib: undefined,
  });
  if (found === null) throw new Error("something is allowed");
  allowed = found;
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const noteOf = (uri: string | null, of = allowed) => {
  const place = placeOf(uri, of);
  return "note" in place ? `${place.kind}: ${place.note}` : place.kind;
};

describe("where an artifact lies", () => {
  it("is a file below an allowed folder, by relative path, absolute path or file address, links within it followed", () => {
    const path = join(root, "models/out/model.onnx");
    for (const uri of ["out/model.onnx", path, pathToFileURL(path).href, "latest", "out/../out/model.onnx"])
      expect(placeOf(uri, allowed)).toEqual({ kind: "file", path });
    const byLink = { ...allowed, folders: [join(root, "by-link")] };
    expect(placeOf("out/model.onnx", byLink)).toEqual({ kind: "file", path });
  });

  it.each([
    ["../secret/key", /^unreachable: It lies outside/],
    ["out/../../secret/key", /^unreachable: It lies outside/],
    ["/etc/passwd", /^unreachable: It lies outside/],
    ["file:///etc/passwd", /^unreachable: It lies outside/],
    ["file://other/share/model", /^unreachable: It is no file of this machine/],
    ["linked", /^unreachable: A link leads out/],
    ["out/gone.onnx", /^missing: There is no file out\/gone\.onnx/],
    ["out/model.onnx/inside", /^missing/],
    ["a\u0000b", /^unreachable: It cannot be read/],
    [
      "https://models.example.org/other/model",
      /^unreachable: This runner may not fetch from https:\/\/models\.example\.org\/other\/model/,
    ],
    ["https://models.example.org.evil.example/team/x", /may not fetch/],
    ["http://models.example.org/team/x", /may not fetch/],
    ["https://models.example.org:444/team/x", /may not fetch/],
    ["https://a:b@models.example.org/team/x", /may not fetch/],
    ["https://models.example.org/team/../other/x", /may not fetch/],
    ["https://models.example.org/team/%2e%2e/other/x", /may not fetch/],
    ["https://models.example.org/team/..%2fother/x", /may not fetch/],
    ["https://models.example.org/team/%252e%252e%252fother", /may not fetch/],
    ["https://models.example.org/teammates/x", /may not fetch/],
    ["https://", /cannot be read/],
    [
      "oci:registry.example.org/model@sha256:1",
      /^unreachable: This runner does not know how to fetch oci: addresses/,
    ],
    ["registry:model/weights@3", /does not know how to fetch registry:/],
    ["npm:@team/vad@1.2.4/dist/vad.onnx", /^missing: @team\/vad is installed as 1\.2\.3, not as 1\.2\.4/],
    ["npm:@team/other@1.0.0/x", /^missing: @team\/other is not installed/],
    ["npm:@team/vad@1.2.3/dist/gone", /^missing: @team\/vad 1\.2\.3 has no file dist\/gone/],
    ["npm:@team/vad@1.2.3/../../../secret/key", /^unreachable: It lies outside of its package/],
    ["npm:../secret@1/key", /^unreachable: It is not written as npm:/],
    ["npm:vad", /^unreachable: It is not written as npm:/],
    [null, /^unreachable: The manifest does not say/],
  ])("is not looked for, or not there, where it is %j", (uri, why) => {
    expect(noteOf(uri)).toMatch(why);
  });

  it("is an address below one that is allowed, or a file of an installed package of that very version", () => {
    for (const uri of [
      "https://models.example.org/team/a/b.onnx?part=1",
      "http://localhost:9000/x",
      "HTTPS://MODELS.example.org/team/100%.bin",
    ])
      expect(placeOf(uri, allowed)).toEqual({ kind: "address", url: new URL(uri) });
    expect(placeOf("npm:@team/vad@1.2.3/dist/vad.onnx", allowed)).toEqual({
      kind: "file",
      path: join(root, "node_modules/@team/vad/dist/vad.onnx"),
    });
  });

  it("is nowhere for a runner that is told of no such place", () => {
    const nothing = { ...allowed, folders: [], addresses: [], nodeModules: [] };
    expect(noteOf("out/model.onnx", nothing)).toMatch(/may fetch no files/);
    expect(noteOf("npm:@team/vad@1.2.3/x", nothing)).toMatch(/is told of no node_modules/);
  });
});

it("an address is allowed only below a prefix of its own origin, whatever its path is made of", () => {
  const piece = fc.constantFrom(
    "team",
    "other",
    "..",
    ".",
    "%2e%2e",
    "%2f",
    "%5c",
    "..%2f",
    "%252e%252e",
    "a",
    "",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const url = new URL(`https://models.example.org/${pieces.join("/")}`);
      if (!isAllowedAddress(allowed, url)) return;
      // Undone as the least careful of servers would.
      let path = url.pathname;
      for (let depth = 0; depth < 3; depth += 1) path = decodeURIComponent(path);
      const reached = new URL(
        path.replaceAll("\\", "/").replaceAll(/\/+/g, "/"),
        "https://models.example.org",
      );
      expect(`${reached.pathname}/`).toMatch(/^\/team\//);
    }),
    { numRuns: 2_000 },
  );
});

describe("what a runner is told that it may fetch from", () => {
  const read = (from: string[], more: { nodeModules?: string[]; limitGib?: string } = {}) =>
    readAllowed({ cwd: root, from, nodeModules: [], limitGib: undefined, ...more });

  it("is nothing unless it is said", () => {
    expect(read([])).toBeNull();
    expect(read([], { nodeModules: ["node_modules"] })).toMatchObject({ folders: [], addresses: [] });
    expect(read(["models"], { limitGib: "0.5" })).toMatchObject({ mostBytes: 2 ** 29 });
  });

  it.each([
    [["s3://bucket/models"], {}, /nothing that a runner fetches from/],
    [["https://a:b@example.org/"], {}, /no beginning of an address/],
    [["https://example.org/?x"], {}, /no beginning of an address/],
    [["not-there"], {}, /there is no such file/],
    [["secret/key"], {}, /is no folder/],
    [["models"], { nodeModules: ["nowhere"] }, /there is no such file/],
    [["models"], { limitGib: "much" }, /is no number of GiB/],
    [["models"], { limitGib: "0" }, /is no number of GiB/],
  ])("is refused where it is %j with %j", (from, more, why) => {
    expect(() => read(from, more)).toThrow(why);
  });
});
