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
import { titlesOf } from "../../releases/[slug]/_titles";
import { one } from "../../_lib/reader";
import type { TabProps } from "./tab";

const perPage = 60;
const given = ["kind", "person", "role", "gate", "stage", "from", "to"] as const;

/** What had been recorded by then, the newest first. */
export async function TimelineTab({ past, search }: TabProps): Promise<ReactElement> {
  const { slug, at, view, reader } = past;
  const position = one(search["before"]);
  const before = position !== undefined && /^\d{1,15}$/.test(position) ? Number(position) : undefined;
  const filter = readTimelineFilter(Object.fromEntries(given.map((name) => [name, one(search[name])])));
  const { from, to, ...conditions } = filter;
  const { prisma } = kernel().db;
  const until = to === undefined ? Infinity : startOfDayIn(reader.zone, dayAfter(to, 1));
  const { items: shown, next } = await listEntries(prisma, await requireActor(), {
    release: slug,
    before,
    conditions,
    from: from === undefined ? undefined : new Date(startOfDayIn(reader.zone, from)),
    until: new Date(Math.min(until, at.getTime() + 1)),
    newestFirst: true,
    limit: perPage,
  });
  const changes = await contentChanges(prisma, { releaseId: view.id, entries: shown });
  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <StageDates release={view} reader={reader} act={null} />
      <div>
        <TimelineFilterBar release={view} filter={filter} />
        {shown.length === 0 ? (
          <Card className="p-0">
            <Empty title="No entry is like that">Take a condition away, or clear the filter.</Empty>
          </Card>
        ) : (
          <Timeline
            entries={shown.map((entry) => ({ ...entry, release: view.slug }))}
            titles={titlesOf(view)}
            reader={reader}
            changes={changes}
            momentHref={(moment) => pastHref(slug, moment)}
          />
        )}
      </div>
      <Pagination
        label="Pages of the timeline"
        shown={shown.length === 1 ? "1 entry" : `${shown.length} entries`}
        first={before === undefined ? null : timelineHref(view.slug, filter)}
        next={next === null ? null : timelineHref(view.slug, filter, next)}
      />
    </div>
  );
}
