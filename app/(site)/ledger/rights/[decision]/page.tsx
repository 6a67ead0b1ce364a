import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { ReactElement } from "react";
import { DecisionsTaken } from "@/components/audit/decisions-taken";
import { RightHistory } from "@/components/audit/right-history";
import { PageHead } from "@/components/layout/top-bar";
import { listEntries } from "@/lib/audit/queries";
import { getRightHistory } from "@/lib/audit/right-history-queries";
import { ledgerHref } from "@/lib/audit/timeline-schemas";
import { readTitles } from "@/lib/audit/title-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { decisionWords } from "@/lib/policy/decision-words";
import { type Decision, decisions } from "@/lib/policy/model";
import { getReader } from "../../../_lib/reader";

interface Props {
  params: Promise<{ decision: string }>;
}

const perPage = 30;

async function decisionIn(params: Props["params"]): Promise<Decision> {
  const { decision: given } = await params;
  const decision = decisions.find((each) => each === given);
  return decision ?? notFound();
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${decisionWords(await decisionIn(params))} · Ledger` };
}

export default async function RightHistoryPage({ params }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const decision = await decisionIn(params);
  const { db, clock } = kernel();
  const [history, taken, reader] = await Promise.all([
    getRightHistory(db.prisma, { decision, actor, now: clock.now() }),
    listEntries(db.prisma, actor, { conditions: { decision }, newestFirst: true, limit: perPage }),
    getReader(),
  ]);
  return (
    <>
      <PageHead title={history.title}>
        Which rows granted this right when, who could use it now, and what was decided by it.{" "}
        <Link href="/rights" prefetch={false} className="underline underline-offset-2">
          All decision rights
        </Link>
      </PageHead>
      <RightHistory history={history} reader={reader} />
      <DecisionsTaken
        title="Decisions taken by it"
        page={taken}
        titles={await readTitles(db.prisma, taken.items)}
        reader={reader}
        all={ledgerHref({ decision })}
        none="What is decided by this right from now on stands here."
      />
    </>
  );
}
