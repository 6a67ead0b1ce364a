import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Exit, exits, type Invocation, required } from "@/lib/cli/command";
import { wrongUsage } from "@/lib/cli/failure";
import { openJournal } from "@/lib/cli/runner/journal";
import { poll } from "@/lib/cli/runner/poll";
import { readScripts } from "@/lib/cli/runner/scripts";
import { isStepKey } from "@/lib/rollbacks/step-signing";

/** Ends after the script that runs when it is asked to end; a second signal ends it as any other process. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags, lists, values } = invocation;
  const api = invocation.api();
  const key = required(invocation, "key");
  if (!isStepKey(key))
    throw wrongUsage(
      `--key ${key} is no key.`,
      "It is ed25519: and 43 characters, as the server says at /api/v1/runner/key and its admin confirms.",
    );
  const scripts = readScripts(resolve(io.cwd, required(invocation, "scripts")), lists["allow"] ?? []);
  const folder = resolve(io.cwd, values["dir"] ?? ".countersign-runner");
  const journal = await openJournal(folder);
  const stop = new AbortController();
  const end = () => {
    io.warn("Ending after what runs.\n");
    stop.abort();
  };
  process.once("SIGTERM", end).once("SIGINT", end);
  try {
    await rm(join(folder, "running"), { recursive: true, force: true });
    const isStaging = flags.has("staging");
    io.write(
      `Waits for steps of ${api.url}${isStaging ? ", of drills on staging" : ""}; ${scripts.byDigest.size} scripts may run.\n`,
    );
    for (const [digest, file] of scripts.byDigest) io.write(`  ${digest}  ${file}\n`);
    await poll(
      { io, api, journal, scripts, key, folder, isStaging, runsDry: flags.has("run-dry") },
      {
        releases: lists["release"] ?? [],
        components: lists["component"] ?? [],
        isOnce: flags.has("once"),
        signal: stop.signal,
      },
    );
    return exits.ok;
  } finally {
    process.off("SIGTERM", end).off("SIGINT", end);
    await journal.close();
  }
}
