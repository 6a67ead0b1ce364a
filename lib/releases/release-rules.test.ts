import { describe, expect, it } from "vitest";

import type { Stage } from "@/lib/gates/model";
import type { GateState } from "@/lib/gates/state-model";
import { templateDocument } from "@/lib/testing/release-documents";
import { advanceThroughGlass } from "./break-glass";
import { refusalByState, stateDecisions } from "./rules";
import { readTemplate } from "./template-parse";
import { unfilledPlaces } from "./unfilled";
import { whyNotAdvance, whyNotSkip } from "./stage-course";
import { whyNotComplete } from "./why-not-complete";

function template(change: object = {}) {
  const read = readTemplate({ ...templateDocument, ...change });
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.value.template;
}

describe("places that nobody could fill", () => {
  it("is nothing where each slot has a holder of one of its roles", () => {
    expect(unfilledPlaces(template(), new Set(["release-champion", "technical-lead", "security"]))).toEqual(
      [],
    );
  });

  it("names each set of roles once, with all that asks for it", () => {
    const found = unfilledPlaces(template(), new Set(["technical-lead", "security"]));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ roles: ["release-champion"] });
    expect(found[0]?.asked).toContain("release.start");
  });
});

describe("the state of a release", () => {
  it("stands against every decision once the release has ended", () => {
    for (const state of ["completed", "rolled-back", "cancelled"] as const)
      for (const decision of stateDecisions)
        expect(refusalByState(decision, { state, exposurePercent: 0 })?.code).toBe("release-not-active");
  });

  it("lets nobody change what users are exposed to", () => {
    const exposed = { state: "active", exposurePercent: 5 } as const;
    expect(refusalByState("candidate.set", exposed)?.code).toBe("exposed");
    expect(refusalByState("release.cancel", exposed)?.code).toBe("exposed");
    expect(refusalByState("hold.place", exposed)).toBeNull();
  });
});

const stage = (key: string, exposure: Stage["exposure"] = []): Stage => ({
  key,
  title: key,
  inputs: [],
  outputs: [],
  exposure,
  gates: [],
});
const gate = (key: string, of: string, change: Partial<GateState> = {}): GateState => ({
  key,
  stage: of,
  status: "ready",
  drift: null,
  breakGlass: null,
  subjectDigest: "",
  requirements: [],
  approval: null,
  blockers: [],
  unblock: [],
  least: 0,
  exact: true,
  unsatisfiable: [],
  changesAt: null,
  ...change,
});
const course = {
  state: "active",
  stage: "last",
  exposurePercent: 100,
  stages: [stage("first"), stage("last", [{ percent: 100, soakMs: 0 }])],
  gates: [gate("a", "first", { status: "passed", drift: "none" }), gate("b", "last")],
  holds: [],
  freezes: [],
  concerns: [{ answer: "Looked at." }],
  obligations: [],
};
const components = [{ key: "vad", candidate: "sha256:x" }];

const soaking = (stoppedBy: "below" | null) => ({
  percent: 100,
  soakMs: 60_000,
  soak: { since: 0, lastedMs: 0, metAt: 60_000, isMet: false, stoppedBy },
});

describe("completing a release", () => {
  it("is possible at the last stage with its gates ready", () => {
    expect(whyNotComplete({ course, components })).toBeNull();
  });

  it.each([
    ["a draft", { state: "draft" }, "release-not-active"],
    ["an earlier stage", { stage: "first" }, "conflict"],
    ["a hold", { holds: [{ reason: "doubt" }] }, "on-hold"],
    ["an open gate", { gates: [gate("b", "last", { status: "open" })] }, "gate-not-ready"],
    [
      "a passed gate that drifted",
      { gates: [gate("a", "first", { status: "passed", drift: "evidence-aged" })] },
      "gate-not-ready",
    ],
    ["a concern that nobody answered", { concerns: [{ answer: null }] }, "conflict"],
    ["less exposure than the last step", { lastStep: soaking("below") }, "exposure-not-ready"],
    ["a soak of the last step that runs", { lastStep: soaking(null) }, "exposure-not-ready"],
  ])("waits for %s", (_name, change, code) => {
    expect(whyNotComplete({ course: { ...course, ...change }, components })?.code).toBe(code);
  });

  it("waits for a candidate of every component", () => {
    expect(whyNotComplete({ course, components: [{ key: "vad", candidate: null }] })?.message).toContain(
      "vad",
    );
  });
});

describe("leaving a stage", () => {
  const who = [{ id: "c", name: "Cy", email: "cy@example.org" }];
  const veto = { code: "veto" as const, requirement: "r", message: "vetoed", canBeClearedBy: [] };
  const first = (change: Partial<GateState>) => ({
    ...course,
    stage: "middle",
    stages: [stage("first"), stage("middle"), stage("last")],
    gates: [gate("a", "first", { status: "passed", drift: "none", ...change })],
  });

  it("waits for a veto on a gate that passed before, however it is left", () => {
    const vetoed = first({ blockers: [veto] });
    expect(whyNotAdvance(first({}), "middle")).toBeNull();
    expect(whyNotSkip(first({}), "middle")).toBeNull();
    for (const fault of [whyNotAdvance(vetoed, "middle"), whyNotSkip(vetoed, "middle")])
      expect(fault).toMatchObject({ code: "gate-not-ready", blockers: [veto] });
    const gates = [gate("a", "first", { status: "passed", drift: "none", blockers: [veto] })];
    expect(whyNotComplete({ course: { ...course, gates }, components })).toMatchObject({ blockers: [veto] });
  });

  it("is no way around content that changed since a gate passed: that holds the release", () => {
    expect(whyNotSkip(first({ drift: "subject-changed" }), "middle")?.code).toBe("gate-not-ready");
    expect(whyNotSkip(first({ drift: "evidence-aged" }), "middle")).toBeNull();
  });

  it("waits for what is owed before the next stage, and for all of it before completing", () => {
    const owed = (beforeStage: string | null) => ({
      ...first({}),
      obligations: [
        {
          id: "o",
          kind: "condition" as const,
          title: "Ask support",
          owner: "c",
          dueAt: Date.UTC(2026, 11, 1),
          beforeStage,
          source: { kind: "vote" as const, id: "v" },
          by: "d",
          role: "security",
          at: 0,
          closure: null,
          waitingOn: who,
        },
      ],
    });
    for (const why of [whyNotAdvance, whyNotSkip]) {
      expect(why(owed(null), "middle")).toBeNull();
      expect(why(owed("last"), "middle")).toMatchObject({
        code: "obligation-open",
        message: "“Ask support” is owed by Cy until 2026-12-01 00:00 UTC, before “last” begins.",
        blockers: [{ code: "obligation-open", canBeClearedBy: who }],
      });
    }
    const { obligations } = owed(null);
    expect(whyNotComplete({ course: { ...course, obligations }, components })?.code).toBe("obligation-open");
  });

  it("lets no broken glass pass a hold, a veto, other content, or the last stage", () => {
    const open = gate("b", "middle", { status: "open", requirements: [] });
    const middle = { ...first({}), gates: [gate("a", "first", { status: "passed", drift: "none" }), open] };
    expect(advanceThroughGlass(middle, "middle").fault).toBeNull();
    const stops = [
      { ...middle, holds: [{ reason: "doubt" }] },
      { ...middle, gates: [{ ...open, status: "blocked" as const, blockers: [veto] }] },
      first({ drift: "subject-changed" }),
      first({ blockers: [veto] }),
      { ...middle, state: "cancelled" },
      { ...middle, stage: "last" },
    ];
    for (const facts of stops) expect(advanceThroughGlass(facts, facts.stage).fault).not.toBeNull();
  });

  it("names each hold and who may lift it", () => {
    const held = { ...first({}), holds: [{ reason: "doubt" }], mayLift: who };
    const blockers = [{ code: "hold", message: "The release is on hold: doubt", canBeClearedBy: who }];
    expect(whyNotAdvance(held, "middle")).toMatchObject({ code: "on-hold", blockers });
    const paused = { ...first({}), holds: [{ reason: "doubt", component: "vad" }], mayResume: { vad: who } };
    const byPause = [{ code: "component-paused", message: "vad is paused: doubt", canBeClearedBy: who }];
    expect(whyNotAdvance(paused, "middle")).toMatchObject({ code: "on-hold", blockers: byPause });
    expect(advanceThroughGlass(paused, "middle").fault).toMatchObject({ blockers: byPause });
    const atLast = { ...course, holds: [{ reason: "doubt" }], mayLift: who };
    expect(whyNotComplete({ course: atLast, components })).toMatchObject({ code: "on-hold", blockers });
  });
});
