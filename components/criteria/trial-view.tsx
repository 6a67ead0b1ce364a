"use client";

import { type ReactElement, type ReactNode, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { Notice } from "@/components/ui/notice";
import { Table, Td, Th } from "@/components/ui/table";
import { Mark } from "@/components/ui/badge";
import { type Reader, Time } from "@/components/ui/time";
import { numberText, withUnit } from "@/lib/metrics/chart";
import { spanText } from "@/lib/metrics/span-text";
import type { Trial, TrialAsked } from "@/lib/metrics/trial";
import { AdviceView } from "./advice";
import { LazyPanel } from "./lazy-chart";
import { VerdictBands } from "./verdict-bands";
import { verdictSayings } from "./verdict-words";

export interface TriedFile {
  name: string;
  trial: Trial;
}

/** A criterion over what is stored, or over a file that stays in the browser. */
export function TrialView({
  stored,
  asked,
  hrefs,
  reader,
  children,
}: {
  stored: Trial | null;
  asked: Omit<TrialAsked, "from" | "to"> & { from: number | null; to: number | null };
  hrefs: string;
  reader: Reader;
  /** What stands where neither is there. */
  children: ReactNode;
}): ReactElement {
  const [file, setFile] = useState<TriedFile | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const choose = async (chosen: File | undefined): Promise<void> => {
    if (chosen === undefined) return;
    const { tryFile } = await import("./try-file");
    const tried = await tryFile(chosen, asked);
    setFault("fault" in tried ? tried.fault : null);
    if (!("fault" in tried)) setFile(tried);
    if (input.current !== null) input.current.value = "";
  };
  const trial = file?.trial ?? stored;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm text-ink-2">
        <p>
          {file === null
            ? stored === null
              ? "Nothing is stored of this metric yet."
              : "Over the samples stored for this release."
            : `Over ${file.name}. It stays in this browser.`}
        </p>
        {file !== null && (
          <Button size="sm" onClick={() => setFile(null)}>
            Back to stored samples
          </Button>
        )}
        <label className="flex flex-wrap items-center gap-2">
          Try a CSV or JSON lines file instead
          <input
            ref={input}
            type="file"
            accept=".csv,.jsonl,.ndjson,.txt,text/csv"
            onChange={(event) => void choose(event.target.files?.[0])}
            className="min-h-7 max-w-full text-xs"
          />
        </label>
      </div>
      {fault !== null && (
        <Notice tone="work" live="alert">
          {fault}
        </Notice>
      )}
      {trial === null ? children : <Shown trial={trial} unit={asked.unit} hrefs={hrefs} reader={reader} />}
    </div>
  );
}

function Shown({
  trial,
  unit,
  hrefs,
  reader,
}: {
  trial: Trial;
  unit: string;
  hrefs: string;
  reader: Reader;
}): ReactElement {
  const { chart, score, advice } = trial;
  return (
    <>
      {chart.panels.map((panel) => (
        <figure key={panel.title} className="m-0">
          <figcaption className="flex flex-wrap items-baseline gap-x-3 pb-1 text-sm">
            <span className="font-medium text-ink">
              {withUnit(`${panel.title}${panel.unit === "" ? "" : ","}`, panel.unit)}
            </span>
            <Legend panel={panel} hasIncidents={chart.incidents.length > 0} />
          </figcaption>
          <LazyPanel panel={panel} model={chart} />
          <p className="max-w-prose pt-1 text-xs text-ink-3">{panel.says}.</p>
        </figure>
      ))}
      <VerdictBands model={chart} />
      <p className="max-w-prose text-sm">
        {`${trial.evaluations} evaluations from `}
        <Time at={chart.from} reader={reader} /> to <Time at={chart.to} reader={reader} />:{" "}
        {trial.firstBreachAt === null ? (
          "no breach."
        ) : (
          <>
            the first breach at <Time at={trial.firstBreachAt} reader={reader} />.
          </>
        )}
        {score !== null && ` ${scoreText(score)}`}
      </p>
      <Transitions trial={trial} reader={reader} />
      {advice !== null && (
        <section aria-label="Other thresholds" className="border-t border-line pt-4">
          <h3 className="pb-1 text-base font-semibold">Other thresholds</h3>
          <AdviceView advice={advice} unit={chart.panels.at(-1)?.unit ?? unit} hrefs={hrefs} />
        </section>
      )}
    </>
  );
}

function Legend({
  panel,
  hasIncidents,
}: {
  panel: Trial["chart"]["panels"][number];
  hasIncidents: boolean;
}): ReactElement {
  return (
    <span className="flex flex-wrap gap-x-3 text-xs text-ink-2">
      {panel.lines.map(({ key, label }) => (
        <span key={key} className="flex items-center gap-1">
          <span
            aria-hidden
            className={`w-4 border-t-2 ${key === "baseline" ? "border-dashed border-ink-3" : "border-accent"}`}
          />
          {label}
        </span>
      ))}
      {panel.bound !== null && (
        <span className="flex items-center gap-1">
          <span aria-hidden className="w-4 border-t-2 border-dashed border-stop" />
          Breach {panel.bound.label}
        </span>
      )}
      {hasIncidents && (
        <span className="flex items-center gap-1">
          <span aria-hidden className="size-3 border border-aged bg-aged-soft" />
          Incident
        </span>
      )}
    </span>
  );
}

function scoreText({ hits, misses, falseRollbacks, medianDelayMs }: NonNullable<Trial["score"]>): string {
  const after = medianDelayMs === null ? "" : `, half of them within ${spanText(medianDelayMs)}`;
  const all = hits + misses;
  return `Of ${all} ${all === 1 ? "incident" : "incidents"} it finds ${hits}${after}; it rolls back for nothing ${timesText(falseRollbacks)}.`;
}

function timesText(count: number): string {
  if (count === 0) return "never";
  return count === 1 ? "once" : `${count} times`;
}

function Transitions({ trial, reader }: { trial: Trial; reader: Reader }): ReactElement {
  const { transitions, transitionCount } = trial;
  return (
    <Disclosure
      summary={`Verdicts in words (${transitionCount} ${transitionCount === 1 ? "change" : "changes"})`}
    >
      <Table label="Changes of the verdict">
        <thead>
          <tr>
            <Th>When</Th>
            <Th>Verdict</Th>
            <Th>Value</Th>
          </tr>
        </thead>
        <tbody>
          {transitions.map(({ at, to, value }) => {
            const { word, tone, shape } = verdictSayings[to];
            return (
              <tr key={at}>
                <Td>
                  <Time at={at} reader={reader} />
                </Td>
                <Td>
                  <Mark tone={tone} shape={shape}>
                    {word}
                  </Mark>
                </Td>
                <Td>{value === null ? "–" : numberText(value)}</Td>
              </tr>
            );
          })}
        </tbody>
      </Table>
      {transitionCount > transitions.length && (
        <p className="px-4 pt-1 text-xs text-ink-3">
          The first {transitions.length} of {transitionCount}; the public API lists all.
        </p>
      )}
    </Disclosure>
  );
}
