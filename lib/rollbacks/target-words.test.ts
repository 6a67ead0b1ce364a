import { expect, it } from "vitest";
import { type ArtifactReport, type TargetArtifact, targetStanding } from "./target-freshness";
import { freshnessWords, targetFault } from "./target-words";

const day = 86_400_000;
const start = Date.parse("2026-11-20T10:00:00Z");
const artifacts = ["model.onnx", "labels.json", "code.tar", "card.md"].map((name): TargetArtifact => ({
  component: "detector",
  bundle: `sha256:${"a".repeat(64)}`,
  kind: "code",
  name,
  uri: null,
  sha256: "b".repeat(64),
  size: 1,
}));
const said = (at: number, more: Partial<ArtifactReport> = {}): ArtifactReport[] =>
  artifacts.map(({ component, bundle, kind, name }) => ({
    component,
    bundle,
    kind,
    name,
    result: "verified",
    at,
    machine: "m",
    by: "Runner",
    note: null,
    ...more,
  }));
const standing = (reports: ArtifactReport[], now = start) =>
  targetStanding({ artifacts, reports, validForMs: 7 * day }, now);

it("what stands against relying on a target names the artifacts, what was found of them, by whom and when", () => {
  expect(targetFault(standing([]))?.message).toBe(
    "What is gone back to was not fetched and verified: model.onnx of detector; labels.json of detector; code.tar of detector; and 1 more.",
  );
  const [first, ...rest] = said(start, { result: "unreachable", note: "It answers 503." });
  expect(targetFault(standing(first === undefined ? [] : [first]))?.message).toMatch(
    /: model\.onnx of detector could not be reached \(Runner, 2026-11-20 10:00 UTC: It answers 503\); labels\.json/,
  );
  const lost = [
    ...said(start - day),
    ...rest.slice(0, 1).map((each) => ({ ...each, result: "missing" as const })),
  ];
  expect(targetFault(standing(lost))?.message).toBe(
    "What is gone back to is not there as agreed: labels.json of detector is missing (Runner, 2026-11-20 10:00 UTC: It answers 503).",
  );
  expect(targetFault(standing(said(start), start + 7 * day))?.message).toMatch(
    /^That what is gone back to can be fetched counted until 2026-11-27 10:00 UTC, and was not verified again/,
  );
});

it("how a target stands is one clause", () => {
  const words = (reports: ArtifactReport[], now = start) => freshnessWords(standing(reports, now).freshness);
  expect(words(said(start))).toBe(
    "fetched and verified 2026-11-20 10:00 UTC, good until 2026-11-27 10:00 UTC",
  );
  expect(words([])).toBe("not fetched and verified yet");
  expect(words(said(start, { result: "differs" }))).toBe("not there as agreed");
  expect(words(said(start), start + 8 * day)).toBe("verified too long ago: good until 2026-11-27 10:00 UTC");
  expect(freshnessWords({ state: "not-verifiable", why: "nothing" })).toBe("nothing is fetched to go back");
  expect(freshnessWords({ state: "not-verifiable", why: "hosted" })).toMatch(/^hosted elsewhere/);
});
