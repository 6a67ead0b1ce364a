import type { ReactElement } from "react";
import { span } from "@/components/ui/time";
import { Shape } from "@/components/ui/shape";
import type { StageInWords } from "@/lib/releases/template-words";

/** The course of a template, drawn: each stage with its gates as diamonds and its steps of exposure. */
export function StageTrack({ stages }: { stages: readonly StageInWords[] }): ReactElement {
  return (
    <ol aria-label="Stages" className="flex flex-col gap-3 sm:flex-row sm:gap-0">
      {stages.map((stage, index) => (
        <li key={stage.key} className="flex min-w-0 flex-1 gap-3 sm:block">
          <Rail index={index} isLast={index === stages.length - 1} />
          <a
            href={`#stage-${stage.key}`}
            className="block min-w-0 rounded-sm sm:pt-2 sm:pr-4 hover:[&_strong]:underline"
          >
            <strong className="block text-sm font-semibold text-ink wrap-anywhere">{stage.title}</strong>
            <span className="tabular block text-xs text-ink-2">{gateWords(stage)}</span>
            {stage.exposure.length > 0 && (
              <span className="tabular block text-xs text-ink-3">{exposureWords(stage)}</span>
            )}
            <Diamonds stage={stage} />
          </a>
        </li>
      ))}
    </ol>
  );
}

function Rail({ index, isLast }: { index: number; isLast: boolean }): ReactElement {
  return (
    <span aria-hidden className="flex shrink-0 flex-col items-center sm:flex-row">
      <span className="tabular inline-flex size-6 shrink-0 items-center justify-center rounded-full border border-edge bg-surface text-xs font-medium text-ink-2">
        {index + 1}
      </span>
      {!isLast && <span className="w-px flex-1 bg-line-strong sm:h-px sm:w-auto" />}
    </span>
  );
}

function Diamonds({ stage }: { stage: StageInWords }): ReactElement | null {
  if (stage.gates.length === 0) return null;
  return (
    <span aria-hidden className="flex flex-wrap gap-1 pt-1">
      {stage.gates.map((gate) => (
        <span key={gate.key} title={gate.title}>
          <Shape name="diamond" tone="accent" size={12} />
        </span>
      ))}
    </span>
  );
}

function gateWords({ gates }: StageInWords): string {
  if (gates.length === 0) return "no gates";
  const asked = gates.reduce((sum, gate) => sum + gate.requirements.length, 0);
  return `${counted(gates.length, "gate")}, ${counted(asked, "requirement")}`;
}

/** Steps of exposure in words. */
export function exposureWords({ exposure }: StageInWords): string {
  return exposure.map(({ percent, soakMs }) => `${percent} % for ${span(soakMs)}`).join(", then ");
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
