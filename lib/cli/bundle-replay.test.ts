import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, type Says, withServer } from "@/lib/cli/fixtures";

const sha256 = (content: string) => createHash("sha256").update(content).digest("hex");
let folder: string;
const { TMPDIR } = process.env;

function write(name: string, content: string | object): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return name;
}

function artifact(kind: string, name: string, content: string): Record<string, unknown> {
  write(`files/${name}`, content);
  return { kind, name, uri: `files/${name}`, sha256: sha256(content), size: content.length };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-replaying-"));
  mkdirSync(join(folder, "tmp"));
  // So that what is left behind is seen, and what others leave is not.
  process.env["TMPDIR"] = join(folder, "tmp");
});
afterAll(() => {
  if (TMPDIR === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = TMPDIR;
  rmSync(folder, { recursive: true });
});

const report = '{"f1":0.975,"voice":"de"}';

interface Bundle {
  /** Body of `evaluate.mjs`, after its import of node:fs as `fs`. */
  script?: string;
  command?: string[];
  expects?: Record<string, unknown>[];
  more?: Record<string, unknown>[];
}

function bundle({
  script = `fs.writeFileSync("report.json", '${report}');`,
  command,
  expects,
  more = [],
}: Bundle = {}) {
  const artifacts = [
    artifact("code", "evaluate.mjs", `import fs from "node:fs";\n${script}\n`),
    artifact("evaluation-report", "report.json", report),
    ...more,
  ];
  return write("bundle.json", {
    format: 1,
    component: "vad",
    version: "6",
    artifacts,
    replay: {
      command: command ?? ["node", "evaluate.mjs"],
      expects: expects ?? [{ path: "report.json", sha256: sha256(report) }],
    },
  });
}

const PATH = process.env["PATH"] ?? "";
const replay = (
  file: string,
  argv: string[] = ["--dry-run", "--json"],
  url = "",
  env: Record<string, string> = {},
) => run(url, ["bundle", "replay", file, ...argv], { cwd: folder, env: { PATH, ...env } });

interface Printed {
  outcome: string;
  exitCode?: number;
  ended: string;
  outputs: { path: string; result: string; note?: string; differences?: object[] }[];
  folder?: string;
  recorded: string | null;
}

const printed = ({ out }: { out: string }) => JSON.parse(out) as Printed;
const folders = () => readdirSync(tmpdir());

describe("bundle replay", () => {
  it("runs the recorded command in a folder of the artifacts alone, and finds its output the same", async () => {
    const script = `
      fs.writeFileSync("report.json", '${report}');
      console.log(JSON.stringify(fs.readdirSync(".", { recursive: true }).sort()));
      console.log("made " + fs.existsSync("report.json"));`;
    const done = await replay(
      bundle({ script, more: [artifact("configuration", "conf/limits.json", "{}")] }),
    );
    expect(done.exit).toBe(0);
    expect(printed(done)).toMatchObject({
      outcome: "reproduced",
      ended: "exited",
      exitCode: 0,
      outputs: [{ path: "report.json", result: "same", sha256: sha256(report) }],
      recorded: null,
    });
    expect(done.err).toContain('["conf","conf/limits.json","evaluate.mjs","report.json"]\nmade true\n');
    expect(folders()).toEqual([]);
  });

  it("does not lay out what the command is to produce, so doing nothing reproduces nothing", async () => {
    const done = await replay(bundle({ script: "" }));
    expect(done.exit).toBe(1);
    expect(printed(done)).toMatchObject({
      outcome: "differs",
      outputs: [{ path: "report.json", result: "missing", note: "there is no such file" }],
    });
  });

  it("passes on neither secrets nor anything else that was not named", async () => {
    const script = `fs.writeFileSync("report.json", '${report}'); console.log(JSON.stringify(process.env));`;
    const env = { AWS_SECRET_ACCESS_KEY: "hidden", CUDA_VISIBLE_DEVICES: "0", LANG: "C.UTF-8" };
    const file = bundle({ script });
    const done = await replay(file, ["--dry-run", "--json", "--env", "CUDA_VISIBLE_DEVICES"], "", env);
    const seen = JSON.parse(done.err.split("\n")[0] ?? "") as Record<string, string>;
    expect(Object.keys(seen).sort()).toEqual([
      "CUDA_VISIBLE_DEVICES",
      "HOME",
      "LANG",
      "PATH",
      "TEMP",
      "TMP",
      "TMPDIR",
      "USERPROFILE",
    ]);
    expect(seen["HOME"]).toMatch(/countersign-replay-\w+\/home$/);
    expect(JSON.parse(done.out)).toMatchObject({ environment: ["CUDA_VISIBLE_DEVICES"] });
    expect(done.out + done.err).not.toContain("hidden");
    expect((await replay(file, ["--dry-run", "--env", "GONE"])).err).toContain("there is no such variable");
    expect((await replay(file, ["--dry-run", "--env", "COUNTERSIGN_TOKEN"])).err).toContain("not passed on");
  });

  it("says at which place of the document what differs", async () => {
    const script = `fs.writeFileSync("report.json", '{"f1":0.974,"voice":"fr","new":1}');`;
    const done = await replay(bundle({ script }));
    expect(done.exit).toBe(1);
    expect(printed(done).outputs).toMatchObject([
      {
        result: "differs",
        differing: 3,
        differences: [
          { at: "/f1", expected: "0.975", found: "0.974" },
          { at: "/voice", expected: '"de"', found: '"fr"' },
          { at: "/new", expected: null, found: "1" },
        ],
      },
    ]);
    const told = await replay(bundle({ script }), ["--dry-run"]);
    expect(told.out).toContain("  differs  report.json  3 values differ\n");
    expect(told.out).toContain("  /f1     0.975 expected, 0.974 found\n");
    expect(told.out).toContain("  /new    nothing expected, 1 found\n");
    expect(told.out).toContain("Nothing was reported.\n");
  });

  it("takes numbers within the tolerance that the manifest states, and no further", async () => {
    const expects = (absolute: string) => [
      {
        path: "out/report.json",
        reference: { kind: "evaluation-report", name: "report.json" },
        tolerance: { absolute },
      },
    ];
    const script = `fs.mkdirSync("out"); fs.writeFileSync("out/report.json", '{"voice":"de","f1":0.974}');`;
    const near = await replay(bundle({ script, expects: expects("0.001") }));
    expect(near.exit).toBe(0);
    expect(printed(near).outputs).toMatchObject([{ result: "within-tolerance", withinTolerance: 1 }]);
    const told = await replay(bundle({ script, expects: expects("0.001") }), ["--dry-run"]);
    expect(told.out).toContain("  within tolerance  out/report.json  1 within absolute 0.001\n");
    const far = await replay(bundle({ script, expects: expects("0.0009") }));
    expect(far.exit).toBe(1);
    expect(printed(far).outputs).toMatchObject([{ result: "differs", differing: 1 }]);
  });

  it("tells bytes that differ from values that do, and what it cannot read", async () => {
    const spaced = await replay(bundle({ script: `fs.writeFileSync("report.json", '${report} ');` }));
    expect(printed(spaced)).toMatchObject({
      outcome: "differs",
      outputs: [{ note: "every value is the same, and it is written in another way", differing: 0 }],
    });
    const broken = await replay(bundle({ script: `fs.writeFileSync("report.json", "{");` }));
    expect(printed(broken).outputs[0]?.note).toMatch(/^it cannot be read as JSON: /);
    const expects = [{ path: "o.bin", sha256: sha256("else") }];
    const bytes = await replay(bundle({ script: `fs.writeFileSync("o.bin", "x");`, expects }));
    expect(printed(bytes).outputs[0]?.note).toMatch(/is expected; what it holds is not in the bundle/);
    const linked = await replay(bundle({ script: `fs.symlinkSync("/etc/hostname", "report.json");` }));
    expect(printed(linked).outputs).toMatchObject([{ result: "missing", note: "it is no file" }]);
  });

  it("has failed where the command does, whatever it wrote before", async () => {
    const script = `fs.writeFileSync("report.json", '${report}'); process.exitCode = 7;`;
    const done = await replay(bundle({ script }));
    expect(done.exit).toBe(1);
    expect(printed(done)).toMatchObject({ outcome: "failed", exitCode: 7, outputs: [{ result: "same" }] });
  });

  it("ends what takes too long, with all that it started", async () => {
    const script = `
      const { spawn } = await import("node:child_process");
      const child = spawn("sleep", ["60"]);
      console.log("child " + child.pid);
      setInterval(() => {}, 1000);`;
    const done = await replay(bundle({ script }), ["--dry-run", "--json", "--timeout", "1500ms"]);
    expect(done.exit).toBe(1);
    expect(printed(done)).toMatchObject({ outcome: "failed", ended: "timed-out" });
    const pid = Number(/child (\d+)/.exec(done.err)?.[1]);
    expect(pid).toBeGreaterThan(0);
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it("runs nothing where an artifact is missing or is another content, naming each", async () => {
    const more = [artifact("dataset", "clips.tar", "clips"), artifact("configuration", "limits", "{}")];
    const file = bundle({ more });
    write("files/limits", "{ }");
    rmSync(join(folder, "files/clips.tar"));
    const done = await replay(file);
    expect(done.exit).toBe(3);
    expect(done.err).toContain("  clips.tar: files/clips.tar: there is no such file\n");
    expect(done.err).toContain("  limits: files/limits: it has more than 2 bytes");
    const without = await replay(file, [
      "--dry-run",
      "--json",
      "--without",
      "clips.tar",
      "--without",
      "limits",
    ]);
    expect(without.exit).toBe(0);
    expect(JSON.parse(without.out)).toMatchObject({ without: ["clips.tar", "limits"] });
  });

  it("fetches an artifact by its address, and checks what it got before it runs", async () => {
    await withServer(
      () => ({ status: 200, text: "{}" }),
      async ({ url }) => {
        const lies = {
          kind: "configuration",
          name: "limits",
          uri: `${url}/limits`,
          sha256: sha256("{}"),
          size: 2,
        };
        expect((await replay(bundle({ more: [lies] }))).exit).toBe(0);
        const other = await replay(bundle({ more: [{ ...lies, sha256: sha256("[]") }] }));
        expect(other.exit).toBe(3);
        expect(other.err).toContain(`limits: ${url}/limits: its sha256 is ${sha256("{}")}`);
      },
    );
  });

  it("lays nothing out outside its folder, nor two under one name", async () => {
    const outside = { ...artifact("configuration", "x", "x"), name: "../x" };
    const refused = await replay(bundle({ more: [outside] }));
    expect(refused.exit).toBe(2);
    expect(refused.err).toContain("The artifact ../x cannot be laid out");
    const twice = { ...artifact("configuration", "y", "y"), name: "evaluate.mjs" };
    expect((await replay(bundle({ more: [twice] }))).err).toContain(
      "Two artifacts have the name evaluate.mjs",
    );
  });

  it("says so where the program is not here, or the manifest has no command", async () => {
    const gone = await replay(bundle({ command: ["no-such-program"] }));
    expect(gone.exit).toBe(3);
    expect(gone.err).toContain("no-such-program could not be started: there is no such program here.");
    const artifacts = [artifact("code", "a", "a")];
    const plain = write("plain.json", { format: 1, component: "vad", version: "6", artifacts });
    const none = await replay(plain);
    expect(none.exit).toBe(1);
    expect(none.err).toContain("The manifest records no command that replays it.");
  });

  it("keeps the folder where it is told to", async () => {
    const done = printed(await replay(bundle(), ["--dry-run", "--json", "--keep"]));
    expect(readFileSync(join(done.folder ?? "", "report.json"), "utf8")).toBe(report);
    for (const name of folders()) rmSync(join(tmpdir(), name), { recursive: true });
  });

  it("records the result with the bundle, and reports it as a check", async () => {
    const says: Says = ({ path }) => ({ status: path.includes("/checks") ? 200 : 201, body: { id: "one" } });
    await withServer(says, async ({ url, seen }) => {
      const done = await replay(
        bundle({ script: `fs.writeFileSync("report.json", '{"f1":1,"voice":"de"}');` }),
        ["--check", "replay", "--release", "vad-6", "--url", "https://ci.example.org/1"],
        url,
      );
      expect(done.exit).toBe(1);
      expect(done.err).toContain("Reported the check replay of vad-6: failed.\n");
      const [recorded, check] = seen;
      expect(decodeURIComponent(recorded?.path ?? "")).toMatch(
        /^\/api\/v1\/components\/vad\/bundles\/sha256:[0-9a-f]{64}\/replays$/,
      );
      expect(recorded?.body).toMatchObject({
        ended: "exited",
        exitCode: 0,
        url: "https://ci.example.org/1",
        outputs: [{ path: "report.json", result: "differs", differing: 1 }],
      });
      expect(check).toMatchObject({
        path: "/api/v1/releases/vad-6/checks",
        body: {
          name: "replay",
          status: "failed",
          summary: expect.stringContaining("report.json: differs (/f1: 0.975 → 1).") as string,
          evidence: { replay: "one" },
        },
      });
    });
    await withServer(says, async ({ url, seen }) => {
      const late = await replay(
        bundle({ script: "setInterval(() => {}, 1000);" }),
        ["--check", "replay", "--release", "vad-6", "--timeout", "1s"],
        url,
      );
      expect(late.exit).toBe(1);
      expect(seen[1]?.body).toMatchObject({ status: "error" });
    });
  });

  it.each([
    [["--check", "replay"], "--check and --release go together"],
    [["--dry-run", "--check", "replay", "--release", "x"], "--dry-run reports nothing"],
    [["--timeout", "soon"], "--timeout soon is no duration."],
    [["--dry-run", "--without", "x"], "the bundle has no artifact of this name"],
  ])("refuses %s", async (argv, says) => {
    const { exit, err } = await replay(bundle(), argv, "http://127.0.0.1:9");
    expect(exit).toBe(2);
    expect(err).toContain(says);
  });
});

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
}
