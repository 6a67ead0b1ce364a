import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Exit, exits, type Invocation } from "@/lib/cli/command";
import { wrongUsage } from "@/lib/cli/failure";
import type { Api } from "@/lib/cli/http";
import { type Allowed, readAllowed } from "@/lib/cli/runner/allowed";
import type { Runner } from "@/lib/cli/runner/carry-out";
import { targetChecks } from "@/lib/cli/runner/check-targets";
import { openJournal } from "@/lib/cli/runner/journal";
import { poll } from "@/lib/cli/runner/poll";
import { readScripts, type Scripts } from "@/lib/cli/runner/scripts";
import { isStepKey } from "@/lib/rollbacks/step-signing";

/** Ends after the script that runs when it is asked to end; a second signal ends it as any other process. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags, lists, values } = invocation;
  const api = invocation.api();
  const running = scriptsOf(invocation);
  const allowed = allowedOf(invocation);
  if (running === null && allowed === null)
    throw wrongUsage(
      "The runner is told of nothing to do.",
      "Give --scripts DIR and --key KEY to run scripts, --fetch-from or --node-modules to fetch what plans go back to, or both.",
    );
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
    tell(invocation, api, { scripts: running?.scripts ?? null, allowed });
    const scripts: Runner | null =
      running === null
        ? null
        : { io, api, journal, ...running, folder, isStaging, runsDry: flags.has("run-dry") };
    const targets = allowed === null ? null : targetChecks({ io, api, allowed });
    await poll(
      { io, scripts, targets },
      {
        releases: lists["release"] ?? [],
        components: lists["component"] ?? [],
        stepsOnly: flags.has("steps-only"),
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

/** Scripts come with the key by which steps are known, and the key for nothing else. */
function scriptsOf({ io, values, lists }: Invocation): { scripts: Scripts; key: string } | null {
  const { scripts, key } = values;
  if (scripts === undefined && key === undefined) return null;
  if (scripts === undefined || key === undefined)
    throw wrongUsage(
      `--${scripts === undefined ? "scripts DIR" : "key KEY"} is missing.`,
      "--scripts and --key stand together.",
    );
  if (!isStepKey(key))
    throw wrongUsage(
      `--key ${key} is no key.`,
      "It is ed25519: and 43 characters, as the server says at /api/v1/runner/key and its admin confirms.",
    );
  return { scripts: readScripts(resolve(io.cwd, scripts), lists["allow"] ?? []), key };
}

function allowedOf({ io, flags, lists, values }: Invocation): Allowed | null {
  const allowed = readAllowed({
    cwd: io.cwd,
    from: lists["fetch-from"] ?? [],
    nodeModules: lists["node-modules"] ?? [],
    limitGib: values["fetch-limit"],
  });
  if (allowed !== null && flags.has("staging"))
    throw wrongUsage(
      "A runner of staging fetches nothing that plans go back to.",
      "Leave out --fetch-from and --node-modules, or --staging.",
    );
  return allowed;
}

function tell(
  { io, flags }: Invocation,
  { url }: Api,
  { scripts, allowed }: { scripts: Scripts | null; allowed: Allowed | null },
): void {
  if (scripts !== null) {
    const of = flags.has("staging") ? ", of drills on staging" : "";
    io.write(`Waits for steps of ${url}${of}; ${scripts.byDigest.size} scripts may run.\n`);
    for (const [digest, file] of scripts.byDigest) io.write(`  ${digest}  ${file}\n`);
  }
  if (allowed === null) return;
  io.write(`Fetches for ${url} what plans go back to, from nowhere but:\n`);
  for (const { href } of allowed.addresses) io.write(`  ${href}\n`);
  for (const folder of [...allowed.folders, ...allowed.nodeModules]) io.write(`  ${folder}\n`);
}
