import { onRelease } from "@/lib/releases/authority";
import { command } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { vetoLifted } from "./events";
import { gateIn, loadGates, policyOf, reauthenticationOf } from "./load-gates";
import { authorsOn, mayLiftVeto } from "./may-end-objection";
import { readFacts, rolesFor } from "./reading";
import { LiftVeto } from "./schemas";

/** Ends a veto: by the person who raised it, a quorum of its role, or a holder of `veto.lift`. Nothing else removes one. */
export const liftVeto = command({
  name: "veto.lift",
  input: LiftVeto,
  scope: "sign",
  locks: (input) => ({ organisation: "shared", release: input.release }),
  load: async (tx, input, { now, actor }) => {
    const loaded = await loadGates(tx, { slug: input.release, actor, now });
    const vote = loaded.rows.votes.find(
      (each) => each.id === input.vote && each.gate === input.gate && each.vote === "reject",
    );
    if (vote === undefined) throw notFound("veto with this id on this gate");
    const { gate, requirement, stage } = gateIn(loaded, input.gate, vote.requirement);
    const reading = readFacts(loaded.facts, loaded.at);
    return { ...loaded, stage, vote, reading, authors: authorsOn(reading, { gate, requirement }) };
  },
  allow: (actor, { authority, stage, vote, authors }) =>
    mayLiftVeto(authority, actor, { stage: stage.key, veto: vote, authors }),
  signs: reauthenticationOf,
  subject: ({ authority }, { vote, exitCondition }) =>
    onRelease(authority, { vote, exitCondition: exitCondition ?? null }),
  run: async ({ tx, input, actor, now, facts: { authority, vote, stage, reading }, verdict }) => {
    if (actor.kind !== "person") throw new AppError("people-only", "Only people lift a veto.");
    if (vote.closed !== null) throw new AppError("conflict", "This veto was lifted already.");
    const isVeto = rolesFor(reading, stage, "gate.veto").includes(vote.role);
    if (!isVeto) throw new AppError("conflict", "This is a request for work: it is dismissed, not lifted.");
    const role = verdict.role ?? vote.role;
    await tx.voteClosure.create({
      data: {
        id: newId(),
        voteId: vote.id,
        kind: "veto-lifted",
        by: actor.id,
        role,
        reason: input.reason,
        exitCondition: input.exitCondition ?? null,
        at: now,
      },
    });
    return {
      value: { vote: vote.id, lifted: true },
      entries: [
        vetoLifted({
          releaseId: authority.release.id,
          gate: vote.gate,
          requirement: vote.requirement,
          voteId: vote.id,
          role,
          subjectDigest: vote.subjectDigest,
          reason: input.reason,
          exitCondition: input.exitCondition,
          policy: policyOf(authority),
        }),
      ],
    };
  },
});
