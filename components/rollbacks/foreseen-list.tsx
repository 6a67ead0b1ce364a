import type { ReactElement } from "react";
import { Mark } from "@/components/ui/badge";
import type { ShapeName } from "@/components/ui/shape";
import type { Tone } from "@/components/ui/tone";
import type { ForeseenAnswer } from "@/lib/rollbacks/rollback-answers";

/** What each criterion would make of a failure, or why nobody knows. */
export interface ForeseenView {
  items: readonly ForeseenAnswer[];
  fault: string | null;
}

const sayings: Record<ForeseenAnswer["outcome"], { word: string; tone: Tone; shape: ShapeName }> = {
  "in-time": { word: "In time", tone: "good", shape: "check-disc" },
  late: { word: "Late", tone: "work", shape: "triangle" },
  "too-late": { word: "Too late", tone: "stop", shape: "stop" },
  "not-seen": { word: "Not seen", tone: "stop", shape: "stop" },
  "not-ok-before": { word: "Not ok before", tone: "stop", shape: "stop" },
  "not-evaluated": { word: "Not evaluated", tone: "stop", shape: "stop" },
};

/** What each criterion would make of the failure that is chosen. It refuses nothing: that a failure goes unseen is worth rehearsing. */
export function ForeseenList({ foreseen, chosen }: { foreseen: ForeseenView; chosen: string }): ReactElement {
  const { items, fault } = foreseen;
  if (fault !== null) return <p className="text-ink-2">{fault}</p>;
  const own = items.find(({ criterion }) => criterion === chosen);
  return (
    <>
      {own !== undefined && own.outcome !== "in-time" && (
        <p className="pb-1 font-medium">
          The drill would end with that as a gap: {own.title} {own.message}
        </p>
      )}
      <ul aria-label="What each criterion would make of it" className="rounded-md border border-line">
        {items.map(({ criterion, title, outcome, message }) => {
          const { word, tone, shape } = sayings[outcome];
          return (
            <li
              key={criterion}
              className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-0.5 border-b border-line px-3 py-1.5 last:border-b-0"
            >
              <span className="min-w-0 wrap-anywhere">
                <span className={criterion === chosen ? "font-medium" : undefined}>{title}</span>{" "}
                <span className="text-ink-2">{message}</span>
              </span>
              <Mark tone={tone} shape={shape}>
                {word}
              </Mark>
            </li>
          );
        })}
      </ul>
    </>
  );
}
