import type { Metadata } from "next";
import Link from "next/link";
import { cache, type ReactElement } from "react";
import { DecisionsTaken } from "@/components/audit/decisions-taken";
import { RoleHistory } from "@/components/audit/role-history";
import { PageHead } from "@/components/layout/top-bar";
import { listEntries } from "@/lib/audit/queries";
import { getRoleHistory } from "@/lib/audit/role-history-queries";
import { ledgerHref } from "@/lib/audit/timeline-schemas";
import { readTitles } from "@/lib/audit/title-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { found } from "../../../_lib/found";
import { getReader } from "../../../_lib/reader";

interface Props {
  params: Promise<{ key: string }>;
}

const perPage = 30;

const readHistory = cache(async (key: string) => {
  const actor = await requireActor();
  const { db, clock } = kernel();
  return found(getRoleHistory(db.prisma, { key, actor, now: clock.now() }));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { role } = await readHistory((await params).key);
  return { title: `${role.title} · Ledger` };
}

export default async function RoleHistoryPage({ params }: Props): Promise<ReactElement> {
  const actor = await requireActor();
  const history = await readHistory((await params).key);
  const { prisma } = kernel().db;
  const { key, title } = history.role;
  const [taken, reader] = await Promise.all([
    listEntries(prisma, actor, {
      conditions: { role: key },
      isDecision: true,
      newestFirst: true,
      limit: perPage,
    }),
    getReader(),
  ]);
  return (
    <>
      <PageHead title={<span className="wrap-anywhere">{title}</span>}>
        Who held this role when, and what it decides.{" "}
        <Link href={`/settings/roles/${key}`} prefetch={false} className="underline underline-offset-2">
          Its pool
        </Link>
      </PageHead>
      <RoleHistory history={history} reader={reader} />
      <DecisionsTaken
        title="Decisions taken in it"
        page={taken}
        titles={await readTitles(prisma, taken.items)}
        reader={reader}
        all={ledgerHref({ role: key })}
        none="What is decided in this role from now on stands here."
      />
    </>
  );
}
