import { type Group, groupsOf } from "@/lib/gates/matching";
import { type Decision, type RightsRow, severities, stoppingDecisions } from "./model";
import { type Rights, type RightsContext, rowsThatHold, type SourcedRow } from "./rights";
import { conditionWords } from "./row-words";
import type { Asked } from "./simulator";

/** A decision as rows of rights ask it of people. */
export interface AskedDecision extends Asked {
  decision: Decision;
  /** Under which condition it is asked so, in words; null: always. */
  when: string | null;
  /** Roles that are named. */
  roles: readonly string[];
}

/** What a decision can still be about: values that rows' conditions are held against. */
export interface Reach {
  /** Keys of stages; empty where there is none. */
  stages: readonly string[];
  /** Percent. */
  exposures: readonly number[];
  /** Of a release's components together; null: of any one component. */
  tiers: readonly number[] | null;
}

/**
 * What rows ask for a decision, wherever it can be taken: row by row, since each that holds must be filled and they share no places;
 * for stopping, where any row that holds suffices, by the sets of rows that can hold together.
 */
export function decisionAsked(rights: Rights, decision: Decision, reach: Reach): AskedDecision[] {
  const sets = rowSets(rights, decision, reach);
  if (stoppingDecisions.includes(decision))
    return sets.map((rows) => ({ ...asked(decision, rows), joint: "any" }));
  return [...new Set(sets.flat())].map((row) => asked(decision, [row]));
}

function asked(decision: Decision, rows: readonly RightsRow[]): AskedDecision {
  const words = rows.map(conditionWords);
  return {
    decision,
    when: words.includes(null) ? null : words.join("; or "),
    roles: [...new Set(rows.flatMap(({ slots }) => slots.flatMap(({ roles }) => roles)))],
    groups: rows.map(groupOf),
    joint: "each",
    authors: nobody,
    owners: nobody,
  };
}

const nobody: ReadonlySet<string> = new Set();
const groups = new WeakMap<RightsRow, Group>();

/** The same object for the same row, so that what was computed for it is known again. */
function groupOf(row: RightsRow): Group {
  const known = groups.get(row);
  if (known !== undefined) return known;
  const [group = { source: "row", places: [] }] = groupsOf([{ source: "row", slots: row.slots }]);
  groups.set(row, group);
  return group;
}

/** Which rows hold together, for each situation in which some do; each set once. */
function rowSets(rights: Rights, decision: Decision, reach: Reach): RightsRow[][] {
  const own = [...rights.organisation, ...rights.template].filter((row) => row.decision === decision);
  const found = new Map<string, RightsRow[]>();
  for (const context of contextsOf(own, reach)) {
    const rows = rowsThatHold({ rights, decision, context }).map(({ row }: SourcedRow) => row);
    if (rows.length > 0) found.set(rows.map((row) => own.indexOf(row)).join(), rows);
  }
  return [...found.values()];
}

/** Every situation that the rows' conditions tell apart. */
function contextsOf(rows: readonly RightsRow[], { stages, exposures, tiers }: Reach): RightsContext[] {
  const has = (name: keyof RightsRow): boolean => rows.some((row) => row[name] !== undefined);
  const named = [...new Set(rows.flatMap((row) => row.tier ?? []))];
  const dimensions: RightsContext[][] = [
    tiers === null ? [{}, ...named.map((tier) => ({ tier }))] : [{ tier: tiers }],
    has("stage") ? stages.map((stage) => ({ stage })) : [],
    has("exposureAbove") ? exposures.map((exposure) => ({ exposure })) : [],
    has("severity") ? severities.map((severity) => ({ severity })) : [],
    has("loosening") ? [{ loosening: true }, { loosening: false }] : [],
    has("irreversible") ? [{ irreversible: true }, { irreversible: false }] : [],
  ];
  return dimensions
    .filter((choices) => choices.length > 0)
    .reduce<RightsContext[]>(
      (all, choices) => all.flatMap((context) => choices.map((choice) => ({ ...context, ...choice }))),
      [{}],
    );
}
