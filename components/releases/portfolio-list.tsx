"use client";

import Link from "next/link";
import type { ReactElement } from "react";
import { Badge, Mark } from "@/components/ui/badge";
import { Shape } from "@/components/ui/shape";
import { MiniTrack } from "@/components/ui/track";
import { BlockedOn } from "./blocked-on";
import type { PortfolioLine } from "./portfolio-line";
import { Target } from "./target";

/** Releases against their stages: one line each, a card on a phone. */
export function PortfolioList({
  lines,
  today,
  label,
}: {
  lines: readonly PortfolioLine[];
  today: string;
  label: string;
}): ReactElement {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <div
        aria-hidden
        className="release-columns hidden gap-x-4 border-b border-line px-4 py-1.5 text-xs font-medium text-ink-3 lg:grid"
      >
        <span>Release</span>
        <span>Stages</span>
        <span>State</span>
        <span>Blocked on</span>
        <span>Target</span>
        <span className="text-right">Share</span>
      </div>
      <ul aria-label={label}>
        {lines.map((line) => (
          <Row key={line.slug} line={line} today={today} />
        ))}
      </ul>
    </div>
  );
}

function Row({ line, today }: { line: PortfolioLine; today: string }): ReactElement {
  const { title, about, steps, blockedOn, target } = line;
  const current = steps.find((step) => step.current);
  return (
    <li data-row className="release-row release-columns">
      <div className="min-w-0 lg:flex lg:items-baseline lg:gap-2">
        <Link
          href={`/releases/${line.slug}`}
          prefetch={false}
          title={title}
          className="font-medium wrap-anywhere after:absolute after:inset-0 lg:max-w-full lg:shrink-0 lg:truncate"
        >
          {title}
        </Link>
        <p className="truncate text-xs text-ink-3" title={about}>
          {about}
        </p>
      </div>
      <div className="flex min-w-0 items-center gap-2.5">
        <MiniTrack label={`Stages of ${title}`} steps={steps} />
        {current !== undefined && (
          <span className="min-w-0 truncate text-sm text-ink-2" title={current.title}>
            {current.title}
          </span>
        )}
      </div>
      <State line={line} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-2 lg:contents">
        <div className="min-w-0 empty:max-lg:hidden">
          {blockedOn !== null && <BlockedOn by={blockedOn} />}
        </div>
        <div className={target === null ? "max-lg:hidden" : undefined}>
          {target === null ? (
            <span className="hidden text-ink-3 lg:inline">none set</span>
          ) : (
            <>
              <span className="text-ink-3 lg:hidden">Target </span>
              <Target date={target} today={today} isInFlight={line.isInFlight} />
            </>
          )}
        </div>
        <div className="tabular lg:text-right">
          <span className="text-ink-3 lg:hidden">Exposure </span>
          {line.exposurePercent} %
        </div>
      </div>
    </li>
  );
}

function State({ line }: { line: PortfolioLine }): ReactElement {
  const { word, tone, shape } = line.saying;
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 lg:flex-nowrap">
      {line.onHold && (
        <Badge tone="aged" shape="pause">
          On hold
        </Badge>
      )}
      {!line.onHold && line.frozen !== null && (
        <Badge tone="aged" shape="pause" title={`Frozen by “${line.frozen}”`}>
          Frozen
        </Badge>
      )}
      <Mark tone={tone} shape={shape} className="min-w-0">
        <span className="truncate" title={word}>
          {word}
        </span>
      </Mark>
      {line.isRefreshing && (
        <span title="Much changed at once; this line is as last computed and is being computed anew">
          <Shape name="clock" tone="idle" size={12} label="being computed anew" />
        </span>
      )}
    </div>
  );
}
