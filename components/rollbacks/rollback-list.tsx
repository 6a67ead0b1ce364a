import Link from "next/link";
import type { ReactElement } from "react";
import { Badge, Mark } from "@/components/ui/badge";
import { type Reader, Time } from "@/components/ui/time";
import type { ListedRollback } from "@/lib/rollbacks/rollback-answers";
import { rollbackSayings, severityTones } from "./rollback-words";

/** Rollbacks and rehearsals of one release, the latest first. */
export function RollbackList({
  rollbacks,
  reader,
}: {
  rollbacks: readonly ListedRollback[];
  reader: Reader;
}): ReactElement {
  return (
    <ul aria-label="Rollbacks">
      {rollbacks.map(({ id, mode, severity, state, reason, proposedBy, proposedAt }) => {
        const saying = rollbackSayings[state];
        return (
          <li
            key={id}
            data-row
            className="grid gap-x-4 gap-y-1 border-b border-line px-4 py-2 text-sm last:border-b-0 sm:grid-cols-[minmax(0,1fr)_auto]"
          >
            <div className="min-w-0">
              <Link
                href={`/rollbacks/${id}`}
                prefetch={false}
                className="line-clamp-2 min-h-6 font-medium wrap-anywhere hover:underline"
              >
                {reason}
              </Link>
              <p className="text-xs text-ink-3">
                {proposedBy?.name ?? "By a criterion"}, <Time at={Date.parse(proposedAt)} reader={reader} />
              </p>
            </div>
            <div className="flex flex-wrap items-center gap-2">
              {mode === "drill" && (
                <Badge tone="spared" shape="diamond">
                  Drill
                </Badge>
              )}
              <Badge tone={severityTones[severity]}>{severity}</Badge>
              <Mark tone={saying.tone} shape={saying.shape}>
                {saying.word}
              </Mark>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
