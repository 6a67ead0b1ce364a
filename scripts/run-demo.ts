import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./build";

export interface DemoProcess {
  child: ChildProcess;
  /** Everything it wrote so far. */
  output: () => { stdout: string; stderr: string };
  /** The address from the line that says it is ready, empty for a worker; fails with its words when it ends before. */
  ready: Promise<string>;
  exited: Promise<number | null>;
}

/** Starts the demo as a process of its own, for tests. */
export function runDemo(settings: Record<string, string>): DemoProcess {
  return runScript("demo.ts", [], settings);
}

/** Starts the product in earnest, or one part of it, as a process of its own, for tests. */
export function runStart(settings: Record<string, string>, parts: string[] = []): DemoProcess {
  return runScript("start.ts", parts, settings);
}

function runScript(script: string, args: string[], settings: Record<string, string>): DemoProcess {
  const { npm_lifecycle_event: _inNpm, ...inherited } = process.env;
  const child = spawn(process.execPath, ["--import", "tsx", join(root, "scripts", script), ...args], {
    cwd: root,
    env: { ...inherited, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  const exited = new Promise<number | null>((done) => child.once("close", done));
  const ready = new Promise<string>((done, fail) => {
    child.stdout.on("data", (chunk: Buffer) => {
      said.stdout += chunk.toString("utf8");
      const address = /(?<=running at )https?:\/\/\S+/.exec(said.stdout)?.[0];
      if (address !== undefined) done(address);
      else if (said.stdout.includes("worker is running")) done("");
    });
    child.stderr.on("data", (chunk: Buffer) => (said.stderr += chunk.toString("utf8")));
    void exited.then((code) => fail(new Error(`It ended with ${code}: ${said.stderr}`)));
  });
  ready.catch(() => undefined);
  return { child, output: () => ({ ...said }), ready, exited };
}
