import type { ArtifactStanding, TargetFreshness, TargetStanding } from "./target-freshness";

/** `2026-11-26 17:05 UTC`: an instant, so that what is said stays true. */
function utc(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Most artifacts that one sentence names. */
const named = 3;

/** What stands against relying on what is gone back to; null: nothing. `isFirm`: it is known not to be there as agreed. */
export function targetFault({ freshness, artifacts }: TargetStanding): {
  message: string;
  isFirm: boolean;
} | null {
  const of = (...states: ArtifactStanding["state"][]) =>
    artifacts.filter(({ state }) => states.includes(state));
  switch (freshness.state) {
    case "verified":
    case "not-verifiable":
      return null;
    case "differs":
      return {
        message: `What is gone back to is not there as agreed: ${list(of("missing", "differs"))}.`,
        isFirm: true,
      };
    case "never":
      return {
        message: `What is gone back to was not fetched and verified: ${list(of("never"))}.`,
        isFirm: false,
      };
    case "out-of-date":
      return {
        message: `That what is gone back to can be fetched counted until ${utc(freshness.since)}, and was not verified again: ${list(of("out-of-date"))}.`,
        isFirm: false,
      };
  }
}

function list(artifacts: readonly ArtifactStanding[]): string {
  const shown = artifacts.slice(0, named).map(artifactWords);
  const more = artifacts.length - shown.length;
  return `${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

function artifactWords({ name, component, failed }: ArtifactStanding): string {
  const what = `${name} of ${component}`;
  if (failed === null) return what;
  const { result, at, by, note } = failed;
  const found = {
    missing: "is missing",
    differs: "differs",
    unreachable: "could not be reached",
    verified: "",
  }[result];
  return `${what} ${found} (${by}, ${utc(at)}${note === null ? "" : `: ${note.replace(/\.$/, "")}`})`;
}

/** Who or what can make it so. */
export function targetMends({ restricted }: { restricted: boolean }): string {
  return restricted
    ? "Runners see no restricted release, so the plan has to do without validFor."
    : "It takes a runner that may fetch it: by itself, or at once where somebody asks for it.";
}

/** In one sentence, for those who read no page. */
export function freshnessWords(freshness: TargetFreshness): string {
  switch (freshness.state) {
    case "verified":
      return `fetched and verified ${utc(freshness.at)}, good until ${utc(freshness.until)}`;
    case "differs":
      return "not there as agreed";
    case "never":
      return "not fetched and verified yet";
    case "out-of-date":
      return `verified too long ago: good until ${utc(freshness.since)}`;
    case "not-verifiable":
      return freshness.why === "nothing"
        ? "nothing is fetched to go back"
        : "hosted elsewhere, so it cannot be verified";
  }
}
