import type { ReactElement } from "react";
import { Shape } from "@/components/ui/shape";
import { Together } from "@/components/people/together";
import { ActForm } from "@/components/ui/act-form";
import { Input } from "@/components/ui/field";
import type { Act } from "@/components/ui/outcome";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { Why } from "@/components/ui/why";
import { Day, type Reader, span, Time } from "@/components/ui/time";
import { dayIn } from "@/lib/releases/calendar";
import { isEnded } from "@/lib/releases/model";
import type { ReleaseView } from "@/lib/releases/page-model";
import { trackOf } from "./stage-track";
import { Target } from "./target";

/** The target, and when each stage is to be left and was; whoever may plan them anew. */
export function StageDates({
  release,
  reader,
  act,
}: {
  release: ReleaseView;
  reader: Reader;
  /** null: of a past moment. */
  act: Act | null;
}): ReactElement {
  const isInFlight = !isEnded(release.state);
  const today = dayIn(reader.zone, reader.now);
  const steps = trackOf(release.stages, { isActive: release.state === "active" });
  return (
    <section aria-label="Planned and actual" className="rounded-lg border border-line bg-surface px-4 py-2.5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1 pb-2">
        <p className="text-sm text-ink-2">
          {release.target === null ? (
            "No target is set."
          ) : (
            <>
              Target <Target date={release.target} today={today} isInFlight={isInFlight} />
            </>
          )}
          {release.startedAt !== null && (
            <>
              {" · "}started <Time at={Date.parse(release.startedAt)} reader={reader} show="day" />
            </>
          )}
        </p>
        {isInFlight && act !== null && <DatesAct release={release} act={act} />}
      </div>
      <ol aria-label="Stages with their dates" className="flex flex-wrap gap-x-6 gap-y-2">
        {steps.map((step, index) => {
          const left = release.stages[index]?.left ?? null;
          const planned = release.stages[index]?.planned ?? null;
          const entered = release.stages[index - 1]?.left?.at ?? (index === 0 ? release.startedAt : null);
          return (
            <li key={step.key} className="flex min-w-0 gap-1.5 text-sm" title={`${step.title}: ${step.word}`}>
              <Shape name={step.shape} tone={step.tone} size={14} className="mt-[3px]" label={step.word} />
              <span className="min-w-0">
                <span className="block truncate">{step.title}</span>
                <span className="block text-xs text-ink-3">
                  {left !== null && (
                    <>
                      left <Time at={Date.parse(left.at)} reader={reader} show="day" />
                      {entered !== null && `, after ${span(Date.parse(left.at) - Date.parse(entered))}`}
                    </>
                  )}
                  {left !== null && planned !== null && (
                    <>
                      {", "}planned <Day date={planned} beside={today} />
                    </>
                  )}
                  {left === null && step.current && entered !== null && (
                    <>
                      since <Time at={Date.parse(entered)} reader={reader} show="day" />
                    </>
                  )}
                  {left === null && (!step.current || entered === null) && "not yet"}
                  {left === null && planned !== null && (
                    <span className="block">
                      to leave <Target date={planned} today={today} isInFlight={isInFlight} />
                    </span>
                  )}
                </span>
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function DatesAct({ release, act }: { release: ReleaseView; act: Act }): ReactElement {
  const { slug, target, stages, dates, abilities } = release;
  const ability = abilities.changePlan;
  const label = "Plan the dates";
  if (!ability.allowed) return <Why label={label} name={label} size="sm" align="row" {...ability} />;
  return (
    <>
      <SheetButton sheet="dates" size="sm">
        {label}…
      </SheetButton>
      <Sheet id="dates" title={label}>
        <ActForm act={act} submit="Record the dates" busy="Recording…">
          <input type="hidden" name="release" value={slug} />
          <input type="hidden" name="ifMatch" value={dates} />
          <Together ability={ability} />
          <p className="text-sm text-ink-2">
            What is due before a stage or the target moves with these days, and so do its reminders. A day
            ends at midnight UTC. No signature depends on them.
          </p>
          <Input label="Target date" name="targetDate" type="date" defaultValue={target ?? ""} />
          {stages.map(({ key, title, planned }) => (
            <Input
              key={key}
              label={`Leave ${title} by`}
              name={`stage-${key}`}
              type="date"
              defaultValue={planned ?? ""}
            />
          ))}
        </ActForm>
      </Sheet>
    </>
  );
}
