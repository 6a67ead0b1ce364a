import { describe, expect, test } from "vitest";
import { stringify } from "yaml";

import { parseTemplate, readTemplate } from "@/lib/releases/template-parse";
import { document, edited, gate, type Json, plan, read, source } from "./fixtures/templates";

describe("a template", () => {
  test("as the design shows it is accepted, and rules read durations as milliseconds", () => {
    const { template } = read(document());
    const [evaluate, canary] = template.stages;
    expect(evaluate?.gates[0]?.requirements[1]).toMatchObject({
      kind: "item",
      validForMs: 2_592_000_000,
      due: { before: "stage", byMs: 172_800_000 },
      selfCertify: false,
    });
    expect(evaluate?.gates[0]?.approval?.when).toBe("ready");
    expect(evaluate?.gates[1]?.approval?.when).toBe("ready");
    expect(evaluate?.gates[1]?.earlySignOff).toBe(true);
    expect(canary?.exposure).toEqual([
      { percent: 5, soakMs: 1_800_000 },
      { percent: 25, soakMs: 7_200_000 },
    ]);
    expect(canary?.gates[0]?.requirements[2]).toEqual({
      key: "soaked",
      kind: "soak",
      percent: 25,
      durationMs: 7_200_000,
    });
    expect(template.breakGlass).toEqual({
      roles: ["on-call", "release-champion"],
      reviewWithinMs: 86_400_000,
    });
    expect(template.rollbackPlan).toBeNull();
  });

  test("keeps its text: durations stay as written, and nothing is filled in", () => {
    const { document: kept } = read(document());
    expect(kept).toEqual(document());
  });

  test("has one digest whether it is sent as YAML or as JSON", () => {
    const yaml = parseTemplate(source, "application/yaml");
    const json = parseTemplate(JSON.stringify(document()), "application/json; charset=utf-8");
    const other = parseTemplate(stringify(document(), { defaultStringType: "QUOTE_DOUBLE" }), "text/yaml");
    expect(
      yaml.ok &&
        json.ok &&
        other.ok &&
        new Set([yaml.value.digest, json.value.digest, other.value.digest]).size,
    ).toBe(1);
    expect(read({ ...document(), title: "Another" }).digest).not.toBe(yaml.ok ? yaml.value.digest : "");
  });

  test("read again from what was stored is the same", () => {
    const first = read(document());
    const again = readTemplate(first.document);
    expect(again.ok ? again.value : null).toEqual(first);
  });

  test("needs no title for stage and gate, and falls back to their keys", () => {
    const { template, warnings } = read({
      key: "t",
      title: "T",
      roles: [],
      stages: [{ key: "s", gates: [{ key: "g", requirements: [{ key: "k", kind: "review" }] }] }],
    });
    expect([template.stages[0]?.title, template.stages[0]?.gates[0]?.title]).toEqual(["s", "g"]);
    expect(template).toMatchObject({
      rights: [],
      signature: { reauthenticate: "never" },
      breakGlass: null,
      criteria: [],
      rollbackPlan: null,
      description: null,
    });
    expect(warnings.map(({ code }) => code)).toContain("no-objective");
  });

  test("in another media type, in broken UTF-8 or as a bomb is refused", () => {
    const faults = (bytes: Uint8Array | string, type: string) => {
      const result = parseTemplate(bytes, type);
      return result.ok ? "" : (result.faults[0]?.message ?? "");
    };
    expect(faults(source, "text/html")).toContain(
      "the media type text/html is not known; expected application/yaml or application/json",
    );
    expect(faults(Uint8Array.from([...source, 0xff]), "application/yaml")).toContain("not valid UTF-8");
    expect(faults("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "application/yaml")).toContain("not accepted");
    expect(faults("[".repeat(900_000), "application/yaml")).toContain("nested too deeply");
    expect(faults(" ".repeat(2_000_000), "application/yaml")).toContain("at most 1048576 bytes");
  });
});

describe("publishing a template", () => {
  test("says what nobody can decide, unless the organisation's table gives it to somebody", () => {
    const value = document();
    const nobody = (warnings: { code: string; message: string }[]) =>
      warnings.filter(({ code }) => code === "nobody").map(({ message }) => message);
    expect(nobody(read(value).warnings)).toContain("Nobody can decide release.start: no row names it.");
    const result = readTemplate(value, {
      organisationRights: [{ decision: "release.start", slots: [{ roles: ["product"], count: 1 }] }],
    });
    expect(result.ok ? nobody(result.value.warnings) : []).not.toContain(
      "Nobody can decide release.start: no row names it.",
    );
  });

  test("says which criteria must come with the release, and what can never be met", () => {
    const value = edited((t) =>
      gate(t, 0, 0).requirements.push({ key: "early", kind: "criterion", criterion: "detection-rate" }),
    );
    expect(read(value).warnings.filter(({ code }) => code !== "nobody")).toEqual([
      {
        code: "never-met",
        path: "/stages/0/gates/0/requirements/2",
        message: "Requirement early needs exposure, and no stage up to evaluate has a step of it.",
      },
      {
        code: "criterion-elsewhere",
        path: "/stages/0/gates/0/requirements/2/criterion",
        message: "The template has no criterion detection-rate: each release must bring it.",
      },
      {
        code: "criterion-elsewhere",
        path: "/stages/1/gates/0/requirements/0/criterion",
        message: "The template has no criterion detection-rate: each release must bring it.",
      },
      {
        code: "criterion-elsewhere",
        path: "/stages/1/gates/0/requirements/1/criterion",
        message: "The template has no criterion p95-latency: each release must bring it.",
      },
    ]);
  });

  test("says what a stage's executor could never set", () => {
    const executors = (executor: Json, exposure: Json[]) =>
      read(edited((t) => Object.assign(t.stages[1] ?? {}, { executor, exposure })))
        .warnings.filter(({ code }) => code === "executor")
        .map(({ path }) => path);
    const steps = [
      { percent: 0.5, soak: "1h" },
      { percent: 25, soak: "1h" },
    ];
    const script = `sha256:${"a".repeat(64)}`;
    const args = ["{{percent}}", "--to={{target:model}}", "{{candidate}}"];
    expect(executors({ type: "flag", flag: "new-vad" }, steps)).toEqual(["/stages/1/exposure/0/percent"]);
    expect(executors({ type: "command", script, args }, steps)).toEqual(["/stages/1/executor/args/1"]);
    expect(executors({ type: "webhook", url: "https://example.org" }, steps)).toEqual([]);
  });

  test("says what of the rollback plan does not fit the rest", () => {
    const step = { ...(plan["steps"] as Json[])[0], reversible: false, forwardFix: "Migrate forward" };
    const value = { ...document(), rollbackPlan: { ...plan, steps: [step] } };
    const paths = read(value)
      .warnings.filter(({ code }) => code === "rollback-plan")
      .map(({ path }) => path);
    expect(paths).toEqual([
      "/rollbackPlan/steps/0",
      "/rollbackPlan/stable/criteria/0",
      "/rollbackPlan/stable/criteria/1",
      "/rollbackPlan/steps/0",
    ]);
  });
});
