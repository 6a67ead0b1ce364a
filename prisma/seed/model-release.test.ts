import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { artifactKinds } from "@/lib/bundles/attributes";
import type { Slot } from "@/lib/policy/model";
import { parseRights } from "@/lib/policy/rights-schema";
import { planPartNames } from "@/lib/releases/plan-schema";
import { parseTemplate } from "@/lib/releases/template-parse";

const file = (name: string) => readFileSync(new URL(name, import.meta.url));
const rights = parseRights(file("rights.yaml"), "yaml");
const organisationRights = rights.ok ? rights.value.rights : [];
const read = parseTemplate(file("templates/model-release.yaml"), "application/yaml", { organisationRights });
if (!read.ok) throw new Error(JSON.stringify(read.faults, null, 1));
const { template, warnings } = read.value;
const gates = template.stages.flatMap((stage) => stage.gates);
const requirements = gates.flatMap((gate) => gate.requirements);

/** A small release: one person for each role, and nobody for platform. */
const people: Record<string, string> = {
  champion: "release-champion",
  engineer: "data-engineering",
  lead: "technical-lead",
  product: "product",
  security: "security",
  compliance: "compliance",
  support: "support",
  oncall: "on-call",
};

/** Who wrote what: the champion the documents, the engineer the bundle, which they also made the candidate. */
function authorsOf(dependsOn: readonly string[] | undefined): Set<string> {
  const parts = dependsOn ?? ["code", "plan"];
  const isBundle = (part: string) => (artifactKinds as readonly string[]).includes(part);
  return new Set(parts.map((part) => (isBundle(part) ? "engineer" : "champion")));
}

/** Whether different people who are no authors fill all places. */
function canBeFilled(
  slots: readonly Slot[],
  authors: ReadonlySet<string>,
  taken: readonly string[] = [],
): boolean {
  const places = slots.flatMap((slot) => Array.from({ length: slot.count }, () => slot));
  const place = places[taken.length];
  if (place === undefined) return true;
  return Object.entries(people).some(([person, role]) => {
    const may =
      place.roles.includes(role) &&
      !taken.includes(person) &&
      (place.allowAuthor === true || !authors.has(person));
    return may && canBeFilled(slots, authors, [...taken, person]);
  });
}

describe("the shipped template", () => {
  test("is accepted, and publishing it warns of nothing but a stability that only a person declares", () => {
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([
      ["rollback-plan", "/rollbackPlan/stable/criteria"],
    ]);
  });

  test("uses only the kinds of requirements that exist yet", () => {
    const kinds = ["item", "check", "acknowledgement", "bundle", "dependency"];
    expect(requirements.filter(({ kind }) => !kinds.includes(kind)).map(({ key }) => key)).toEqual([]);
  });

  test("asks for the checks that pipelines report", () => {
    expect(requirements.flatMap((one) => (one.kind === "check" ? [one.check] : []))).toEqual([
      "data-schema",
      "evaluation",
      "latency",
      "fairness",
    ]);
  });

  test("tells newcomers why each gate exists, and what to look at for each requirement", () => {
    expect(
      gates.filter((gate) => gate.purpose === undefined || gate.objective === "").map(({ key }) => key),
    ).toEqual([]);
    expect(
      requirements
        .filter((one) => one.guidance === undefined || one.title === undefined)
        .map(({ key }) => key),
    ).toEqual([]);
    const slots = [
      ...requirements.flatMap((one) => (one.kind === "item" ? one.slots : [])),
      ...gates.flatMap((gate) => gate.approval?.slots ?? []),
    ];
    expect(slots.filter(({ meaning }) => meaning === undefined)).toEqual([]);
  });

  test("can be completed by a small team in which nobody signs for their own work", () => {
    const stuck = gates.flatMap((gate) => [
      ...gate.requirements.flatMap((one) =>
        one.kind === "item" && !canBeFilled(one.slots, authorsOf(one.dependsOn))
          ? [`${gate.key}/${one.key}`]
          : [],
      ),
      ...(canBeFilled(
        gate.approval?.slots ?? [],
        authorsOf(gate.requirements.flatMap((one) => one.dependsOn ?? ["code", "plan"])),
      )
        ? []
        : [gate.key]),
    ]);
    expect(stuck).toEqual([]);
  });

  test("lets one person take each decision but those that end or decline a rollback", () => {
    const several = template.rights
      .filter(({ slots }) => slots.reduce((sum, { count }) => sum + count, 0) > 1)
      .map(({ decision }) => decision);
    expect(new Set(several)).toEqual(
      new Set(["rollback.authorise", "rollback.decline", "rollback.cancel", "rollback.endorse"]),
    );
  });

  test("gives every role that it names something to decide", () => {
    const used = [
      ...requirements.flatMap((one) => (one.kind === "item" ? one.slots : [])),
      ...gates.flatMap((gate) => gate.approval?.slots ?? []),
      ...template.rights.flatMap((row) => row.slots),
    ].flatMap((slot) => slot.roles);
    expect(template.roles.filter((role) => !used.includes(role))).toEqual([]);
  });

  test("lets each requirement name what it depends on, so that a change asks again only those it concerns", () => {
    expect(
      requirements
        .filter((one) => one.kind !== "bundle" && one.dependsOn === undefined)
        .map(({ key }) => key),
    ).toEqual([]);
    const named = new Set(requirements.flatMap((one) => one.dependsOn ?? []));
    expect(planPartNames.filter((part) => !named.has(part) && part !== "alternatives")).toEqual([]);
  });
});
