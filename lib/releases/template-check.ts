import { coverable, groupsOf } from "@/lib/gates/matching";
import { holdersOf } from "@/lib/policy/can";
import type { Slot } from "@/lib/policy/model";
import type { Organisation } from "@/lib/policy/organisation";
import { slotsWords } from "@/lib/policy/row-words";
import { type Checked, type DocumentFault, pointerOf } from "@/lib/platform/documents";
import { AppError } from "@/lib/platform/errors";
import { locateTemplate, type ReadTemplate } from "./template-parse";
import type { TemplateWarning } from "./template-schema";
import type { TemplateDocument } from "./template-shape";

interface Sent {
  source: Uint8Array | string;
  mediaType: string;
}

/** Words of addresses, which a template of that key would hide behind. */
const reserved = ["new", "validate"];

/** All that publishing asks of a document: within itself, and by the organisation's roles, rights and pools. */
export function checkTemplate(
  { source, mediaType }: Sent,
  organisation: Organisation,
): Checked<ReadTemplate> {
  const organisationRights = organisation.rights?.rows ?? [];
  const { read, locate } = locateTemplate(source, mediaType, { organisationRights });
  if (!read.ok) return { ok: false, faults: read.faults.map(placed) };
  const faults = [...keyFaults(read.value), ...roleFaults(read.value, organisation)];
  if (faults.length > 0)
    return { ok: false, faults: faults.map((fault) => placed({ ...fault, ...locate(fault.path) })) };
  const warnings = [...read.value.warnings, ...poolWarnings(read.value.complete, organisation)];
  const located = warnings.map((warning) => ({ ...warning, ...locate(warning.path) }));
  return { ok: true, value: { ...read.value, warnings: located } };
}

/** Every fault of a template document, as one refusal. */
export function invalidTemplate(faults: readonly DocumentFault[]): AppError {
  const shown = faults
    .slice(0, 5)
    .map((fault) => `${fault.path === "" ? "document" : fault.path}: ${fault.message}`);
  const more = faults.length > shown.length ? `; and ${faults.length - shown.length} more` : "";
  return new AppError("invalid-input", `In the template: ${shown.join("; ")}${more}`, {
    faults: [...faults],
  });
}

/** What is wrong with the document as a whole stands at its beginning. */
function placed(fault: DocumentFault): DocumentFault {
  return { ...fault, line: fault.line ?? 1, column: fault.column ?? 1 };
}

function keyFaults({ template: { key } }: ReadTemplate): DocumentFault[] {
  if (!reserved.includes(key)) return [];
  const expected = "another key";
  return [{ path: "/key", message: `${key} is a word of addresses; expected ${expected}`, expected }];
}

function roleFaults({ template }: ReadTemplate, { roles }: Organisation): DocumentFault[] {
  const known = new Set(roles.map(({ key }) => key));
  return template.roles.flatMap((role, index) =>
    known.has(role)
      ? []
      : [
          {
            path: `/roles/${index}`,
            message: `there is no role ${role} in the organisation`,
            expected: "the key of a role",
          },
        ],
  );
}

/** Slots that the people of today's pools could never fill. */
function poolWarnings(template: TemplateDocument, organisation: Organisation): TemplateWarning[] {
  const { holdings, people, now } = organisation;
  const roles = new Map(
    template.roles.map((role) => [role, holdersOf({ role, holdings, people, now: now.getTime() })]),
  );
  const edges = [...roles].flatMap(([role, holders]) =>
    holders.map(({ id }) => ({ personId: id, actorId: id, role, voteId: null, author: false, owner: false })),
  );
  return slotsOf(template).flatMap(({ path, slots }): TemplateWarning[] => {
    if (coverable(groupsOf([{ source: "template", slots }]), edges)) return [];
    const empty = [...new Set(slots.flatMap((slot) => slot.roles))].filter(
      (role) => roles.get(role)?.length === 0,
    );
    const who = empty.length > 0 ? ` Nobody is in the pool of ${empty.join(", ")}.` : "";
    const message = `The people of today's pools cannot fill ${slotsWords(slots)}.${who}`;
    return [{ code: "unsatisfiable", path: pointerOf(path), message }];
  });
}

function slotsOf(template: TemplateDocument): { path: PropertyKey[]; slots: Slot[] }[] {
  const gates = template.stages.flatMap((stage, stageIndex) =>
    stage.gates.map((gate, gateIndex) => ({ gate, path: ["stages", stageIndex, "gates", gateIndex] })),
  );
  return [
    ...gates.flatMap(({ gate, path }) => [
      ...gate.requirements.flatMap((requirement, index) => {
        const own = [...path, "requirements", index];
        if (requirement.kind === "item") return [{ path: [...own, "slots"], slots: requirement.slots }];
        if (requirement.kind !== "acknowledgement") return [];
        return requirement.roles.map((role, place) => ({
          path: [...own, "roles", place],
          slots: [{ roles: [role], count: 1 }],
        }));
      }),
      ...(gate.approval === undefined
        ? []
        : [{ path: [...path, "approval", "slots"], slots: gate.approval.slots }]),
    ]),
    ...template.rights.map(({ slots }, index) => ({ path: ["rights", index, "slots"], slots })),
  ];
}
