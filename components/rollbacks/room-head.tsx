import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Notice } from "@/components/ui/notice";
import { type Reader, Time } from "@/components/ui/time";
import { durationWords } from "@/lib/platform/durations";
import type { RollbackView } from "@/lib/rollbacks/rollback-view";
import { Clocks } from "./clocks";
import { Countdown } from "./countdown";
import { DrillBanner } from "./drill-banner";
import { OtherRollbackActs, PrimaryRollbackAct, type RoomActs } from "./room-acts";
import { rollbackSayings, severityTones, silenceWords } from "./rollback-words";
import { stepTitle } from "./step-words";
import { Touches } from "./touches";

/** What is seen without scrolling, on a phone too: what goes on, the one thing that is asked, until when, and the clocks. */
export function RoomHead({
  view,
  acts,
  reader,
  live,
}: {
  view: RollbackView;
  acts: RoomActs;
  reader: Reader;
  live: ReactNode;
}): ReactElement {
  const { release, state, severity, drill, reason, proposedBy, proposedAt, onSilence, decideBy } = view;
  const saying = rollbackSayings[state];
  const isOver = view.endedAt !== null;
  return (
    <header className="flex flex-col gap-3 pb-4">
      <div>
        {drill !== null && <DrillBanner level={drill.level} />}
        <p className="flex flex-wrap items-center justify-between gap-x-3 text-sm">
          <Link
            href={`/releases/${release.slug}/rollbacks`}
            prefetch={false}
            className="inline-flex min-h-6 min-w-0 items-center link"
          >
            <span title={release.title} className="truncate">
              {release.title}
            </span>
          </Link>
          {live}
        </p>
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h1 className="line-clamp-2 min-w-0 text-xl font-semibold tracking-[-0.012em] wrap-anywhere">
            {drill === null ? "Rollback of" : "Drill: rollback of"} {release.title}
          </h1>
          <span className="flex flex-wrap gap-1.5">
            <Badge tone={saying.tone} shape={saying.shape}>
              {saying.word}
            </Badge>
            <Badge tone={severityTones[severity]}>{severity}</Badge>
            {drill !== null && (
              <Badge tone="spared" shape="diamond">
                Drill
              </Badge>
            )}
          </span>
        </div>
        <p className="text-sm text-ink-2">
          <span className="font-medium text-ink">{severity}:</span> {view.severityMeans}
        </p>
        <p className="line-clamp-2 text-sm wrap-anywhere" title={reason}>
          {reason}{" "}
          <span className="text-ink-3">
            {proposedBy?.name ?? "By a criterion"}, <Time at={Date.parse(proposedAt)} reader={reader} />
          </span>
        </p>
        <Touches of={view} />
      </div>
      <div className="flex flex-col gap-2">
        <StateSentence view={view} reader={reader} />
        {!isOver && <PrimaryRollbackAct view={view} acts={acts} />}
        {state === "proposed" && (
          <Countdown until={Date.parse(decideBy)} reader={reader} silence={silenceWords[onSilence]} />
        )}
      </div>
      {view.isThroughGlass && !isOver && (
        <Notice tone="work" title="You carry it out by the glass that you broke">
          Somebody else reviews it, and you owe a post-mortem.
        </Notice>
      )}
      <Clocks
        now={reader.now}
        phases={view.phases.map(({ from, to, ...phase }) => ({
          ...phase,
          from: from === null ? null : Date.parse(from),
          to: to === null ? null : Date.parse(to),
        }))}
      />
      <OtherRollbackActs view={view} acts={acts} />
    </header>
  );
}

const decided = {
  authorised: "Authorised",
  silence: "Authorised by silence: nobody decided in time",
  automatic: "Authorised by itself, as agreed",
  declined: "Declined",
  cancelled: "Cancelled",
} as const;

const postMortemWords = {
  draft: "is being written",
  review: "is in review",
  published: "is published",
} as const;

function StateSentence({ view, reader }: { view: RollbackView; reader: Reader }): ReactElement {
  const { decision, endReason, endedAt, postMortem } = view;
  return (
    <p className="text-sm text-ink-2">
      <span className="font-medium text-ink">{stateWords(view)}</span>
      {decision !== null && (
        <>
          {" "}
          {decided[decision.how]}
          {decision.by !== null && ` by ${decision.by.name}`},{" "}
          <Time at={Date.parse(decision.at)} reader={reader} />.
        </>
      )}
      {endedAt !== null && endReason !== null && <span className="wrap-anywhere"> “{endReason}”</span>}
      {postMortem !== null && (
        <>
          {" "}
          <Link href={`/post-mortems/${postMortem.id}`} prefetch={false} className="link">
            Its post-mortem
          </Link>{" "}
          {postMortemWords[postMortem.state]}.
        </>
      )}
    </p>
  );
}

function stateWords({ state, steps, stable, drill }: RollbackView): string {
  const done = steps.filter((step) => step.state === "done").length;
  const of = `${done} of ${steps.length === 1 ? "1 step" : `${steps.length} steps`} done`;
  switch (state) {
    case "proposed":
      return drill === null ? "Exposure is paused. It waits for a decision." : "It waits for a decision.";
    case "authorised":
      return "Its first step begins in a moment.";
    case "executing":
      return `It is carried out: ${of}.`;
    case "validating":
      return `All steps are done. It is stable once all has held for ${durationWords(stable.for)}.`;
    case "stable":
      return drill?.level === "tabletop"
        ? "It is stable, and waits to be endorsed."
        : `All has held for ${durationWords(stable.for)}. It waits to be endorsed.`;
    case "failed": {
      const failed = steps.find((step) => step.state === "failed");
      return failed === undefined
        ? "It was not stable in time; it is watched further."
        : `Step ${failed.number} failed and waits for people: ${stepTitle(failed)}.`;
    }
    case "endorsed":
      return drill === null ? "The release has gone back for good." : "The drill is over.";
    case "declined":
      return drill === null ? "It was decided to stay." : "The drill is over: it was decided to stay.";
    case "cancelled":
      return "It ended before its end.";
  }
}
