import { policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { isId } from "@/lib/platform/ids";
import { requirePerson } from "@/lib/releases/rules";
import { holdsAnyRole } from "@/lib/rollbacks/may-take-part";
import { templateProposalWithdrawn } from "./events";
import { loadPostMortem } from "./load-post-mortem";
import { WithdrawTemplateProposal } from "./schemas";

/** Takes a proposal back, with a reason: the page no longer offers it to be published. */
export const withdrawTemplateProposal = command({
  name: "template.withdraw-proposal",
  input: WithdrawTemplateProposal,
  scope: "releases",
  locks: ({ postMortem }) => ({ organisation: "shared", postMortem }),
  load: async (tx, { postMortem: id, proposal }, { now, actor }) => {
    const loaded = await loadPostMortem(tx, { id, now, actor });
    const where = { id: proposal, postMortemId: id };
    const row = isId(proposal)
      ? await tx.templateProposal.findFirst({ where, include: { withdrawal: true } })
      : null;
    if (row === null) throw notFound("proposal with this id of this post-mortem");
    return { ...loaded, row };
  },
  allow: (actor, { authority }) => holdsAnyRole(authority, actor),
  run: async ({ tx, input: { reason }, facts: { authority, postMortem, row }, actor, now }) => {
    if (row.withdrawal !== null) throw new AppError("conflict", "It was taken back already.");
    const by = requirePerson(actor).id;
    await tx.templateProposalWithdrawal.create({ data: { proposalId: row.id, reason, by, at: now } });
    const withdrawn = templateProposalWithdrawn({
      releaseId: postMortem.releaseId,
      postMortem: postMortem.id,
      proposal: row.id,
      policy: policyOf(authority),
      reason,
    });
    return { value: { id: row.id }, entries: [withdrawn] };
  },
});
