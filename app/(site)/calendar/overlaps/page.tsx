import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { OverlapRows } from "@/components/rollouts/soak-overlaps";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Card, Section } from "@/components/ui/section";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { overlappingSoaks } from "@/lib/rollouts/overlap-queries";
import { getReader } from "../../_lib/reader";

export const metadata: Metadata = { title: "Overlapping soaks" };

export default async function OverlapsPage(): Promise<ReactElement> {
  const [actor, reader] = await Promise.all([requireActor(), getReader()]);
  const { db } = kernel();
  const overlaps = await overlappingSoaks(db.prisma, { actor, now: new Date(reader.now) });
  const running = overlaps.filter(({ soaks }) => soaks.every(({ kind }) => kind === "running"));
  const planned = overlaps.filter((each) => !running.includes(each));
  return (
    <>
      <PageHead title="Overlapping soaks" live={<Live />}>
        Two releases that soak at once and are judged by the same metric: what goes wrong could come of
        either.
      </PageHead>
      {overlaps.length === 0 ? (
        <Card className="p-0">
          <Empty title="No soaks overlap" action={<LinkButton href="/calendar">To the calendar</LinkButton>}>
            When two releases in flight stand at a share of users at the same time, or will at the soonest,
            and criteria of both read one metric, they stand here with the time and the metric.
          </Empty>
        </Card>
      ) : (
        <div className="flex flex-col gap-4">
          {running.length > 0 && (
            <Section title="Running" aside={String(running.length)} flush>
              <OverlapRows overlaps={running} reader={reader} />
            </Section>
          )}
          {planned.length > 0 && (
            <Section title="To come" aside="At the soonest, step after step" flush>
              <OverlapRows overlaps={planned} reader={reader} />
            </Section>
          )}
        </div>
      )}
    </>
  );
}
