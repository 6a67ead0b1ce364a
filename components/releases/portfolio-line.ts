import type { Saying } from "@/components/gates/status";
import type { TrackStep } from "@/components/ui/track";
import type { PortfolioRow } from "@/lib/gates/portfolio-queries";
import { rowSaying } from "./portfolio-words";
import { trackOf } from "./stage-track";

/** What a row of the portfolio shows, and no more: it is sent to be drawn. */
export interface PortfolioLine {
  slug: string;
  title: string;
  about: string;
  steps: TrackStep[];
  saying: Saying;
  onHold: boolean;
  /** The window that freezes it. */
  frozen: string | null;
  isRefreshing: boolean;
  blockedOn: BlockedOn | null;
  target: string | null;
  isInFlight: boolean;
  exposurePercent: number;
}

/** People by name, the reader apart; or in words what else it is. */
export type BlockedOn = { isMine: boolean; names: string[] } | { otherwise: string };

export function lineOf(row: PortfolioRow, readerId: string): PortfolioLine {
  const isActive = row.state === "active";
  return {
    slug: row.slug,
    title: row.title,
    about: [row.components.join(", "), row.champion?.name].filter(Boolean).join(" · "),
    steps: trackOf(row.summary.stages, { isActive }),
    saying: rowSaying(row),
    onHold: row.onHold,
    frozen: row.summary.frozen?.title ?? null,
    isRefreshing: row.isRefreshing,
    blockedOn: isActive ? blockedOn(row, readerId) : null,
    target: row.targetDate,
    isInFlight: isActive || row.state === "draft",
    exposurePercent: row.exposurePercent,
  };
}

function blockedOn(row: PortfolioRow, readerId: string): BlockedOn {
  const all = new Map(
    row.summary.blockers.flatMap(({ canBeClearedBy }) =>
      canBeClearedBy.map(({ id, name }) => [id, name] as const),
    ),
  );
  const isMine = row.waitingPeople.includes(readerId) || all.has(readerId);
  all.delete(readerId);
  if (isMine || all.size > 0) return { isMine, names: [...all.values()] };
  return { otherwise: otherwise(row) };
}

function otherwise({ summary: { blockers }, champion }: PortfolioRow): string {
  if (blockers.some(({ code }) => code.startsWith("check") || code.startsWith("verification")))
    return "a pipeline";
  if (blockers.length > 0) return "another release";
  return champion === null ? "nobody" : `${champion.name}, to advance`;
}
