import type { RightsRow, Slot } from "./model";
import { roleWords } from "./role-words";

/** A slot in words: "one technical lead or product". */
export function slotWords({ roles, count, allowAuthor, independentOf }: Slot): string {
  const who = roles.map(roleWords).join(" or ");
  const many = count === 1 ? `one ${who}` : `${count} of ${who}`;
  const extras = [
    allowAuthor === true ? "may be an author" : null,
    independentOf === undefined ? null : "not of the owning team",
  ].filter((each) => each !== null);
  return extras.length === 0 ? many : `${many} (${extras.join(", ")})`;
}

/** Slots that are filled together, in words. */
export function slotsWords(slots: readonly Slot[]): string {
  return slots.map(slotWords).join(", and ");
}

/** When a row of rights holds, in words; null: always. */
export function conditionWords(row: RightsRow): string | null {
  const { severity, stage, exposureAbove, tier, loosening, irreversible } = row;
  const parts = [
    severity === undefined ? null : `severity ${severity.join(", ")}`,
    stage === undefined ? null : `in stage ${stage.join(", ")}`,
    exposureAbove === undefined ? null : `exposure above ${exposureAbove} %`,
    tier === undefined ? null : `component of tier ${tier.join(", ")}`,
    loosening === undefined ? null : loosening ? "where it loosens" : "where it tightens",
    irreversible === undefined
      ? null
      : irreversible
        ? "where a step is irreversible"
        : "where every step is reversible",
  ].filter((each) => each !== null);
  return parts.length === 0 ? null : parts.join("; ");
}
