import { decisionWords } from "./decision-words";
import { type Decision, type RightsRow, stoppingDecisions } from "./model";
import { conditionWords, slotsWords } from "./row-words";
import { isTighterQuorum } from "./slots-tightening";

export interface RightsRowChange {
  decision: Decision;
  change: "added" | "removed" | "changed";
  before: RightsRow | null;
  after: RightsRow | null;
  /** Everything that is not provably a tightening. */
  loosens: boolean;
  /** Why it counts as that, and what changed, in words. */
  words: string;
}

export interface RightsDifference {
  changes: RightsRowChange[];
  /** Whether every change is provably a tightening. */
  tightens: boolean;
}

/**
 * What changed between two tables of decision rights, and what of it loosens. Provable as tightening are only a row added where
 * another already gives the decision in all its situations, and slots that ask for at least what the old ones asked for.
 */
export function rightsDifference(
  before: readonly RightsRow[],
  after: readonly RightsRow[],
): RightsDifference {
  const { removed, added } = withoutEqual(before, after);
  const paired = pairs(removed, added);
  const changes = [
    ...paired.map(([was, is]) => changed(was, is)),
    ...removed.filter((row) => paired.every(([was]) => was !== row)).map(taken),
    ...added.filter((row) => paired.every(([, is]) => is !== row)).map((row) => given(row, before)),
  ];
  return { changes, tightens: changes.every(({ loosens }) => !loosens) };
}

function changed(was: RightsRow, is: RightsRow): RightsRowChange {
  const stopping = stoppingDecisions.includes(is.decision);
  const sameConditions = conditionsOf(was) === conditionsOf(is);
  const tighter = !stopping && sameConditions && isTighterQuorum(was.slots, is.slots);
  const why = stopping
    ? "stopping is easy, so any change of who may stop counts as loosening"
    : tighter
      ? "it asks for at least what it asked for before"
      : sameConditions
        ? "what was asked before is not provably asked still"
        : "it holds in other situations than before";
  return {
    decision: is.decision,
    change: "changed",
    before: was,
    after: is,
    loosens: !tighter,
    words: `${decisionWords(is.decision)}: from ${rowWords(was)} to ${rowWords(is)}; ${why}.`,
  };
}

function taken(row: RightsRow): RightsRowChange {
  const { decision } = row;
  const words = `${decisionWords(decision)}: ${rowWords(row)} is no longer asked.`;
  return { decision, change: "removed", before: row, after: null, loosens: true, words };
}

function given(row: RightsRow, before: readonly RightsRow[]): RightsRowChange {
  const { decision } = row;
  const wasAsked = before.some((other) => other.decision === decision && holdsWherever(other, row));
  const tighter = wasAsked && !stoppingDecisions.includes(decision);
  const why = tighter ? "it is asked beside what was asked before" : "it gives a decision to more people";
  return {
    decision,
    change: "added",
    before: null,
    after: row,
    loosens: !tighter,
    words: `${decisionWords(decision)}: also ${rowWords(row)}; ${why}.`,
  };
}

/** Rows that stand in one table only; equal ones are taken away in pairs. */
function withoutEqual(before: readonly RightsRow[], after: readonly RightsRow[]) {
  const rest = [...after];
  const removed = before.filter((row) => {
    const at = rest.findIndex((other) => sameRow(row, other));
    if (at === -1) return true;
    rest.splice(at, 1);
    return false;
  });
  return { removed, added: rest };
}

/** Rows about the same decision, those of the same conditions first, then in their order. */
function pairs(removed: readonly RightsRow[], added: readonly RightsRow[]): [RightsRow, RightsRow][] {
  const open = new Set(added);
  const found: [RightsRow, RightsRow][] = [];
  const take = (was: RightsRow, fitting: (is: RightsRow) => boolean): boolean => {
    const is = [...open].find((row) => row.decision === was.decision && fitting(row));
    if (is === undefined) return false;
    open.delete(is);
    found.push([was, is]);
    return true;
  };
  const rest = removed.filter((was) => !take(was, (is) => conditionsOf(is) === conditionsOf(was)));
  for (const was of rest) take(was, () => true);
  return found;
}

/** Whether a row holds in every situation in which another does. */
function holdsWherever(row: RightsRow, other: RightsRow): boolean {
  const listed = <T>(wide: readonly T[] | undefined, narrow: readonly T[] | undefined): boolean =>
    wide === undefined || (narrow !== undefined && narrow.every((each) => wide.includes(each)));
  const flag = (wide: boolean | undefined, narrow: boolean | undefined): boolean =>
    wide === undefined || wide === narrow;
  return (
    listed(row.severity, other.severity) &&
    listed(row.stage, other.stage) &&
    listed(row.tier, other.tier) &&
    (row.exposureAbove === undefined ||
      (other.exposureAbove !== undefined && row.exposureAbove <= other.exposureAbove)) &&
    flag(row.loosening, other.loosening) &&
    flag(row.irreversible, other.irreversible)
  );
}

function sameRow(one: RightsRow, other: RightsRow): boolean {
  return (
    one.decision === other.decision &&
    conditionsOf(one) === conditionsOf(other) &&
    JSON.stringify(one.slots.map(plainSlot)) === JSON.stringify(other.slots.map(plainSlot))
  );
}

function plainSlot({ roles, count, meaning, allowAuthor, independentOf }: RightsRow["slots"][number]) {
  return [[...roles].sort(), count, meaning ?? null, allowAuthor === true, independentOf ?? null];
}

function conditionsOf({ severity, stage, tier, exposureAbove, loosening, irreversible }: RightsRow): string {
  const sorted = (list: readonly (string | number)[] | undefined) =>
    list === undefined ? null : [...list].map(String).sort();
  return JSON.stringify([
    sorted(severity),
    sorted(stage),
    sorted(tier),
    exposureAbove ?? null,
    loosening ?? null,
    irreversible ?? null,
  ]);
}

function rowWords(row: RightsRow): string {
  const when = conditionWords(row);
  return `${slotsWords(row.slots)}${when === null ? "" : ` (${when})`}`;
}
