import Link from "next/link";
import type { ReactElement, ReactNode } from "react";
import { severityTones } from "@/components/releases/criteria-view";
import { Badge } from "@/components/ui/badge";
import { Disclosure } from "@/components/ui/disclosure";
import { Fact, Facts } from "@/components/ui/facts";
import { criterionSentence } from "@/lib/metrics/criterion-sentence";
import type { Criterion } from "@/lib/metrics/schemas";
import type { StandingAnswer } from "@/lib/metrics/verdict-schemas";
import type { SourceShown } from "./source-notices";
import { type Reader, Time } from "@/components/ui/time";
import type { standingEpisodes } from "@/lib/rollbacks/episode-queries";
import { severityOf } from "@/lib/rollbacks/episodes";
import { verdictSayings } from "./verdict-words";

type StandingEpisode = Awaited<ReturnType<typeof standingEpisodes>>[number];

/** Every agreed criterion: what it says, what happens on breach, and its settings; one of them is shown over its history below. */
export function CriteriaList({
  criteria,
  shown,
  href,
  units,
  standing,
  sources,
  episodes,
  rollbacks,
  reader,
}: {
  criteria: readonly Criterion[];
  /** Key of the one whose history is shown; null: none is. */
  shown: string | null;
  href: (key: string) => string;
  /** By the metric's name. */
  units: ReadonlyMap<string, string>;
  /** By key how it stands for what is exposed. */
  standing: ReadonlyMap<string, StandingAnswer>;
  /** By metric how it is read; those that are pushed are not among them. */
  sources: ReadonlyMap<string, SourceShown>;
  /** By key what stands of its breaches. */
  episodes: ReadonlyMap<string, StandingEpisode>;
  /** Address of the release's rollbacks. */
  rollbacks: string;
  reader: Reader;
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
              <Standing of={standing.get(criterion.key)} isPast={shown === null} />
              {criteria.length > 1 && shown !== null && (
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
            <EpisodeNote of={episodes.get(criterion.key)} rollbacks={rollbacks} reader={reader} />
            <AfterData at={standing.get(criterion.key)?.changedAfterData ?? null} reader={reader} />
            <p className="max-w-prose text-sm text-ink-2">
              {criterionSentence(criterion, unit === undefined ? {} : { unit })}
            </p>
            <p className="max-w-prose pt-1 text-sm text-ink-2">
              <span className="font-medium text-ink">On breach:</span> {onBreach(criterion)}
            </p>
            <Disclosure summary="Settings" className="pt-1">
              <Settings criterion={criterion} source={sources.get(criterion.metric)} />
            </Disclosure>
          </li>
        );
      })}
    </ul>
  );
}

/** How it stands, or stood; nothing where it was never evaluated. */
function Standing({ of, isPast }: { of: StandingAnswer | undefined; isPast: boolean }): ReactElement | null {
  if (of?.missing === "metric-not-declared") return <Badge tone="work">metric not declared</Badge>;
  if (of?.missing === "metric-of-another-kind") return <Badge tone="work">metric of another kind</Badge>;
  if (of === undefined || of.verdict === null) return null;
  const { word, tone, shape } = verdictSayings[of.verdict];
  return (
    <Badge tone={tone} shape={shape}>
      {of.isEvaluated ? `${isPast ? "Then" : "Now"}: ${word}` : `Last: ${word}`}
      {of.reason === "traffic-split" && ": split of traffic"}
    </Badge>
  );
}

/** That its breach is being dealt with, or that somebody decided against it for a while. */
function EpisodeNote({
  of,
  rollbacks,
  reader,
}: {
  of: StandingEpisode | undefined;
  rollbacks: string;
  reader: Reader;
}): ReactElement | null {
  if (of === undefined) return null;
  const { id, kind, rollback, breachedAt, closure, until } = of;
  return (
    <p className="text-sm text-ink-2">
      <span className={closure === null ? "font-medium text-stop" : "font-medium text-work"}>
        {closure !== null && until !== null ? (
          <>
            Overridden; exposure does not grow until <Time at={Date.parse(until)} reader={reader} />.
          </>
        ) : (
          <>
            {kind === "breach" ? "In breach" : "Withheld"} since{" "}
            <Time at={Date.parse(breachedAt)} reader={reader} />.
          </>
        )}
      </span>{" "}
      <Link
        href={rollback === null || closure !== null ? `${rollbacks}#episode-${id}` : `/rollbacks/${rollback}`}
        prefetch={false}
        className="link"
      >
        {rollback === null || closure !== null ? "What follows from it" : "To the rollback room"}
      </Link>
    </p>
  );
}

/** What follows, as the worker does it (lib/rollbacks/episodes.ts). */
function onBreach({ severity, shadow, ...criterion }: Criterion): string {
  if (shadow) return "nothing is done; it is shown only.";
  const ends = "Only a decision ends that: an override, or an endorsed rollback.";
  if (severity === "warn") return `exposure does not grow. ${ends}`;
  const stops = "soaks begin anew, and gates that ask for it are blocked";
  if (severity === "hold") return `the release goes on hold, ${stops}. ${ends}`;
  const back =
    criterion.then?.mode === "automatic"
      ? "a rollback begins by itself"
      : "a rollback is proposed, which pauses exposure";
  return `${back}, as ${severityOf(criterion)}; ${stops}. ${ends}`;
}

function Settings({
  criterion,
  source,
}: {
  criterion: Criterion;
  source: SourceShown | undefined;
}): ReactElement {
  const where = Object.entries("where" in criterion ? (criterion.where ?? {}) : {});
  const rows: [string, ReactNode][] = [
    ["Kind", criterion.kind],
    ["Metric", <code key="metric">{criterion.metric}</code>],
    [
      "Comes from",
      source === undefined ? "whoever sends it" : `${source.server}, read every ${source.interval}`,
    ],
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

/** Whoever has seen data can fit a limit to them; who reads the verdict should know. */
function AfterData({ at, reader }: { at: string | null; reader: Reader }) {
  if (at === null) return null;
  return (
    <p className="text-sm text-work">
      Changed after seeing data, <Time at={Date.parse(at)} reader={reader} />.
    </p>
  );
}
