import { type Expectation, expectationsOf } from "@/lib/bundles/expectations";
import { replayOutcome } from "@/lib/bundles/replay-rules";
import type { ReplayOutcome, ReplaySaid } from "@/lib/bundles/replay-schemas";
import { asAnswer, findText } from "@/lib/cli/answers";
import { type BundleSource, readBundle } from "@/lib/cli/bundles/bundle-source";
import { locateAll } from "@/lib/cli/bundles/locate";
import { compareOutput } from "@/lib/cli/bundles/outputs";
import { replaySummary, replayText } from "@/lib/cli/bundles/replay-text";
import { reportAsCheck } from "@/lib/cli/bundles/report-check";
import { runCommand } from "@/lib/cli/bundles/run-command";
import { makeScratch, type Scratch } from "@/lib/cli/bundles/scratch";
import { ownPlatform } from "@/lib/cli/bundles/words";
import { type Exit, exits, type Invocation } from "@/lib/cli/command";
import { Failure, wrongUsage } from "@/lib/cli/failure";
import { path } from "@/lib/cli/http";
import { printJson } from "@/lib/cli/text";
import { findDurationMs } from "@/lib/platform/durations";

/** The command's own output goes to standard error; standard output says what came of it. */
export async function run(invocation: Invocation): Promise<Exit> {
  const { io, flags, lists } = invocation;
  const how = readHow(invocation);
  const bundle = await readBundle(invocation);
  const { replay } = bundle.manifest;
  if (replay === undefined)
    throw new Failure(exits.refused, "The manifest records no command that replays it.", [
      "Write replay: {command: […], expects: [{path, sha256}]} into it, and register that bundle.",
    ]);
  if (!how.isDry) invocation.api();
  const expected = expectationsOf(bundle.manifest);
  const without = lists["without"] ?? [];
  const scratch = await makeScratch({ located: locateAll(bundle, invocation), expected, without });
  try {
    const said = await carryOut(invocation, { command: replay.command, expected, scratch, ...how });
    const reported = how.isDry ? { recorded: null, check: null } : await report(invocation, bundle, said);
    const outcome = replayOutcome(said);
    const { digest, manifest } = bundle;
    const { component, version } = manifest;
    const kept = flags.has("keep") ? { folder: scratch.work } : {};
    if (flags.has("json"))
      printJson(io, { digest, component, version, outcome, ...said, ...reported, ...kept });
    else io.write(replayText(io, bundle, { said, outcome, expected, isDry: how.isDry }));
    if (flags.has("keep") && !flags.has("json")) io.warn(`It ran in ${scratch.work}, which is kept.\n`);
    return outcome === "reproduced" ? exits.ok : exits.refused;
  } finally {
    if (!flags.has("keep")) await scratch.remove();
  }
}

interface How {
  limitMs: number;
  isDry: boolean;
}

function readHow({ flags, values }: Invocation): How {
  const { timeout = "30m", check, release } = values;
  const limitMs = findDurationMs(timeout);
  if (limitMs === null || limitMs === 0)
    throw wrongUsage(`--timeout ${timeout} is no duration.`, "Write one such as 90s, 30m or 2h.");
  const isDry = flags.has("dry-run");
  if ((check === undefined) !== (release === undefined))
    throw wrongUsage("--check and --release go together: the check NAME of the release SLUG.");
  if (isDry && check !== undefined) throw wrongUsage("--dry-run reports nothing, so no check either.");
  return { limitMs, isDry };
}

interface Asked extends How {
  command: readonly string[];
  expected: readonly Expectation[];
  scratch: Scratch;
}

async function carryOut(
  { io, lists, values }: Invocation,
  { command, expected, scratch, limitMs }: Asked,
): Promise<ReplaySaid> {
  const passed = [...new Set(lists["env"] ?? [])];
  const ended = await runCommand(io, { command, scratch, passed, limitMs });
  const outputs: ReplaySaid["outputs"] = [];
  for (const each of expected) outputs.push(await compareOutput(each, scratch));
  const without = lists["without"] ?? [];
  return {
    platform: ownPlatform(),
    ...ended,
    outputs,
    ...(passed.length === 0 ? {} : { environment: passed }),
    ...(without.length === 0 ? {} : { without: [...without] }),
    ...(values["url"] === undefined ? {} : { url: values["url"] }),
  };
}

const checkStatus = { reproduced: "passed", differs: "failed", failed: "failed" } as const satisfies Record<
  ReplayOutcome,
  string
>;

async function report(
  invocation: Invocation,
  { digest, manifest }: BundleSource,
  said: ReplaySaid,
): Promise<{ recorded: string | null; check: string | null }> {
  const at = path`/components/${manifest.component}/bundles/${digest}/replays`;
  const recorded = findText(asAnswer((await invocation.api().post(at, said)).body), "id");
  const { check: name, release } = invocation.values;
  if (name === undefined || release === undefined) return { recorded, check: null };
  const check = await reportAsCheck(invocation, {
    release,
    name,
    digest,
    // What was cut off says nothing of the bundle.
    status: said.ended === "exited" ? checkStatus[replayOutcome(said)] : "error",
    summary: replaySummary(said),
    evidence: {
      replay: recorded,
      platform: said.platform,
      durationMs: said.durationMs,
      outputs: said.outputs,
    },
  });
  return { recorded, check };
}
