import Link from "next/link";
import type { ReactElement } from "react";
import { releaseSayings } from "@/components/gates/status";
import { People } from "@/components/people/people";
import { Badge, Mark } from "@/components/ui/badge";
import { Day } from "@/components/ui/time";
import { MiniTrack } from "@/components/ui/track";
import type { PortfolioRow } from "@/lib/gates/portfolio-queries";
import { trackOf } from "./stage-track";

const columns =
  "lg:grid-cols-[minmax(0,2.2fr)_minmax(0,1.5fr)_minmax(0,1.9fr)_4.5rem_minmax(0,1.6fr)_6.5rem]";

/** Releases against their stages: one row each, a card on a phone. */
export function PortfolioList({
  rows,
  reader,
  label,
}: {
  rows: readonly PortfolioRow[];
  reader: { id: string };
  label: string;
}): ReactElement {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <div
        aria-hidden
        className={`hidden gap-x-4 border-b border-line px-4 py-1.5 text-xs font-medium text-ink-3 lg:grid ${columns}`}
      >
        <span>Release</span>
        <span>Stages</span>
        <span>State</span>
        <span>Exposure</span>
        <span>Waits for</span>
        <span>Target</span>
      </div>
      <ul aria-label={label}>
        {rows.map((row) => (
          <Row key={row.id} row={row} readerId={reader.id} />
        ))}
      </ul>
    </div>
  );
}

function Row({ row, readerId }: { row: PortfolioRow; readerId: string }): ReactElement {
  const isActive = row.state === "active";
  const steps = trackOf(row.summary.stages, { isActive });
  const current = steps.find((step) => step.current);
  const saying = releaseSayings[row.state];
  return (
    <li
      data-row
      className={`relative grid gap-x-4 gap-y-1.5 border-b border-line px-4 py-2.5 last:rounded-b-lg last:border-b-0 hover:bg-hover lg:items-center ${columns}`}
    >
      <div className="min-w-0">
        <Link
          href={`/releases/${row.slug}`}
          prefetch={false}
          className="font-medium [overflow-wrap:anywhere] after:absolute after:inset-0"
        >
          {row.title}
        </Link>
        <p className="truncate text-xs text-ink-3" title={row.components.join(", ")}>
          {row.components.join(", ")}
          {row.champion !== null && ` · ${row.champion}`}
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
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        {isActive && current !== undefined ? (
          <Mark tone={current.tone} shape={current.shape} className="whitespace-normal">
            <span className="first-letter:uppercase">{current.word}</span>
          </Mark>
        ) : (
          <Mark {...saying}>{saying.word}</Mark>
        )}
        {row.summary.onHold && (
          <Badge tone="aged" shape="pause">
            On hold
          </Badge>
        )}
      </div>
      <div className="flex flex-wrap gap-x-4 gap-y-1 lg:contents">
        <div className="tabular text-sm text-ink-2">
          <span className="text-ink-3 lg:hidden">Exposure </span>
          {row.exposurePercent} %
        </div>
        <div className="min-w-0 text-sm text-ink-2">
          <WaitsFor row={row} readerId={readerId} />
        </div>
        <div className="text-sm text-ink-2">
          {row.targetDate === null ? (
            <span className="hidden text-ink-3 lg:inline">none set</span>
          ) : (
            <>
              <span className="text-ink-3 lg:hidden">Target </span>
              <Day date={row.targetDate} />
            </>
          )}
        </div>
      </div>
    </li>
  );
}

/** On whom it is blocked: people by name, the reader first; else what kind of thing. */
function WaitsFor({ row, readerId }: { row: PortfolioRow; readerId: string }): ReactElement | null {
  if (row.state !== "active") return null;
  const { blockers } = row.summary;
  const people = [
    ...new Map(
      blockers.flatMap((blocker) => blocker.canBeClearedBy.map((each) => [each.id, each] as const)),
    ).values(),
  ];
  const isMine = row.waitingPeople.includes(readerId);
  const others = people.filter(({ id }) => id !== readerId);
  if (isMine) {
    return (
      <span className="flex items-center gap-x-2">
        <Badge tone="accent">you</Badge>
        {others.length > 0 && (
          <span title={others.map(({ name }) => name).join(", ")}>
            {others.length === 1 ? `and ${others[0]?.name ?? ""}` : `and ${others.length} others`}
          </span>
        )}
      </span>
    );
  }
  if (people.length > 0) return <People people={people} max={2} />;
  if (blockers.some(({ code }) => code.startsWith("check") || code.startsWith("verification")))
    return <span className="text-ink-3">a pipeline</span>;
  if (blockers.length > 0) return <span className="text-ink-3">another release</span>;
  return (
    <span className="text-ink-3">{row.champion === null ? "nobody" : `${row.champion}, to advance`}</span>
  );
}
