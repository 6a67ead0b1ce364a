import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeEach, describe, expect, it } from "vitest";

import { sampleArchive } from "@/lib/testing/sample-archive";
import { problem, run, withServer } from "@/lib/cli/fixtures";

const folder = mkdtempSync(join(tmpdir(), "countersign-evidence-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});

const sent = (bytes: Buffer) => ({
  status: 200,
  text: bytes,
  headers: {
    "content-type": "application/x-tar",
    "content-disposition": 'attachment; filename="countersign-silero-12.tar"',
  },
});

describe("export", () => {
  it("saves the archive under the server's name, whole", async () => {
    const bytes = await sampleArchive();
    await withServer(
      () => sent(bytes),
      async ({ url, seen }) => {
        const { exit, out } = await run(url, ["export", "silero", "--since", "7"], { cwd: folder });
        expect(exit).toBe(0);
        expect(out).toMatch(
          /^Saved countersign-silero-12\.tar \(.*\)\.\nNext: countersign verify countersign-silero-12\.tar\n$/,
        );
        expect(seen[0]?.path).toBe("/api/v1/releases/silero/export?since=7");
        expect(readdirSync(folder)).toEqual(["countersign-silero-12.tar"]);
        expect(readFileSync(join(folder, "countersign-silero-12.tar")).equals(bytes)).toBe(true);
      },
    );
  });

  it("of the ledger goes where it is told to, over what is there", async () => {
    writeFileSync(join(folder, "l.tar"), "old");
    await withServer(
      () => sent(Buffer.from("new")),
      async ({ url, seen }) => {
        const { exit } = await run(url, ["export", "--ledger", "--from", "9", "-o", "l.tar"], {
          cwd: folder,
        });
        expect({ exit, path: seen[0]?.path }).toEqual({ exit: 0, path: "/api/v1/ledger/export?from=9" });
        expect(readFileSync(join(folder, "l.tar"), "utf8")).toBe("new");
      },
    );
  });

  it("does not write over a file whose name the server chose", async () => {
    writeFileSync(join(folder, "countersign-silero-12.tar"), "kept");
    await withServer(
      () => sent(Buffer.from("new")),
      async ({ url }) => {
        const { exit, err } = await run(url, ["export", "silero"], { cwd: folder });
        expect(exit).toBe(2);
        expect(err).toContain("is there already");
        expect(readFileSync(join(folder, "countersign-silero-12.tar"), "utf8")).toBe("kept");
        expect(readdirSync(folder)).toHaveLength(1);
      },
    );
  });

  it("begins again where the connection is lost, and leaves nothing behind where it is refused", async () => {
    await withServer(
      (_, count) => (count === 1 ? "reset" : sent(Buffer.from("whole"))),
      async ({ url }) => {
        expect((await run(url, ["export", "silero", "-o", "a.tar"], { cwd: folder })).exit).toBe(0);
        expect(readFileSync(join(folder, "a.tar"), "utf8")).toBe("whole");
      },
    );
    await withServer(
      () => problem(404, "not-found"),
      async ({ url }) => {
        const { exit, err } = await run(url, ["export", "silero", "-o", "b.tar"], { cwd: folder });
        expect(exit).toBe(1);
        expect(err).toContain("not-found");
        expect(readdirSync(folder)).toEqual(["a.tar"]);
      },
    );
  });

  it.each([
    [["export"], "SLUG is missing"],
    [["export", "silero", "--ledger"], "Leave one of them out"],
    [["export", "silero", "--from", "3"], "--from goes with --ledger"],
    [["export", "--ledger", "--since", "3"], "--since is of a release"],
  ])("refuses %j", async (argv, words) => {
    const { exit, err } = await run("http://127.0.0.1:9", argv, { cwd: folder });
    expect(exit).toBe(2);
    expect(err).toContain(words);
  });
});

describe("verify", () => {
  const none = { COUNTERSIGN_URL: undefined, COUNTERSIGN_TOKEN: undefined };

  it("needs no server, and says of a sound archive what it is, what was compared and what was not", async () => {
    writeFileSync(join(folder, "e.tar"), await sampleArchive());
    const { exit, out, err } = await run("", ["verify", "e.tar"], { cwd: folder, env: none });
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(out).toContain("Sound: release sample");
    expect(out).toContain("entries with the log's root");
    expect(out).toContain("no checkpoint that was held elsewhere was given");
  });

  it("names what is wrong, and exits with 1", async () => {
    const bytes = await sampleArchive();
    const at = bytes.indexOf('"type":"vote.cast"');
    bytes[at + 9] = 0x56;
    writeFileSync(join(folder, "e.tar"), bytes);
    const { exit, out } = await run("", ["verify", "e.tar"], { cwd: folder, env: none });
    expect(exit).toBe(1);
    expect(out).toMatch(/^Not sound: 1 fault in e\.tar\n {2}entries\/\d{12}\.json: its SHA-256 is/);
  });

  it("says it as JSON, too", async () => {
    writeFileSync(join(folder, "e.tar"), await sampleArchive());
    const { out } = await run("", ["verify", "e.tar", "--json"], { cwd: folder, env: none });
    expect(JSON.parse(out)).toMatchObject({ kind: "verified", isSound: true, faults: [], what: "release" });
  });

  it.each([
    ["no archive", "text", "it is no export of Countersign"],
    ["an empty file", "", "it is no export of Countersign"],
  ])("exits with 2 for %s", async (_, content, words) => {
    writeFileSync(join(folder, "x.tar"), content);
    const { exit, err } = await run("", ["verify", "x.tar"], { cwd: folder, env: none });
    expect(exit).toBe(2);
    expect(err).toContain(words);
  });

  it("exits with 2 for a file that is not there, and for a key that is none", async () => {
    expect((await run("", ["verify", "nothing.tar"], { cwd: folder, env: none })).exit).toBe(2);
    writeFileSync(join(folder, "e.tar"), await sampleArchive());
    const { exit, err } = await run("", ["verify", "e.tar", "--key", "x+1+y"], { cwd: folder, env: none });
    expect(exit).toBe(2);
    expect(err).toContain("is no key");
  });
});
