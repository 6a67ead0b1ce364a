import type { ReactElement } from "react";
import { Shape } from "@/components/ui/shape";
import { type Tone, toneText } from "@/components/ui/tone";
import type { ChartModel } from "@/lib/metrics/chart";
import { chartMargin, yAxisWidth } from "./chart-places";
import { verdictSayings } from "./verdict-words";

const grounds: Partial<Record<Tone, string>> = {
  good: "bg-good",
  aged: "bg-aged",
  stop: "bg-stop",
  work: "bg-work",
  idle: "bg-line-strong",
};

/** The verdicts under the chart, on its own axis; the table beneath says them in words. */
export function VerdictBands({ model: { bands, from, to } }: { model: ChartModel }): ReactElement {
  const share = (ms: number): string => `${(100 * ms) / Math.max(1, to - from)}%`;
  const seen = [...new Set(bands.map(({ verdict }) => verdict))];
  return (
    <div>
      <div
        aria-hidden
        className="relative h-3"
        style={{ marginLeft: yAxisWidth + chartMargin.left, marginRight: chartMargin.right }}
      >
        {bands.map((band) => (
          <span
            key={band.from}
            className={`absolute inset-y-0 ${grounds[verdictSayings[band.verdict].tone] ?? ""}`}
            style={{ left: share(band.from - from), width: share(band.to - band.from) }}
          />
        ))}
      </div>
      <ul
        aria-label="Verdicts in this time"
        className="flex flex-wrap gap-x-4 gap-y-1 pt-1.5 text-xs"
        style={{ paddingLeft: yAxisWidth }}
      >
        {seen.map((verdict) => {
          const { word, tone, shape } = verdictSayings[verdict];
          return (
            <li key={verdict} className={`flex items-center gap-1 ${toneText[tone]}`}>
              <Shape name={shape} tone={tone} size={12} />
              {word}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
