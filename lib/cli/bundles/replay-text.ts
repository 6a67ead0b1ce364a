import type { Expectation } from "@/lib/bundles/expectations";
import type { ReplayedOutput, ReplayOutcome, ReplaySaid } from "@/lib/bundles/replay-schemas";
import type { BundleSource } from "@/lib/cli/bundles/bundle-source";
import type { Io } from "@/lib/cli/io";
import { spanText } from "@/lib/cli/moments";
import { type Colour, columns, paint, safe } from "@/lib/cli/text";

interface Told {
  said: ReplaySaid;
  outcome: ReplayOutcome;
  expected: readonly Expectation[];
  isDry: boolean;
}

const outcomeWords: Record<ReplayOutcome, readonly [string, Colour]> = {
  reproduced: ["reproduced", "green"],
  differs: ["differs", "red"],
  failed: ["failed", "red"],
};

const resultWords: Record<ReplayedOutput["result"], readonly [string, Colour]> = {
  same: ["the same", "green"],
  "within-tolerance": ["within tolerance", "green"],
  differs: ["differs", "red"],
  missing: ["not produced", "red"],
};

/** What a replay came to, output by output, with the places that differ. */
export function replayText(io: Io, { manifest, digest }: BundleSource, told: Told): string {
  const { said, outcome, expected, isDry } = told;
  const [word, colour] = outcomeWords[outcome];
  const rows = said.outputs.map((output) => {
    const [says, painted] = resultWords[output.result];
    return [paint(io, painted, says), output.path, wordsOf(output, expected)];
  });
  return [
    `${manifest.component} ${manifest.version}, ${digest}: ${paint(io, colour, word)}\n`,
    `${endingWords(said)} on ${said.platform}${otherPlatform(manifest.environment?.platform, said.platform)}\n`,
    rows.length === 0 ? "The manifest expects no outputs.\n" : columns(rows, { indent: 2 }),
    ...said.outputs.map(differencesOf),
    isDry ? "Nothing was reported.\n" : "",
  ].join("");
}

function otherPlatform(made: string | undefined, here: string): string {
  return made === undefined || made === here ? "" : `; the bundle was made on ${made}`;
}

function endingWords({ ended, exitCode, durationMs }: ReplaySaid): string {
  const took = `after ${spanText(durationMs)}`;
  switch (ended) {
    case "exited":
      return `The command ended with ${exitCode ?? 0} ${took}`;
    case "timed-out":
      return `The command was ended ${took}, its time limit`;
    case "killed":
      return `The command was ended by a signal ${took}`;
  }
}

function wordsOf(
  { path, withinTolerance, differing, note }: ReplayedOutput,
  expected: readonly Expectation[],
) {
  const margins = expected.find((each) => each.path === path)?.margins ?? null;
  const allowed = Object.entries(margins ?? {}).map(([kind, by]) => `${kind} ${by}`);
  return [
    ...(differing === undefined || differing === 0
      ? []
      : [`${differing} ${differing === 1 ? "value differs" : "values differ"}`]),
    ...(withinTolerance === undefined ? [] : [`${withinTolerance} within ${allowed.join(" or ")}`]),
    ...(note === undefined ? [] : [safe(note)]),
  ].join("; ");
}

function differencesOf({ path, differences = [], differing = 0 }: ReplayedOutput): string {
  if (differences.length === 0) return "";
  const rows = differences.map(({ at, expected, found }) => [
    safe(at === "" ? "the whole" : at),
    `${safe(expected ?? "nothing")} expected, ${safe(found ?? "nothing")} found`,
  ]);
  const more = differing - differences.length;
  return `${path}\n${columns(rows, { indent: 2, width: 120 })}${more > 0 ? `  and ${more} more\n` : ""}`;
}

/** In one line, for a check. */
export function replaySummary(said: ReplaySaid): string {
  const { outputs, platform } = said;
  const told = outputs.map(({ path, result, differences }) => {
    const first = differences?.[0];
    const place =
      first === undefined
        ? ""
        : ` (${first.at}: ${first.expected ?? "nothing"} → ${first.found ?? "nothing"})`;
    return `${path}: ${resultWords[result][0]}${place}`;
  });
  return `${endingWords(said)} on ${platform}. ${told.join("; ") || "No outputs are expected"}.`;
}
