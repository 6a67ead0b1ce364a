import type { Metadata } from "next";
import { cache, type ReactElement } from "react";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { AgendaSection } from "@/components/reviews/agenda";
import { Moving } from "@/components/reviews/moving";
import { Attendance, Minutes } from "@/components/reviews/recorded";
import { ReviewFacts } from "@/components/reviews/side";
import { reviewSaying } from "@/components/reviews/words";
import { Badge } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { getReview } from "@/lib/reviews/detail-queries";
import { found } from "../../_lib/found";
import { getReader } from "../../_lib/reader";
import { attend, cancel, conclude, keepMinutes, move } from "../actions";
import { plan } from "../meeting-actions";

interface Props {
  params: Promise<{ review: string }>;
}

const readReview = cache(async (review: string) => {
  const actor = await requireActor();
  const { db, clock } = kernel();
  return found(getReview(db.prisma, { review, actor, now: clock.now() }));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await readReview((await params).review)).detail.title };
}

export default async function ReviewPage({ params }: Props): Promise<ReactElement> {
  const [view, reader] = await Promise.all([readReview((await params).review), getReader()]);
  const { detail, mayMove, mayRecord } = view;
  const hasBegun = reader.now >= Date.parse(detail.start);
  const { word, tone, shape } = reviewSaying(detail, reader.now);
  return (
    <>
      <PageHead
        title={<span className="wrap-anywhere">{detail.title}</span>}
        live={<Live />}
        acts={
          <div className="flex flex-wrap items-start gap-2">
            {hasBegun && detail.state !== "cancelled" && (
              <LinkButton href={`/reviews/${detail.id}/present`} look="primary" prefetch={false}>
                Open the meeting
              </LinkButton>
            )}
            <Moving detail={detail} mayMove={mayMove} acts={{ move, cancel }} />
          </div>
        }
      >
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Time at={Date.parse(detail.start)} reader={reader} />
          <Badge tone={tone} shape={shape}>
            {word}
          </Badge>
          {!hasBegun && <span>It is concluded, release by release, once it has begun.</span>}
        </span>
      </PageHead>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start">
        <div className="flex min-w-0 flex-col gap-4">
          {detail.isCut && (
            <Notice tone="work">
              More releases are covered than an agenda holds; the nearest targets stand here.
            </Notice>
          )}
          {detail.agenda.length === 0 && (
            <Section title="Agenda" flush>
              <Empty title="No release is to be spoken about">
                Releases in flight that the review covers and that you see stand here, with what is open on
                them.
              </Empty>
            </Section>
          )}
          {detail.agenda.map((agenda) => (
            <AgendaSection
              key={agenda.release.slug}
              review={detail.id}
              agenda={agenda}
              hasBegun={hasBegun}
              view={view}
              reader={reader}
              acts={{ conclude, plan }}
            />
          ))}
          <Minutes detail={detail} mayRecord={mayRecord} act={keepMinutes} reader={reader} />
        </div>
        <div className="flex min-w-0 flex-col gap-4 max-lg:order-first">
          <ReviewFacts detail={detail} reader={reader} />
          <Attendance
            detail={detail}
            expected={view.expected}
            mayRecord={mayRecord}
            act={attend}
            reader={reader}
          />
        </div>
      </div>
    </>
  );
}
