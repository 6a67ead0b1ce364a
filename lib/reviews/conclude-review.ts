import { imposeConditions } from "@/lib/gates/conditions";
import { loadGates, policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { canOnRelease, onRelease } from "@/lib/releases/authority";
import { contentOf } from "@/lib/releases/move-stage";
import { assertState, requirePerson } from "@/lib/releases/rules";
import { reviewConcluded } from "./events";
import { authorsOfReviews, digestsOf } from "./reviewed";
import { assertBegun } from "./rules";
import { ConcludeReview } from "./schemas";
import { isCovered, keepReview, lockReview } from "./store";

/** Says how a review ended for one of its releases: for the content as it stands, and the stage that the release is in. */
export const concludeReview = command({
  name: "review.conclude",
  input: ConcludeReview,
  scope: "sign",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, input, { now, actor }) => {
    const review = await lockReview(tx, { review: input.review, actor });
    const gates = await loadGates(tx, { slug: input.release, actor, now });
    const releaseId = gates.authority.release.id;
    const earlier =
      review.reviewId === null
        ? null
        : await tx.reviewOutcome.findFirst({
            where: { reviewId: review.reviewId, releaseId },
            orderBy: { order: "desc" },
          });
    return {
      review,
      gates,
      isCovered: await isCovered(tx, { series: review.series.id, releaseId }),
      earlier: earlier?.id ?? null,
    };
  },
  allow: (actor, { gates }) =>
    canOnRelease(gates.authority, actor, "review.conclude", { authors: authorsOfReviews(gates) }),
  subject: ({ gates, earlier }, { release: _release, ...said }) =>
    onRelease(gates.authority, { ...said, earlier, content: contentOf(gates), digests: digestsOf(gates) }),
  run: async ({ tx, input, facts, actor, now, verdict }) => {
    const { review, gates, earlier } = facts;
    const { authority } = gates;
    // First: one that ended in the midst of the meeting is covered no more, either.
    assertState("stage.advance", authority.version);
    if (!facts.isCovered)
      throw fieldError(
        "/release",
        `This review does not cover ${input.release}.`,
        "a release that it covers",
      );
    assertBegun(review.occurrence, now);
    assertSaid(input);
    if ((input.replaces ?? null) !== earlier) throw otherOutcome(earlier);
    const by = requirePerson(actor).id;
    const releaseId = authority.release.id;
    const digests = digestsOf(gates);
    const reviewId = await keepReview(tx, review.occurrence);
    const id = newId();
    const { role, grant } = verdict;
    const reason = input.reason ?? null;
    await tx.reviewOutcome.create({
      data: {
        id,
        reviewId,
        releaseId,
        outcome: input.outcome,
        reason,
        digests,
        by,
        role: role ?? "",
        grant,
        at: now,
      },
    });
    const stage = authority.version.stage ?? "";
    const source = { kind: "review" as const, id };
    const asked = { loaded: gates, stage, source, by, role: role ?? "", now };
    const { ids: conditions, entries } = await imposeConditions(tx, input.conditions ?? [], asked);
    return {
      value: { id, outcome: input.outcome, conditions },
      entries: [
        reviewConcluded({
          releaseId,
          series: review.series.id,
          review: review.name,
          outcomeId: id,
          outcome: input.outcome,
          replaces: earlier,
          reason: input.reason,
          digests,
          conditions,
          policy: policyOf(authority),
        }),
        ...entries,
      ],
    };
  },
});

function assertSaid({ outcome, reason, conditions = [] }: ConcludeReview): void {
  if (outcome !== "go" && reason === undefined)
    throw new AppError(
      "reason-required",
      `${outcome === "no-go" ? "A no-go" : "A conditional go"} needs a reason.`,
      {
        faults: [{ path: "/reason", message: "is missing", expected: "a reason" }],
      },
    );
  if ((outcome === "conditional") !== conditions.length > 0)
    throw fieldError(
      "/conditions",
      outcome === "conditional"
        ? "A conditional go names its conditions."
        : "Conditions belong to a conditional go.",
      outcome === "conditional" ? "at least one condition" : "none",
    );
}

function otherOutcome(earlier: string | null): AppError {
  return new AppError(
    "conflict",
    earlier === null
      ? "This review has no outcome for the release that could be replaced."
      : "This review was concluded for the release already; whoever replaces that names it.",
    {
      faults: [
        { path: "/replaces", message: "is not the outcome that stands", expected: earlier ?? "absent" },
      ],
    },
  );
}
