import type { ReactElement } from "react";
import { People, Person } from "@/components/people/people";
import { Shape } from "@/components/ui/shape";
import { ActForm } from "@/components/ui/act-form";
import type { Act } from "@/components/ui/outcome";
import { Section } from "@/components/ui/section";
import { type Reader, Time } from "@/components/ui/time";
import { Why } from "@/components/ui/why";
import type { PresentationView } from "@/lib/reviews/presentation-queries";
import { isSameStep } from "@/lib/reviews/steps";
import { toPerson } from "./agenda";
import { MeetingClock } from "./meeting-clock";
import { GoTo, type ShowAct } from "./present-controls";
import { stepShown } from "./step-words";

/** The clocks: of what is spoken about, and of the meeting. */
export function MeetingTime({ view, reader }: { view: PresentationView; reader: Reader }): ReactElement {
  const { presentation, review } = view;
  const { start, end } = review.detail;
  const { current } = presentation;
  return (
    <Section title="Time">
      <div className="flex flex-col gap-2">
        {current !== null && (
          <MeetingClock
            label="This step"
            from={Date.parse(current.since)}
            plannedMs={current.plannedMs}
            now={reader.now}
            isLarge
          />
        )}
        <MeetingClock
          label="The meeting"
          from={Date.parse(start)}
          plannedMs={Date.parse(end) - Date.parse(start)}
          now={reader.now}
        />
        <p className="text-xs text-ink-3">
          Until <Time at={Date.parse(end)} reader={reader} show="clock" />. A step has an even share of what
          was left when it came up.
        </p>
      </div>
    </Section>
  );
}

/** Who presents, and who is here; presenting changes hands. */
export function MeetingPeople({
  view,
  acts,
}: {
  view: PresentationView;
  acts: { present: Act; end: Act };
}): ReactElement {
  const { presentation, review, isPresenter } = view;
  const { session } = presentation;
  const { detail, mayRecord } = review;
  return (
    <Section title="People">
      <div className="flex flex-col items-start gap-3 text-sm">
        {session !== null && (
          <p className="flex flex-wrap items-center gap-x-2">
            <Person person={toPerson(session.presenter)} />
            <span className="text-ink-2">{isPresenter ? "presents (you)" : "presents"}</span>
          </p>
        )}
        <h3 className="-mb-2 text-xs text-ink-3">Here</h3>
        <People people={detail.attendance?.people.map(toPerson) ?? []} max={12} none="Nobody is ticked yet" />
        {session !== null &&
          (mayRecord.allowed ? (
            <div className="flex flex-wrap gap-2">
              {!isPresenter && (
                <ActForm act={acts.present} submit="Take over" busy="Taking over…" look="secondary" size="sm">
                  <input type="hidden" name="review" value={detail.id} />
                  <input type="hidden" name="replaces" value={session.id} />
                </ActForm>
              )}
              <ActForm act={acts.end} submit="End presenting" busy="Ending…" look="quiet" size="sm">
                <input type="hidden" name="review" value={detail.id} />
                <input type="hidden" name="session" value={session.id} />
              </ActForm>
            </div>
          ) : (
            <Why label="Take over" size="sm" full {...mayRecord} />
          ))}
      </div>
    </Section>
  );
}

const mostShown = 90;

/** The beginning of what is long; all of it stands on the step itself. */
function shortened(text: string): string {
  return text.length <= mostShown ? text : `${text.slice(0, mostShown).trimEnd()}…`;
}

/** The meeting's course, with where it is. */
export function MeetingCourse({ view, show }: { view: PresentationView; show: ShowAct }): ReactElement {
  const { presentation, review, isPresenter } = view;
  const { session, current, steps } = presentation;
  return (
    <Section title="Course" aside={`${steps.length} steps`} flush>
      <ol className="flex flex-col py-1 text-sm" aria-label="Steps">
        {steps.map((step, index) => {
          const { title, agenda } = stepShown(review.detail.agenda, step);
          const isNow = current?.step !== null && current !== null && isSameStep(current.step, step);
          const begins = agenda !== null && steps[index - 1]?.release !== step.release;
          return (
            <li
              key={`${step.release} ${step.item}`}
              aria-current={isNow ? "step" : undefined}
              className={`px-4 py-0.5 ${isNow ? "bg-accent-soft font-medium" : ""}`}
            >
              {begins && <p className="pt-1.5 text-xs text-ink-3 wrap-anywhere">{agenda.release.title}</p>}
              <div className="flex items-start gap-2">
                <span className="flex min-h-7 w-3.5 shrink-0 items-center">
                  {isNow && <Shape name="play" tone="accent" size={12} />}
                </span>
                {isPresenter && session !== null ? (
                  <GoTo
                    review={presentation.review}
                    session={session.id}
                    step={step}
                    label={shortened(title)}
                    act={show}
                  />
                ) : (
                  <span className="flex min-h-7 min-w-0 items-center wrap-anywhere">{shortened(title)}</span>
                )}
              </div>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}
