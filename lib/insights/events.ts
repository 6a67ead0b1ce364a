import { digestOf } from "@/lib/bundles/digest";
import type { EntryDraft } from "@/lib/platform/ledger";
import type { Dataset } from "./observed-schemas";

export function datasetsNamed({
  component,
  before,
  after,
}: {
  component: { id: string; key: string };
  before: readonly Dataset[];
  after: readonly Dataset[];
}): EntryDraft {
  return {
    type: "component.datasets-named",
    version: 1,
    subjects: { component: component.id, decision: "component.register" },
    before: digestOf(before),
    after: digestOf(after),
    payload: { key: component.key, datasets: after.map(({ namespace, name }) => ({ namespace, name })) },
  };
}
