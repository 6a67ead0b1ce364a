/** What a post-mortem is of; of a release it is opened by hand. */
export const eventKinds = ["rollback", "drill", "break-glass", "release"] as const;
export type EventKind = (typeof eventKinds)[number];

export const postMortemStates = ["draft", "review", "published"] as const;
export type PostMortemState = (typeof postMortemStates)[number];

/** What guides whoever writes one, in the order in which it is read. */
export const questionKeys = ["happened", "well", "lucky", "detection", "stopped"] as const;
export type QuestionKey = (typeof questionKeys)[number];

export const questions: Record<QuestionKey, { title: string; hint: string }> = {
  happened: {
    title: "What happened?",
    hint: "In the order in which it was seen, with what was known at each moment.",
  },
  well: { title: "What went well?", hint: "What should be done the same way again." },
  lucky: { title: "Where were we lucky?", hint: "What kept it small although nobody had seen to it." },
  detection: {
    title: "What did detection miss?",
    hint: "Which signal came late, or not at all, and what would have shown it.",
  },
  stopped: {
    title: "What would have stopped it earlier?",
    hint: "A gate, a check or a criterion that would have asked before users were reached.",
  },
};

/** A version of an answer; text null: it was taken back. */
export interface AnswerFact {
  id: string;
  question: QuestionKey;
  version: number;
  text: string | null;
  by: string;
  /** Epoch ms. */
  at: number;
}

/** That it went on to another state; `answers` of a publication are those that it consists of. */
export interface MoveFact {
  number: number;
  to: PostMortemState;
  note: string | null;
  answers: string[];
  by: string;
  at: number;
}
