// What a pipeline does: the Countersign command line with the machine's token.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { exampleFolder } from "../lib/manifest.mjs";
import { fail, quote, say } from "./transcript.mjs";

const program = join(exampleFolder, "../../bin/countersign.mjs");

/** Exit statuses of `gate status` and `gate wait`. */
export const exits = { ready: 0, notReady: 3, blocked: 4 };

/** An argument as a shell would take it, cut where it is long. */
function shown(arg) {
  const text = arg.length > 80 ? `${arg.slice(0, 60)}…` : arg;
  return /[^\w:./@=-]/.test(text) ? JSON.stringify(text) : text;
}

/**
 * @param {string} url
 * @param {string} token of the machine
 */
export function commandLine(url, token) {
  /** Runs and shows a command; the run ends where its exit status is another than expected. */
  function run(args, expectedExit = 0) {
    say(`$ countersign ${args.map(shown).join(" ")}`);
    const { status, stdout, stderr, error } = spawnSync(process.execPath, [program, ...args], {
      cwd: exampleFolder,
      encoding: "utf8",
      timeout: 60_000,
      env: { PATH: process.env.PATH, COUNTERSIGN_URL: url, COUNTERSIGN_TOKEN: token },
    });
    if (error) fail(error.message);
    if (`${stdout}${stderr}`.trim() !== "") quote(`${stdout}${stderr}`);
    if (expectedExit !== 0) quote(`(exit status ${status})`);
    if (status !== expectedExit) fail(`expected exit status ${expectedExit}, got ${status}`);
    return stdout;
  }

  return {
    /** @returns {string} the digest of the registered bundle */
    createBundle: (manifestFile) =>
      JSON.parse(run(["bundle", "create", "--manifest", manifestFile, "--json"])).digest,

    /** Runs what the bundle records on its artifacts alone; the output has to be the same, byte for byte. */
    replayBundle: (component, digest) =>
      run(["bundle", "replay", digest, "--component", component]),

    diffBundles: (component, from, to) =>
      run(["bundle", "diff", from, to, "--component", component]),

    reportCheck: ({ slug, name, digest, result, evidenceFile }) =>
      run([
        ...["check", "report", "--release", slug, "--name", name, "--bundle", digest],
        ...["--status", result.status, "--summary", result.summary, "--evidence", evidenceFile],
      ]),

    gateStatus: (slug, gate, expectedExit) => run(["gate", "status", slug, gate], expectedExit),

    /** Waits until the gate is ready. */
    waitForGate: (slug, gate) => run(["gate", "wait", slug, gate, "--timeout", "30s"], exits.ready),
  };
}
