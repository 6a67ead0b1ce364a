import { z } from "zod";
import { fields, listOf } from "@/lib/platform/cross-checks";
import { Key, line } from "@/lib/platform/names";
import { Expected } from "@/lib/platform/overtaken";
import { PageQuery } from "@/lib/platform/paging";

const most = 1_000;

/** A dataset as OpenLineage names it. */
export const Dataset = fields({ namespace: line(500), name: line(500) });
export type Dataset = z.output<typeof Dataset>;

export const DatasetsBody = fields({ datasets: listOf(Dataset, { max: 500 }) });
export const NameDatasets = fields({
  key: Key,
  datasets: listOf(Dataset, { max: 500 }),
  expected: Expected,
});
export const DatasetsAnswer = z.strictObject({
  key: z.string(),
  datasets: z.array(z.strictObject({ namespace: z.string(), name: z.string() })),
});

export const ObservedBody = fields({ dependencies: listOf(Key, { max: most }) });
export const ObservedAnswer = z.strictObject({
  recorded: z.int(),
  unknown: z.array(z.string()).describe("Keys of no component; nothing was recorded of them"),
});

const Seen = z.looseObject({
  namespace: z.string().min(1).max(500),
  name: z.string().min(1).max(500),
});

/** A run event of OpenLineage, of which inputs and outputs are read; what else it has is its own. */
export const RunEvent = z.looseObject({
  eventType: z.string().max(50).optional(),
  eventTime: z.string().max(64),
  run: z.looseObject({ runId: z.string().max(200) }),
  job: z.looseObject({ namespace: z.string().max(500), name: z.string().max(500) }),
  inputs: z.array(Seen).max(most).optional(),
  outputs: z.array(Seen).max(most).optional(),
});
export type RunEvent = z.output<typeof RunEvent>;
export const RunEventAnswer = z.strictObject({
  recorded: z.int(),
  unmapped: z
    .array(z.strictObject({ namespace: z.string(), name: z.string() }))
    .describe("Datasets that no component has; they count as soon as one names them its own"),
});

const ofTeam = {
  team: Key.optional().meta({ description: "That owns the component which depends on the other" }),
};
export const UnintendedQuery = PageQuery.extend(ofTeam);
export const UnintendedCsvQuery = z.strictObject(ofTeam);

export const UnintendedAnswer = z.strictObject({
  component: z.string(),
  title: z.string(),
  owner: z.string().describe("Title of the owning team"),
  dependsOn: z.string(),
  dependsOnTitle: z.string(),
  through: z.array(z.string()).describe("Datasets by which it was seen; empty: it was reported as such"),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
});
export type UnintendedAnswer = z.output<typeof UnintendedAnswer>;
