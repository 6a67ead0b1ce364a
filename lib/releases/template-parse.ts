import { digestOf } from "@/lib/bundles/digest";
import type { Gate, Requirement, Stage } from "@/lib/gates/model";
import type { Criterion } from "@/lib/metrics/schemas";
import type { RightsRow } from "@/lib/policy/model";
import { checkDocument, type Checked, formatOf, parseDocument, type Place } from "@/lib/platform/documents";
import { durationMs } from "@/lib/platform/durations";
import { TemplateSchema, type TemplateWarning, templateWarnings } from "@/lib/releases/template-schema";
import type {
  GateDocument,
  RequirementDocument,
  StageDocument,
  TemplateDocument,
} from "@/lib/releases/template-shape";
import type { Executor, RollbackPlan } from "@/lib/rollbacks/schemas";

/** A template as rules read it: durations are numbers, defaults are filled in. */
export interface Template {
  key: string;
  title: string;
  description: string | null;
  roles: string[];
  stages: (Stage & { executor: Executor | null })[];
  rights: RightsRow[];
  signature: { reauthenticate: "never" | "sitting" | "each" };
  breakGlass: { roles: string[]; reviewWithinMs: number } | null;
  criteria: Criterion[];
  rollbackPlan: RollbackPlan | null;
}

export interface ReadTemplate {
  template: Template;
  /** As written: what is stored, shown and digested. */
  document: Record<string, unknown>;
  /** With defaults filled in; what two versions are compared by. */
  complete: TemplateDocument;
  digest: string;
  warnings: TemplateWarning[];
}

interface ReadOptions {
  /** Rows of the organisation's table, which also give decisions to somebody. */
  organisationRights?: readonly RightsRow[] | undefined;
}

/** A template from the bytes of a YAML or JSON document, or every fault in it; never throws. */
export function parseTemplate(
  bytes: Uint8Array | string,
  mediaType: string,
  options: ReadOptions = {},
): Checked<ReadTemplate> {
  return locateTemplate(bytes, mediaType, options).read;
}

/** The same, with where in the text stands what a JSON Pointer names. */
export function locateTemplate(
  bytes: Uint8Array | string,
  mediaType: string,
  options: ReadOptions = {},
): { read: Checked<ReadTemplate>; locate: (pointer: string) => Place | null } {
  const format = formatOf(mediaType);
  if (format === null) {
    const expected = "application/yaml or application/json";
    const message = `the media type ${mediaType.slice(0, 100)} is not known; expected ${expected}`;
    return { read: { ok: false, faults: [{ path: "", message, expected }] }, locate: () => null };
  }
  const parsed = parseDocument(bytes, format);
  return parsed.ok
    ? { read: read(parsed, options), locate: parsed.locate }
    : { read: parsed, locate: () => null };
}

/** A template from a document that was stored or is already parsed. */
export function readTemplate(document: unknown, options: ReadOptions = {}): Checked<ReadTemplate> {
  return read({ ok: true, value: document, locate: () => null }, options);
}

function read(
  parsed: Parameters<typeof checkDocument>[1],
  { organisationRights }: ReadOptions,
): Checked<ReadTemplate> {
  const checked = checkDocument(TemplateSchema, parsed);
  if (!checked.ok) return checked;
  const complete = checked.value;
  const document = parsed.value as Record<string, unknown>;
  return {
    ok: true,
    value: {
      template: templateOf(complete),
      document,
      complete,
      digest: digestOf(document),
      warnings: templateWarnings(complete, organisationRights),
    },
  };
}

function templateOf(document: TemplateDocument): Template {
  const { breakGlass } = document;
  return {
    key: document.key,
    title: document.title,
    description: document.description ?? null,
    roles: document.roles,
    stages: document.stages.map(stageOf),
    rights: document.rights,
    signature: document.signature,
    breakGlass:
      breakGlass === undefined
        ? null
        : { roles: breakGlass.roles, reviewWithinMs: durationMs(breakGlass.reviewWithin) },
    criteria: document.criteria,
    rollbackPlan: document.rollbackPlan ?? null,
  };
}

function stageOf(stage: StageDocument): Template["stages"][number] {
  return {
    key: stage.key,
    title: stage.title ?? stage.key,
    inputs: stage.inputs,
    outputs: stage.outputs,
    exposure: stage.exposure.map(({ percent, soak }) => ({ percent, soakMs: durationMs(soak) })),
    executor: stage.executor ?? null,
    gates: stage.gates.map(gateOf),
  };
}

function gateOf({ approval, ...gate }: GateDocument): Gate {
  return {
    key: gate.key,
    title: gate.title ?? gate.key,
    objective: gate.objective ?? "",
    ...(gate.purpose === undefined ? {} : { purpose: gate.purpose }),
    requirements: gate.requirements.map(requirementOf),
    ...(approval === undefined
      ? {}
      : { approval: { when: approval.when, slots: approval.slots, ...validity(approval.validFor) } }),
    earlySignOff: gate.earlySignOff,
  };
}

/** The requirement with its durations in milliseconds; what is absent stays absent, as its digest is part of what is signed. */
function requirementOf(requirement: RequirementDocument): Requirement {
  const due =
    requirement.due === undefined
      ? {}
      : { due: { before: requirement.due.before, byMs: durationMs(requirement.due.by) } };
  switch (requirement.kind) {
    case "soak": {
      const { duration, due: _due, ...rest } = requirement;
      return { ...rest, ...due, durationMs: durationMs(duration) };
    }
    case "bundle":
    case "dependency":
    case "criterion": {
      const { due: _due, ...rest } = requirement;
      return { ...rest, ...due };
    }
    case "item":
    case "check":
    case "acknowledgement":
    case "drill":
    case "review": {
      const { due: _due, validFor, ...rest } = requirement;
      return { ...rest, ...due, ...validity(validFor) };
    }
  }
}

function validity(validFor: string | undefined): { validForMs?: number } {
  return validFor === undefined ? {} : { validForMs: durationMs(validFor) };
}
