import type { ReactElement } from "react";
import { cx } from "./cx";
import { Shape, type ShapeName } from "./shape";
import { toneText, type Tone } from "./tone";

export interface TrackStep {
  key: string;
  title: string;
  word: string;
  tone: Tone;
  shape: ShapeName;
  current: boolean;
  done: boolean;
  href?: string;
}

/** Steps in order, each with title, shape and word; on a phone the others stand beside the current one as shapes. */
export function Track({ label, steps }: { label: string; steps: readonly TrackStep[] }): ReactElement {
  const hasCurrent = steps.some(({ current }) => current);
  return (
    <ol aria-label={label} className="flex min-w-0">
      {steps.map((step, index) => (
        <li
          key={step.key}
          aria-current={step.current ? "step" : undefined}
          className={cx(
            "relative min-w-0",
            step.current ? "flex-[1.6]" : "flex-1",
            hasCurrent && !step.current && "track-beside",
          )}
        >
          <div
            className={cx(
              "h-1",
              index === 0 && "rounded-l-full",
              index === steps.length - 1 && "rounded-r-full",
              index > 0 && "ml-0.5",
              bar(step),
            )}
          />
          <Step step={step} />
        </li>
      ))}
    </ol>
  );
}

function Step({ step }: { step: TrackStep }): ReactElement {
  const inner = (
    <>
      <span className="flex min-w-0 items-center gap-1.5">
        <Shape name={step.shape} tone={step.tone} size={14} />
        <span
          title={step.title}
          className={cx(
            "track-words truncate text-sm",
            step.current ? "font-semibold text-ink" : "text-ink-2",
          )}
        >
          {step.title}
        </span>
      </span>
      <span title={step.word} className={cx("track-words block truncate pl-5 text-xs", toneText[step.tone])}>
        {step.word}
      </span>
    </>
  );
  if (step.href === undefined) return <div className="min-w-0 pt-2 pr-3">{inner}</div>;
  return (
    <a href={step.href} className="block min-w-0 rounded-sm pt-2 pr-3 hover:[&_span]:text-ink">
      {inner}
    </a>
  );
}

/** The same in one line of shapes, for lists. */
export function MiniTrack({ label, steps }: { label: string; steps: readonly TrackStep[] }): ReactElement {
  return (
    <ol aria-label={label} className="flex items-center">
      {steps.map((step, index) => (
        <li
          key={step.key}
          aria-current={step.current ? "step" : undefined}
          title={`${step.title}: ${step.word}`}
          className="flex items-center"
        >
          {index > 0 && (
            <span
              aria-hidden
              className={cx("h-px w-2.5 sm:w-3.5", step.done || step.current ? "bg-edge" : "bg-line-strong")}
            />
          )}
          <Shape
            name={step.shape}
            tone={step.tone}
            size={step.current ? 16 : 12}
            label={`${step.title}: ${step.word}`}
          />
        </li>
      ))}
    </ol>
  );
}

function bar(step: TrackStep): string {
  if (step.done) return "bg-good";
  if (!step.current) return "bg-line-strong";
  const fill: Record<Tone, string> = {
    good: "bg-good",
    go: "bg-go",
    aged: "bg-aged",
    stop: "bg-stop",
    work: "bg-work",
    spared: "bg-spared",
    idle: "bg-idle",
    accent: "bg-accent",
  };
  return fill[step.tone];
}
