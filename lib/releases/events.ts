import type { EntryDraft } from "@/lib/platform/ledger";
import type { ReleaseDates } from "./dates";
import type { DocumentKind, ReleaseState } from "./model";
import type { Assignee } from "./store";

export interface Policy {
  template: string;
  rights: string | null;
}

interface About {
  releaseId: string;
  policy: Policy;
}

export function releaseCreated({
  releaseId,
  policy,
  slug,
  title,
  champion,
  components,
  documents,
  roles,
  isRestricted,
  targetDate,
}: About & {
  slug: string;
  title: string;
  champion: string;
  components: { key: string; from: string | null }[];
  /** Digest by kind. */
  documents: Record<string, string>;
  roles: Record<string, Assignee[]>;
  isRestricted: boolean;
  targetDate: string | null;
}): EntryDraft {
  return {
    type: "release.created",
    version: 1,
    releaseId,
    subjects: { champion },
    after: "draft",
    policy: { ...policy },
    payload: { slug, title, components, documents, roles, isRestricted, targetDate },
  };
}

export function datesChanged({
  releaseId,
  policy,
  before,
  after,
}: About & { before: ReleaseDates; after: ReleaseDates }): EntryDraft {
  return {
    type: "dates.changed",
    version: 1,
    releaseId,
    subjects: {},
    policy: { ...policy },
    payload: { before, after },
  };
}

export function documentChanged({
  releaseId,
  policy,
  kind,
  version,
  before,
  after,
  changedParts,
}: About & {
  kind: DocumentKind;
  version: number;
  before: string | null;
  after: string;
  changedParts: string[];
}): EntryDraft {
  return {
    // The same content sent again makes no version.
    type: before === after ? `${kind}.confirmed` : `${kind}.changed`,
    version: 1,
    releaseId,
    subjects: { document: kind },
    before,
    after,
    policy: { ...policy },
    payload: { version, changedParts },
  };
}

export function rolesAssigned({
  releaseId,
  policy,
  given,
  revoked,
}: About & { given: Record<string, Assignee[]>; revoked: Record<string, Assignee[]> }): EntryDraft {
  return {
    type: "roles.assigned",
    version: 1,
    releaseId,
    subjects: {},
    policy: { ...policy },
    payload: { given, revoked },
  };
}

export function releaseStarted({
  releaseId,
  policy,
  stage,
  baselines,
}: About & { stage: string; baselines: Record<string, string | null> }): EntryDraft {
  return {
    type: "release.started",
    version: 1,
    releaseId,
    subjects: { stage },
    before: "draft",
    after: "active",
    policy: { ...policy },
    payload: { baselines },
  };
}

export function candidateSet({
  releaseId,
  policy,
  component,
  before,
  after,
}: About & { component: { id: string; key: string }; before: string | null; after: string }): EntryDraft {
  return {
    type: "candidate.set",
    version: 1,
    releaseId,
    subjects: { component: component.id },
    before,
    after,
    policy: { ...policy },
    payload: { component: component.key },
  };
}

export function releaseEnded({
  releaseId,
  policy,
  before,
  after,
  reason,
  evidence,
}: About & {
  before: ReleaseState;
  after: ReleaseState;
  reason: string | undefined;
  /** Gates as they stood, and what became live. */
  evidence: Record<string, unknown>;
}): EntryDraft {
  return {
    type: `release.${after}`,
    version: 1,
    releaseId,
    subjects: {},
    before,
    after,
    policy: { ...policy },
    payload: evidence,
    texts: { reason },
  };
}

export function holdPlaced({
  releaseId,
  policy,
  hold,
  reason,
}: About & { hold: string; reason: string }): EntryDraft {
  return {
    type: "hold.placed",
    version: 1,
    releaseId,
    subjects: { hold },
    policy: { ...policy },
    texts: { reason },
  };
}

export function holdLifted({
  releaseId,
  policy,
  hold,
  reason,
  breakGlass,
}: About & { hold: string; reason: string; breakGlass: string | undefined }): EntryDraft {
  return {
    type: "hold.lifted",
    version: 1,
    releaseId,
    subjects: { hold },
    policy: { ...policy },
    ...(breakGlass !== undefined && { payload: { breakGlass } }),
    texts: { reason },
  };
}

/** The organisation forced its rights on it while it ran, provably tightening each row that changed. */
export function releaseTightened({
  releaseId,
  policy,
  from,
  to,
  changes,
  reason,
}: About & {
  from: { version: number; digest: string };
  to: { version: number; digest: string };
  changes: readonly { decision: string; change: string }[];
  reason: string;
}): EntryDraft {
  return {
    type: "release.tightened",
    version: 1,
    releaseId,
    subjects: { rights: String(to.version) },
    before: from.digest,
    after: to.digest,
    policy: { ...policy },
    payload: {
      rights: { from: from.version, to: to.version },
      rightsChanges: changes.map(({ decision, change }) => ({ decision, change, loosens: false })),
    },
    texts: { reason },
  };
}

interface Moved {
  from: { version: number; digest: string };
  to: { version: number; digest: string };
}

/** The difference stands in it, with what provably tightened and what counts as loosening, and what has to be signed anew. */
export function releaseMigrated({
  releaseId,
  policy,
  template,
  rights,
  changes,
  rightsChanges,
  affected,
  reason,
}: About & {
  template: Moved;
  rights: Moved | null;
  changes: readonly { path: string; change: string; effect: string }[];
  rightsChanges: readonly { decision: string; change: string; loosens: boolean }[];
  affected: readonly {
    gate: string;
    requirement: string | null;
    before: string | null;
    after: string | null;
  }[];
  reason: string;
}): EntryDraft {
  const shown = ({ from, to }: Moved) => ({ from: from.version, to: to.version });
  return {
    type: "release.migrated",
    version: 1,
    releaseId,
    subjects: {},
    before: template.from.digest,
    after: template.to.digest,
    policy: { ...policy },
    payload: {
      template: shown(template),
      rights: rights === null ? null : shown(rights),
      changes: changes.map(({ path, change, effect }) => ({ path, change, effect })),
      rightsChanges: rightsChanges.map(({ decision, change, loosens }) => ({ decision, change, loosens })),
      affected: affected.map(({ gate, requirement, before, after }) => ({
        gate,
        requirement,
        before,
        after,
      })),
    },
    texts: { reason },
  };
}
