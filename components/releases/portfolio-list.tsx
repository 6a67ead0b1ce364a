import Link from "next/link";
import type { ReactElement } from "react";
import { Badge, Mark } from "@/components/ui/badge";
import { Shape } from "@/components/ui/shape";
import { MiniTrack } from "@/components/ui/track";
import type { PortfolioRow } from "@/lib/gates/portfolio-queries";
import { BlockedOn } from "./blocked-on";
import { rowSaying } from "./portfolio-words";
import { trackOf } from "./stage-track";
import { Target } from "./target";

/** Releases against their stages: one line each, a card on a phone. */
export function PortfolioList({
  rows,
  readerId,
  today,
  label,
}: {
  rows: readonly PortfolioRow[];
  readerId: string;
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
        {rows.map((row) => (
          <Row key={row.id} row={row} readerId={readerId} today={today} />
        ))}
      </ul>
    </div>
  );
}

function Row({ row, readerId, today }: { row: PortfolioRow; readerId: string; today: string }): ReactElement {
  const isActive = row.state === "active";
  const steps = trackOf(row.summary.stages, { isActive });
  const current = steps.find((step) => step.current);
  const about = [row.components.join(", "), row.champion?.name].filter(Boolean).join(" · ");
  return (
    <li data-row className="release-row release-columns">
      <div className="min-w-0 lg:flex lg:items-baseline lg:gap-2">
        <Link
          href={`/releases/${row.slug}`}
          prefetch={false}
          title={row.title}
          className="font-medium wrap-anywhere after:absolute after:inset-0 lg:max-w-full lg:shrink-0 lg:truncate"
        >
          {row.title}
        </Link>
        <p className="truncate text-xs text-ink-3" title={about}>
          {about}
        </p>
      </div>
      <div className="flex min-w-0 items-center gap-2.5">
        <MiniTrack label={`Stages of ${row.title}`} steps={steps} />
        {current !== undefined && (
          <span className="min-w-0 truncate text-sm text-ink-2" title={current.title}>
            {current.title}
          </span>
        )}
      </div>
      <State row={row} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-2 lg:contents">
        <div className="min-w-0 empty:max-lg:hidden">
          <BlockedOn row={row} readerId={readerId} />
        </div>
        <div>
          {row.targetDate === null ? (
            <span className="hidden text-ink-3 lg:inline">none set</span>
          ) : (
            <>
              <span className="text-ink-3 lg:hidden">Target </span>
              <Target
                date={row.targetDate}
                today={today}
                isInFlight={row.state === "active" || row.state === "draft"}
              />
            </>
          )}
        </div>
        <div className="tabular lg:text-right">
          <span className="text-ink-3 lg:hidden">Exposure </span>
          {row.exposurePercent} %
        </div>
      </div>
    </li>
  );
}

function State({ row }: { row: PortfolioRow }): ReactElement {
  const { word, tone, shape } = rowSaying(row);
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 lg:flex-nowrap">
      {row.onHold && (
        <Badge tone="aged" shape="pause">
          On hold
        </Badge>
      )}
      <Mark tone={tone} shape={shape} className="min-w-0">
        <span className="truncate" title={word}>
          {word}
        </span>
      </Mark>
      {row.isRefreshing && (
        <span title="Much changed at once; this line is as last computed and is being computed anew">
          <Shape name="clock" tone="idle" size={12} label="being computed anew" />
        </span>
      )}
    </div>
  );
}
