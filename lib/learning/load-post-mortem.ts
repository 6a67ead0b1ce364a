import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { AppError, notFound } from "@/lib/platform/errors";
import { isId } from "@/lib/platform/ids";
import { type Authority, loadAuthority } from "@/lib/releases/authority";
import { type PostMortemAct, refusalByState } from "./course-rules";
import type { AnswerFact, EventKind, MoveFact, PostMortemState, QuestionKey } from "./model";

export interface PostMortemRow {
  id: string;
  releaseId: string;
  kind: EventKind;
  eventId: string;
  openedBy: string | null;
  at: Date;
}

export interface LoadedPostMortem {
  authority: Authority;
  postMortem: PostMortemRow;
  answers: AnswerFact[];
  moves: MoveFact[];
}

/** A post-mortem with what decisions on its release are judged by; in a command under the release's lock. One of a release that the actor does not see is not found. */
export async function loadPostMortem(
  db: Reader,
  { id, actor, now }: { id: string; actor: Actor; now: Date },
): Promise<LoadedPostMortem> {
  const row = isId(id) ? await db.postMortem.findUnique({ where: { id } }) : null;
  if (row === null) throw notFound("post-mortem");
  const authority = await seenAuthority(db, { releaseId: row.releaseId, actor, now });
  const answers = await db.postMortemAnswer.findMany({
    where: { postMortemId: id },
    orderBy: [{ at: "asc" }, { version: "asc" }],
  });
  const moves = await db.postMortemMove.findMany({ where: { postMortemId: id }, orderBy: { number: "asc" } });
  return {
    authority,
    // The columns whose values the tables' constraints and their writers keep to these types.
    postMortem: { ...row, kind: row.kind as EventKind },
    answers: answers.map(({ question, at, ...each }) => ({
      ...each,
      question: question as QuestionKey,
      at: at.getTime(),
    })),
    moves: moves.map(({ to, at, ...each }) => ({ ...each, to: to as PostMortemState, at: at.getTime() })),
  };
}

/** As if it were not there: in the same words. */
async function seenAuthority(
  db: Reader,
  asked: { releaseId: string; actor: Actor; now: Date },
): Promise<Authority> {
  try {
    return await loadAuthority(db, asked);
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") throw notFound("post-mortem");
    throw error;
  }
}

/** Refuses what the state does not allow. */
export function assertMayBe(
  act: PostMortemAct,
  { moves, answers }: Pick<LoadedPostMortem, "moves" | "answers">,
): void {
  const refusal = refusalByState(act, { moves, answers });
  if (refusal !== null) throw new AppError("conflict", refusal);
}
