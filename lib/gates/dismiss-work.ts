import { command } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { onRelease } from "@/lib/releases/authority";
import { requirePerson } from "@/lib/releases/rules";
import { evaluateGate } from "./evaluate";
import { workDismissed } from "./events";
import { gateIn, loadGates, policyOf, reauthenticationOf, stateOf } from "./load-gates";
import { authorsOn, mayDismissWork, objectionsOn } from "./may-end-objection";
import { readFacts } from "./reading";
import { DismissWork } from "./schemas";

/** Ends a request for work that its author does not end by voting anew. Never a veto, and never by an author of what it is about. */
export const dismissWork = command({
  name: "needs-work.dismiss",
  input: DismissWork,
  scope: "sign",
  locks: (input) => ({ organisation: "shared", release: input.release }),
  load: async (tx, input, { now, actor }) => {
    const loaded = await loadGates(tx, { slug: input.release, actor, now });
    const vote = loaded.rows.votes.find(({ id, gate }) => id === input.vote && gate === input.gate);
    if (vote === undefined) throw notFound("request for work with this id on this gate");
    const { gate, requirement, stage } = gateIn(loaded, input.gate, vote.requirement);
    const reading = readFacts(loaded.facts, loaded.at);
    return { loaded, vote, stage, reading, authors: authorsOn(reading, { gate, requirement }) };
  },
  allow: (actor, { loaded, stage, authors }) =>
    mayDismissWork(loaded.authority, actor, { stage: stage.key, authors }),
  signs: ({ loaded }) => reauthenticationOf(loaded),
  subject: ({ loaded }, { vote, reason }) => onRelease(loaded.authority, { vote, reason }),
  run: async ({ tx, input, actor, now, facts: { loaded, vote, stage, reading }, verdict }) => {
    const { authority } = loaded;
    const state = stateOf(evaluateGate(loaded.facts, input.gate, loaded.at), vote.requirement);
    const kind = state === null ? undefined : objectionsOn(reading, state, stage).get(vote.id);
    if (kind === "veto") throw new AppError("conflict", "This is a veto: it is lifted, not dismissed.");
    if (kind === undefined) throw new AppError("conflict", "This asks for no work, or not any more.");
    const role = verdict.role ?? "";
    const { reason } = input;
    const by = requirePerson(actor).id;
    const closure = { id: newId(), voteId: vote.id, kind: "needs-work-dismissed", by, role, reason, at: now };
    await tx.voteClosure.create({ data: closure });
    const { id: voteId, gate, requirement, subjectDigest } = vote;
    const about = { releaseId: authority.release.id, gate, requirement, voteId, subjectDigest };
    return {
      value: { vote: vote.id, dismissed: true },
      entries: [workDismissed({ ...about, role, reason, policy: policyOf(authority) })],
    };
  },
});
