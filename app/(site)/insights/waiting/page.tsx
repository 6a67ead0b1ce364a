import type { Metadata } from "next";
import Link from "next/link";
import type { ReactElement } from "react";
import { WaitingTable } from "@/components/insights/waiting-table";
import { PageHead } from "@/components/layout/top-bar";
import { buttonClass } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Pagination } from "@/components/ui/pagination";
import { Section } from "@/components/ui/section";
import { settleProjections } from "@/lib/gates/refresh-projections";
import { requireActor } from "@/lib/identity/get-actor";
import { healthHref, waitingCsvHref, waitingHref } from "@/lib/insights/addresses";
import { filterOf, type WaitingFilter } from "@/lib/insights/schemas";
import { healthTitles } from "@/lib/insights/title-queries";
import { namedIn, partTitle, subjectTitle, waitOf } from "@/lib/insights/titles";
import { listWaiting } from "@/lib/insights/waiting-queries";
import { kernel } from "@/lib/platform/app";
import { AppError } from "@/lib/platform/errors";
import { getReader, one } from "../../_lib/reader";
import { healthQueryIn, type Search } from "../_filter";

export const metadata: Metadata = { title: "Waiting for a decision" };

interface Props {
  searchParams: Promise<Search>;
}

export default async function WaitingPage({ searchParams }: Props): Promise<ReactElement> {
  await requireActor();
  const search = await searchParams;
  const query = healthQueryIn(search);
  const [role, gate, cursor] = [one(search["role"]), one(search["gate"]), one(search["cursor"])];
  await settleProjections(kernel());
  const now = kernel().clock.now();
  const { team, template } = filterOf(query, now);
  const [{ items, nextCursor }, reader] = await Promise.all([
    readWaiting({ filter: { team, template, role, gate }, now, cursor }),
    getReader(),
  ]);
  const titles = await healthTitles(
    kernel().db.prisma,
    namedIn([...items, { role: role ?? "", gate: gate ?? "" }].map(waitOf)),
  );
  const about = [
    ...(role === undefined ? [] : [subjectTitle(titles, "wait", role)]),
    ...(gate === undefined ? [] : [partTitle(titles, gate)]),
  ];
  const at = { role, gate };
  return (
    <>
      <PageHead
        title="Waiting for a decision"
        acts={
          <a className={buttonClass()} href={waitingCsvHref(query, at)} download="waiting.csv">
            Download as CSV
          </a>
        }
      >
        <p>
          {about.length > 0 && `${about.join(", ")}. `}
          What waits now, the longest first.{" "}
          <Link className="link" href={healthHref(query)}>
            Back to the figures
          </Link>
        </p>
      </PageHead>
      <Section title="What waits" flush className="max-w-5xl">
        {items.length === 0 ? (
          <Empty title="Nothing waits">Whatever was asked here is decided.</Empty>
        ) : (
          <WaitingTable items={items} titles={titles} reader={reader} />
        )}
      </Section>
      {items.length > 0 && (
        <div className="max-w-5xl pt-3">
          <Pagination
            label="Pages of what waits"
            shown={items.length === 1 ? "1 decision" : `${items.length} decisions`}
            first={cursor === undefined ? null : waitingHref(query, at)}
            next={nextCursor === null ? null : waitingHref(query, { ...at, cursor: nextCursor })}
          />
        </div>
      )}
    </>
  );
}

/** A cursor that is none shows the start. */
async function readWaiting(asked: {
  filter: WaitingFilter;
  now: Date;
  cursor: string | undefined;
}): ReturnType<typeof listWaiting> {
  try {
    return await listWaiting(kernel().db.prisma, asked);
  } catch (error) {
    if (!(error instanceof AppError) || asked.cursor === undefined) throw error;
    return readWaiting({ ...asked, cursor: undefined });
  }
}
