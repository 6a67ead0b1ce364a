import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "@/lib/bundles/digest";
import type { StepSaid } from "@/lib/rollbacks/attempt-schemas";
import { signTask, stepPublicKey } from "@/lib/rollbacks/step-signing";
import type { StepTask } from "@/lib/rollbacks/step-task";
import { sampleTask } from "@/lib/testing/sample-task";
import { argumentsOf, carryOut, type Runner } from "./carry-out";
import { openJournal } from "./journal";
import { streamOutput } from "./output";
import { readScripts } from "./scripts";

const secret = "a secret of at least thirty-two characters";
const script = "#!/bin/sh\necho ran >> ran\n";
const sha = (digit: string) => `sha256:${digit.repeat(64)}`;
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-runner-"));
  writeFileSync(join(folder, "put-back.sh"), script);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const taskOf = () => sampleTask({ script: sha256(Buffer.from(script)) });

async function runner(change: Partial<Runner> = {}): Promise<Runner> {
  const io = {
    env: { PATH: process.env["PATH"] },
    cwd: folder,
    colours: false,
    write: () => undefined,
    warn: () => undefined,
    readStdin: () => Promise.resolve(Buffer.alloc(0)),
    nowMs: () => 0,
    sleep: () => Promise.resolve(),
  };
  const sent = { status: 204, body: null };
  const api = {
    url: "",
    get: () => Promise.resolve(sent),
    getText: () => Promise.resolve(""),
    download: () => Promise.reject(new Error("nothing is downloaded")),
    post: () => Promise.resolve(sent),
  };
  const journal = await openJournal(join(folder, "own"));
  const scripts = readScripts(folder, []);
  const key = stepPublicKey(secret);
  return {
    io,
    api,
    journal,
    scripts,
    key,
    folder: join(folder, "own"),
    isStaging: false,
    runsDry: false,
    ...change,
  };
}

const signed = (task: StepTask, by = secret) => ({ task, signature: signTask(task, by) });
const ran = () => {
  try {
    return readFileSync(join(folder, "ran"), "utf8").split("\n").length - 1;
  } catch {
    return 0;
  }
};

describe("what is handed out", () => {
  it.each<[string, (task: StepTask) => { task: unknown; signature: unknown }, RegExp]>([
    [
      "is signed with another key",
      (task) => signed(task, "another secret of thirty-two characters!"),
      /not signed with the key/,
    ],
    [
      "was changed after it was signed",
      (task) => ({ ...signed(task), task: { ...task, number: 2 } }),
      /not signed with the key/,
    ],
    ["is signed by nobody", (task) => ({ task, signature: undefined }), /not signed with the key/],
    [
      "is written in another form",
      (task) => ({ ...signed(task), task: { ...task, more: 1 } }),
      /another form/,
    ],
    ["is a drill on staging", (task) => signed({ ...task, drill: "staging" }), /for a runner of staging/],
    ["is over its time", (task) => signed({ ...task, dueAt: "2020-01-01T00:00:00.000Z" }), /was due at 2020/],
    ["names no script", (task) => signed({ ...task, script: null }), /names no script/],
    [
      "is for another executor",
      (task) => signed({ ...task, executor: { type: "manual" } }),
      /names no script/,
    ],
    [
      "names a component that is not there",
      (task) => signed({ ...task, executor: { type: "command", args: ["{{target:x}}"] } }),
      /no component x/,
    ],
  ])("is not run where it %s", async (_what, handed, why) => {
    const said = await carryOut(await runner(), handed(taskOf()));
    expect(said).toMatchObject({ succeeded: false });
    expect(said.note).toMatch(why);
    expect(ran()).toBe(0);
  });

  it("is not run by a runner of staging unless it is a drill there", async () => {
    const said = await carryOut(await runner({ isStaging: true }), signed(taskOf()));
    expect(said.note).toMatch(/for drills on staging alone/);
    expect(ran()).toBe(0);
  });

  it("is run once, whatever the server says, also by the next runner of the folder", async () => {
    const first = await runner();
    expect(await carryOut(first, signed(taskOf()))).toMatchObject({ succeeded: true, exitCode: 0 });
    expect((await carryOut(first, signed(taskOf()))).note).toMatch(/none is run twice/);
    await first.journal.close();
    expect((await carryOut(await runner(), signed(taskOf()))).note).toMatch(/none is run twice/);
    expect(ran()).toBe(1);
  });

  it("is not run where the script was changed, or is gone, since the runner was started", async () => {
    const started = await runner();
    appendFileSync(join(folder, "put-back.sh"), "echo more\n");
    expect((await carryOut(started, signed(taskOf()))).note).toMatch(/put-back\.sh was changed since/);
    rmSync(join(folder, "put-back.sh"));
    expect((await carryOut(started, signed(taskOf()))).note).toMatch(/cannot be read any more/);
    expect(ran()).toBe(0);
  });
});

it("a runner that has no room for the script says so and goes on", async () => {
  const started = await runner();
  writeFileSync(join(folder, "own", "running"), "in the way");
  expect((await carryOut(started, signed(taskOf()))).note).toMatch(
    /^The runner could not carry it out: .*(EEXIST|ENOTDIR)/,
  );
  expect(ran()).toBe(0);
});

describe("a runner's journal", () => {
  const said: StepSaid = { succeeded: true, exitCode: 0 };

  it("keeps what was not told to the server, through a line that was cut off", async () => {
    const own = join(folder, "own");
    const first = await openJournal(own);
    first.begin("a");
    first.begin("b");
    first.end("b", said);
    first.begin("c");
    first.end("c", said);
    first.reported("c");
    await first.close();
    appendFileSync(join(own, "journal"), '{"attempt":"d","wh');
    const second = await openJournal(own);
    expect(second.unreported()).toEqual([
      { attempt: "a", said: expect.objectContaining({ succeeded: false }) as StepSaid },
      { attempt: "b", said },
    ]);
    expect(["a", "b", "c", "d"].map(second.knows)).toEqual([true, true, true, false]);
    second.reported("a");
    second.reported("b");
    await second.close();
    const third = await openJournal(own);
    expect(third.unreported()).toEqual([]);
    await third.close();
  });

  it("is one runner's at a time", async () => {
    const first = await openJournal(join(folder, "own"));
    await expect(openJournal(join(folder, "own"))).rejects.toThrow(/is a runner with this folder/);
    await first.close();
  });
});

describe("arguments", () => {
  const of = (args: string[], target: StepTask["target"]) =>
    argumentsOf({ executor: { type: "command", artifact: "rollback-script", args }, target });

  it("hold the digest of what is gone back to, and nothing else is put into them", () => {
    expect(
      of(["--to={{target}}", "{{ target }}", "$HOME", "{{target:vad}}{{target:vad}}"], { vad: sha("2") }),
    ).toEqual([`--to=${sha("2")}`, "{{ target }}", "$HOME", sha("2") + sha("2")]);
    expect(of(["{{target:a}}", "{{target:b}}"], { a: sha("1"), b: null })).toEqual([sha("1"), "none"]);
    expect(of(["{{target}}"], { a: sha("1"), b: null })).toMatch(/stands for one component/);
    expect(of(["{{target:constructor}}"], { a: sha("1") })).toMatch(/no component constructor/);
  });
});

describe("what a script prints", () => {
  it("is sent in order and in pieces, without what moves a cursor, and the rest is left out", async () => {
    const pieces: { position: number; text: string }[] = [];
    const output = streamOutput((piece) => {
      pieces.push(piece);
      return Promise.reject(new Error("lost"));
    });
    output.add("\u001b[31mred\u001b[0m\u0000\r\n50 %\r100 %\n");
    for (let count = 0; count < 200; count += 1) output.add("é".repeat(11_999));
    await output.end(1_000);
    expect(pieces[0]?.text.startsWith("red\n50 %\n100 %\n")).toBe(true);
    expect(pieces.map(({ position }) => position)).toEqual(Array.from({ length: 128 }, (_, at) => at));
    expect(pieces.at(-1)?.text).toBe("\n[The rest was left out.]\n");
    expect(pieces.every(({ text }) => text.length <= 12_000)).toBe(true);
  });

  it("never holds half of a character", async () => {
    const pieces: string[] = [];
    const output = streamOutput(({ text }) => Promise.resolve(pieces.push(text)));
    output.add(`x${"😀".repeat(12_000)}`);
    await output.end(1_000);
    expect(pieces.join("")).toBe(`x${"😀".repeat(12_000)}`);
    expect(pieces.some((text) => /[\ud800-\udbff]$/.test(text))).toBe(false);
  });
});
