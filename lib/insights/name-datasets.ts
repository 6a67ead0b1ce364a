import { loadComponentFacts, requireComponent } from "@/lib/catalogue/store";
import { closeRange } from "@/lib/platform/close-range";
import { command } from "@/lib/platform/command";
import type { Tx } from "@/lib/platform/db";
import { fieldError } from "@/lib/platform/errors";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import { refuseOvertaken } from "@/lib/platform/overtaken";
import { canInOrganisation, loadOrganisation } from "@/lib/policy/queries";
import { datasetsNamed } from "./events";
import { datasetsDigest, datasetsOf } from "./observed-queries";
import { type Dataset, NameDatasets } from "./observed-schemas";

/** Says which datasets are a component's, so that whoever reads them is seen to depend on it. */
export const nameDatasets = command({
  name: "component.name-datasets",
  input: NameDatasets,
  scope: "components",
  locks: ({ key }) => ({ organisation: "exclusive", components: [key] }),
  load: async (tx, { key }, { now }) => ({
    organisation: await loadOrganisation(tx, now),
    component: requireComponent(await loadComponentFacts(tx, key)),
    before: await datasetsOf(tx, key),
  }),
  allow: (actor, { organisation, component }) =>
    canInOrganisation(organisation, actor, "component.register", { tier: component.record.tier }),
  subject: ({ component, before }, { datasets }) => ({
    releaseId: null,
    of: { component: component.id, before, after: datasets },
  }),
  run: async ({ tx, input: { key, datasets, expected }, facts: { component, before }, now }) => {
    refuseOvertaken(expected, datasetsDigest(before));
    const sorted = datasets.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    await checkDatasets(tx, { key, datasets });
    const from = await closeRange(tx, {
      table: "component_datasets",
      series: Prisma.sql`component_id = ${component.id}::uuid`,
      now,
    });
    for (const { namespace, name } of sorted)
      await tx.$executeRaw(Prisma.sql`
        INSERT INTO component_datasets (id, component_id, namespace, name, valid_from)
        VALUES (${newId()}::uuid, ${component.id}::uuid, ${namespace}, ${name}, ${from})`);
    return {
      value: { key, datasets: sorted },
      entries: [datasetsNamed({ component, before, after: sorted })],
    };
  },
});

function nameOf({ namespace, name }: Dataset): string {
  return JSON.stringify([namespace, name]);
}

/** A dataset is of one component, and stands once. */
async function checkDatasets(
  tx: Tx,
  { key, datasets }: { key: string; datasets: readonly Dataset[] },
): Promise<void> {
  const names = datasets.map(nameOf);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0) throw fieldError(`/datasets/${twice}`, "It stands twice.", "each dataset once");
  const taken = await tx.$queryRaw<(Dataset & { key: string })[]>(Prisma.sql`
    SELECT d.namespace, d.name, c.key FROM component_datasets d JOIN components c ON c.id = d.component_id
    WHERE d.valid_to IS NULL AND c.key <> ${key} AND (d.namespace, d.name) IN
      (SELECT u.namespace, u.name FROM jsonb_to_recordset(${JSON.stringify(datasets)}::jsonb) AS u (namespace text, name text))
    ORDER BY 1, 2`);
  const [first] = taken;
  if (first === undefined) return;
  throw fieldError(
    `/datasets/${names.indexOf(nameOf(first))}`,
    `${first.namespace} ${first.name} is a dataset of ${first.key}.`,
    "a dataset of no other component",
  );
}
