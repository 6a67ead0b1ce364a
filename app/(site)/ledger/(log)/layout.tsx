import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { LedgerAlarm } from "@/components/audit/ledger-alarm";
import { LedgerTabs } from "@/components/audit/ledger-tabs";
import { PageHead } from "@/components/layout/top-bar";
import { Time } from "@/components/ui/time";
import { findCheckpoint, findRefusal } from "@/lib/audit/proof-queries";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { getReader } from "../../_lib/reader";

export default async function LedgerLayout({ children }: { children: ReactNode }): Promise<ReactElement> {
  await requireActor();
  const { prisma } = kernel().db;
  const [refusal, last, reader] = await Promise.all([
    findRefusal(prisma),
    findCheckpoint(prisma),
    getReader(),
  ]);
  return (
    <>
      <PageHead title="Ledger">
        Everything that was decided and done here, in its order, never changed.{" "}
        {last === null ? (
          "It was not signed yet."
        ) : (
          <>
            <Link href="/ledger/checkpoints" prefetch={false} className="underline underline-offset-2">
              Last signed
            </Link>{" "}
            <Time at={Date.parse(last.at)} reader={reader} show="ago" />, with {last.size} entries.
          </>
        )}
      </PageHead>
      <LedgerAlarm refusal={refusal} reader={reader} />
      <LedgerTabs />
      {children}
    </>
  );
}
