import { z } from "zod";

import { type Decision, decisions, type RightsRow, severities, stoppingDecisions } from "@/lib/policy/model";
import {
  crossChecked,
  entriesOf,
  fields,
  type Finding,
  listOf,
  oneOf,
  repeated,
  type Sound,
  wholeNumber,
} from "@/lib/platform/cross-checks";
import { checkDocument, type Checked, parseDocument } from "@/lib/platform/documents";
import { Key, line, markdown } from "@/lib/platform/names";

/** A place in a quorum, as documents write it. */
export const SlotDocument = fields({
  roles: listOf(Key, { min: 1, max: 20 }),
  count: wholeNumber(1, 20),
  meaning: line(300).optional(),
  allowAuthor: z.boolean().optional(),
  independentOf: oneOf(["owning-team"]).optional(),
});

export const Slots = listOf(SlotDocument, { min: 1, max: 20 });

/** Importance of a component; 0 and 1 are the most important. */
export const Tiers = listOf(wholeNumber(0, 9), { min: 1, max: 10 });

export const RightsRowDocument = fields({
  decision: oneOf(decisions),
  slots: Slots,
  severity: listOf(oneOf(severities), { min: 1, max: 4 }).optional(),
  stage: listOf(Key, { min: 1, max: 50 }).optional(),
  exposureAbove: z
    .number({ error: () => "expected a number from 0 to below 100" })
    .min(0, { error: "expected a number from 0 to below 100" })
    .lt(100, { error: "expected a number from 0 to below 100" })
    .optional(),
  tier: Tiers.optional(),
  loosening: z.boolean().optional(),
  irreversible: z.boolean().optional(),
});
export type RightsRowDocument = z.output<typeof RightsRowDocument>;

export const RightsRows = listOf(RightsRowDocument, { max: 300 });

const RightsTableShape = fields({ rights: RightsRows });

/** The organisation's table. */
export const RightsTable = crossChecked(RightsTableShape, (table) =>
  rightsFindings(table.rights, ["rights"]),
);
export type RightsTable = z.output<typeof RightsTable>;

export const RunningReleases = fields({ reason: markdown(4_000) });

/** The table as it is put, with whether it is to hold for running releases, too. */
export const PutRights = crossChecked(
  fields({
    rights: RightsRows,
    runningReleases: RunningReleases.optional().describe(
      "The change is to hold for running releases, too: only what is provably a tightening is forced on them",
    ),
  }),
  (table) => rightsFindings(table.rights, ["rights"]),
);

/** The organisation's table from a YAML or JSON text, with what it leaves to nobody. */
export function parseRights(
  bytes: Uint8Array | string,
  format: "yaml" | "json",
): Checked<{ rights: RightsRow[]; warnings: RightsWarning[] }> {
  const parsed = parseDocument(bytes, format);
  if (!parsed.ok) return parsed;
  const checked = checkDocument(RightsTable, parsed);
  if (!checked.ok) return checked;
  const rights = checked.value.rights;
  return { ok: true, value: { rights, warnings: nobodyWarnings(rights, organisationDecisions, []) } };
}

/** Decisions that no release is needed for: the organisation's table must give them to somebody. */
export const organisationDecisions: readonly Decision[] = [
  "release.create",
  "pool.change",
  "hold.place",
  "hold.lift",
  "freeze.set",
  "freeze.override",
  "component.register",
  "component.pause",
  "component.resume",
  "template.publish",
  "rights.change",
  "escalation.change",
];

/** Given by the slots of requirement and approval themselves; a row only adds to them. */
const givenBySlots: readonly Decision[] = ["requirement.sign", "gate.approve"];

/** Where no row speaks of it, a shipped one holds: `lib/learning/may-publish.ts`. */
const givenByDefault: readonly Decision[] = ["post-mortem.publish"];

/** Decisions about a release: its template's table or the organisation's must give them to somebody. */
export const releaseDecisions: readonly Decision[] = decisions.filter(
  (decision) =>
    decision.startsWith("hold.") ||
    !(
      organisationDecisions.includes(decision) ||
      givenBySlots.includes(decision) ||
      givenByDefault.includes(decision)
    ),
);

/** What rules of decisions.md a table of rights breaks; paths begin with `base`. */
export function rightsFindings(
  rows: Sound<RightsRowDocument[]> | undefined,
  base: readonly PropertyKey[],
): Finding[] {
  return entriesOf(rows).flatMap(([index, row]) => [
    ...slotFindings(row.slots, [...base, index, "slots"]),
    ...quorumFindings(row, [...base, index, "slots"]),
  ]);
}

/** A role named twice in one slot. */
export function slotFindings(
  slots: Sound<z.output<typeof Slots>> | undefined,
  base: readonly PropertyKey[],
): Finding[] {
  return entriesOf(slots).flatMap(([index, slot]) =>
    repeated(
      entriesOf(slot.roles).map(([at, key]) => ({ key, path: [...base, index, "roles", at] })),
      "role",
    ),
  );
}

/** Stopping is easy: it never takes more than one person. */
function quorumFindings(row: Sound<RightsRowDocument>, path: readonly PropertyKey[]): Finding[] {
  const people = entriesOf(row.slots).reduce((sum, [, slot]) => sum + (slot.count ?? 1), 0);
  if (row.decision === undefined || people <= 1) return [];
  if (stoppingDecisions.includes(row.decision)) {
    return [
      {
        path,
        message: `${row.decision} would take ${people} people, but stopping takes one`,
        expected: "one slot with count 1",
      },
    ];
  }
  const urgent = row.severity === undefined || row.severity.includes("sev1") || row.severity.includes("sev2");
  if (row.decision !== "rollback.authorise" || !urgent || row.irreversible === true) return [];
  return [
    {
      path,
      message: `rollback.authorise would take ${people} people at sev1 or sev2`,
      expected: "one slot with count 1, or the row limited by severity: [sev3, sev4] or irreversible: true",
    },
  ];
}

export interface RightsWarning {
  code: "nobody" | "nobody-when" | "not-examined";
  decision: Decision;
  message: string;
}

/** What the rows leave to nobody, of the decisions asked for; `stages` are the template's. */
export function nobodyWarnings(
  rows: readonly RightsRow[],
  asked: readonly Decision[],
  stages: readonly string[],
): RightsWarning[] {
  return asked.flatMap((decision): RightsWarning[] => {
    const own = rows.filter((row) => row.decision === decision);
    if (own.length === 0)
      return [{ code: "nobody", decision, message: `Nobody can decide ${decision}: no row names it.` }];
    const gaps = uncovered(own, stages);
    if (gaps === "too-many") {
      return [
        {
          code: "not-examined",
          decision,
          message: `The rows for ${decision} have too many conditions to say what they leave to nobody.`,
        },
      ];
    }
    return gaps === null
      ? []
      : [{ code: "nobody-when", decision, message: `Nobody can decide ${decision} ${gaps.words}.` }];
  });
}

const dimensions = ["severity", "stage", "tier", "exposureAbove", "loosening", "irreversible"] as const;

interface Situation {
  words: string;
  meets: (row: RightsRow) => boolean;
}

const maxCombinations = 10_000;

/** Situations that no row covers; null where all are covered. */
function uncovered(
  rows: readonly RightsRow[],
  stages: readonly string[],
): { words: string } | "too-many" | null {
  if (rows.some((row) => dimensions.every((name) => row[name] === undefined))) return null;
  const used = dimensions.filter((name) => rows.some((row) => row[name] !== undefined));
  const situations = used.map((name) => situationsOf(name, rows, stages));
  if (situations.reduce((product, set) => product * set.length, 1) > maxCombinations) return "too-many";
  const combinations = situations.reduce<Situation[][]>(
    (sets, next) => sets.flatMap((set) => next.map((one) => [...set, one])),
    [[]],
  );
  const gaps = combinations.filter((all) => !rows.some((row) => all.every((one) => one.meets(row))));
  if (gaps.length === 0) return null;
  const shown = gaps.slice(0, 6).map((all) => all.map((one) => one.words).join(", "));
  const more = gaps.length - shown.length;
  return { words: `${shown.join("; or ")}${more > 0 ? `; and in ${more} more situations` : ""}` };
}

function situationsOf(
  name: (typeof dimensions)[number],
  rows: readonly RightsRow[],
  stages: readonly string[],
): Situation[] {
  switch (name) {
    case "severity":
      return severities.map((one) => ({
        words: `at ${one}`,
        meets: (row) => row.severity?.includes(one) ?? true,
      }));
    case "stage": {
      const named = [...new Set([...stages, ...rows.flatMap((row) => row.stage ?? [])])];
      return named.map((one) => ({
        words: `in stage ${one}`,
        meets: (row) => row.stage?.includes(one) ?? true,
      }));
    }
    case "tier": {
      const named = [...new Set(rows.flatMap((row) => row.tier ?? []))].sort((a, b) => a - b);
      const other: Situation = {
        words: "for a component of another tier",
        meets: (row) => row.tier === undefined,
      };
      return [
        ...named.map((one) => ({
          words: `for tier ${one}`,
          meets: (row: RightsRow) => row.tier?.includes(one) ?? true,
        })),
        other,
      ];
    }
    case "exposureAbove": {
      const bounds = [...new Set([...rows.flatMap((row) => row.exposureAbove ?? []), 100])].sort(
        (a, b) => a - b,
      );
      return bounds
        .filter((bound) => bound > 0)
        .map((bound) => ({
          words: `for an exposure of ${bound} percent`,
          meets: (row) => (row.exposureAbove ?? 0) < bound,
        }));
    }
    case "loosening":
    case "irreversible": {
      const words =
        name === "loosening"
          ? ["where it loosens", "where it does not loosen"]
          : ["where a step is irreversible", "where every step is reversible"];
      return [true, false].map((one, index) => ({
        words: words[index] ?? "",
        meets: (row) => row[name] === undefined || row[name] === one,
      }));
    }
  }
}
