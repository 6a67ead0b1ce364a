import type { EntryDraft } from "@/lib/platform/ledger";
import type { EventKind, PostMortemState, QuestionKey } from "./model";

interface About {
  releaseId: string;
  /** Id of the post-mortem. */
  postMortem: string;
  policy: { template: string; rights: string | null };
}

function entry(type: string, { releaseId, postMortem, policy }: About): EntryDraft {
  return { type, version: 1, releaseId, subjects: { postMortem }, policy: { ...policy } };
}

const subjectOf: Record<EventKind, string> = {
  rollback: "rollback",
  drill: "drill",
  "break-glass": "break-glass",
  release: "release",
};

export function postMortemOpened(about: About & { kind: EventKind; event: string }): EntryDraft {
  const { kind, event } = about;
  const opened = entry("post-mortem.opened", about);
  return { ...opened, subjects: { ...opened.subjects, [subjectOf[kind]]: event }, payload: { kind } };
}

export function questionAnswered(
  about: About & { answer: string; question: QuestionKey; version: number; text: string | null },
): EntryDraft {
  const { answer, question, version, text } = about;
  const answered = entry("post-mortem.answered", about);
  return {
    ...answered,
    subjects: { ...answered.subjects, answer },
    payload: { question, version, isTakenBack: text === null },
    texts: { text },
  };
}

export function entryNoted(
  about: About & { entry: string; isShown: boolean; text: string | null },
): EntryDraft {
  const noted = entry("post-mortem.noted", about);
  return {
    ...noted,
    subjects: { ...noted.subjects, entry: about.entry },
    payload: { isShown: about.isShown },
    texts: { text: about.text },
  };
}

interface Moved extends About {
  before: PostMortemState;
  after: PostMortemState;
  number: number;
  note: string | undefined;
}

const moves = {
  submit: "post-mortem.submitted",
  return: "post-mortem.returned",
  revise: "post-mortem.revised",
} as const;

export function postMortemMoved(act: keyof typeof moves, moved: Moved): EntryDraft {
  const { before, after, number, note } = moved;
  return { ...entry(moves[act], moved), before, after, payload: { number }, texts: { note } };
}

/** With the ids of the answers that it consists of, each of them in an entry of its own. */
export function postMortemPublished(moved: Moved & { answers: readonly string[] }): EntryDraft {
  const { before, after, number, note, answers } = moved;
  return {
    ...entry("post-mortem.published", moved),
    before,
    after,
    payload: { number, answers: [...answers] },
    texts: { note },
  };
}

interface Proposal {
  releaseId: string;
  postMortem: string;
  proposal: string;
  policy: About["policy"];
  reason: string;
}

/** What the next version of a template is to read; its text stands beside its digest, in the proposal. */
export function templateProposed(
  proposed: Proposal & { action: string; key: string; before: string; after: string },
): EntryDraft {
  const { proposal, action, key, before, after, reason } = proposed;
  const drafted = entry("template.proposed", proposed);
  return {
    ...drafted,
    subjects: { ...drafted.subjects, proposal, obligation: action },
    before,
    after,
    payload: { key },
    texts: { reason },
  };
}

export function templateProposalWithdrawn(withdrawn: Proposal): EntryDraft {
  const drafted = entry("template.proposal-withdrawn", withdrawn);
  return {
    ...drafted,
    subjects: { ...drafted.subjects, proposal: withdrawn.proposal },
    texts: { reason: withdrawn.reason },
  };
}
