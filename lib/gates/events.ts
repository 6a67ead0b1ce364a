import type { EntryDraft } from "@/lib/platform/ledger";

interface Place {
  releaseId: string;
  gate: string;
  requirement: string | null;
}

interface Policy {
  template: string;
  rights: string | null;
}

const subjectsOf = ({ gate, requirement }: Place) => ({ gate, requirement });

export function voteCast(
  entry: Place & {
    vote: string;
    voteId: string;
    role: string;
    principalId: string;
    subjectDigest: string;
    meaning: string | null;
    reason: string | undefined;
    exitCondition: string | undefined;
    /** Ids of what it obliges to, each with an entry of its own. */
    obligations: string[];
    statusBefore: string;
    statusAfter: string;
    evidence: Record<string, unknown>;
    policy: Policy;
  },
): EntryDraft {
  return {
    type: "vote.cast",
    version: 1,
    releaseId: entry.releaseId,
    subjects: { ...subjectsOf(entry), vote: entry.voteId, principal: entry.principalId },
    after: entry.subjectDigest,
    policy: { ...entry.policy },
    payload: {
      vote: entry.vote,
      role: entry.role,
      meaning: entry.meaning,
      ...(entry.obligations.length > 0 && { obligations: entry.obligations }),
      statusBefore: entry.statusBefore,
      statusAfter: entry.statusAfter,
      evidence: entry.evidence,
    },
    texts: { reason: entry.reason, exitCondition: entry.exitCondition },
  };
}

export function vetoLifted(
  entry: Place & {
    voteId: string;
    role: string;
    subjectDigest: string;
    reason: string;
    exitCondition: string | undefined;
    policy: Policy;
  },
): EntryDraft {
  return {
    type: "veto.lifted",
    version: 1,
    releaseId: entry.releaseId,
    subjects: { ...subjectsOf(entry), vote: entry.voteId },
    before: entry.subjectDigest,
    policy: { ...entry.policy },
    payload: { role: entry.role },
    texts: { reason: entry.reason, exitCondition: entry.exitCondition },
  };
}

interface ConcernEntry {
  releaseId: string;
  concern: string;
  text: string;
  policy: Policy;
}

export function concernRaised({ releaseId, concern, text, policy }: ConcernEntry): EntryDraft {
  const subjects = { concern };
  return { type: "concern.raised", version: 1, releaseId, subjects, policy: { ...policy }, texts: { text } };
}

/** `role` null: taken back by whoever raised it. */
export function concernAnswered({
  releaseId,
  concern,
  text,
  role,
  policy,
}: ConcernEntry & { role: string | null }): EntryDraft {
  return {
    type: role === null ? "concern.taken-back" : "concern.answered",
    version: 1,
    releaseId,
    subjects: { concern },
    policy: { ...policy },
    payload: { role },
    texts: { text },
  };
}

export function workDismissed(
  entry: Place & { voteId: string; role: string; subjectDigest: string; reason: string; policy: Policy },
): EntryDraft {
  return {
    type: "needs-work.dismissed",
    version: 1,
    releaseId: entry.releaseId,
    subjects: { ...subjectsOf(entry), vote: entry.voteId },
    before: entry.subjectDigest,
    policy: { ...entry.policy },
    payload: { role: entry.role },
    texts: { reason: entry.reason },
  };
}

export function requirementAcknowledged(
  entry: Place & { role: string; principalId: string; subjectDigest: string; policy: Policy },
): EntryDraft {
  return {
    type: "requirement.acknowledged",
    version: 2,
    releaseId: entry.releaseId,
    subjects: { ...subjectsOf(entry), principal: entry.principalId },
    after: entry.subjectDigest,
    policy: { ...entry.policy },
    payload: { role: entry.role },
  };
}

export function requirementWaived(
  entry: Place & {
    waiverId: string;
    digest: string;
    subjectDigest: string;
    owner: string;
    expiresAt: string;
    reason: string;
    policy: Policy;
  },
): EntryDraft {
  return {
    type: "requirement.waived",
    version: 1,
    releaseId: entry.releaseId,
    subjects: { ...subjectsOf(entry), waiver: entry.waiverId, owner: entry.owner },
    before: entry.subjectDigest,
    after: entry.digest,
    policy: { ...entry.policy },
    payload: { expiresAt: entry.expiresAt },
    texts: { reason: entry.reason },
  };
}

export function checkReported(entry: {
  releaseId: string;
  checkId: string;
  name: string;
  component: string;
  bundleDigest: string;
  status: string;
  evidenceDigest: string | null;
  summary: string | undefined;
  url: string | undefined;
}): EntryDraft {
  return {
    type: "check.reported",
    version: 1,
    releaseId: entry.releaseId,
    subjects: { check: entry.checkId, component: entry.component },
    after: entry.bundleDigest,
    payload: { name: entry.name, status: entry.status, evidence: entry.evidenceDigest },
    texts: { summary: entry.summary, url: entry.url },
  };
}
