import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sha256 } from "@/lib/bundles/digest";
import { run } from "@/lib/cli/fixtures";
import { stepPublicKey } from "@/lib/rollbacks/step-signing";
import { testSite } from "@/lib/testing/api";
import { testDatabase } from "@/lib/testing/database";
import { eventually } from "@/lib/testing/interleave";
import { attemptRow, queueAttempt } from "@/lib/testing/rollback-rows";
import { serveApi } from "@/lib/testing/served-api";
import { makeWorld, type World } from "@/lib/testing/world";

const program = new URL("../../../bin/countersign.mjs", import.meta.url).pathname;
const key = stepPublicKey(testSite.secret);
const sha = (digit: string) => `sha256:${digit.repeat(64)}`;
const served = { servingDigest: "target", from: "runner" };

let world: World;
let server: Awaited<ReturnType<typeof serveApi>>;
let token = "";
let folder = "";
let slug = "";
let counter = 0;

beforeAll(async () => {
  world = await makeWorld((await testDatabase()).url);
  await world.release({ slug: "first" });
  server = await serveApi(world.kernel);
  token = await world.machine("runner", "owners", ["runner"]);
}, 60_000);
afterAll(async () => {
  await server.close();
  await world.close();
});
beforeEach(async () => {
  counter += 1;
  slug = `r-${counter}`;
  await world.release({ slug });
  folder = mkdtempSync(join(tmpdir(), "countersign-runner-"));
  mkdirSync(join(folder, "scripts"));
  return () => rmSync(folder, { recursive: true, force: true });
});

type Asked = Partial<Parameters<typeof queueAttempt>[1]> & { args?: string[] };

/** A script in the folder of those that may run, and an attempt that asks for it. */
async function queued(text: string, { args = [], ...more }: Asked = {}) {
  const script = `#!/bin/sh\n${text}\n`;
  writeFileSync(join(folder, "scripts", "put-back.sh"), script);
  const digest = sha256(Buffer.from(script));
  return queueAttempt(world.kernel, {
    release: slug,
    executor: { type: "command", script: digest, args },
    script: digest,
    ...more,
  });
}

const argv = (...more: string[]) => ["runner", "--scripts", "scripts", "--dir", "own", "--key", key, ...more];
const runOnce = (...more: string[]) =>
  run(server.url, argv("--once", "--release", slug, ...more), {
    cwd: folder,
    env: { PATH: process.env["PATH"], COUNTERSIGN_TOKEN: token, DEPLOY_KEY: "kept here" },
  });

const row = (id: string) => attemptRow(world.kernel, id);
const printed = async (attemptId: string) =>
  (
    await world.kernel.db.prisma.rollbackOutput.findMany({
      where: { attemptId },
      orderBy: { position: "asc" },
    })
  )
    .map(({ text }) => text)
    .join("");

describe("a runner", () => {
  it("runs what was handed out with its arguments and secrets but no token, and tells what it printed and what is served", async () => {
    const { attempt } = await queued(
      'echo "$1 $2"; echo "$DEPLOY_KEY/$COUNTERSIGN_TOKEN/$COUNTERSIGN_ATTEMPT/$COUNTERSIGN_DRY_RUN" >&2; pwd; echo "serving $COUNTERSIGN_TARGET"',
      { args: ["--to={{target}}", "$(id); {{target:model}}"], verify: served },
    );
    const { exit, err } = await runOnce();
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(await row(attempt)).toMatchObject({
      state: "succeeded",
      exitCode: 0,
      servingDigest: sha("a"),
      verification: "passed",
    });
    const text = await printed(attempt);
    expect(text).toContain(`--to=${sha("a")} $(id); ${sha("a")}\n`);
    expect(text).toContain(`kept here//${attempt}/\n`);
    expect(text).toContain(join(folder, "scripts"));
    expect(existsSync(join(folder, "own", "running", attempt))).toBe(false);
  });

  it("tells of a script that fails, of one that is over its time with all that it started, and of one that cannot be run", async () => {
    const failing = await queued("echo no room >&2; exit 3");
    await runOnce();
    expect(await row(failing.attempt)).toMatchObject({
      state: "failed",
      exitCode: 3,
      outcome: "put-back.sh ended with 3.",
    });
    await another();
    const pidFile = join(folder, "pid");
    const slow = await queued(`sleep 600 & echo $! > ${pidFile}; wait`, { timeLimitMs: 400 });
    await runOnce();
    expect(await row(slow.attempt)).toMatchObject({
      state: "failed",
      outcome: "put-back.sh took longer than 400 ms and was ended.",
    });
    const pid = Number(readFileSync(pidFile, "utf8"));
    await eventually(() => !isAlive(pid));
    await another();
    const strange = "#!/nowhere/at/all\n";
    writeFileSync(join(folder, "scripts", "strange"), strange);
    const script = sha256(Buffer.from(strange));
    const executor = { type: "command" as const, script, args: [] };
    const { attempt } = await queueAttempt(world.kernel, { release: slug, executor, script });
    await runOnce();
    expect((await row(attempt)).outcome).toBe(
      "strange could not be run: its interpreter, the first line after #!, is not there.",
    );
  });

  it("sends what is printed as text, and reads what is served from the last line", async () => {
    const { attempt } = await queued(
      `head -c 40000 /dev/zero | tr '\\0' 'x'; printf '\\033[31mred\\033[0m\\n'; echo 'serving {"model":"${sha("a")}"}'`,
      { verify: served },
    );
    await runOnce();
    expect(await printed(attempt)).toBe(`${"x".repeat(40_000)}red\nserving {"model":"${sha("a")}"}\n`);
    expect(await row(attempt)).toMatchObject({ verification: "passed" });
  });

  it("only says what it would run in a rehearsal, unless its scripts know of rehearsals", async () => {
    const told = await queued("echo ran > ../ran", { drill: "dry-run", dryRun: true, args: ["{{target}}"] });
    await runOnce();
    expect(existsSync(join(folder, "ran"))).toBe(false);
    expect(await row(told.attempt)).toMatchObject({
      state: "succeeded",
      outcome: `Rehearsed: it would run "put-back.sh" "${sha("a")}".`,
    });
    await another();
    await queued('echo "$COUNTERSIGN_DRY_RUN $COUNTERSIGN_DRILL" > ../ran', {
      drill: "dry-run",
      dryRun: true,
    });
    await runOnce("--run-dry");
    expect(readFileSync(join(folder, "ran"), "utf8")).toBe("1 dry-run\n");
  });

  it("takes a drill on staging only as the runner of staging", async () => {
    const { attempt } = await queued("exit 0", { drill: "staging" });
    await runOnce();
    expect(await row(attempt)).toMatchObject({ state: "queued" });
    await runOnce("--staging");
    expect(await row(attempt)).toMatchObject({ state: "succeeded" });
  });

  it("refuses a script that is not among those that may run, and arguments that name no component", async () => {
    const other = await queued("exit 0", { script: sha("9") });
    await runOnce();
    expect((await row(other.attempt)).outcome).toMatch(
      /^Refused: no script in .* has the digest sha256:9999/,
    );
    await another();
    const two = await queued("exit 0", {
      args: ["{{target}}"],
      target: { model: sha("a"), adapter: null },
    });
    await runOnce();
    expect((await row(two.attempt)).outcome).toMatch(/^Refused: \{\{target\}\} stands for one component/);
    await another();
    const narrowed = await queued("exit 0");
    writeFileSync(join(folder, "scripts", "other.sh"), "#!/bin/sh\nexit 1\n");
    await runOnce("--allow", sha256(readFileSync(join(folder, "scripts", "other.sh"))));
    expect((await row(narrowed.attempt)).outcome).toMatch(/^Refused: no script in/);
  });

  it("does not begin where the server signs with another key, where nothing may run, or beside another of its folder", async () => {
    const { attempt } = await queued("exit 0");
    const other = stepPublicKey("another secret of thirty-two characters!");
    const wrong = await run(server.url, ["runner", "--scripts", "scripts", "--key", other, "--once"], {
      cwd: folder,
      env: { COUNTERSIGN_TOKEN: token },
    });
    expect(wrong).toMatchObject({
      exit: 2,
      err: expect.stringContaining("signs with another key") as string,
    });
    mkdirSync(join(folder, "empty"));
    const nothing = await run(server.url, ["runner", "--scripts", "empty", "--key", key], { cwd: folder });
    expect(nothing).toMatchObject({ exit: 2, err: expect.stringContaining("There is no script") as string });
    expect(await row(attempt)).toMatchObject({ state: "queued" });
  });
});

async function another(): Promise<void> {
  counter += 1;
  slug = `r-${counter}`;
  await world.release({ slug });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}

describe("a runner that is a process of its own", () => {
  function started(...more: string[]): { child: ChildProcess; ended: Promise<number | null> } {
    const child = spawn(process.execPath, [program, ...argv("--release", slug, ...more)], {
      cwd: folder,
      env: { ...process.env, COUNTERSIGN_URL: server.url, COUNTERSIGN_TOKEN: token },
      stdio: "ignore",
    });
    return { child, ended: new Promise((resolve) => child.on("exit", resolve)) };
  }

  it("does not run again what it had begun when it was killed, and tells that nobody knows what came of it", async () => {
    const { attempt } = await queued("echo $$ >> ../begun; exec sleep 600");
    const begun = join(folder, "begun");
    const { child, ended } = started();
    await eventually(() => existsSync(begun) && readFileSync(begun, "utf8").endsWith("\n"));
    child.kill("SIGKILL");
    await ended;
    process.kill(Number(readFileSync(begun, "utf8")), "SIGKILL");
    expect(await row(attempt)).toMatchObject({ state: "claimed" });
    expect(await started("--once").ended).toBe(0);
    expect(await row(attempt)).toMatchObject({
      state: "failed",
      exitCode: null,
      outcome:
        "The runner was ended while the script ran. What came of it is not known, and it may still be running.",
    });
    expect(readFileSync(begun, "utf8").trim().split("\n")).toHaveLength(1);
  }, 60_000);

  it("ends after what runs when it is asked to", async () => {
    const { attempt } = await queued("echo x > ../begun; while [ ! -e ../go ]; do sleep 0.1; done");
    const { child, ended } = started();
    await eventually(() => existsSync(join(folder, "begun")));
    child.kill("SIGTERM");
    writeFileSync(join(folder, "go"), "");
    expect(await ended).toBe(0);
    expect(await row(attempt)).toMatchObject({ state: "succeeded" });
  }, 60_000);
});
