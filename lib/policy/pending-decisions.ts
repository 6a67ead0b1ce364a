import { changeComponent } from "@/lib/catalogue/change-component";
import { nameLive } from "@/lib/catalogue/name-live";
import { resumeComponent } from "@/lib/catalogue/resume-component";
import { registerComponent } from "@/lib/catalogue/register-component";
import { dismissWork } from "@/lib/gates/dismiss-work";
import { liftVeto } from "@/lib/gates/lift-veto";
import { reviewBreakGlass } from "@/lib/gates/review-break-glass";
import { waiveRequirement } from "@/lib/gates/waive-requirement";
import type { Actor, PersonActor } from "@/lib/identity/actor";
import type { Call, Command, Kernel, Reading } from "@/lib/platform/command";
import type { Reader } from "@/lib/platform/db";
import { AppError, notFound } from "@/lib/platform/errors";
import { type AskedNow, DecisionPending, type Voting } from "@/lib/platform/gathering";
import { isId } from "@/lib/platform/ids";
import { publishPostMortem } from "@/lib/learning/publish-post-mortem";
import { log } from "@/lib/platform/log";
import { record } from "@/lib/platform/record";
import { advanceStage } from "@/lib/releases/advance-stage";
import { assignRoles } from "@/lib/releases/assign-roles";
import { cancelRelease } from "@/lib/releases/cancel-release";
import { changeCriteria } from "@/lib/releases/change-criteria";
import { changeDates } from "@/lib/releases/change-dates";
import { changePlan } from "@/lib/releases/change-plan";
import { changeRollbackPlan } from "@/lib/releases/change-rollback-plan";
import { completeRelease } from "@/lib/releases/complete-release";
import { createRelease } from "@/lib/releases/create-release";
import { liftHold } from "@/lib/releases/lift-hold";
import { migrateRelease } from "@/lib/releases/migrate-release";
import { publishTemplate } from "@/lib/releases/publish-template";
import { reopenStage } from "@/lib/releases/reopen-stage";
import { setCandidate } from "@/lib/releases/set-candidate";
import { skipStage } from "@/lib/releases/skip-stage";
import { startRelease } from "@/lib/releases/start-release";
import { concludeReview } from "@/lib/reviews/conclude-review";
import { authoriseRollback } from "@/lib/rollbacks/authorise-rollback";
import { cancelRollback } from "@/lib/rollbacks/cancel-rollback";
import { completeStep } from "@/lib/rollbacks/complete-step";
import { declineRollback } from "@/lib/rollbacks/decline-rollback";
import { endorseRollback } from "@/lib/rollbacks/endorse-rollback";
import { overrideBreach } from "@/lib/rollbacks/override-breach";
import { retryStep } from "@/lib/rollbacks/retry-step";
import { startDrill } from "@/lib/rollbacks/start-drill";
import { takeOverStep } from "@/lib/rollbacks/take-over-step";
import { endFreeze } from "@/lib/rollouts/end-freeze";
import { increaseExposure } from "@/lib/rollouts/increase-exposure";
import { liftOrganisationHold } from "@/lib/rollouts/lift-organisation-hold";
import { overrideFreeze } from "@/lib/rollouts/override-freeze";
import { resumeExposure } from "@/lib/rollouts/resume-exposure";
import { setFreeze } from "@/lib/rollouts/set-freeze";
import { changeRights } from "./change-rights";
import { endPendingDecision } from "./end-pending-decision";
import {
  type EndingDelegation,
  findPending,
  listOpenPending,
  listWaiting,
  type MendableFindings,
  type PendingOf,
  type PendingRow,
} from "./pending-queries";
import type { PendingAnswer, PendingDetail } from "./pending-schemas";
import { keepWaits, withDelegations } from "./pending-store";
import { type Approval, quorumState, type QuorumState, shownMissing } from "./quorum";

/** Whatever its input: what was kept of a proposal is parsed by the command anew. */
interface Decidable extends Pick<Command, "name" | "asked"> {
  execute: (kernel: Kernel, input: never, call: Call) => Promise<unknown>;
}

/** Every command whose decision several people can take together. */
const commands: readonly Decidable[] = [
  createRelease,
  startRelease,
  completeRelease,
  cancelRelease,
  migrateRelease,
  assignRoles,
  setCandidate,
  changePlan,
  changeDates,
  changeCriteria,
  changeRollbackPlan,
  advanceStage,
  skipStage,
  reopenStage,
  liftHold,
  liftOrganisationHold,
  setFreeze,
  endFreeze,
  overrideFreeze,
  increaseExposure,
  resumeExposure,
  waiveRequirement,
  liftVeto,
  dismissWork,
  reviewBreakGlass,
  authoriseRollback,
  declineRollback,
  cancelRollback,
  endorseRollback,
  completeStep,
  retryStep,
  takeOverStep,
  overrideBreach,
  startDrill,
  publishPostMortem,
  concludeReview,
  registerComponent,
  changeComponent,
  nameLive,
  resumeComponent,
  publishTemplate,
  changeRights,
];

function commandNamed(name: string): Decidable {
  const found = commands.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no command ${name} takes a decision of several people`);
  return found;
}

/** A pending decision as it stands now, with what it still takes. */
export async function getPending(
  kernel: Kernel,
  { id, actor }: { id: string; actor: Actor },
): Promise<PendingDetail> {
  const row = isId(id) ? await findPending(kernel.db.prisma, { id, actor }) : null;
  if (row === null) throw notFound("pending decision");
  return detailOf(row, await standing(kernel, row));
}

/** Open ones, the longest wait first. */
export async function listPending(
  kernel: Reading,
  { actor, of }: { actor: Actor; of: PendingOf },
): Promise<PendingDetail[]> {
  return standingOf(kernel, await listOpenPending(kernel.db.prisma, { actor, of, now: kernel.clock.now() }));
}

/** Those that were open at a moment, read as of it. */
export function listPendingAt(
  db: Reader,
  { now, ...asked }: { actor: Actor; of: PendingOf; now: Date },
): Promise<PendingDetail[]> {
  return listPending({ db: { prisma: db }, clock: { now: () => now } }, asked);
}

/** What waits for somebody beside signatures: proposals, delegations of theirs that run out, and findings that they can mend. */
export async function waitingFor(
  kernel: Kernel,
  actor: PersonActor,
): Promise<{ pending: PendingDetail[]; ending: EndingDelegation[]; findings: MendableFindings }> {
  const { proposals, ...beside } = await listWaiting(kernel.db.prisma, { actor, now: kernel.clock.now() });
  return { pending: await standingOf(kernel, proposals), ...beside };
}

/** Those that stand, by what the commands now ask. */
async function standingOf(kernel: Reading, rows: readonly PendingRow[]): Promise<PendingDetail[]> {
  const all: PendingDetail[] = [];
  // One after the other: a long inbox must not take every connection of the pool.
  for (const row of rows) all.push(detailOf(row, await standing(kernel, row)));
  return all.filter(({ state }) => state === "open");
}

/** Votes on one. The vote that completes it brings about the effect, whose answer is `result`. */
export async function voteOnPending(
  kernel: Kernel,
  { pendingDecision: id, ...vote }: Voting,
  call: Call,
): Promise<PendingAnswer & { result?: unknown }> {
  if (call.actor === null) throw new AppError("not-signed-in", "Sign in, or send a token.");
  const row = isId(id) ? await findPending(kernel.db.prisma, { id, actor: call.actor }) : null;
  if (row === null) throw notFound("pending decision");
  if (row.ended !== null) throw new AppError("conflict", `This proposal is ${row.ended}; propose it anew.`);
  const voting = { ...vote, pendingDecision: id };
  try {
    const result = await commandNamed(row.command).execute(kernel, row.input as never, { ...call, voting });
    const { decision, expiresAt } = row;
    const shown = {
      id,
      decision,
      state: "completed" as const,
      missing: [],
      expiresAt: expiresAt.toISOString(),
    };
    return { pendingDecision: shown, result };
  } catch (error) {
    if (error instanceof DecisionPending) return error.answer;
    throw error;
  }
}

/** Ends what ran out or became void, and keeps whom the others wait for. Safe twice: each is ended once, under its lock. */
export async function settlePending(kernel: Kernel): Promise<void> {
  const actor: Actor = { kind: "system", job: "worker" };
  const now = kernel.clock.now();
  for (const row of await listOpenPending(kernel.db.prisma, { actor, of: "all", now }))
    await settle(kernel, { row, actor, now }).catch((error: unknown) => {
      // Ended by a vote since it was listed, or failed: neither keeps the others from being settled.
      if (!(error instanceof AppError))
        log.error({ err: error, about: row.id }, "a decision was not settled");
    });
}

async function settle(
  kernel: Kernel,
  { row, actor, now }: { row: PendingRow; actor: Actor; now: Date },
): Promise<void> {
  const { isVoid, quorum } = await standing(kernel, row);
  if (row.expiresAt <= now || isVoid) {
    const how = row.expiresAt <= now ? "expired" : "void";
    await endPendingDecision.execute(kernel, { id: row.id, how }, { actor, requestId: `settle-${row.id}` });
    return;
  }
  const people = quorum.waits;
  if (people.join() !== row.waitsFor.join())
    await record(kernel, "projection", (tx) => keepWaits(tx, { id: row.id, people }));
}

interface Standing {
  isVoid: boolean;
  quorum: Pick<QuorumState, "missing" | "waits" | "isOutOfReach">;
}

async function standing(kernel: Reading, row: PendingRow): Promise<Standing> {
  const none = { missing: [], waits: [], isOutOfReach: false };
  if (row.ended !== null) return { isVoid: false, quorum: none };
  const asked = await askedNow(kernel, row);
  if (asked?.subjectDigest !== row.subjectDigest) return { isVoid: true, quorum: none };
  const quorum =
    asked.quorum === null
      ? none
      : quorumState(withDelegations(asked.quorum, row.delegations), approvalsOf(row));
  return { isVoid: false, quorum };
}

function askedNow(kernel: Reading, { command, input }: PendingRow): Promise<AskedNow | null> {
  // A later version may have no such command any more: then there is nothing left to decide.
  return commands.find(({ name }) => name === command)?.asked?.(kernel, input) ?? Promise.resolve(null);
}

/** The last word for each person. */
function approvalsOf({ votes }: PendingRow): Approval[] {
  const last = new Map(votes.map((vote) => [(vote.onBehalfOf ?? vote.person).id, vote]));
  return [...last]
    .filter(([, { vote }]) => vote === "approve")
    .map(([personId, { person, role, at, onBehalfOf }]) => ({
      personId,
      role,
      ...(onBehalfOf !== null && { delegate: { id: person.id, at: Date.parse(at) } }),
    }));
}

function detailOf(row: PendingRow, { isVoid, quorum }: Standing): PendingDetail {
  const { id, decision, release, input, subjectDigest, openedAt, expiresAt, endedAt, votes } = row;
  return {
    id,
    decision,
    state: row.ended ?? (isVoid ? "void" : "open"),
    release,
    input,
    subjectDigest,
    openedAt: openedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    votes: votes.map(({ person: { name, email }, onBehalfOf, at, ...vote }) => ({
      ...vote,
      person: { name, email },
      onBehalfOf: onBehalfOf === null ? null : { name: onBehalfOf.name, email: onBehalfOf.email },
      at: new Date(at).toISOString(),
    })),
    missing: quorum.missing.map(shownMissing),
    reminded: row.reminded === null ? null : { ...row.reminded, at: new Date(row.reminded.at).toISOString() },
  };
}
