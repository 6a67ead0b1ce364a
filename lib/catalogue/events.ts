import { digestOf } from "@/lib/bundles/digest";
import type { EntryDraft } from "@/lib/platform/ledger";
import type { ComponentRecord } from "./model";

interface Named {
  id: string;
  key: string;
}

export function componentRegistered({
  component,
  record,
  before,
}: {
  component: Named;
  record: ComponentRecord;
  /** null: it is new. */
  before: ComponentRecord | null;
}): EntryDraft {
  return {
    type: before === null ? "component.registered" : "component.changed",
    version: 1,
    subjects: { component: component.id },
    before: before === null ? null : digestOf(before),
    after: digestOf(record),
    payload: { key: component.key, ...record },
  };
}

export function liveNamed({
  component,
  before,
  after,
  reason,
}: {
  component: Named;
  before: string | null;
  after: string;
  reason: string;
}): EntryDraft {
  return {
    type: "component.live-named",
    version: 1,
    subjects: { component: component.id },
    before,
    after,
    payload: { key: component.key },
    texts: { reason },
  };
}
