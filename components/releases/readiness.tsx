"use client";

import type { ReactElement } from "react";
import type { GateActs } from "@/components/gates/acts";
import { GatePanel } from "@/components/gates/gate-panel";
import { gateSayings } from "@/components/gates/status";
import { Badge } from "@/components/ui/badge";
import { Shape } from "@/components/ui/shape";
import { type Reader, span, Time } from "@/components/ui/time";
import type { ShownStage } from "./shown-stages";
import { trackOf } from "./stage-track";

interface Props {
  /** Slug. */
  release: string;
  isActive: boolean;
  /** null: of a past moment. */
  acts: GateActs | null;
  reader: Reader;
}

/** All stages with all gates; a list of the gates to jump by. */
export function Readiness({ stages, ...props }: Props & { stages: readonly ShownStage[] }): ReactElement {
  return (
    <div className="grid gap-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
      <nav aria-label="Gates" className="hidden lg:block">
        <div className="sticky top-16 flex flex-col gap-3 text-sm">
          {stages.map((stage) => (
            <div key={stage.key}>
              <a
                href={`#stage-${stage.key}`}
                className="block py-0.5 text-xs font-medium text-ink-3 hover:text-ink"
              >
                {stage.title}
              </a>
              <ul>
                {stage.gates.map((gate) => (
                  <li key={gate.key}>
                    <a
                      href={`#gate-${gate.key}`}
                      className="flex items-start gap-2 rounded-md px-1.5 py-1 hover:bg-hover"
                    >
                      <Shape
                        {...shapeOf(gateSayings[gate.status])}
                        size={13}
                        label={gateSayings[gate.status].word}
                        className="mt-[3.5px]"
                      />
                      <span className="min-w-0">{gate.title}</span>
                    </a>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
      </nav>
      <div className="flex min-w-0 flex-col gap-6">
        {stages.map((stage) => (
          <Stage key={stage.key} stage={stage} {...props} />
        ))}
      </div>
    </div>
  );
}

function shapeOf({ shape, tone }: (typeof gateSayings)["open"]): { name: typeof shape; tone: typeof tone } {
  return { name: shape, tone };
}

function Stage({ release, isActive, stage, acts, reader }: Props & { stage: ShownStage }): ReactElement {
  const step = trackOf([stage], { isActive })[0];
  return (
    <section
      id={`stage-${stage.key}`}
      aria-labelledby={`stage-${stage.key}-title`}
      className="flex scroll-mt-16 flex-col gap-3"
    >
      <header className="flex flex-col gap-0.5">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h2 id={`stage-${stage.key}-title`} className="text-lg font-semibold">
            {stage.title}
          </h2>
          {step !== undefined && (
            <Badge tone={step.tone} shape={step.shape}>
              {stage.status === "current" ? `Current: ${step.word}` : step.word}
            </Badge>
          )}
          {stage.left !== null && (
            <span className="text-xs text-ink-3">
              by {stage.left.by.name}, <Time at={Date.parse(stage.left.at)} reader={reader} />
            </span>
          )}
        </div>
        {stage.left !== null && stage.left.glass !== null && (
          <p className="max-w-prose text-sm wrap-anywhere text-ink-2">“{stage.left.glass}”</p>
        )}
        <p className="flex flex-wrap gap-x-4 text-sm text-ink-3">
          {stage.inputs.length > 0 && <span>In: {stage.inputs.join(", ")}</span>}
          {stage.outputs.length > 0 && <span>Out: {stage.outputs.join(", ")}</span>}
          {stage.exposure.length > 0 && (
            <span className="tabular">
              Exposure:{" "}
              {stage.exposure
                .map(({ percent, soakMs }) => `${percent} % for ${span(soakMs)}`)
                .join(", then ")}
            </span>
          )}
        </p>
      </header>
      {stage.gates.length === 0 && (
        <p className="text-sm text-ink-2">No gates: whoever may advance can do so at any time.</p>
      )}
      {stage.gates.map((gate) => (
        <GatePanel key={gate.key} release={release} gate={gate} acts={acts} reader={reader} />
      ))}
    </section>
  );
}
