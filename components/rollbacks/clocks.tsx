"use client";

import type { ReactElement } from "react";
import type { Saying } from "@/components/gates/status";
import { cx } from "@/components/ui/cx";
import { Shape } from "@/components/ui/shape";
import { toneText } from "@/components/ui/tone";
import { isLate, type Phase, tookMs } from "@/lib/rollbacks/phase-clock";
import { clockText, phaseWords } from "./rollback-words";
import { useServerNow } from "./use-server-now";

/** The five clocks, each against its objective; those that run go on by the second. Numbers keep their width, so nothing moves. */
export function Clocks({ phases, now }: { phases: readonly Phase[]; now: number }): ReactElement {
  const at = useServerNow(
    now,
    phases.some(({ state }) => state === "running"),
  );
  return (
    <ol
      aria-label="Clocks"
      className="grid rounded-lg border border-line bg-surface sm:grid-cols-5 sm:divide-x sm:divide-line"
    >
      {phases.map((phase) => (
        <Clock key={phase.name} phase={phase} at={at} />
      ))}
    </ol>
  );
}

function Clock({ phase, at }: { phase: Phase; at: number }): ReactElement {
  const took = tookMs(phase, at);
  const { word, tone, shape } = sayingOf(phase, at);
  const isShown = phase.state === "running" || phase.state === "done";
  return (
    <li className="grid min-h-9 grid-cols-[6.25rem_4.5rem_minmax(0,1fr)] items-center gap-x-2 border-b border-line px-3 py-1 last:border-b-0 sm:flex sm:flex-col sm:items-start sm:border-b-0 sm:px-4 sm:py-2">
      <span className="flex items-center gap-1.5 text-sm text-ink-2">
        <Shape name={shape} tone={tone} size={14} />
        {phaseWords[phase.name]}
      </span>
      <span
        className={cx(
          "tabular font-semibold max-sm:text-right sm:text-xl",
          phase.state === "running" ? "text-ink" : "text-ink-2",
        )}
      >
        {isShown && took !== null ? clockText(took) : "–"}
      </span>
      <span className="flex flex-wrap gap-x-1.5 text-xs">
        <span className={cx("font-medium", toneText[tone])}>{word}</span>
        <span className="tabular text-ink-3">
          {phase.objectiveMs === null ? "no objective" : `of ${clockText(phase.objectiveMs)}`}
        </span>
      </span>
    </li>
  );
}

function sayingOf(phase: Phase, at: number): Saying {
  const late = isLate(phase, at);
  switch (phase.state) {
    case "ahead":
      return { word: "ahead", tone: "idle", shape: "dots" };
    case "never":
      return { word: "not reached", tone: "idle", shape: "dash" };
    case "done":
      return late
        ? { word: "late", tone: "stop", shape: "triangle" }
        : phase.objectiveMs === null
          ? { word: "done", tone: "good", shape: "check-disc" }
          : { word: "in time", tone: "good", shape: "check-disc" };
    case "running":
      return late
        ? { word: "running late", tone: "stop", shape: "triangle" }
        : { word: "running", tone: "accent", shape: "clock" };
  }
}
