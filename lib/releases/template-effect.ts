import { isRegression } from "@/lib/metrics/criterion-digest";
import { type Decision, type Slot, stoppingDecisions } from "@/lib/policy/model";
import { durationMs } from "@/lib/platform/durations";
import { isTightening } from "./criteria-tightening";
import { type TemplateChange, templateDifference } from "./template-difference";
import type { TemplateDocument } from "./template-shape";
import { isTighterQuorum } from "@/lib/policy/slots-tightening";

/** Whether a change provably asks for more. What no rule proves counts as loosening, whatever was meant by it. */
export interface Effect {
  effect: "tightening" | "loosening";
  /** The rule that proved it, or the field that no rule covers. */
  why: string;
}

export type JudgedChange = TemplateChange & Effect;

interface Versions {
  before: TemplateDocument;
  after: TemplateDocument;
}

/** What changed between two versions of a template, each change with its effect. */
export function judgedDifference(before: TemplateDocument, after: TemplateDocument): JudgedChange[] {
  return templateDifference(before, after).map((change) => ({
    ...change,
    ...effectOf(change, { before, after }),
  }));
}

/** The effect of one change, by the closed list of what can be proved to ask for more. */
export function effectOf(change: TemplateChange, versions: Versions): Effect {
  if (change.change === "reordered") return loosening("the order is not covered by any rule");
  switch (change.area) {
    case "stage":
      return ofStage(change, versions);
    case "gate":
      return ofGate(change);
    case "requirement":
      return ofRequirement(change);
    case "rights":
      return ofRights(change, versions);
    case "criterion":
      return ofCriterion(change, versions);
    case "rollback-plan":
    case "template":
      return unproved(fieldOf(change));
  }
}

function tightening(why: string): Effect {
  return { effect: "tightening", why };
}

function loosening(why: string): Effect {
  return { effect: "loosening", why };
}

const texts = ["title", "description", "guidance", "objective", "purpose", "runbook", "means"];

function unproved(field: string): Effect {
  return texts.includes(field)
    ? loosening(`${field} is wording: no rule proves that it asks as much`)
    : loosening(`no rule proves that ${field} asks as much`);
}

/** Parts of the path below what has a key of its own; a whole one has none. */
function fieldsOf({ area, path }: TemplateChange): string[] {
  const depth = {
    template: 0,
    stage: 2,
    gate: 4,
    requirement: 6,
    rights: 2,
    criterion: 2,
    "rollback-plan": 1,
  };
  return path.split("/").slice(1 + depth[area]);
}

function fieldOf(change: TemplateChange): string {
  return fieldsOf(change)[0] ?? change.area.replace("-", " ");
}

function ofStage(change: TemplateChange, { after }: Versions): Effect {
  if (fieldsOf(change).length > 0) return unproved(fieldOf(change));
  if (change.change === "removed") return loosening("a stage and its gates are no longer asked for");
  const added = after.stages.find(({ key }) => change.path === `/stages/${key}`);
  if (added === undefined || added.exposure.length > 0 || added.executor !== undefined)
    return loosening("the new stage brings exposure");
  return added.gates.length === 0
    ? loosening("the new stage asks for nothing")
    : tightening("a stage with gates more");
}

function ofGate(change: TemplateChange): Effect {
  const [field, inner] = fieldsOf(change);
  if (field === undefined)
    return change.change === "added" ? tightening("a gate more") : loosening("a gate is no longer asked for");
  if (field !== "approval") return unproved(field);
  if (inner === undefined)
    return change.change === "added"
      ? tightening("an approval more")
      : loosening("the approval is no longer asked for");
  if (inner === "slots") return ofSlots(change);
  return inner === "validFor" ? ofValidity(change) : unproved(`approval.${inner}`);
}

function ofRequirement(change: TemplateChange): Effect {
  const [field] = fieldsOf(change);
  if (field === undefined)
    return change.change === "added"
      ? tightening("a requirement more")
      : loosening("a requirement is no longer asked for");
  switch (field) {
    case "slots":
      return ofSlots(change);
    case "validFor":
      return ofValidity(change);
    case "dependsOn":
      return ofParts(change);
    case "roles":
      return includesAll(change) ? tightening("every role as before, and more") : unproved(field);
    case "when":
      return change.after === undefined
        ? tightening("asked without that condition")
        : loosening("a condition says when it is asked");
    case "selfCertify":
      return change.after === true
        ? loosening("one person may say alone that it does not apply")
        : tightening("nobody may say alone that it does not apply");
    default:
      return unproved(field);
  }
}

function ofSlots({ before, after }: TemplateChange): Effect {
  return isTighterQuorum((before ?? []) as Slot[], (after ?? []) as Slot[])
    ? tightening("every place is kept, or asks for more")
    : loosening("slots: a place is gone, open to more people, or states something else");
}

function ofValidity({ before, after }: TemplateChange): Effect {
  if (typeof after !== "string") return loosening("validFor is gone: signatures never age");
  const isShorter = typeof before !== "string" || durationMs(after) < durationMs(before);
  return isShorter ? tightening("signatures age sooner") : loosening("validFor is longer");
}

/** Absent: all of them. */
function ofParts(change: TemplateChange): Effect {
  if (change.after === undefined || includesAll(change)) return tightening("it depends on more");
  return loosening("dependsOn leaves out what it covered");
}

function includesAll({ before, after }: TemplateChange): boolean {
  return Array.isArray(before) && Array.isArray(after) && before.every((part) => after.includes(part));
}

/** Rows for one decision are all asked, so another one tightens; but the first gives it to somebody, and for stopping any suffices. */
function ofRights(change: TemplateChange, { before }: Versions): Effect {
  const [, , name = ""] = change.path.split("/");
  const decision = name.split(",")[0] as Decision;
  if (stoppingDecisions.includes(decision))
    return loosening("who may stop a release is not covered by any rule");
  const [field] = fieldsOf(change);
  if (field === "slots") return ofSlots(change);
  if (field !== undefined) return unproved(field);
  if (change.change === "removed") return loosening("a row is no longer asked for");
  const always = before.rights.some((row) => row.decision === decision && isUnconditional(row));
  return always
    ? tightening("a row more, beside one that always holds")
    : loosening("the row may give the decision to somebody where it was nobody's");
}

function isUnconditional({
  decision: _decision,
  slots: _slots,
  ...conditions
}: object & { decision: string; slots: unknown }): boolean {
  return Object.values(conditions).every((value) => value === undefined);
}

function ofCriterion(change: TemplateChange, { before, after }: Versions): Effect {
  const key = change.path.split("/")[2] ?? "";
  const was = before.criteria.filter((criterion) => criterion.key === key);
  const is = after.criteria.filter((criterion) => criterion.key === key);
  if (is.length === 0) return loosening("a criterion is no longer watched");
  // Criteria that test for a regression share one error rate: another one changes what each can show.
  if (before.criteria.filter(isRegression).length !== after.criteria.filter(isRegression).length)
    return loosening("the number of criteria that test for a regression changed");
  if (was.length === 0) return tightening("a criterion more");
  return isTightening({ before: was, after: is })
    ? tightening("the criterion is stricter in every field")
    : unproved(fieldOf(change));
}
