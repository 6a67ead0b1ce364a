import type { Expectation } from "@/lib/bundles/expectations";
import type {
  HashedArtifact,
  ReplayedOutput,
  ReplayOutcome,
  ReplaySaid,
  VerificationOutcome,
} from "@/lib/bundles/replay-schemas";
import type { Artifact } from "@/lib/bundles/schemas";
import type { Fault } from "@/lib/platform/errors";

/** What a replay came to. */
export function replayOutcome({
  ended,
  exitCode,
  outputs,
}: Pick<ReplaySaid, "ended" | "exitCode" | "outputs">): ReplayOutcome {
  if (ended !== "exited" || exitCode !== 0) return "failed";
  const isGood = outputs.every(({ result }) => result === "same" || result === "within-tolerance");
  return isGood ? "reproduced" : "differs";
}

/** What hashing the artifacts again came to; what nobody can hash does not count. */
export function verificationOutcome(
  artifacts: readonly Pick<HashedArtifact, "result">[],
): VerificationOutcome {
  if (artifacts.some(({ result }) => result === "differs")) return "differs";
  return artifacts.some(({ result }) => result === "missing") ? "incomplete" : "verified";
}

/** Where what is said of a replay contradicts itself or the manifest; null where it does not. */
export function replayFault(
  { ended, exitCode, outputs }: Pick<ReplaySaid, "ended" | "exitCode" | "outputs">,
  expected: readonly Expectation[],
): Fault | null {
  if ((ended === "exited") !== (exitCode !== undefined))
    return fault("/exitCode", "only what exited has an exit code", "an exit code where ended is exited");
  const names = expected.map(({ path }) => path);
  const misnamed = outputs.findIndex(({ path }) => !names.includes(path));
  if (misnamed !== -1)
    return fault(
      `/outputs/${misnamed}/path`,
      "the manifest does not expect it",
      names.length === 0 ? "no outputs" : `one of ${names.join(", ")}`,
    );
  const missing = names.find((name) => outputs.filter(({ path }) => path === name).length !== 1);
  if (missing !== undefined)
    return fault("/outputs", `${missing} does not stand once`, "each expected output, once");
  for (const [index, output] of outputs.entries()) {
    const wanted = expected.find(({ path }) => path === output.path);
    const why = wanted === undefined ? null : outputFault(output, wanted);
    if (why !== null) return fault(`/outputs/${index}/result`, why.message, why.expected);
  }
  return null;
}

function outputFault(
  { result, sha256 }: ReplayedOutput,
  { sha256: wanted, margins }: Expectation,
): { message: string; expected: string } | null {
  if ((result === "missing") !== (sha256 === undefined))
    return { message: "what was produced has a sha256", expected: "missing without a sha256" };
  if ((result === "same") !== (sha256 === wanted))
    return { message: `${wanted} is expected`, expected: "same for just this sha256" };
  return result === "within-tolerance" && margins === null
    ? { message: "the manifest states no tolerance", expected: "same, differs or missing" }
    : null;
}

/** Where what is said of the artifacts contradicts the manifest; null where it does not. */
export function verificationFault(
  said: readonly HashedArtifact[],
  artifacts: readonly Artifact[],
): Fault | null {
  const find = ({ kind, name }: HashedArtifact) =>
    artifacts.find((each) => each.kind === kind && each.name === name);
  for (const [index, each] of said.entries()) {
    const artifact = find(each);
    if (artifact === undefined)
      return fault(
        `/artifacts/${index}/name`,
        `the bundle has no ${each.kind} ${JSON.stringify(each.name)}`,
        "an artifact of the bundle",
      );
    const isHashed = artifact.sha256 !== undefined;
    const isSame = each.sha256 !== undefined && each.sha256 === artifact.sha256;
    if (isHashed !== (each.result !== "not-verifiable"))
      return fault(
        `/artifacts/${index}/result`,
        isHashed ? "it has a hash" : "nobody can hash it",
        isHashed ? "same, differs or missing" : "not-verifiable",
      );
    if ((each.result === "same") !== isSame)
      return fault(
        `/artifacts/${index}/result`,
        `the manifest says ${artifact.sha256 ?? "nothing"}`,
        "same for just this sha256",
      );
  }
  const isOnce = said.length === artifacts.length && new Set(said.map(find)).size === artifacts.length;
  return isOnce
    ? null
    : fault("/artifacts", "not each artifact stands once", "each artifact of the bundle, once");
}

function fault(path: string, message: string, expected: string): Fault {
  return { path, message: `${message}; expected ${expected}`, expected };
}
