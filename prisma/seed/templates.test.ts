import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { artifactKinds } from "@/lib/bundles/attributes";
import type { Requirement } from "@/lib/gates/model";
import type { Slot } from "@/lib/policy/model";
import { parseRights } from "@/lib/policy/rights-schema";
import { planPartNames } from "@/lib/releases/plan-schema";
import { parseTemplate, type Template } from "@/lib/releases/template-parse";
import { firstVersionOf } from "./demo/first-version";
import { inPool, roles as shippedRoles } from "./demo/people";

const file = (name: string) => readFileSync(new URL(name, import.meta.url));
const rights = parseRights(file("../../lib/setup/default-rights.yaml"), "yaml");
const organisationRights = rights.ok ? rights.value.rights : [];
const names = readdirSync(new URL("templates/", import.meta.url)).sort();

const shipped = names.map((name) => {
  const text = file(`templates/${name}`).toString("utf8");
  const read = parseTemplate(text, "application/yaml", { organisationRights });
  if (!read.ok) throw new Error(`${name}: ${JSON.stringify(read.faults, null, 1)}`);
  return { name, text, ...read.value };
});

const gatesOf = ({ stages }: Template) => stages.flatMap((stage) => stage.gates);
const requirementsOf = (template: Template) => gatesOf(template).flatMap((gate) => gate.requirements);
const itemSlots = (requirement: Requirement): Slot[] =>
  requirement.kind === "item" ? requirement.slots : [];

/** Every list of slots, with where it stands. */
const slotLists = (template: Template): { where: string; slots: Slot[] }[] => [
  ...gatesOf(template).flatMap((gate) => [
    ...gate.requirements.map((one) => ({ where: `${gate.key}/${one.key}`, slots: itemSlots(one) })),
    { where: gate.key, slots: gate.approval?.slots ?? [] },
  ]),
  ...template.rights.map(({ decision, slots }) => ({ where: decision, slots })),
];

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

/** Whether different people fill all places; `candidates` says who could stand in a place. */
function canBeFilled(
  slots: readonly Slot[],
  candidates: (slot: Slot) => readonly string[],
  taken: readonly string[] = [],
): boolean {
  const places = slots.flatMap((slot) => Array.from({ length: slot.count }, () => slot));
  const place = places[taken.length];
  if (place === undefined) return true;
  return candidates(place).some(
    (person) => !taken.includes(person) && canBeFilled(slots, candidates, [...taken, person]),
  );
}

const inSmallTeam = (authors: ReadonlySet<string>) => (slot: Slot) =>
  Object.entries(people).flatMap(([person, role]) =>
    slot.roles.includes(role) && (slot.allowAuthor === true || !authors.has(person)) ? [person] : [],
  );

/** Words of the trade, each with how a template explains it where it uses it. */
const jargon: [RegExp, RegExp][] = [
  [/skew/i, /difference[\s\S]{0,120}training-serving\s+skew/i],
  [/\bcanary\b/i, /canary \(the small share|shown to a small share/i],
  [/\bslices?\b/i, /slices that\s+matter \(|Look at slices: |on every slice/i],
  [/leakage/i, /know the answer \(leakage\)/i],
  [/idempotent/i, /run\s+twice must leave the same/i],
  [/backfill/i, /runs the new code over old data|backfill plan/i],
  [/lineage/i, /lineage \(which table is made from which\)/i],
  [/null rate/i, /share of empty values per field \(the null/i],
  [/freshness/i, /\(freshness\)/i],
  [/\bwarm\b/i, /warm \(running/i],
  [/percentile/i, /percentile is what one request in a hundred waits for/i],
  [/poisoning/i, /rows that a model will learn from/i],
  [/snapshot/i, /snapshot \(a frozen\s+copy\)|training data snapshot|dataSnapshot/i],
];
const unexplained = /\b(SLO|SLI|SLA|PSI|NDCG|AUC|KL|ETL|ELT|DPIA|FRIA|PII|RLHF|CI\/CD|MTTR|p9[059])\b/;

describe.each(shipped)("the shipped template $name", ({ name, text, template, warnings, digest }) => {
  const gates = gatesOf(template);
  const requirements = requirementsOf(template);

  test("is accepted, and publishing it warns of nothing but a stability that only a person declares", () => {
    expect(warnings.map(({ code, path }) => [code, path])).toEqual(
      template.key === "model-release" ? [] : [["rollback-plan", "/rollbackPlan/stable/criteria"]],
    );
    expect(`${template.key}.yaml`).toBe(name);
    expect(digest).toMatch(/^sha256:/);
  });

  test("asks for what it can: drills where a plan is agreed, soaks and criteria where users are exposed", () => {
    const measured = requirements.flatMap(({ kind }) =>
      kind === "drill" || kind === "soak" || kind === "criterion" ? [kind] : [],
    );
    expect(measured).toEqual(
      {
        "model-release": ["drill", "soak", "criterion", "criterion"],
        "data-pipeline-change": ["drill"],
        "emergency-fix": ["soak"],
      }[template.key],
    );
  });

  test("was once without them, which leaves all else as it is", () => {
    const read = parseTemplate(firstVersionOf(text), "application/yaml", { organisationRights });
    if (!read.ok) throw new Error(JSON.stringify(read.faults));
    const before = requirementsOf(read.value.template);
    expect(before).toEqual(
      requirements.filter(({ kind }) => kind !== "drill" && kind !== "soak" && kind !== "criterion"),
    );
    expect(read.value.template.rights).toEqual(template.rights);
  });

  test("ends in a stage that asks for no exposure, so that a release can be completed", () => {
    expect(template.stages.at(-1)?.exposure).toEqual([]);
    expect(template.stages.at(-1)?.gates.length).toBeGreaterThan(0);
  });

  test("tells newcomers why each gate exists, and what to look at for each requirement", () => {
    expect(
      gates
        .filter((gate) => (gate.purpose ?? "").length < 150 || gate.objective.length < 30)
        .map(({ key }) => key),
    ).toEqual([]);
    expect(
      requirements
        .filter(
          (one) => (one.guidance ?? "").length < (one.kind === "item" ? 250 : 80) || one.title === undefined,
        )
        .map(({ key }) => key),
    ).toEqual([]);
    const slots = slotLists({ ...template, rights: [] }).flatMap((each) => each.slots);
    expect(slots.filter(({ meaning }) => meaning === undefined)).toEqual([]);
  });

  test("asks questions in its items, and most say how it goes wrong", () => {
    const items = requirements.filter(({ kind }) => kind === "item");
    const asking = items.filter(({ guidance }) => /\?|^- /m.test(guidance ?? ""));
    const warning = items.filter(({ guidance }) => /\*\*Goes wrong when\*\*/.test(guidance ?? ""));
    expect(asking.map(({ key }) => key)).toEqual(items.map(({ key }) => key));
    expect(warning.length).toBeGreaterThanOrEqual(items.length / 2);
  });

  test("uses no abbreviation of the trade, and explains its words where it uses them", () => {
    // How a percentile is written is the format's.
    const shown = text.replaceAll(/^\s*#.*$|agg: p\d+/gm, "").replaceAll(/\s+/g, " ");
    expect(unexplained.exec(shown)?.[0]).toBeUndefined();
    expect(jargon.filter(([word, how]) => word.test(shown) && !how.test(shown)).map(String)).toEqual([]);
  });

  test("names its controls by the clauses of three frameworks", () => {
    const named = requirements.flatMap((one) => one.controls ?? []);
    expect(named.length).toBeGreaterThan(10);
    const known =
      /^(iso42001:A\.\d{1,2}(\.\d){1,2}|nist-ai-rmf:(GOVERN|MAP|MEASURE|MANAGE) \d(\.\d{1,2})?|eu-ai-act:Article \d{1,3}(\(\d\))?)$/;
    expect(named.filter((control) => !known.test(control))).toEqual([]);
  });

  test("can be completed by a small team in which nobody signs for their own work", () => {
    const stuck = gates.flatMap((gate) => [
      ...gate.requirements.flatMap((one) =>
        canBeFilled(itemSlots(one), inSmallTeam(authorsOf(one.dependsOn))) ? [] : [`${gate.key}/${one.key}`],
      ),
      ...(canBeFilled(
        gate.approval?.slots ?? [],
        inSmallTeam(authorsOf(gate.requirements.flatMap((one) => one.dependsOn ?? ["code", "plan"]))),
      )
        ? []
        : [gate.key]),
    ]);
    expect(stuck).toEqual([]);
  });

  test("asks for nothing that the shipped pools could not give", () => {
    const pools = (slot: Slot) => [...new Set(slot.roles.flatMap(inPool))];
    expect(
      slotLists(template).flatMap(({ where, slots }) => (canBeFilled(slots, pools) ? [] : [where])),
    ).toEqual([]);
    expect(template.roles.filter((role) => !Object.hasOwn(shippedRoles, role))).toEqual([]);
    const acknowledged = requirements.flatMap((one) => (one.kind === "acknowledgement" ? one.roles : []));
    expect(acknowledged.filter((role) => inPool(role).length === 0)).toEqual([]);
  });

  test("lets one person take each decision but those that end or decline a rollback, and a model release's waivers", () => {
    const several = template.rights
      .filter(({ slots }) => slots.reduce((sum, { count }) => sum + count, 0) > 1)
      .map(({ decision }) => decision);
    expect(new Set(several)).toEqual(
      new Set([
        "rollback.authorise",
        "rollback.decline",
        "rollback.cancel",
        "rollback.endorse",
        ...(template.key === "model-release" ? ["requirement.waive"] : []),
      ]),
    );
  });

  test("gives every role that it names something to decide", () => {
    const used = slotLists(template).flatMap(({ slots }) => slots.flatMap((slot) => slot.roles));
    expect(template.roles.filter((role) => !used.includes(role))).toEqual([]);
  });

  test("lets each requirement name what it depends on, so that a change asks again only those it concerns", () => {
    // The short test of an emergency is of the whole bundle: any change asks for it again.
    expect(
      requirements
        .filter((one) => one.kind !== "bundle" && one.dependsOn === undefined)
        .map(({ key }) => key)
        .filter((key) => key !== "smoke-check"),
    ).toEqual([]);
  });
});

describe("the shipped templates", () => {
  const named = (name: string) => shipped.filter((one) => one.name === name);

  test("are three: a model, a data pipeline, an emergency", () => {
    expect(names).toEqual(["data-pipeline-change.yaml", "emergency-fix.yaml", "model-release.yaml"]);
  });

  test("ask for the checks that pipelines report", () => {
    const checks = shipped.map(({ template }) =>
      requirementsOf(template).flatMap((one) => (one.kind === "check" ? [one.check] : [])),
    );
    expect(checks).toEqual([
      ["contract", "backfill", "dual-run", "data-quality"],
      ["smoke", "evaluation", "fairness"],
      ["data-schema", "evaluation", "latency", "fairness"],
    ]);
  });

  test("cover every part of the plan in a model release", () => {
    const requirements = named("model-release.yaml").flatMap(({ template }) => requirementsOf(template));
    const parts = new Set(requirements.flatMap((one) => one.dependsOn ?? []));
    expect(planPartNames.filter((part) => !parts.has(part) && part !== "alternatives")).toEqual([]);
  });

  test("keep two different people between a fix and its users, neither of them its author", () => {
    const slots = named("emergency-fix.yaml")[0]?.template.stages[0]?.gates[0]?.approval?.slots ?? [];
    expect(slots.map(({ count, allowAuthor }) => [count, allowAuthor])).toEqual([
      [1, undefined],
      [1, undefined],
    ]);
    const oneHat = (slot: Slot) => (slot.roles.includes("technical-lead") ? ["lead"] : []);
    expect(canBeFilled(slots, oneHat)).toBe(false);
  });
});
