import { z } from "zod";
import { inboxOf } from "@/lib/gates/inbox-queries";
import { obligationAnswer } from "@/lib/gates/obligation-views";
import { HolderAnswer, InboxAnswer, OwnObligation } from "@/lib/gates/schemas";
import { waitsAnswer } from "@/lib/gates/view";
import { AppError } from "@/lib/platform/errors";
import { endpoint } from "@/lib/platform/web";
import { EndingDelegation } from "@/lib/policy/delegation-schemas";
import { waitingFor } from "@/lib/policy/pending-decisions";
import { waitingOnOthers } from "@/lib/policy/waiting-on-others";
import type { MendableFindings } from "@/lib/policy/pending-queries";
import { PendingDetail } from "@/lib/policy/pending-schemas";
import { WaitingRollbackAnswer } from "@/lib/rollbacks/rollback-answers";
import { rollbacksWaitingFor } from "@/lib/rollbacks/waiting-rollbacks";
import { UnappliedExposure } from "@/lib/rollouts/exposure-schemas";
import { unappliedFor } from "@/lib/rollouts/unapplied-queries";

const Mendable = z.strictObject({
  impossible: z
    .array(
      z.strictObject({
        release: z
          .strictObject({ slug: z.string(), title: z.string() })
          .nullable()
          .describe("null: the organisation"),
        count: z.number().describe("Decisions that nobody can take there"),
        since: z.string(),
      }),
    )
    .describe("The longest first"),
  hangsOnOne: z.number().describe("Decisions that hang on one person"),
});

function findingsAnswer({ impossible, hangsOnOne }: MendableFindings): z.output<typeof Mendable> {
  return {
    impossible: impossible.map((each) => ({ ...each, since: new Date(each.since).toISOString() })),
    hangsOnOne,
  };
}

export const listDecisions = endpoint({
  method: "GET",
  path: "/decisions",
  tag: "Gates",
  summary:
    "What waits for the caller's decision, overdue first, then the longest wait, with what changed since they last signed it",
  query: z.strictObject({ waitingOn: z.literal("me").optional() }),
  answers: {
    200: z.strictObject({
      items: z.array(InboxAnswer),
      rollbacks: z
        .array(WaitingRollbackAnswer)
        .describe("Under way, and waiting for what the caller can do, or told to them by its escalation"),
      pendingDecisions: z
        .array(PendingDetail)
        .describe("Decisions of several people that take the caller as well"),
      obligations: z.array(OwnObligation).describe("What the caller owes, overdue first"),
      exposures: z
        .array(UnappliedExposure)
        .describe(
          "Exposures that an executor could not set, and that the caller can confirm; the longest first",
        ),
      delegations: z
        .array(EndingDelegation)
        .describe("Given or got by the caller, and about to run out, what ends first before the others"),
      findings: Mendable.describe(
        "Of the decision rights, where the caller can mend it: see /rights/findings",
      ),
      nextCursor: z.null(),
    }),
  },
  handle: async ({ kernel, actor }) => {
    if (actor.kind !== "person")
      throw new AppError("people-only", "Nothing waits for the decision of a machine.");
    const now = kernel.clock.now();
    const { items, obligations } = await inboxOf(kernel.db.prisma, { actor, now });
    const body = items.map(
      ({ since, last, concerns, dueAt, reminded, clock, ahead: _, onBehalfOf, ...item }) => ({
        ...item,
        onBehalfOf:
          onBehalfOf === null
            ? null
            : {
                email: onBehalfOf.email,
                name: onBehalfOf.name,
                until: new Date(onBehalfOf.until).toISOString(),
              },
        dueAt: dueAt === null ? null : new Date(dueAt).toISOString(),
        reminded: reminded === null ? null : { ...reminded, at: new Date(reminded.at).toISOString() },
        clock: clock === null ? null : waitsAnswer(clock),
        concerns: concerns.map(({ at, ...concern }) => ({ ...concern, at: new Date(at).toISOString() })),
        since: new Date(since).toISOString(),
        last: last === null ? null : { ...last, at: new Date(last.at).toISOString() },
      }),
    );
    const rollbacks = await rollbacksWaitingFor(kernel.db.prisma, { actor, now });
    const { pending: pendingDecisions, ending, findings } = await waitingFor(kernel, actor);
    const delegations = ending.map((each) => ({ ...each, until: new Date(each.until).toISOString() }));
    const owed = obligations.map(({ release, ...each }) => ({
      ...obligationAnswer(each, now.getTime()),
      release,
    }));
    return {
      status: 200,
      body: {
        items: body,
        rollbacks: rollbacks.map(({ ability, whoMay, ...each }) => ({
          ...each,
          may: ability !== null,
          takesBeside: ability?.together?.takes ?? null,
          whoMay: whoMay.map(({ name, email }) => ({ name, email })),
        })),
        pendingDecisions,
        obligations: owed,
        exposures: await unappliedFor(kernel.db.prisma, { actor, now }),
        delegations,
        findings: findingsAnswer(findings),
        nextCursor: null,
      },
    };
  },
});

export const listWaitingOnOthers = endpoint({
  method: "GET",
  path: "/decisions/waiting-on-others",
  tag: "Gates",
  summary: "Who has what the caller waits for, in releases that they drive and in what they proposed",
  answers: { 200: z.strictObject({ items: z.array(HolderAnswer), nextCursor: z.null() }) },
  handle: async ({ kernel, actor }) => {
    if (actor.kind !== "person") throw new AppError("people-only", "A machine waits for nobody's decision.");
    const holders = await waitingOnOthers(kernel, actor);
    const items = holders.map(({ since, things, ...holder }) => ({
      ...holder,
      since: new Date(since).toISOString(),
      things: things.map((thing) => ({
        ...thing,
        since: new Date(thing.since).toISOString(),
        dueAt: thing.dueAt === null ? null : new Date(thing.dueAt).toISOString(),
      })),
    }));
    return { status: 200, body: { items, nextCursor: null } };
  },
});

export const decisionEndpoints = [listDecisions, listWaitingOnOthers];
