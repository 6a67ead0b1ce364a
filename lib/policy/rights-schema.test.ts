import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { decisions, type RightsRow } from "@/lib/policy/model";
import {
  nobodyWarnings,
  organisationDecisions,
  parseRights,
  releaseDecisions,
  RightsTable,
} from "@/lib/policy/rights-schema";
import { faultsOf } from "@/lib/platform/documents";

const slot = (...roles: string[]) => ({ roles, count: 1 });
const row = (decision: string, more: Record<string, unknown> = {}) => ({
  decision,
  slots: [slot("technical-lead")],
  ...more,
});

function faultsIn(rights: unknown): string {
  const table = { rights };
  const result = RightsTable.safeParse(table);
  return result.success
    ? ""
    : faultsOf(result.error, table)
        .map(({ path, message }) => `${path}: ${message}`)
        .join("\n");
}

describe("a table of rights", () => {
  test.each([
    [
      "an unknown decision",
      [row("gate.open")],
      '/rights/0/decision: "gate.open" is not accepted; expected one of release.create',
    ],
    [
      "no slots",
      [row("gate.veto", { slots: [] })],
      "/rights/0/slots: a list is not accepted; expected a list of 1 to 20 entries",
    ],
    [
      "a slot for nobody",
      [row("gate.veto", { slots: [{ roles: ["security"], count: 0 }] })],
      "/rights/0/slots/0/count: 0 is not accepted; expected a whole number from 1",
    ],
    [
      "a slot without roles",
      [row("gate.veto", { slots: [{ roles: [], count: 1 }] })],
      "/rights/0/slots/0/roles: a list is not accepted; expected a list of 1 to 20",
    ],
    [
      "a role twice in a slot",
      [row("gate.veto", { slots: [slot("security", "security")] })],
      '/rights/0/slots/0/roles/1: the role "security" stands twice',
    ],
    [
      "an unknown condition",
      [row("gate.veto", { region: "eu" })],
      '/rights/0/region: unknown field "region"; expected one of decision, slots',
    ],
    [
      "an unknown severity",
      [row("rollback.authorise", { severity: ["sev5"] })],
      '/rights/0/severity/0: "sev5" is not accepted; expected one of sev1, sev2',
    ],
    [
      "an exposure that cannot be exceeded",
      [row("exposure.increase", { exposureAbove: 100 })],
      "/rights/0/exposureAbove: 100 is not accepted; expected a number from 0 to below 100",
    ],
    [
      "two people to stop",
      [row("hold.place", { slots: [slot("security"), slot("on-call")] })],
      "/rights/0/slots: hold.place would take 2 people, but stopping takes one; expected one slot with count 1",
    ],
    [
      "two people to pause",
      [row("exposure.pause", { slots: [{ roles: ["on-call"], count: 2 }] })],
      "exposure.pause would take 2 people",
    ],
    [
      "two people for a rollback at sev1",
      [row("rollback.authorise", { severity: ["sev1"], slots: [slot("on-call"), slot("product")] })],
      "/rights/0/slots: rollback.authorise would take 2 people at sev1 or sev2",
    ],
    [
      "two people for a rollback of any severity",
      [row("rollback.authorise", { slots: [slot("on-call"), slot("product")] })],
      "limited by severity: [sev3, sev4] or irreversible: true",
    ],
  ])("with %s is refused, and the refusal says where and what was expected", (_what, rights, fault) => {
    expect(faultsIn(rights)).toContain(fault);
  });

  test("may ask for two people where a step is irreversible, or at low severity", () => {
    const slots = [slot("on-call"), slot("product")];
    expect(
      faultsIn([
        row("rollback.authorise", { severity: ["sev3", "sev4"], slots }),
        row("rollback.authorise", { irreversible: true, slots }),
      ]),
    ).toBe("");
  });
});

describe("what a table leaves to nobody", () => {
  const gaps = (rows: unknown[], stages: string[] = ["canary", "production"]) =>
    nobodyWarnings(rows as RightsRow[], ["rollback.authorise", "stage.advance"], stages).map(
      ({ message }) => message,
    );

  test("is every decision without a row", () => {
    expect(gaps([row("stage.advance")])).toEqual(["Nobody can decide rollback.authorise: no row names it."]);
  });

  test("is what the conditions of all rows leave out", () => {
    const rows = [
      row("stage.advance", { stage: ["canary"] }),
      row("rollback.authorise", { severity: ["sev1", "sev2"] }),
      row("rollback.authorise", { severity: ["sev4"] }),
    ];
    expect(gaps(rows)).toEqual([
      "Nobody can decide rollback.authorise at sev3.",
      "Nobody can decide stage.advance in stage production.",
    ]);
  });

  test("is found over conditions that only cover together", () => {
    const whole = [
      row("stage.advance"),
      row("rollback.authorise", { irreversible: true }),
      row("rollback.authorise", { irreversible: false }),
    ];
    expect(gaps(whole)).toEqual([]);
    const half = [
      row("stage.advance"),
      row("rollback.authorise", { irreversible: true }),
      row("rollback.authorise", { irreversible: false, severity: ["sev1", "sev2", "sev3"] }),
    ];
    expect(gaps(half)).toEqual([
      "Nobody can decide rollback.authorise at sev4, where every step is reversible.",
    ]);
  });

  test("is found for exposures and tiers", () => {
    expect(gaps([row("rollback.authorise"), row("stage.advance", { exposureAbove: 25 })])).toEqual([
      "Nobody can decide stage.advance for an exposure of 25 percent.",
    ]);
    expect(gaps([row("rollback.authorise"), row("stage.advance", { exposureAbove: 0 })])).toEqual([]);
    expect(gaps([row("rollback.authorise"), row("stage.advance", { tier: [0, 1] })])).toEqual([
      "Nobody can decide stage.advance for a component of another tier.",
    ]);
  });

  test("is not searched for without end", () => {
    const rows = Array.from({ length: 100 }, (_, index) =>
      row("stage.advance", { exposureAbove: index, stage: [`s${index}`], severity: ["sev1"] }),
    );
    expect(gaps([row("rollback.authorise"), ...rows])[0]).toContain("too many conditions");
  });
});

describe("the shipped table", () => {
  const parsed = parseRights(readFileSync(new URL("../setup/default-rights.yaml", import.meta.url)), "yaml");

  test("is accepted and leaves nothing of the organisation to nobody", () => {
    expect(parsed.ok ? parsed.value.warnings : parsed.faults).toEqual([]);
  });

  test("every decision is the organisation's, a release's, or given by slots or a shipped row", () => {
    const given = new Set([
      ...organisationDecisions,
      ...releaseDecisions,
      "requirement.sign",
      "gate.approve",
      "post-mortem.publish",
    ]);
    expect(decisions.filter((decision) => !given.has(decision))).toEqual([]);
  });

  test("takes one person for each decision, so that a small team is not locked out", () => {
    const rights = parsed.ok ? parsed.value.rights : [];
    expect(rights.filter(({ slots }) => slots.reduce((sum, { count }) => sum + count, 0) > 1)).toEqual([]);
  });
});
