import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { type Ability, toAbility } from "@/lib/policy/ability";
import type { TemplateCheck } from "@/lib/releases/template-answers";
import { checkTemplateFor } from "@/lib/releases/template-check-queries";
import { holdsAnyRole } from "@/lib/rollbacks/may-take-part";
import { readActions } from "./action-queries";
import { loadPostMortem } from "./load-post-mortem";
import type { ActionAnswer, ProposalAnswer } from "./schemas";

/** A proposal as its page shows it: with what it changes, and who may put it into force. */
export interface ProposalView {
  release: { slug: string; title: string };
  action: ActionAnswer;
  proposal: ProposalAnswer;
  check: TemplateCheck;
  withdraw: Ability;
}

export async function getProposal(
  db: Reader,
  asked: { id: string; proposal: string; actor: Actor; now: Date },
): Promise<ProposalView> {
  const { actor, now, id } = asked;
  const { authority } = await loadPostMortem(db, asked);
  const actions = await readActions(db, { postMortem: id, now });
  const action = actions.find(({ proposals }) => proposals.some((each) => each.id === asked.proposal));
  const proposal = action?.proposals.find((each) => each.id === asked.proposal);
  if (action === undefined || proposal === undefined) throw notFound("proposal");
  const { slug, title } = authority.release;
  return {
    release: { slug, title },
    action,
    proposal,
    check: await checkTemplateFor(db, { ...proposal, actor, now }),
    withdraw: toAbility(holdsAnyRole(authority, actor), actor),
  };
}
