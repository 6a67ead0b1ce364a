import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { gateSayings } from "@/components/gates/status";
import { People, Person } from "@/components/people/people";
import { Badge, Mark } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import type { Ability } from "@/lib/policy/ability";
import type { ReviewView } from "@/lib/reviews/detail-queries";
import type { ReviewDetail } from "@/lib/reviews/schemas";
import { minutesOf } from "@/lib/reviews/steps";
import { Conclude } from "./conclude";
import type { NotedCondition } from "./conclude-fields";
import { ItemTime } from "./item-time";
import { agendaSayings, outcomeSayings } from "./words";

type Agenda = ReviewDetail["agenda"][number];
type Named = { name: string; email: string };

/** A person known by their address. */
export const toPerson = ({ name, email }: Named) => ({ id: email, name, email });

/** One release of a review: what there is to speak about, and how the review ended for it. */
export function AgendaSection({
  review,
  agenda,
  hasBegun,
  view,
  reader,
  acts,
}: {
  review: string;
  agenda: Agenda;
  /** Before that it is concluded for nobody, which the page says once. */
  hasBegun: boolean;
  view: Pick<ReviewView, "detail" | "mayPlan" | "mayConclude" | "stagesAhead" | "owners">;
  reader: Reader;
  acts: { conclude: Act; plan: Act };
}): ReactElement {
  const { release, stage, items, outcome } = agenda;
  const ability: Ability = view.mayConclude[release.slug] ?? { allowed: false, reason: "", whoMay: [] };
  return (
    <Section
      id={`release-${release.slug}`}
      title={
        <Link
          href={`/releases/${release.slug}`}
          prefetch={false}
          className="inline-flex min-h-6 items-center hover:underline"
        >
          <span className="wrap-anywhere">{release.title}</span>
        </Link>
      }
      aside={stage === null ? undefined : `Stage: ${stage}`}
      flush
    >
      {items.length === 0 ? (
        <p className="px-4 py-3 text-sm text-ink-2">Nothing stands open.</p>
      ) : (
        <ul aria-label={`Agenda of ${release.title}`}>
          {items.map((item) => (
            <AgendaItem key={item.key} item={item}>
              <ItemTime
                review={review}
                step={{ release: release.slug, item: item.key }}
                about={item.text}
                minutes={minutesOf(view.detail.times, { release: release.slug, item: item.key })}
                mayPlan={view.mayPlan.allowed}
                act={acts.plan}
              />
            </AgendaItem>
          ))}
        </ul>
      )}
      {(hasBegun || outcome !== null) && (
        <div className="flex flex-col gap-2 px-4 py-3">
          {outcome !== null && <OutcomeOf outcome={outcome} reader={reader} />}
          {hasBegun && (
            <Conclude
              review={review}
              release={release}
              replaces={outcome?.id ?? null}
              ability={ability}
              stages={view.stagesAhead[release.slug] ?? []}
              owners={view.owners[release.slug] ?? []}
              noted={outcome === null ? conditionsNoted(view.detail, release.slug) : []}
              act={acts.conclude}
            />
          )}
        </div>
      )}
    </Section>
  );
}

function AgendaItem({
  item: { kind, text, details, status, who },
  children,
}: {
  item: Agenda["items"][number];
  /** Its time. */
  children: ReactNode;
}): ReactElement {
  const { word, tone, shape } = status === null ? agendaSayings[kind] : gateSayings[status];
  const about = (
    <>
      <span className="font-medium wrap-anywhere">{text}</span>{" "}
      <span className="text-ink-2">
        {details.length === 1 ? "1 thing open" : `${details.length} things open`}
      </span>
    </>
  );
  return (
    <li className="grid gap-x-4 gap-y-0.5 border-b border-line px-4 py-2 text-sm sm:grid-cols-[8rem_minmax(0,1fr)] xl:grid-cols-[8rem_minmax(0,1fr)_minmax(0,14rem)_7rem]">
      <Mark tone={tone} shape={shape} className="self-start">
        {word}
      </Mark>
      {details.length === 0 ? (
        <p className="min-w-0 wrap-anywhere whitespace-pre-line">{text}</p>
      ) : (
        <Disclosure summary={about}>
          <ul className="flex list-disc flex-col gap-1 pl-4 text-ink-2">
            {details.map((each, index) => (
              <li key={index} className="wrap-anywhere">
                {each}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 text-xs text-ink-2 sm:col-start-2 xl:contents">
        {who.length > 0 && (
          <div className="min-w-0 xl:col-start-3 xl:text-xs xl:text-ink-2">
            <People people={who.map(toPerson)} max={3} />
          </div>
        )}
        <div className="xl:col-start-4 xl:justify-self-end xl:text-xs xl:text-ink-2">{children}</div>
      </div>
    </li>
  );
}

/** Conditions that were asked for in the meeting on a release; an outcome that stands has its own. */
export function conditionsNoted({ notes }: ReviewDetail, slug: string): NotedCondition[] {
  return notes.flatMap(({ release, text, condition }) =>
    release === slug && condition !== null ? [{ text, ...condition }] : [],
  );
}

export function OutcomeOf({
  outcome,
  reader,
}: {
  outcome: NonNullable<Agenda["outcome"]>;
  reader: Reader;
}): ReactElement {
  const { word, tone, shape } = outcomeSayings[outcome.outcome];
  return (
    <div className="flex flex-col gap-1.5 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge tone={tone} shape={shape}>
          {word}
        </Badge>
        {outcome.counts === "go" && outcome.outcome === "conditional" && (
          <Badge tone="good" shape="check-disc">
            Conditions met: go
          </Badge>
        )}
        <span className="text-ink-2">concluded by</span> <Person person={toPerson(outcome.by)} />
        <span className="text-xs text-ink-3">
          <Time at={Date.parse(outcome.at)} reader={reader} />
        </span>
      </p>
      {outcome.reason !== null && (
        <p className="max-w-prose wrap-anywhere whitespace-pre-line">{outcome.reason}</p>
      )}
      {outcome.conditions.length > 0 && (
        <ul aria-label="Conditions" className="flex flex-col gap-1">
          {outcome.conditions.map(({ id, text, owner, due, isOpen }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
              <Mark tone={isOpen ? "work" : "good"} shape={isOpen ? "triangle" : "check-disc"}>
                {isOpen ? "Open" : "Met"}
              </Mark>
              <span className="min-w-0 wrap-anywhere">{text}</span>
              <span className="text-xs text-ink-2">
                {owner === null ? "" : `${owner.name}, `}until{" "}
                <Time at={Date.parse(due)} reader={reader} show="day" />
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
