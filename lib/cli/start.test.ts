import { execFile } from "node:child_process";
import { symlinkSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, it } from "vitest";

import { commands } from "@/lib/cli/table";
import packageFile from "@/package.json";

const program = join(import.meta.dirname, "../../bin/countersign.mjs");

interface Ended {
  exit: number;
  out: string;
  err: string;
}

function spawned(file: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [file, ...args],
      { cwd: tmpdir(), env: { ...process.env, COUNTERSIGN_URL: "", COUNTERSIGN_TOKEN: "" } },
      (_, out, err) => resolve({ exit: child.exitCode ?? -1, out, err }),
    );
  });
}

it("starts from another folder, and through a link to it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bin-"));
  symlinkSync(program, join(folder, "countersign"));
  const expected = { exit: 0, out: `countersign ${packageFile.version}\n`, err: "" };
  expect(await spawned(program, ["--version"])).toEqual(expected);
  expect(await spawned(join(folder, "countersign"), ["--version"])).toEqual(expected);
  rmSync(folder, { recursive: true });
});

it("loads every command", { timeout: 60_000 }, async () => {
  const queue = commands.values();
  const lane = async (): Promise<void> => {
    for (const spec of queue) {
      const given = spec.arguments.map(({ name }) => (name === "FILE" ? "/dev/null" : "x"));
      const options = spec.options
        .filter(({ required }) => required === true)
        .flatMap(({ name, choices }) => [`--${name}`, choices?.[0] ?? "/dev/null"]);
      const { exit, err } = await spawned(program, [...spec.name.split(" "), ...given, ...options]);
      expect({ name: spec.name, exit, err }).toMatchObject({
        exit: 2,
        err: expect.stringMatching(
          /COUNTERSIGN_URL is not set|Cannot read x|\/dev\/null (cannot be used|is neither a time)/,
        ) as string,
      });
    }
  };
  await Promise.all([lane(), lane()]);
});

it("ends quietly when nobody reads on", async () => {
  const shell = execFile("sh", ["-c", `"$0" "$1" --help | true`, process.execPath, program], {
    cwd: tmpdir(),
  });
  const chunks: string[] = [];
  shell.stderr?.on("data", (chunk: string) => chunks.push(chunk));
  await new Promise((resolve) => shell.on("close", resolve));
  expect(chunks.join("")).toBe("");
});
