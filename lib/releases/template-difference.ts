import { fieldChanges } from "@/lib/bundles/difference";
import type { RightsRow } from "@/lib/policy/model";
import type { TemplateDocument } from "@/lib/releases/template-shape";

export type TemplateArea =
  | "template"
  | "stage"
  | "gate"
  | "requirement"
  | "rights"
  | "criterion"
  | "rollback-plan";

export interface TemplateChange {
  area: TemplateArea;
  /** Like a JSON Pointer, with the keys of stages, gates, requirements, criteria and steps in place of their positions. */
  path: string;
  change: "added" | "removed" | "changed" | "reordered";
  /** undefined: not there. */
  before: unknown;
  after: unknown;
}

/** What changed between two versions of a template, in the order of the document; defaults are filled in on both sides. */
export function templateDifference(before: TemplateDocument, after: TemplateDocument): TemplateChange[] {
  const {
    stages: _stages,
    rights: _rights,
    criteria: _criteria,
    rollbackPlan: _plan,
    ...beforeRest
  } = before;
  const { stages, rights, criteria, rollbackPlan, ...afterRest } = after;
  return [
    ...changesOf("template", "", beforeRest, afterRest),
    ...keyedChanges("stage", "/stages", before.stages, stages, (path, was, is) => {
      const { gates: wasGates, ...wasRest } = was;
      const { gates, ...rest } = is;
      return [...changesOf("stage", path, wasRest, rest), ...gateChanges(`${path}/gates`, wasGates, gates)];
    }),
    ...keyedChanges(
      "rights",
      "/rights",
      before.rights.map(withKey),
      rights.map(withKey),
      (path, was, is) => changesOf("rights", path, was.row, is.row),
      rowOf,
    ),
    ...keyedChanges("criterion", "/criteria", before.criteria, criteria, (path, was, is) =>
      changesOf("criterion", path, was, is),
    ),
    ...planChanges(before.rollbackPlan, rollbackPlan),
  ];
}

type Gates = TemplateDocument["stages"][number]["gates"];

function gateChanges(base: string, before: Gates, after: Gates): TemplateChange[] {
  return keyedChanges("gate", base, before, after, (path, was, is) => {
    const { requirements: wasRequirements, ...wasRest } = was;
    const { requirements, ...rest } = is;
    return [
      ...changesOf("gate", path, wasRest, rest),
      ...keyedChanges(
        "requirement",
        `${path}/requirements`,
        wasRequirements,
        requirements,
        (inner, one, other) => changesOf("requirement", inner, one, other),
      ),
    ];
  });
}

function planChanges(
  before: TemplateDocument["rollbackPlan"],
  after: TemplateDocument["rollbackPlan"],
): TemplateChange[] {
  const path = "/rollbackPlan";
  if (before === undefined || after === undefined) return changesOf("rollback-plan", path, before, after);
  const { steps: wasSteps, ...wasRest } = before;
  const { steps, ...rest } = after;
  return [
    ...changesOf("rollback-plan", path, wasRest, rest),
    ...keyedChanges("rollback-plan", `${path}/steps`, wasSteps, steps, (inner, was, is) =>
      changesOf("rollback-plan", inner, was, is),
    ),
  ];
}

/** One row for each field that differs. */
function changesOf(area: TemplateArea, base: string, before: unknown, after: unknown): TemplateChange[] {
  return fieldChanges(before, after).map(({ path, before: was, after: is }) => ({
    area,
    path: `${base}${path}`,
    change: was === undefined ? "added" : is === undefined ? "removed" : "changed",
    before: was,
    after: is,
  }));
}

function keyedChanges<Item extends { key: string }>(
  area: TemplateArea,
  base: string,
  before: readonly Item[],
  after: readonly Item[],
  compare: (path: string, was: Item, is: Item) => TemplateChange[],
  shown: (item: Item) => unknown = (item) => item,
): TemplateChange[] {
  const old = new Map(before.map((item) => [item.key, item]));
  const kept = new Set(after.map((item) => item.key));
  const pathOf = (item: Item) => `${base}/${item.key}`;
  const wasOrder = before.flatMap(({ key }) => (kept.has(key) ? [key] : []));
  const isOrder = after.flatMap(({ key }) => (old.has(key) ? [key] : []));
  const isReordered = wasOrder.some((key, index) => key !== isOrder[index]);
  return [
    ...(isReordered
      ? [{ area, path: base, change: "reordered" as const, before: wasOrder, after: isOrder }]
      : []),
    ...after.flatMap((item): TemplateChange[] => {
      const was = old.get(item.key);
      return was === undefined
        ? [{ area, path: pathOf(item), change: "added", before: undefined, after: shown(item) }]
        : compare(pathOf(item), was, item);
    }),
    ...before.flatMap((item): TemplateChange[] =>
      kept.has(item.key)
        ? []
        : [{ area, path: pathOf(item), change: "removed", before: shown(item), after: undefined }],
    ),
  ];
}

interface KeyedRow {
  key: string;
  row: RightsRow;
}

/** A row of rights is known by its decision and conditions; equal ones are counted. */
function withKey(row: RightsRow, index: number, rows: readonly RightsRow[]): KeyedRow {
  const name = nameOf(row);
  const twins = rows.slice(0, index).filter((other) => nameOf(other) === name).length;
  return { key: twins === 0 ? name : `${name} (${twins + 1})`, row };
}

function rowOf({ row }: KeyedRow): RightsRow {
  return row;
}

function nameOf({ decision, slots: _slots, ...conditions }: RightsRow): string {
  const words = Object.entries(conditions)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join("+") : String(value)}`)
    .sort((a, b) => (a < b ? -1 : 1));
  return [decision, ...words].join(", ");
}
