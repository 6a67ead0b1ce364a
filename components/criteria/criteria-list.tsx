import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { severityTones } from "@/components/releases/criteria-view";
import { Badge } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import { Fact, Facts } from "@/components/ui/facts";
import { criterionSentence } from "@/lib/metrics/criterion-sentence";
import type { Criterion } from "@/lib/metrics/schemas";

/** Every agreed criterion: what it says, what happens on breach, and its settings; one of them is shown over its history below. */
export function CriteriaList({
  criteria,
  shown,
  href,
  units,
}: {
  criteria: readonly Criterion[];
  /** Key of the one whose history is shown. */
  shown: string;
  href: (key: string) => string;
  /** By the metric's name. */
  units: ReadonlyMap<string, string>;
}): ReactElement {
  return (
    <ul>
      {criteria.map((criterion) => {
        const unit = units.get(criterion.metric);
        const isShown = criterion.key === shown;
        return (
          <li key={criterion.key} className="border-b border-line px-4 py-3 last:border-b-0">
            <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
              <h3 className="font-medium wrap-anywhere">{criterion.title ?? criterion.key}</h3>
              <Badge tone={severityTones[criterion.severity]}>{criterion.severity}</Badge>
              {criterion.shadow && <Badge tone="spared">in shadow</Badge>}
              {criteria.length > 1 && (
                <Link
                  href={href(criterion.key)}
                  prefetch={false}
                  aria-current={isShown ? "true" : undefined}
                  aria-label={`${isShown ? "Shown below" : "Show its history"}: ${criterion.title ?? criterion.key}`}
                  className="link ml-auto py-0.5 text-sm"
                >
                  {isShown ? "Shown below" : "Show its history"}
                </Link>
              )}
            </div>
            <p className="max-w-prose text-sm text-ink-2">
              {criterionSentence(criterion, unit === undefined ? {} : { unit })}
            </p>
            <p className="max-w-prose pt-1 text-sm text-ink-2">
              <span className="font-medium text-ink">On breach:</span> {onBreach(criterion)}
            </p>
            <Disclosure summary="Settings" className="pt-1">
              <Settings criterion={criterion} />
            </Disclosure>
          </li>
        );
      })}
    </ul>
  );
}

function onBreach({ severity, shadow, ...criterion }: Criterion): string {
  if (shadow) return "nothing is done; it is shown only.";
  const stays = criterion.latch
    ? " It stays in breach until somebody decides."
    : " It ends by itself when the value is safe again.";
  if (severity === "warn") return `those who watch the release are told; nothing stops.${stays}`;
  if (severity === "hold") return `the release is put on hold.${stays}`;
  const { then } = criterion;
  if (then === undefined) return `the rollback is proposed, and exposure is paused at once.${stays}`;
  const words =
    then.mode === "automatic"
      ? `the rollback plan ${then.rollbackPlan} starts at once, as ${then.severity}.`
      : `the rollback plan ${then.rollbackPlan} is proposed as ${then.severity}, and exposure is paused at once.`;
  return words + stays;
}

function Settings({ criterion }: { criterion: Criterion }): ReactElement {
  const where = Object.entries("where" in criterion ? (criterion.where ?? {}) : {});
  const rows: [string, ReactNode][] = [
    ["Kind", criterion.kind],
    ["Metric", <code key="metric">{criterion.metric}</code>],
    ...(where.length === 0
      ? []
      : [
          ["Only", where.map(([label, value]) => `${label} ${value}`).join(", ")] satisfies [
            string,
            ReactNode,
          ],
        ]),
    ...conditionRows(criterion),
    [
      "Looked at",
      `every ${criterion.step}${criterion.lag === undefined ? "" : `, ${criterion.lag} later, for late samples`}`,
    ],
    ["Fewest samples", String(criterion.minSamples)],
    [
      "Without data",
      criterion.noDataGrace === undefined
        ? "no verdict, for as long as it lasts"
        : `for ${criterion.noDataGrace}: ${criterion.onNoData === "breach" ? "a breach" : "withheld"}`,
    ],
    [
      "Applies",
      criterion.from === undefined ? "at any exposure above 0" : `from an exposure of ${criterion.from} %`,
    ],
  ];
  return (
    <Facts className="py-1">
      {rows.map(([name, value]) => (
        <Fact key={name} name={name}>
          {value}
        </Fact>
      ))}
    </Facts>
  );
}

function conditionRows(criterion: Criterion): [string, ReactNode][] {
  switch (criterion.kind) {
    case "threshold":
    case "ratio":
    case "delta": {
      const { breach, clear, mOfN } = criterion;
      return [
        ["Value", `${criterion.agg} over ${criterion.window}`],
        ["Breach", `${breach.op} ${breach.value}`],
        ...(clear === undefined
          ? []
          : [["Clear", `${clear.op} ${clear.value}`] satisfies [string, ReactNode]]),
        ["Lasting", mOfN === undefined ? (criterion.for ?? "0s") : `${mOfN.m} of the last ${mOfN.n}`],
        ...(criterion.maxSampleAge === undefined
          ? []
          : [["Oldest sample", criterion.maxSampleAge] satisfies [string, ReactNode]]),
      ];
    }
    case "rate-regression":
      return [
        ["Margin", criterion.margin],
        ["Alpha", criterion.alpha],
        ["Window", criterion.window],
      ];
    case "mean-regression":
      return [
        ["Delta", criterion.delta],
        ["Alpha", criterion.alpha],
        ["Planned samples", String(criterion.plannedSamples)],
        ["Window", criterion.window],
      ];
    case "burn-rate":
      return [
        ["Objective", criterion.objective],
        [
          "Pairs",
          criterion.factors
            .map(({ factor, long, short }) => `${factor} over ${long} and ${short}`)
            .join("; "),
        ],
      ];
  }
}
