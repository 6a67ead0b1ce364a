import type { Actor } from "@/lib/identity/actor";
import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { notFound } from "@/lib/platform/errors";
import { type Ability, toAbility } from "@/lib/policy/ability";
import { visibleTo } from "@/lib/policy/visible";
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

/** Where a published version was proposed, as far as the reader sees it: the post-mortem and the release that it is of. */
export async function proposedIn(
  db: Reader,
  { actor, ...version }: { key: string; digest: string; publishedAt: string; actor: Actor },
): Promise<{ postMortem: string; proposal: string; release: string }[]> {
  return readRows(
    db,
    Prisma.sql`SELECT q.post_mortem_id AS "postMortem", q.id AS proposal, r.title AS release FROM template_proposals q
      JOIN post_mortems m ON m.id = q.post_mortem_id JOIN releases r ON r.id = m.release_id
      WHERE q.template_key = ${version.key} AND q.after = ${version.digest} AND q.at <= ${new Date(version.publishedAt)} AND ${visibleTo(actor)}
      ORDER BY q.order`,
  );
}
