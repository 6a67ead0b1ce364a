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

interface PauseOf {
  component: Named;
  pause: string;
  reason: string;
  /** Version of the organisation's rights. */
  rights: string | null;
}

export function componentPaused(of: PauseOf): EntryDraft {
  return pauseEntry("component.paused", of);
}

export function componentResumed(of: PauseOf): EntryDraft {
  return pauseEntry("component.resumed", of);
}

function pauseEntry(type: string, { component, pause, reason, rights }: PauseOf): EntryDraft {
  return {
    type,
    version: 1,
    subjects: { component: component.id, pause },
    policy: { rights },
    payload: { key: component.key },
    texts: { reason },
  };
}
