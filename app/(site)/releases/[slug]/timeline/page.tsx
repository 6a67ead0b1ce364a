import type { Metadata } from "next";
import type { ReactElement } from "react";
import { Timeline } from "@/components/audit/timeline";
import { StageDates } from "@/components/releases/stage-dates";
import { TimelineFilterBar } from "@/components/releases/timeline-filter";
import { Empty } from "@/components/ui/empty";
import { Pagination } from "@/components/ui/pagination";
import { Card } from "@/components/ui/section";
import { contentChanges } from "@/lib/audit/content-queries";
import { listEntries } from "@/lib/audit/queries";
import { readTimelineFilter, timelineHref } from "@/lib/audit/timeline-schemas";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { dayAfter, startOfDayIn } from "@/lib/releases/calendar";
import { pastHref } from "@/lib/releases/past-address";
import { numberIn } from "../../../_lib/filters";
import { getReader, one } from "../../../_lib/reader";
import { getRelease } from "../_data";
import { titlesOf } from "../_titles";
import { planDates } from "../actions";

interface Props {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const perPage = 60;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getRelease((await params).slug);
  return { title: `Timeline · ${title}` };
}

export default async function TimelinePage({ params, searchParams }: Props): Promise<ReactElement> {
  const { slug } = await params;
  const asked = await searchParams;
  const before = numberIn(asked["before"]);
  const given = ["kind", "person", "role", "gate", "stage", "from", "to"] as const;
  const filter = readTimelineFilter(Object.fromEntries(given.map((name) => [name, one(asked[name])])));
  const actor = await requireActor();
  const release = await getRelease(slug);
  const reader = await getReader();
  const { prisma } = kernel().db;
  const { from, to, ...conditions } = filter;
  const { items: shown, next } = await listEntries(prisma, actor, {
    release: slug,
    before,
    conditions,
    from: from === undefined ? undefined : new Date(startOfDayIn(reader.zone, from)),
    until: to === undefined ? undefined : new Date(startOfDayIn(reader.zone, dayAfter(to, 1))),
    newestFirst: true,
    limit: perPage,
  });
  const changes = await contentChanges(prisma, { releaseId: release.id, entries: shown });
  const isSet = Object.keys(filter).length > 0;
  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <StageDates release={release} reader={reader} act={planDates} />
      <div>
        <TimelineFilterBar release={release} filter={filter} />
        {shown.length === 0 ? (
          <Card className="p-0">
            {isSet ? (
              <Empty title="No entry is like that">Take a condition away, or clear the filter.</Empty>
            ) : (
              <Empty title="Nothing is recorded here">
                Every decision on this release becomes an entry of the ledger: who, in which role, by which
                right, on what content.
              </Empty>
            )}
          </Card>
        ) : (
          <Timeline
            entries={shown}
            titles={titlesOf(release)}
            reader={reader}
            changes={changes}
            momentHref={(moment) => pastHref(slug, moment)}
          />
        )}
      </div>
      <Pagination
        label="Pages of the timeline"
        shown={shown.length === 1 ? "1 entry" : `${shown.length} entries`}
        first={before === undefined ? null : timelineHref(slug, filter)}
        next={next === null ? null : timelineHref(slug, filter, next)}
      />
    </div>
  );
}
