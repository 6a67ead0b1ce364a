import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

import { templateDifference } from "@/lib/releases/template-difference";
import { readTemplate } from "@/lib/releases/template-parse";

interface Editable {
  title: string;
  stages: {
    key: string;
    gates: { key: string; approval?: unknown; requirements: Record<string, unknown>[] }[];
  }[];
  rights: Record<string, unknown>[];
  rollbackPlan: unknown;
}

const source = readFileSync(new URL("fixtures/template.yaml", import.meta.url), "utf8");
const planSource = readFileSync(new URL("fixtures/rollback-plan.yaml", import.meta.url), "utf8");

function versionOf(edit: (document: Editable) => void) {
  const document = parse(source) as Editable;
  edit(document);
  const read = readTemplate(document);
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.value.complete;
}

const changes = (edit: (document: Editable) => void, first: (document: Editable) => void = () => undefined) =>
  templateDifference(versionOf(first), versionOf(edit)).map(
    ({ area, change, path }) => `${area} ${change} ${path}`,
  );

describe("the difference of two template versions", () => {
  test("is empty between equal ones, and between a default and its absence", () => {
    expect(changes(() => undefined)).toEqual([]);
    expect(
      changes((document) => {
        for (const gate of document.stages.flatMap(({ gates }) => gates))
          Object.assign(gate, { earlySignOff: true });
      }),
    ).toEqual([]);
  });

  test("names what was changed by the keys that lead to it", () => {
    const rows = templateDifference(
      versionOf(() => undefined),
      versionOf((document) => {
        document.title = "Another";
        Object.assign(document.stages[0]?.gates[0]?.requirements[1] ?? {}, {
          validFor: "14d",
          guidance: undefined,
        });
      }),
    );
    expect(rows).toEqual([
      { area: "template", path: "/title", change: "changed", before: "Model release", after: "Another" },
      {
        area: "requirement",
        path: "/stages/evaluate/gates/data-schema/requirements/adapter-reviewed/guidance",
        change: "removed",
        before: "Compare names, shapes and state handling.",
        after: undefined,
      },
      {
        area: "requirement",
        path: "/stages/evaluate/gates/data-schema/requirements/adapter-reviewed/validFor",
        change: "changed",
        before: "30d",
        after: "14d",
      },
    ]);
  });

  test("tells added, removed and reordered stages, gates and requirements", () => {
    expect(
      changes((document) => {
        document.stages[0]?.gates[0]?.requirements.splice(0, 1);
        document.stages[0]?.gates.reverse();
        document.stages[2]?.gates.push({ key: "late", requirements: [{ key: "done", kind: "review" }] });
      }),
    ).toEqual([
      "gate reordered /stages/evaluate/gates",
      "requirement removed /stages/evaluate/gates/data-schema/requirements/schema-check",
      "gate added /stages/production/gates/late",
    ]);
  });

  test("knows a row of rights by its decision and conditions", () => {
    expect(
      changes((document) => {
        document.rights[3] = { ...document.rights[3], slots: [{ roles: ["technical-lead"], count: 1 }] };
        document.rights.splice(0, 1);
        document.rights.push({ decision: "hold.place", slots: [{ roles: ["support"], count: 1 }] });
      }),
    ).toEqual([
      "rights changed /rights/rollback.authorise, severity sev1+sev2/slots",
      "rights added /rights/hold.place",
      "rights removed /rights/stage.advance",
    ]);
  });

  test("goes into the rollback plan step by step", () => {
    const withPlan = (edit: (plan: { steps: { timeLimit: string }[] }) => void) => (document: Editable) => {
      const plan = parse(planSource) as { steps: { timeLimit: string }[] };
      edit(plan);
      document.rollbackPlan = plan;
    };
    const plain = withPlan(() => undefined);
    expect(changes(plain)).toEqual(["rollback-plan added /rollbackPlan"]);
    expect(
      changes(
        withPlan(({ steps }) => Object.assign(steps[1] ?? {}, { timeLimit: "5m" })),
        plain,
      ),
    ).toEqual(["rollback-plan changed /rollbackPlan/steps/put-back/timeLimit"]);
  });
});
