import type { Metadata } from "next";
import Link from "next/link";
import { cache, type ReactElement } from "react";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { ActionList } from "@/components/learning/action-list";
import { Counterfactuals, Gaps, LearnedCharts, Publications } from "@/components/learning/beside";
import { ChosenTimeline } from "@/components/learning/chosen-timeline";
import { CourseActs } from "@/components/learning/course-acts";
import { kindWords, stateSayings } from "@/components/learning/post-mortem-words";
import { QuestionList } from "@/components/learning/question-list";
import { Clocks } from "@/components/rollbacks/clocks";
import { Mark } from "@/components/ui/badge";
import { requireActor } from "@/lib/identity/get-actor";
import { getPostMortemPage, type PostMortemView } from "@/lib/learning/page-queries";
import { kernel } from "@/lib/platform/app";
import { found } from "../../_lib/found";
import { getReader } from "../../_lib/reader";
import { getRelease } from "../../releases/[slug]/_data";
import { titlesOf } from "../../releases/[slug]/_titles";
import { dropObligationOn, meetObligationOn } from "../../releases/[slug]/actions";
import { addAction, answer, move, note, publish } from "./actions";

interface Props {
  params: Promise<{ id: string }>;
}

const acts = { answer, note, move, publish, addAction, meet: meetObligationOn, drop: dropObligationOn };

/** Read once for the title and the page together. */
const getView = cache(async (id: string): Promise<PostMortemView> => {
  const [actor, reader] = await Promise.all([requireActor(), getReader()]);
  const { db, clock } = kernel();
  return found(getPostMortemPage(db.prisma, { id, actor, now: clock.now(), zone: reader.zone }));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title } = await getView((await params).id);
  return { title: `Post-mortem · ${title}` };
}

export default async function PostMortemPage({ params }: Props): Promise<ReactElement> {
  const { id } = await params;
  const [view, reader] = await Promise.all([getView(id), getReader()]);
  const release = await getRelease(view.release.slug);
  const { word, tone, shape } = stateSayings[view.state];
  return (
    <>
      <PageHead
        title={view.title}
        live={<Live release={view.release.slug} beside="edge" />}
        acts={<CourseActs view={view} acts={acts} />}
      >
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Mark tone={tone} shape={shape}>
            {word}
          </Mark>
          <span>{kindWords[view.kind]} of</span>
          <Link
            href={`/releases/${view.release.slug}/learning`}
            prefetch={false}
            className="inline-flex min-h-6 items-center link"
          >
            {view.release.title}
          </Link>
          {view.rollback !== null && (
            <Link
              href={`/rollbacks/${view.rollback.id}`}
              prefetch={false}
              className="inline-flex min-h-6 items-center link"
            >
              its room
            </Link>
          )}
        </p>
        {(view.rollback ?? view.glass) !== null && (
          <p className="pt-1 wrap-anywhere">“{view.rollback?.reason ?? view.glass?.reason}”</p>
        )}
      </PageHead>
      {view.phases.length > 0 && (
        <div className="pb-4">
          <Clocks phases={view.phases} now={reader.now} />
        </div>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <QuestionList view={view} acts={acts} reader={reader} />
          <Gaps view={view} acts={acts} />
          <ActionList view={view} acts={acts} reader={reader} />
          <Counterfactuals counterfactuals={view.counterfactuals} reader={reader} />
          <Publications published={view.published} reader={reader} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <ChosenTimeline view={view} acts={acts} titles={titlesOf(release)} reader={reader} />
          <LearnedCharts charts={view.charts} />
        </div>
      </div>
    </>
  );
}
