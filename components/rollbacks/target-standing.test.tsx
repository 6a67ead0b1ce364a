import { renderToString } from "react-dom/server";
import { expect, it, vi } from "vitest";
import type { VerifyAct } from "@/lib/rollbacks/rollback-view";
import type { TargetAnswer } from "@/lib/rollbacks/target-schemas";
import { TargetStanding } from "./target-standing";

const now = Date.parse("2026-11-26T12:00:00Z");
const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000).toISOString();
type Artifact = TargetAnswer["artifacts"][number];

const artifact = (more: Partial<Artifact> = {}): Artifact => ({
  component: "detector",
  bundle: `sha256:${"a".repeat(64)}`,
  kind: "model-weights",
  name: "model.onnx",
  uri: "https://models.example.org/model.onnx",
  sha256: "b".repeat(64),
  state: "verified",
  verified: { at: hoursAgo(3), by: "Runner", until: hoursAgo(-165) },
  failed: null,
  ...more,
});
const failed = { result: "missing" as const, at: hoursAgo(2), by: "Runner", note: "It answers 404." };

function drawn(
  target: Partial<TargetAnswer>,
  verify: VerifyAct = { ability: { allowed: true }, fault: null },
) {
  const answer: TargetAnswer = {
    state: "verified",
    summary: "",
    at: hoursAgo(3),
    until: hoursAgo(-165),
    validFor: "7d",
    isDeclared: true,
    target: {},
    artifacts: [artifact()],
    asked: null,
    underWay: null,
    ...target,
  };
  return renderToString(
    <TargetStanding
      release="r"
      target={answer}
      verify={verify}
      act={vi.fn()}
      reader={{ zone: "UTC", now }}
    />,
  )
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");
}

it("says by whom and when it was verified and until when that counts, and what depends on it", () => {
  const text = drawn({});
  expect(text).toContain("Fetched and verified 3 h ago by Runner , good until 3 Dec, 09:00 UTC .");
  expect(text).toContain("1 artifact as agreed");
  expect(text).toContain("A verification counts for 7 days. Exposure grows only while one is valid.");
  expect(text).toContain("Verify now");
  expect(drawn({ isDeclared: false })).toContain("so exposure does not wait for it.");
});

it("says of each artifact that is not as agreed what was found, before those that are", () => {
  const text = drawn({
    state: "differs",
    artifacts: [artifact(), artifact({ name: "labels.json", state: "missing", failed })],
  });
  expect(text).toContain("Not there as agreed");
  expect(text.indexOf("labels.json")).toBeLessThan(text.indexOf("model.onnx"));
  expect(text).toContain("Runner 2 h ago : It answers 404.");
});

it("says who may ask where the reader may not, and asks for nothing that is asked for or under way", () => {
  const others = {
    allowed: false as const,
    reason: "It takes a role.",
    whoMay: [{ id: "1", name: "Ann", email: "a@b.c" }],
  };
  expect(drawn({}, { ability: others, fault: null })).toContain("Ann may.");
  const asked = drawn(
    { asked: { by: "Ann", at: hoursAgo(1) } },
    { ability: { allowed: true }, fault: "Asked." },
  );
  expect(asked).toContain("Ann asked for it 1 h ago ; it waits for a runner");
  expect(asked).not.toContain("Verify now");
  const running = drawn({ underWay: { by: "Runner", since: hoursAgo(1), until: hoursAgo(-1) } });
  expect(running).toContain("Runner is fetching it, since 1 h ago");
  expect(running).not.toContain("Verify now");
});

it("says why nothing is to be verified", () => {
  const nothing = drawn({ state: "not-verifiable", artifacts: [] });
  expect(nothing).toContain("so there is nothing to fetch.");
  expect(nothing).not.toContain("Verify now");
  const hosted = artifact({ sha256: null, state: "not-verifiable", verified: null });
  expect(drawn({ state: "not-verifiable", artifacts: [hosted] })).toContain("hosted elsewhere");
});
