/** An artifact of what is gone back to, as the bundle's manifest names it. */
export interface TargetArtifact {
  component: string;
  /** Digest of the bundle. */
  bundle: string;
  kind: string;
  name: string;
  /** null: the manifest names no place. */
  uri: string | null;
  /** null: a model hosted elsewhere, of which provider and version are all that is known. */
  sha256: string | null;
  size: number | null;
}

export const targetResults = ["verified", "missing", "differs", "unreachable"] as const;
export type TargetResult = (typeof targetResults)[number];

type ArtifactName = Pick<TargetArtifact, "component" | "bundle" | "kind" | "name">;

/** What a runner found of an artifact; times are epoch ms. */
export interface ArtifactReport extends ArtifactName {
  result: TargetResult;
  at: number;
  /** Id of the runner's machine, and its title. */
  machine: string;
  by: string;
  note: string | null;
}

export type ArtifactState = "verified" | "out-of-date" | "never" | "missing" | "differs" | "not-verifiable";

export interface ArtifactStanding extends TargetArtifact {
  state: ArtifactState;
  /** The last time it was found as it should be, half-open until when that counts. */
  verified: { at: number; by: string; until: number } | null;
  /** What was found since, or instead, and was no verification. */
  failed: Pick<ArtifactReport, "result" | "at" | "by" | "note"> | null;
}

/** How what is gone back to stands as a whole, by the worst of its artifacts. */
export type TargetFreshness =
  | { state: "verified"; at: number; until: number }
  | { state: "differs" }
  | { state: "never" }
  | { state: "out-of-date"; since: number }
  | { state: "not-verifiable"; why: "nothing" | "hosted" };

export interface TargetStanding {
  freshness: TargetFreshness;
  artifacts: ArtifactStanding[];
}

export interface KnownTarget {
  artifacts: readonly TargetArtifact[];
  /** In the order of record; of each runner, artifact and result the last one is enough. */
  reports: readonly ArtifactReport[];
  validForMs: number;
}

/**
 * Whether what is gone back to was fetched and found as agreed, and until when that counts. That something is missing or differs ends
 * a verification at once; that a runner could not reach it ends none, since nothing is known by that.
 */
export function targetStanding(known: KnownTarget, now: number): TargetStanding {
  const artifacts = known.artifacts.map((artifact) => artifactStanding(artifact, known, now));
  return { artifacts, freshness: freshnessOf(artifacts) };
}

function artifactStanding(
  artifact: TargetArtifact,
  { reports, validForMs }: KnownTarget,
  now: number,
): ArtifactStanding {
  const own = reports.filter((report) => isOf(report, artifact));
  const found = own.findLast(({ result }) => result !== "unreachable");
  const good = own.findLast(({ result }) => result === "verified");
  const last = own.at(-1);
  const verified = good === undefined ? null : { at: good.at, by: good.by, until: good.at + validForMs };
  const state = stateOf(artifact, { found: found?.result, until: verified?.until, now });
  // What is missing stays what is said of it, whoever could not reach it afterwards.
  const told = state === "missing" || state === "differs" ? found : last;
  const failed =
    told === undefined || told.result === "verified"
      ? null
      : { result: told.result, at: told.at, by: told.by, note: told.note };
  return { ...artifact, state, verified, failed };
}

function stateOf(
  { sha256 }: TargetArtifact,
  { found, until, now }: { found: TargetResult | undefined; until: number | undefined; now: number },
): ArtifactState {
  if (sha256 === null) return "not-verifiable";
  if (found === "missing" || found === "differs") return found;
  if (until === undefined) return "never";
  return now < until ? "verified" : "out-of-date";
}

function freshnessOf(artifacts: readonly ArtifactStanding[]): TargetFreshness {
  const of = (...states: ArtifactState[]) => artifacts.filter(({ state }) => states.includes(state));
  const times = (name: "at" | "until", among: readonly ArtifactStanding[]) =>
    Math.min(...among.flatMap(({ verified }) => verified?.[name] ?? []));
  if (of("missing", "differs").length > 0) return { state: "differs" };
  if (of("never").length > 0) return { state: "never" };
  const old = of("out-of-date");
  if (old.length > 0) return { state: "out-of-date", since: times("until", old) };
  const good = of("verified");
  if (good.length > 0) return { state: "verified", at: times("at", good), until: times("until", good) };
  return { state: "not-verifiable", why: artifacts.length === 0 ? "nothing" : "hosted" };
}

/** A runner that failed asks again after so long at the latest. */
const longestRetryMs = 6 * 3_600_000;

/**
 * What a runner may fetch now: what is not verified, or for longer than half of the time for which that counts, or was not since
 * somebody asked for it anew. What this runner reported lately is left to others for a while.
 * @param askedAt epoch ms; null: nobody did
 */
export function dueArtifacts(
  { artifacts, reports, validForMs }: KnownTarget,
  { machine, askedAt, now }: { machine: string; askedAt: number | null; now: number },
): TargetArtifact[] {
  const isSince = (at: number, forMs: number) => now < at + forMs && (askedAt === null || at > askedAt);
  const retryMs = Math.min(longestRetryMs, validForMs / 4);
  return artifacts.filter((artifact) => {
    const { state, verified } = artifactStanding(artifact, { artifacts, reports, validForMs }, now);
    if (state === "not-verifiable") return false;
    if (state === "verified" && verified !== null && isSince(verified.at, validForMs / 2)) return false;
    const own = reports.findLast((report) => report.machine === machine && isOf(report, artifact));
    return own === undefined || !isSince(own.at, retryMs);
  });
}

/** Whether nobody has looked for all of it since somebody asked for that. */
export function isAwaited(
  { artifacts, reports }: Pick<KnownTarget, "artifacts" | "reports">,
  askedAt: number,
): boolean {
  return artifacts.some(
    (artifact) =>
      artifact.sha256 !== null && !reports.some((report) => report.at > askedAt && isOf(report, artifact)),
  );
}

const leastMs = 10 * 60_000;
const mostMs = 24 * 3_600_000;
const slowestBytesPerMs = 10_000;

/** How long a runner has for what it takes; afterwards others may take it. Ten minutes, and what 10 MB a second make of the bytes. */
export function checkLimitMs(artifacts: readonly Pick<TargetArtifact, "size">[]): number {
  const bytes = artifacts.reduce((sum, { size }) => sum + (size ?? 0), 0);
  return Math.min(mostMs, leastMs + Math.ceil(bytes / slowestBytesPerMs));
}

function isOf(report: ArtifactName, artifact: ArtifactName): boolean {
  return (["component", "bundle", "kind", "name"] as const).every((part) => report[part] === artifact[part]);
}
