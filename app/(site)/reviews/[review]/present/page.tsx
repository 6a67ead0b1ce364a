import type { Metadata } from "next";
import Link from "next/link";
import { cache, type ReactElement } from "react";
import { Live } from "@/components/layout/live";
import { PageHead } from "@/components/layout/top-bar";
import { MeetingCourse, MeetingPeople, MeetingTime } from "@/components/reviews/meeting-side";
import { MeetingStage } from "@/components/reviews/meeting-stage";
import { NoteForm } from "@/components/reviews/note-form";
import { PresentControls } from "@/components/reviews/present-controls";
import { stepShown } from "@/components/reviews/step-words";
import { ActForm } from "@/components/ui/act-form";
import { Empty } from "@/components/ui/empty";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { getPresentation, type PresentationView } from "@/lib/reviews/presentation-queries";
import { isSameStep, type Step } from "@/lib/reviews/steps";
import { found } from "../../../_lib/found";
import { getReader } from "../../../_lib/reader";
import { conclude, keepMinutes } from "../../actions";
import { endPresent, note, present, show, tick } from "../../meeting-actions";

interface Props {
  params: Promise<{ review: string }>;
}

const readPresentation = cache(async (review: string) => {
  const actor = await requireActor();
  const { db, clock } = kernel();
  return found(getPresentation(db.prisma, { review, actor, now: clock.now() }));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { review } = await readPresentation((await params).review);
  return { title: `Meeting · ${review.detail.title}` };
}

export default async function PresentPage({ params }: Props): Promise<ReactElement> {
  const [view, reader] = await Promise.all([readPresentation((await params).review), getReader()]);
  const { presentation, review } = view;
  const { detail } = review;
  const { session, current } = presentation;
  return (
    <>
      <PageHead
        title={<span className="wrap-anywhere">{detail.title}</span>}
        live={<Live review={detail.id} shown={presentation.version} />}
      >
        <span className="flex flex-wrap items-center gap-x-2">
          <Time at={Date.parse(detail.start)} reader={reader} />
          <Link
            href={`/reviews/${detail.id}`}
            prefetch={false}
            className="inline-flex min-h-6 items-center link"
          >
            The review with its whole agenda
          </Link>
        </span>
      </PageHead>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start">
        <div className="flex min-w-0 flex-col gap-4">
          {session === null || current === null ? (
            <Nobody view={view} />
          ) : current.step === null ? (
            <Notice tone="aged" title="Something is spoken about that you do not see">
              It is about a release that only some people see. The meeting goes on here with what you see.
            </Notice>
          ) : (
            <Shown view={view} step={current.step} reader={reader} />
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          {session !== null && <MeetingTime view={view} reader={reader} />}
          <MeetingPeople view={view} acts={{ present, end: endPresent }} />
          <MeetingCourse view={view} show={show} />
        </div>
      </div>
    </>
  );
}

function Nobody({ view: { review } }: { view: PresentationView }): ReactElement {
  const { detail, mayRecord } = review;
  return (
    <Section title="The meeting" flush>
      <Empty
        title="Nobody presents"
        action={
          mayRecord.allowed ? (
            <ActForm act={present} submit="Present" busy="Beginning…">
              <input type="hidden" name="review" value={detail.id} />
            </ActForm>
          ) : (
            <Why label="Present" full align="center" {...mayRecord} />
          )
        }
      >
        One person presents, and everybody who has this page open sees the same step: who is here, what stands
        open on each release and how it ends, the minutes. Sign-offs are given by each on their own device.
      </Empty>
    </Section>
  );
}

function Shown({ view, step, reader }: { view: PresentationView; step: Step; reader: Reader }): ReactElement {
  const { presentation, review, isPresenter } = view;
  const { detail, mayRecord } = review;
  const { session, previous, next } = presentation;
  const { title } = stepShown(detail.agenda, step);
  return (
    <>
      {isPresenter && session !== null && (
        <PresentControls review={detail.id} session={session.id} previous={previous} next={next} act={show} />
      )}
      <MeetingStage view={view} step={step} reader={reader} acts={{ conclude, keepMinutes, tick }} />
      <Section title="Written down">
        <div className="flex flex-col gap-4">
          <Notes view={view} step={step} />
          {mayRecord.allowed ? (
            <NoteForm
              review={detail.id}
              step={{ ...step, title }}
              owners={step.release === null ? [] : (review.owners[step.release] ?? [])}
              act={note}
            />
          ) : (
            <Why label="Write it down" size="sm" full {...mayRecord} />
          )}
        </div>
      </Section>
    </>
  );
}

function Notes({ view, step }: { view: PresentationView; step: Step }): ReactElement {
  const notes = view.presentation.notes.filter((each) => isSameStep(each, step));
  if (notes.length === 0)
    return (
      <p className="text-sm text-ink-2">Nothing on this step yet. Minutes begin with what stands here.</p>
    );
  return (
    <ul aria-label="Notes on this step" className="flex flex-col gap-2 text-sm">
      {notes.map(({ id, text, condition, by }) => (
        <li key={id} className="max-w-prose wrap-anywhere">
          {condition !== null && (
            <span className="font-medium">
              Condition, by {condition.owner.name}, until {condition.due.slice(0, 10)}:{" "}
            </span>
          )}
          {text} <span className="text-xs text-ink-3">{by.name}</span>
        </li>
      ))}
    </ul>
  );
}
