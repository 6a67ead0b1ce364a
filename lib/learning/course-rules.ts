import {
  type AnswerFact,
  type MoveFact,
  type PostMortemState,
  type QuestionKey,
  questionKeys,
} from "./model";

export const postMortemActs = ["write", "submit", "return", "publish", "revise"] as const;
export type PostMortemAct = (typeof postMortemActs)[number];

interface Way {
  from: PostMortemState;
  to: PostMortemState;
}

const ways: Record<PostMortemAct, Way> = {
  write: { from: "draft", to: "draft" },
  submit: { from: "draft", to: "review" },
  return: { from: "review", to: "draft" },
  publish: { from: "review", to: "published" },
  revise: { from: "published", to: "draft" },
};

const standingWords: Record<PostMortemState, string> = {
  draft: "It is a draft; hand it in for review first.",
  review: "It is in review; return it to draft to change it.",
  published: "It is published; begin a revision to change it.",
};

/** The state that the moves lead to; before the first it is a draft. */
export function stateOf(moves: readonly Pick<MoveFact, "to">[]): PostMortemState {
  return moves.at(-1)?.to ?? "draft";
}

/** Where an act leads. */
export function stateAfter(act: PostMortemAct): PostMortemState {
  return ways[act].to;
}

/** The last version of each question's answer; those that were taken back are left out. */
export function standingAnswers(answers: readonly AnswerFact[]): AnswerFact[] {
  return questionKeys.flatMap((question) => {
    const own = answers.filter((each) => each.question === question);
    const last = own.reduce<AnswerFact | null>(
      (latest, each) => (latest === null || each.version > latest.version ? each : latest),
      null,
    );
    return last === null || last.text === null ? [] : [last];
  });
}

/** Questions that nobody has answered. */
export function unanswered(answers: readonly AnswerFact[]): QuestionKey[] {
  const standing = new Set(standingAnswers(answers).map(({ question }) => question));
  return questionKeys.filter((question) => !standing.has(question));
}

/** Why the state does not allow an act, whoever asks; null where it does. Buttons and commands ask the same. */
export function refusalByState(
  act: PostMortemAct,
  { moves, answers }: { moves: readonly Pick<MoveFact, "to">[]; answers: readonly AnswerFact[] },
): string | null {
  const state = stateOf(moves);
  if (state !== ways[act].from) return standingWords[state];
  if (act === "submit" && standingAnswers(answers).length === 0)
    return "Nothing is written yet: answer at least one question.";
  return null;
}

/** Who wrote what stands now: whoever publishes it is somebody else. */
export function writersOf(answers: readonly AnswerFact[]): string[] {
  return [...new Set(standingAnswers(answers).map(({ by }) => by))];
}
