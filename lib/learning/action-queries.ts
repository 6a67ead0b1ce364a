import { type Reader, readRows } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { named, utc } from "@/lib/rollbacks/columns";
import { proposalStanding } from "./proposal-rules";
import type { ActionAnswer, ProposalAnswer } from "./schemas";

type ActionRow = Omit<ActionAnswer, "isOverdue" | "proposals">;

/** What is to be done, what is due first before the rest, each with what it proposes of templates. */
export async function readActions(
  db: Reader,
  { postMortem, now }: { postMortem: string; now: Date },
): Promise<ActionAnswer[]> {
  const rows = await readRows<ActionRow>(
    db,
    Prisma.sql`SELECT o.id, o.title, ${named("o.owner")} AS owner, ${utc("o.due_at")} AS "dueAt", x.gap,
      (SELECT ${utc("max(m.reached_at)")} FROM reminders m WHERE m.kind = 'obligation' AND m.release_id = o.release_id AND m.about = o.id::text) AS "remindedAt",
      (SELECT jsonb_build_object('how', c.how, 'text', c.text, 'by', ${named("c.by")}, 'at', ${utc("c.at")})
        FROM obligation_closures c WHERE c.obligation_id = o.id) AS closure
      FROM post_mortem_actions x JOIN obligations o ON o.id = x.obligation_id
      WHERE x.post_mortem_id = ${postMortem}::uuid ORDER BY o.due_at, o.order`,
  );
  const proposals = await readProposals(db, Prisma.sql`q.post_mortem_id = ${postMortem}::uuid`);
  return rows.map((row) => ({
    ...row,
    isOverdue: row.closure === null && Date.parse(row.dueAt) <= now.getTime(),
    proposals: proposals.filter(({ action }) => action === row.id),
  }));
}

interface ProposalRow extends Omit<ProposalAnswer, "state" | "version"> {
  isWithdrawn: boolean;
  versions: { version: number; digest: string; publishedAt: string }[];
}

/** Proposals of which a condition on `q` is so, the latest first. */
async function readProposals(db: Reader, where: Prisma.Sql): Promise<ProposalAnswer[]> {
  const rows = await readRows<ProposalRow>(
    db,
    Prisma.sql`SELECT q.id, q.obligation_id AS action, q.template_key AS template, q.before, q.after, q.source, q.media_type AS "mediaType", q.reason,
      ${named("q.by")} AS by, ${utc("q.at")} AS at,
      EXISTS (SELECT FROM template_proposal_withdrawals w WHERE w.proposal_id = q.id) AS "isWithdrawn",
      (SELECT jsonb_agg(jsonb_build_object('version', t.version, 'digest', t.digest, 'publishedAt', ${utc("t.published_at")}))
        FROM template_versions t WHERE t.key = q.template_key) AS versions
      FROM template_proposals q WHERE ${where} ORDER BY q.order DESC`,
  );
  return rows.map(({ isWithdrawn, versions, ...row }) => ({
    ...row,
    ...proposalStanding(
      { before: row.before, after: row.after, at: Date.parse(row.at), isWithdrawn },
      versions.map((each) => ({ ...each, publishedAt: Date.parse(each.publishedAt) })),
    ),
  }));
}
