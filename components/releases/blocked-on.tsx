import type { ReactElement } from "react";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import type { PortfolioRow } from "@/lib/gates/portfolio-queries";
import type { Party } from "@/lib/policy/model";

/** On whom a release is blocked: people by name, the reader first; else what kind of thing. */
export function BlockedOn({ row, readerId }: { row: PortfolioRow; readerId: string }): ReactElement | null {
  if (row.state !== "active") return null;
  const { blockers } = row.summary;
  const all = new Map(
    blockers.flatMap(({ canBeClearedBy }) => canBeClearedBy.map((each) => [each.id, each] as const)),
  );
  const isMine = row.waitingPeople.includes(readerId) || all.has(readerId);
  const others = [...all.values()].filter(({ id }) => id !== readerId);
  if (isMine || others.length > 0) return <Names isMine={isMine} others={others} />;
  return <span className="truncate text-ink-3">{otherwise(row)}</span>;
}

function otherwise({ summary: { blockers }, champion }: PortfolioRow): string {
  if (blockers.some(({ code }) => code.startsWith("check") || code.startsWith("verification")))
    return "a pipeline";
  if (blockers.length > 0) return "another release";
  return champion === null ? "nobody" : `${champion.name}, to advance`;
}

function Names({ isMine, others }: { isMine: boolean; others: readonly Party[] }): ReactElement {
  const [first] = others;
  const rest = isMine ? others : others.slice(1);
  const names = rest.map(({ name }) => name).join(", ");
  return (
    <span className="flex min-w-0 items-center gap-1.5" title={others.map(({ name }) => name).join(", ")}>
      {isMine && <Badge tone="accent">you</Badge>}
      {!isMine && first !== undefined && (
        <>
          <Avatar name={first.name} />
          <span className="truncate">{first.name}</span>
        </>
      )}
      {rest.length > 0 && (
        <span
          role="img"
          aria-label={`and ${names}`}
          className="inline-flex shrink-0 items-center gap-1 text-xs text-ink-3"
        >
          <span aria-hidden className="flex gap-0.5">
            {rest.slice(0, 2).map(({ id, name }) => (
              <Avatar key={id} name={name} />
            ))}
          </span>
          {rest.length > 2 && <span aria-hidden>+{rest.length - 2}</span>}
        </span>
      )}
    </span>
  );
}
