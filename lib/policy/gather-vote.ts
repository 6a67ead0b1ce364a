import type { Tx } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { type Gathered, type Gathering, subjectDigest } from "@/lib/platform/gathering";
import { newId } from "@/lib/platform/ids";
import type { EntryDraft } from "@/lib/platform/ledger";
import { principalOf } from "@/lib/gates/load-gates";
import type { QuorumQuestion } from "./model";
import { decisionApproved, decisionEnded } from "./pending-events";
import type { PendingAnswer, PendingState } from "./pending-schemas";
import {
  closePending,
  findProposer,
  keepWaits,
  lastApprovals,
  loadDelegationsOn,
  lockOpen,
  type OpenPending,
  withDelegations,
} from "./pending-store";
import {
  type Approval,
  hasPlace,
  type MissingPlaces,
  placeOf,
  quorumState,
  shownMissing,
  standing,
} from "./quorum";

/** How long a decision waits for the others. */
export const pendingForMs = 7 * 86_400_000;

/**
 * Adds the caller's vote to the open decision about this very subject, or opens one. The places are counted anew by who holds which
 * role now, so that an approval of somebody who lost the role meanwhile fills nothing.
 */
export async function gatherVote(tx: Tx, given: Gathering): Promise<Gathered> {
  const { voting, now } = given;
  const asked = {
    ...given,
    quorum: given.quorum === null ? null : await withDelegates(tx, given, given.quorum),
  };
  const { quorum } = asked;
  const own = await approvalOf(tx, asked);
  if (own.delegate !== undefined) refuseDelegate(quorum, own);
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
  const last = await lastApprovals(tx, pending.id);
  const others = quorum === null ? last : standing(quorum, last);
  const said = { ...asked, pending, others, own };
  const voted =
    voting === undefined || voting.vote === "approve"
      ? await approve(tx, said)
      : await refuse(tx, said, voting.vote);
  const proposedBy = await findProposer(tx, pending.id);
  return { ...voted, proposedBy, entries: [...entries, ...voted.entries] };
}

async function withDelegates(
  tx: Tx,
  { subject: { releaseId }, now }: Gathering,
  quorum: QuorumQuestion,
): Promise<QuorumQuestion> {
  const since = new Date(now.getTime() - pendingForMs);
  return withDelegations(quorum, await loadDelegationsOn(tx, { releaseId, since }));
}

/** The caller's own, or what they say for somebody who delegated a role to them. */
async function approvalOf(tx: Tx, { actor, voting, now }: Gathering): Promise<Approval> {
  const role = voting?.role ?? null;
  const personId = await principalOf(tx, { actor, onBehalfOf: voting?.onBehalfOf });
  if (personId === null || personId === actor.id) return { personId: actor.id, role };
  return { personId, role, delegate: { id: actor.id, at: now.getTime() } };
}

/** Who speaks for another needs a delegation that runs, in a role that is asked for, and neither of them may have a hand in it. */
function refuseDelegate(quorum: QuorumQuestion | null, own: Approval): void {
  if (quorum === null)
    throw new AppError(
      "conflict",
      "You could decide this alone: say it for yourself, not for somebody else.",
    );
  if (hasPlace(quorum, own)) return;
  const { authors, people } = quorum;
  const isTheirs = [own.personId, own.delegate?.id ?? ""].some((id) => authors.includes(id));
  const isOtherwise = isTheirs && hasPlace({ ...quorum, authors: [] }, own);
  const whoMay = quorumState(quorum, []).missing.flatMap((each) => shownMissing(each).whoMay);
  const name = people.find(({ id }) => id === own.personId)?.name ?? "them";
  throw new AppError(
    isOtherwise ? "separation-of-duties" : "not-a-holder",
    isOtherwise
      ? `It is about your own work or that of ${name}, so you do not decide on it for them.`
      : `No delegation by ${name} to you runs now of a role that this asks for.`,
    {
      rule: isOtherwise ? "separation-of-duties" : "delegation",
      whoMay: [...new Map(whoMay.map((each) => [each.email, each])).values()],
    },
  );
}

interface Said extends Gathering {
  pending: OpenPending;
  others: readonly Approval[];
  own: Approval;
}

type Voted = Omit<NonNullable<Gathered>, "proposedBy">;

async function approve(tx: Tx, said: Said): Promise<Voted> {
  const { pending, others, own, quorum, voting, now } = said;
  const already = others.find(({ personId }) => personId === own.personId);
  if (already !== undefined)
    throw new AppError(
      "conflict",
      own.delegate === undefined && already.delegate === undefined
        ? "You have approved this already; it waits for others."
        : "It was approved for that person already, and both of you fill one place; it waits for others.",
    );
  const reason = voting === undefined ? said.reason : voting.reason;
  await writeVote(tx, said, { vote: "approve", reason });
  const { isFilled, missing, counted, waits } = stateOf(quorum, [...others, own]);
  const place = counted.find(({ personId }) => personId === own.personId);
  const role = place?.role ?? own.role;
  const isFirst = others.length === 0;
  const principal = principalIn(own);
  const entry = decisionApproved(pending, { isFirst, role, reason, missing, counted, principal });
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
    entries: [
      decisionEnded(pending, { how: isOver ? how : "taken-back", reason, principal: principalIn(own) }),
    ],
    answer: answerOf(pending, isOver ? how : "open", missing),
  };
}

async function writeVote(
  tx: Tx,
  { pending, own, now }: Said,
  { vote, reason }: { vote: string; reason: string | undefined },
): Promise<void> {
  const { personId, role, delegate } = own;
  await tx.pendingVote.create({
    data: {
      id: newId(),
      pendingDecisionId: pending.id,
      personId,
      actorId: delegate?.id ?? personId,
      role,
      vote,
      reason: reason ?? null,
      at: now,
    },
  });
}

/** Id of for whom a delegate spoke. */
function principalIn({ personId, delegate }: Approval): string | undefined {
  return delegate === undefined ? undefined : personId;
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
