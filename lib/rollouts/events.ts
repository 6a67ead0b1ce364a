import type { EntryDraft } from "@/lib/platform/ledger";
import type { FreezeWindow, Span } from "./freezes";

/** What a window is stands in it whole: what was frozen when can be told from the ledger alone. */
export function freezeSet({
  window: { id, title, reason, component, times },
  componentId,
  rights,
}: {
  window: FreezeWindow;
  componentId: string | null;
  rights: string | null;
}): EntryDraft {
  return {
    type: "freeze.set",
    version: 1,
    subjects: { freeze: id, component: componentId },
    policy: { rights },
    payload: { component, times },
    texts: { title, reason },
  };
}

export function freezeEnded({
  freeze,
  componentId,
  reason,
  rights,
}: {
  freeze: string;
  componentId: string | null;
  reason: string;
  rights: string | null;
}): EntryDraft {
  return {
    type: "freeze.ended",
    version: 1,
    subjects: { freeze, component: componentId },
    policy: { rights },
    texts: { reason },
  };
}

/** The release may pass this occurrence, and no other. */
export function freezeOverridden({
  releaseId,
  policy,
  freeze,
  occurrence: { from, until },
  reason,
}: {
  releaseId: string;
  policy: { template: string; rights: string | null };
  freeze: string;
  occurrence: Span;
  reason: string;
}): EntryDraft {
  return {
    type: "freeze.overridden",
    version: 1,
    releaseId,
    subjects: { freeze },
    policy: { ...policy },
    payload: { from: new Date(from).toISOString(), until: new Date(until).toISOString() },
    texts: { reason },
  };
}

/** About no release: of the whole organisation. */
export function organisationHeld(of: { hold: string; reason: string; rights: string | null }): EntryDraft {
  return organisationHold("hold.placed", of);
}

export function organisationReleased(of: {
  hold: string;
  reason: string;
  rights: string | null;
}): EntryDraft {
  return organisationHold("hold.lifted", of);
}

function organisationHold(
  type: string,
  { hold, reason, rights }: { hold: string; reason: string; rights: string | null },
): EntryDraft {
  return { type, version: 1, subjects: { hold }, policy: { rights }, texts: { reason } };
}
