import { command } from "@/lib/platform/command";
import { AppError, fieldError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import type { Verdict } from "@/lib/policy/model";
import { imposeConditions } from "./conditions";
import { evaluateGate } from "./evaluate";
import { voteCast } from "./events";
import {
  assertRole,
  gateIn,
  loadGates,
  type LoadedGates,
  meaningOf,
  policyOf,
  principalOf,
  reauthenticationOf,
  stateOf,
} from "./load-gates";
import { mayVote } from "./may-vote";
import type { VoteFact } from "./model";
import type { GateState } from "./state-model";
import { CastVote } from "./schemas";

interface Facts {
  loaded: LoadedGates;
  gate: GateState;
  principalId: string | null;
}

/** Signs, objects, withdraws or comments in a role, on a requirement or a gate's approval, for the content as it stands. */
export const castVote = command({
  name: "requirement.sign",
  input: CastVote,
  scope: "sign",
  locks: (input) => ({ organisation: "shared", release: input.release }),
  load: async (tx, input, { now, actor }): Promise<Facts> => {
    const loaded = await loadGates(tx, { slug: input.release, actor, now });
    const { requirement } = gateIn(loaded, input.gate, input.requirement ?? null);
    if (input.requirement !== undefined && requirement === null)
      throw fieldError("/requirement", `${input.gate} has no requirement ${input.requirement}`);
    await assertRole(tx, loaded, input.role);
    return {
      loaded,
      gate: evaluateGate(loaded.facts, input.gate, loaded.at),
      principalId: await principalOf(tx, { actor, onBehalfOf: input.onBehalfOf }),
    };
  },
  allow: (actor, { loaded, principalId }, input): Verdict => {
    if (actor.kind !== "person" || principalId === null) {
      return {
        allowed: false,
        rule: "people-only",
        reason: "Only people vote; a machine reports checks.",
        whoMay: [],
      };
    }
    return mayVote({
      facts: loaded.facts,
      gate: input.gate,
      requirement: input.requirement ?? null,
      role: input.role,
      vote: input.vote,
      actorId: actor.id,
      principalId,
      subjectDigest: input.subjectDigest,
      reason: input.reason ?? null,
      now: loaded.at,
    });
  },
  signs: ({ loaded }, { vote }) => (vote === "comment" ? "never" : reauthenticationOf(loaded)),
  run: async ({ tx, input, actor, now, facts: { loaded, gate, principalId }, verdict }) => {
    const { authority } = loaded;
    if (actor.kind !== "person" || principalId === null)
      throw new AppError("people-only", "Only people vote.");
    if (authority.version.state !== "active")
      throw new AppError(
        "release-not-active",
        `${authority.release.title} is ${authority.version.state}; votes are cast on an active release.`,
      );
    const key = input.requirement ?? null;
    const conditions = input.conditions ?? [];
    if (conditions.length > 0 && input.vote !== "approve")
      throw fieldError("/conditions", "only an approval has conditions; say it in the reason");
    const before = stateOf(gate, key);
    const meaning =
      input.vote === "approve"
        ? meaningOf(loaded, { gate: input.gate, requirement: key, role: input.role })
        : null;
    const id = newId();
    const row = await tx.vote.create({
      data: {
        id,
        releaseId: authority.release.id,
        gateKey: input.gate,
        requirementKey: key,
        role: input.role,
        vote: input.vote,
        actorId: actor.id,
        principalId,
        subjectDigest: input.subjectDigest,
        subject: before?.subject ?? {},
        meaning,
        reason: input.reason ?? null,
        exitCondition: input.exitCondition ?? null,
        grant: verdict.grant,
        templateVersionId: authority.template.id,
        rightsVersionId: authority.rightsVersion?.id ?? null,
        at: now,
      },
    });
    const imposed = await imposeConditions(tx, conditions, {
      loaded,
      stage: gate.stage,
      source: { kind: "vote", id },
      by: actor.id,
      role: input.role,
      now,
    });
    const vote: VoteFact = {
      id,
      gate: input.gate,
      requirement: key,
      role: input.role,
      vote: input.vote,
      actorId: actor.id,
      principalId,
      subjectDigest: input.subjectDigest,
      reason: input.reason ?? null,
      at: now.getTime(),
      order: Number(row.order),
      closed: null,
    };
    const after = evaluateGate(
      { ...loaded.facts, votes: [...loaded.facts.votes, vote] },
      input.gate,
      Math.max(loaded.at, vote.at),
    );
    const statusAfter = stateOf(after, key)?.status ?? after.status;
    return {
      value: {
        id,
        status: statusAfter,
        gate: { key: after.key, status: after.status, subjectDigest: after.subjectDigest },
        obligations: imposed.ids,
      },
      entries: [
        voteCast({
          releaseId: authority.release.id,
          gate: input.gate,
          requirement: key,
          vote: input.vote,
          voteId: id,
          role: input.role,
          principalId,
          subjectDigest: input.subjectDigest,
          meaning,
          reason: input.reason,
          exitCondition: input.exitCondition,
          obligations: imposed.ids,
          statusBefore: before?.status ?? gate.status,
          statusAfter,
          evidence: { subject: before?.subject ?? {}, gate: { before: gate.status, after: after.status } },
          policy: policyOf(authority),
        }),
        ...imposed.entries,
      ],
    };
  },
});
