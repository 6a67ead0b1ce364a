import type { RightsRow, Slot } from "@/lib/policy/model";
import type { RightsRowChange } from "@/lib/policy/rights-difference";
import { releaseDecisions } from "@/lib/policy/rights-schema";
import type { JudgedChange } from "./template-effect";
import type { TemplateDocument } from "./template-shape";

type Gate = TemplateDocument["stages"][number]["gates"][number];
type Requirement = Gate["requirements"][number];

/**
 * The quorums that a change to another version loosens, as the version that is left words them: those who would have had to sign
 * must agree that it is asked otherwise. Equal ones once.
 */
export function loosenedQuorums({
  before,
  changes,
  rights,
}: {
  before: TemplateDocument;
  changes: readonly JudgedChange[];
  /** What changed in rows of rights, of the template and of the organisation. */
  rights: readonly RightsRowChange[];
}): Slot[][] {
  const places = changes
    .filter(({ effect }) => effect === "loosening")
    .flatMap((change) => quorumsAt(before, change));
  const rows = rights
    .filter(({ loosens, decision }) => loosens && releaseDecisions.includes(decision))
    .flatMap(({ before: row }) => (row === null ? [] : [row.slots]));
  const all = [...places, ...rows].filter((slots) => slots.length > 0);
  return [...new Map(all.map((slots) => [JSON.stringify(slots), slots])).values()];
}

/** Of a requirement its own, of a gate its approval's, of what is left out or put in another order all that is in it. */
function quorumsAt({ stages }: TemplateDocument, { area, path, change }: JudgedChange): Slot[][] {
  if (area !== "stage" && area !== "gate" && area !== "requirement") return [];
  const [, , stageKey, , gateKey, field, requirementKey] = path.split("/");
  const hasField = area === "stage" ? gateKey !== undefined : field !== undefined;
  const isWhole = change === "reordered" || (change === "removed" && !hasField);
  const gates = stages
    .filter(({ key }) => stageKey === undefined || key === stageKey)
    .flatMap((stage) => stage.gates)
    .filter(({ key }) => gateKey === undefined || key === gateKey);
  if (area === "stage") return isWhole ? gates.flatMap(allIn) : [];
  if (area === "gate") return gates.flatMap(isWhole ? allIn : approvalOf);
  const asked = gates.map((gate) => ({
    gate,
    own: gate.requirements.filter(({ key }) => requirementKey === undefined || key === requirementKey),
  }));
  // What no people sign, a check for example, is the approval's concern.
  return asked.flatMap(({ gate, own }) => {
    const slots = own.flatMap(quorumsOf);
    return slots.length > 0 ? slots : approvalOf(gate);
  });
}

function allIn(gate: Gate): Slot[][] {
  return [...gate.requirements.flatMap(quorumsOf), ...approvalOf(gate)];
}

function approvalOf({ approval }: Gate): Slot[][] {
  return approval === undefined ? [] : [approval.slots];
}

function quorumsOf(requirement: Requirement): Slot[][] {
  if (requirement.kind === "item") return [requirement.slots];
  if (requirement.kind !== "acknowledgement") return [];
  return [requirement.roles.map((role) => ({ roles: [role], count: 1 }))];
}

/** The same as rows of one decision, so that they are asked beside those that give it. */
export function asRows(quorums: readonly Slot[][]): RightsRow[] {
  return quorums.map((slots) => ({ decision: "release.migrate", slots: [...slots] }));
}
