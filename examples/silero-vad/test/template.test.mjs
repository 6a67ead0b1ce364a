import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { document } from "../driver/release.mjs";
import { deriveTemplate } from "../driver/template.mjs";
import { exampleFolder } from "../lib/manifest.mjs";

const shipped = parse(
  readFileSync(join(exampleFolder, "../../prisma/seed/templates/model-release.yaml"), "utf8"),
);
const agreed = {
  criteria: document("canary/criteria.yaml"),
  rollbackPlan: document("canary/rollback-plan.yaml"),
};
const derive = (from) => deriveTemplate(from, document("canary/template.yaml"), agreed);
const template = derive(shipped);
const gates = template.stages.flatMap((stage) => stage.gates);
const kinds = (key) => gates.find((gate) => gate.key === key).requirements.map(({ kind }) => kind);

test("the shipped template stands up to the canary, and the release ends at 100 %", () => {
  assert.deepEqual(
    template.stages.map(({ key }) => key),
    ["evaluate", "canary", "production"],
  );
  assert.deepEqual(
    template.stages.flatMap(({ exposure = [] }) => exposure.map(({ percent }) => percent)),
    [10, 50, 100],
  );
  assert.ok(gates.some(({ key }) => key === "support-readiness"));
});

test("one drill is asked for, and the canary is judged by what is measured", () => {
  assert.equal(kinds("rollback-agreed").filter((kind) => kind === "drill").length, 1);
  assert.deepEqual(kinds("canary-healthy"), ["criterion", "criterion", "soak"]);
  const gate = derive(template).stages[0].gates.find(({ key }) => key === "rollback-agreed");
  assert.equal(gate.requirements.filter(({ kind }) => kind === "drill").length, 1);
});

test("criteria, plan and template name one another rightly", () => {
  const criteria = template.criteria.map(({ key }) => key);
  const plan = template.rollbackPlan;
  const asked = gates.flatMap(({ requirements }) => requirements.map(({ criterion }) => criterion));
  const named = [...asked.filter(Boolean), ...plan.stable.criteria, plan.steps[0].verify.criterion];
  assert.ok(named.every((key) => criteria.includes(key)));
});
