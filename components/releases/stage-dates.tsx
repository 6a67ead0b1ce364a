import type { ReactElement } from "react";
import { Shape } from "@/components/ui/shape";
import { type Reader, span, Time } from "@/components/ui/time";
import { dayIn } from "@/lib/releases/calendar";
import { isEnded } from "@/lib/releases/model";
import type { ReleaseView } from "@/lib/releases/page-model";
import { trackOf } from "./stage-track";
import { Target } from "./target";

/** The target, and when each stage was entered and left. */
export function StageDates({ release, reader }: { release: ReleaseView; reader: Reader }): ReactElement {
  const isInFlight = !isEnded(release.state);
  const steps = trackOf(release.stages, { isActive: release.state === "active" });
  return (
    <section aria-label="Planned and actual" className="rounded-lg border border-line bg-surface px-4 py-2.5">
      <p className="pb-2 text-sm text-ink-2">
        {release.target === null ? (
          "No target is set."
        ) : (
          <>
            Target{" "}
            <Target date={release.target} today={dayIn(reader.zone, reader.now)} isInFlight={isInFlight} />
          </>
        )}
        {release.startedAt !== null && (
          <>
            {" · "}started <Time at={Date.parse(release.startedAt)} reader={reader} show="day" />
          </>
        )}
      </p>
      <ol aria-label="Stages with their dates" className="flex flex-wrap gap-x-6 gap-y-2">
        {steps.map((step, index) => {
          const left = release.stages[index]?.left ?? null;
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
                  {left === null && step.current && entered !== null && (
                    <>
                      since <Time at={Date.parse(entered)} reader={reader} show="day" />
                    </>
                  )}
                  {left === null && (!step.current || entered === null) && "not yet"}
                </span>
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
