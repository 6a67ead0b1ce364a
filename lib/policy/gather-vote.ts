import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { type Gathered, type Gathering, subjectDigest } from "@/lib/platform/gathering";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import type { QuorumQuestion } from "./model";
import { decisionApproved, decisionEnded } from "./pending-events";
import type { PendingAnswer, PendingState } from "./pending-schemas";
import {
  closePending,
  findProposer,
  keepWaits,
  lockOpen,
  type OpenPending,
  standingApprovals,
} from "./pending-store";
import { type Approval, hasPlace, type MissingPlaces, placeOf, quorumState, shownMissing } from "./quorum";

/** How long a decision waits for the others. */
export const pendingForMs = 7 * 86_400_000;

/**
 * Adds the caller's vote to the open decision about this very subject, or opens one. The places are counted anew by who holds which
 * role now, so that an approval of somebody who lost the role meanwhile fills nothing.
 */
export async function gatherVote(tx: Tx, asked: Gathering): Promise<Gathered> {
  const { quorum, actor, voting, now } = asked;
  const own: Approval = { personId: actor.id, role: voting?.role ?? null };
  if (quorum !== null && !hasPlace(quorum, own)) return null;
  const found = await lockOpen(tx, subjectDigest(asked.command, asked.subject));
  const isOver = found !== null && found.expiresAt <= now;
  if (voting !== undefined && (found?.id !== voting.pendingDecision || isOver)) throw isGone(isOver);
  const entries: EntryDraft[] = [];
  if (found !== null && isOver) {
    await closePending(tx, { id: found.id, how: "expired", now });
    entries.push(decisionEnded(found, { how: "expired", reason: undefined }));
  }
  const pending = found === null || isOver ? await open(tx, asked) : found;
  const others = await standingApprovals(tx, pending.id);
  const said = { ...asked, pending, others, own };
  const voted =
    voting === undefined || voting.vote === "approve"
      ? await approve(tx, said)
      : await refuse(tx, said, voting.vote);
  const proposedBy = await findProposer(tx, pending.id);
  return { ...voted, proposedBy, entries: [...entries, ...voted.entries] };
}

interface Said extends Gathering {
  pending: OpenPending;
  others: readonly Approval[];
  own: Approval;
}

type Voted = Omit<NonNullable<Gathered>, "proposedBy">;

async function approve(tx: Tx, said: Said): Promise<Voted> {
  const { pending, others, own, quorum, voting, now } = said;
  if (others.some(({ personId }) => personId === own.personId))
    throw new AppError("conflict", "You have approved this already; it waits for others.");
  const reason = voting === undefined ? said.reason : voting.reason;
  await writeVote(tx, said, { vote: "approve", reason });
  const { isFilled, missing, counted, waits } = stateOf(quorum, [...others, own]);
  const place = counted.find(({ personId }) => personId === own.personId);
  const role = place?.role ?? own.role;
  const isFirst = others.length === 0;
  const entry = decisionApproved(pending, { isFirst, role, reason, missing, counted });
  if (isFilled) await closePending(tx, { id: pending.id, how: "completed", now });
  else await keepWaits(tx, { id: pending.id, people: waits });
  return {
    verdict: { allowed: true, rule: "quorum", role, grant: place?.grant ?? [] },
    entries: [entry],
    answer: answerOf(pending, isFilled ? "completed" : "open", missing),
  };
}

/** Nobody is left to fill anything where the caller could have taken it alone. */
function stateOf(quorum: QuorumQuestion | null, approvals: readonly Approval[]) {
  if (quorum !== null) return quorumState(quorum, approvals);
  return { isFilled: true, missing: [], counted: [], waits: [] };
}

/** A no of somebody with a place ends it; taking back one's own approval does once no other stands. */
async function refuse(tx: Tx, said: Said, vote: "reject" | "withdraw"): Promise<Voted> {
  const { pending, others, own, quorum, voting, now } = said;
  const reason = voting?.reason;
  if (vote === "reject" && reason === undefined)
    throw new AppError("reason-required", "Say why, for whoever proposed it.", {
      faults: [{ path: "/reason", message: "is required to reject" }],
    });
  const rest = others.filter(({ personId }) => personId !== own.personId);
  if (vote === "withdraw" && rest.length === others.length)
    throw new AppError("conflict", "You have not approved this, so there is nothing to withdraw.");
  await writeVote(tx, said, { vote, reason });
  const how = vote === "reject" ? "rejected" : "withdrawn";
  const isOver = vote === "reject" || rest.length === 0;
  const { missing, waits } = stateOf(quorum, rest);
  const place = quorum === null ? null : placeOf(quorum, own);
  if (isOver) await closePending(tx, { id: pending.id, how, now });
  else await keepWaits(tx, { id: pending.id, people: waits });
  return {
    verdict: { allowed: true, rule: "quorum", role: place?.role ?? own.role, grant: place?.grant ?? [] },
    entries: [decisionEnded(pending, { how: isOver ? how : "taken-back", reason })],
    answer: answerOf(pending, isOver ? how : "open", missing),
  };
}

async function writeVote(
  tx: Tx,
  { pending, own, now }: Said,
  { vote, reason }: { vote: string; reason: string | undefined },
): Promise<void> {
  const { personId, role } = own;
  await tx.pendingVote.create({
    data: {
      id: newId(),
      pendingDecisionId: pending.id,
      personId,
      role,
      vote,
      reason: reason ?? null,
      at: now,
    },
  });
}

function isGone(isOver: boolean): AppError {
  return isOver
    ? new AppError("conflict", "This proposal has run out; propose it anew.")
    : new AppError(
        "subject-changed",
        "What this proposal was about has changed, or it has ended; propose it anew.",
      );
}

async function open(tx: Tx, { command, input, subject, quorum, now }: Gathering): Promise<OpenPending> {
  const digest = subjectDigest(command, subject);
  const expiresAt = new Date(now.getTime() + pendingForMs);
  // Two may propose the same at once; the later one waits here and joins.
  await tx.$executeRaw`
    INSERT INTO pending_decisions (id, decision, command, input, release_id, subject_digest, valid_from, expires_at)
    VALUES (${newId()}::uuid, ${quorum?.decision ?? command}, ${command}, ${JSON.stringify(input)}::jsonb, ${subject.releaseId}::uuid, ${digest}, ${now}, ${expiresAt})
    ON CONFLICT (subject_digest) WHERE valid_to IS NULL DO NOTHING`;
  const opened = await lockOpen(tx, digest);
  if (opened === null) throw new AppError("conflict", "This was decided meanwhile.");
  return opened;
}

function answerOf(
  pending: OpenPending,
  state: PendingState,
  missing: readonly MissingPlaces[],
): PendingAnswer {
  const { id, decision, expiresAt } = pending;
  const shown = state === "open" ? missing.map(shownMissing) : [];
  return { pendingDecision: { id, decision, state, missing: shown, expiresAt: expiresAt.toISOString() } };
}
