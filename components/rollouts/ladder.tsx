import type { ReactElement } from "react";
import type { Saying } from "@/components/gates/status";
import { cx } from "@/components/ui/cx";
import { Section } from "@/components/ui/section";
import { Shape } from "@/components/ui/shape";
import { toneText } from "@/components/ui/tone";
import { type Reader, Time } from "@/components/ui/time";
import { durationWords } from "@/lib/platform/durations";
import type { ExposureAnswer } from "@/lib/rollouts/exposure-schemas";

type Stage = ExposureAnswer["ladder"][number];
type Step = Stage["steps"][number];

/** The steps of exposure of all stages, each as tall as its share, with how far it is. */
export function Ladder({ exposure, reader }: { exposure: ExposureAnswer; reader: Reader }): ReactElement {
  return (
    <Section title="Steps">
      <div className="flex flex-wrap gap-x-8 gap-y-6">
        {exposure.ladder.map((stage) => (
          <div key={stage.stage} className="min-w-0">
            <h3
              className={cx(
                "pb-2 text-sm wrap-anywhere",
                stage.stage === exposure.stage ? "font-semibold text-ink" : "text-ink-2",
              )}
            >
              {stage.title}
            </h3>
            <ol aria-label={`Steps of ${stage.title}`} className="flex flex-wrap gap-x-4 gap-y-4">
              {stage.steps.map((step) => (
                <LadderStep key={step.percent} step={step} exposure={exposure} reader={reader} />
              ))}
            </ol>
          </div>
        ))}
      </div>
    </Section>
  );
}

function LadderStep({
  step,
  exposure,
  reader,
}: {
  step: Step;
  exposure: ExposureAnswer;
  reader: Reader;
}): ReactElement {
  const isCurrent = step.state === "current";
  const { word, tone, shape } = stepSaying(step, exposure);
  const until = isCurrent && exposure.soak?.isMet === false ? exposure.soak.metAt : null;
  return (
    <li aria-current={isCurrent ? "step" : undefined} className="flex w-36 gap-2.5">
      <div aria-hidden className="flex h-20 w-4 shrink-0 flex-col justify-end rounded-sm bg-sunken">
        <div
          style={{ height: `${step.percent}%` }}
          className={cx("rounded-sm", step.percent <= exposure.confirmed ? "bg-accent" : "bg-line-strong")}
        />
      </div>
      <div className="min-w-0">
        <p className={cx("tabular", isCurrent ? "font-semibold text-ink" : "text-ink-2")}>{step.percent} %</p>
        <p className={cx("flex items-center gap-1 text-xs", toneText[tone])}>
          <Shape name={shape} tone={tone} size={12} />
          {word}
        </p>
        <p className="text-xs text-ink-3">
          {until === null ? (
            step.soak === "0s" ? (
              "no soak"
            ) : (
              durationWords(step.soak)
            )
          ) : (
            <>
              until <Time at={Date.parse(until)} reader={reader} />
            </>
          )}
        </p>
      </div>
    </li>
  );
}

const sayings = {
  reached: { word: "Reached", tone: "good", shape: "check-disc" },
  next: { word: "Next", tone: "accent", shape: "play" },
  ahead: { word: "Later", tone: "idle", shape: "ring" },
  left: { word: "Not taken", tone: "idle", shape: "dash" },
} as const satisfies Record<Exclude<Step["state"], "current">, Saying>;

function stepSaying({ state }: Step, { isConfirmed, pause, soak }: ExposureAnswer): Saying {
  if (state !== "current") return sayings[state];
  if (!isConfirmed) return { word: "Unconfirmed", tone: "work", shape: "half" };
  if (pause !== null) return { word: "Paused", tone: "aged", shape: "pause" };
  if (soak?.isMet === true) return { word: "Soaked", tone: "good", shape: "check-disc" };
  if (soak?.since === null || soak?.stoppedBy === "withheld")
    return { word: "Soak waits", tone: "aged", shape: "pause" };
  return { word: "Soaking", tone: "go", shape: "clock" };
}
