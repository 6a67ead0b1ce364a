import { policyOf } from "@/lib/gates/load-gates";
import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import type { Authority } from "@/lib/releases/authority";
import { postMortemOpened } from "./events";
import type { LoadedPostMortem } from "./load-post-mortem";
import type { EventKind, PostMortemState } from "./model";

interface Opening {
  authority: Authority;
  kind: EventKind;
  event: string;
  /** null: the worker. */
  by: string | null;
  now: Date;
}

/** Opens the one of an event; refused where it has one. */
export async function writePostMortem(
  tx: Tx,
  { authority, kind, event, by, now }: Opening,
): Promise<{ id: string; entry: EntryDraft }> {
  const releaseId = authority.release.id;
  const known = await tx.postMortem.findUnique({ where: { kind_eventId: { kind, eventId: event } } });
  if (known !== null) throw new AppError("already-exists", "There is a post-mortem of this already.");
  const id = newId();
  await tx.postMortem.create({ data: { id, releaseId, kind, eventId: event, openedBy: by, at: now } });
  const entry = postMortemOpened({ releaseId, postMortem: id, policy: policyOf(authority), kind, event });
  return { id, entry };
}

interface Moving {
  loaded: LoadedPostMortem;
  to: PostMortemState;
  note: string | undefined;
  /** Of a publication: what it consists of. */
  answers?: string[];
  by: string;
  now: Date;
}

/** Takes it to another state; answers the move's number. */
export async function writeMove(
  tx: Tx,
  { loaded, to, note, answers = [], by, now }: Moving,
): Promise<number> {
  const number = (loaded.moves.at(-1)?.number ?? 0) + 1;
  await tx.postMortemMove.create({
    data: {
      id: newId(),
      postMortemId: loaded.postMortem.id,
      number,
      to,
      note: note ?? null,
      answers,
      by,
      at: now,
    },
  });
  return number;
}
