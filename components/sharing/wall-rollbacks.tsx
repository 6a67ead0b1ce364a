import type { ReactElement } from "react";
import { clockText, rollbackSayings } from "@/components/rollbacks/rollback-words";
import { Shape } from "@/components/ui/shape";
import { toneText } from "@/components/ui/tone";
import type { RollbackState } from "@/lib/rollbacks/model";
import type { WallRollback } from "@/lib/sharing/wall-schemas";

/** Before all else what goes back, with clocks that run. */
export function WallRollbacks({
  rollbacks,
  now,
}: {
  rollbacks: readonly WallRollback[];
  now: number;
}): ReactElement {
  return (
    <section aria-label="Going back now">
      <ul className="flex flex-col gap-[1vmin]">
        {rollbacks.slice(0, 4).map((rollback) => (
          <Line key={rollback.id} rollback={rollback} now={now} />
        ))}
      </ul>
    </section>
  );
}

function Line({ rollback, now }: { rollback: WallRollback; now: number }): ReactElement {
  const { release, severity, state, proposedAt, breachedAt, decideBy, updates } = rollback;
  const { word, tone, shape } = rollbackSayings[state as RollbackState] ?? rollbackSayings.proposed;
  const left = Date.parse(decideBy) - now;
  const said = updates[0];
  return (
    <li className="grid items-center gap-x-[3vmin] gap-y-[0.5vmin] rounded-lg border border-stop bg-stop-soft px-[1.8vmin] py-[1.3vmin] md:grid-cols-[minmax(0,1fr)_auto_auto]">
      <div className="min-w-0">
        <p className="line-clamp-2 text-[1.15em] font-semibold" title={release.title}>
          {release.title}
        </p>
        <p className={`inline-flex items-center gap-[0.35em] ${toneText[tone]}`}>
          <Shape name={shape} tone={tone} size={16} />
          Rollback {word.toLowerCase()}, {severity}
        </p>
        {said !== undefined && <p className="line-clamp-2 text-ink-2">{said.text}</p>}
      </div>
      <Clock words="since it began" ms={now - Date.parse(breachedAt ?? proposedAt)} />
      {state === "proposed" && (
        <Clock
          words={left < 0 ? "too late to decide" : "left to decide"}
          ms={Math.abs(left)}
          isLate={left < 0}
        />
      )}
    </li>
  );
}

function Clock({ words, ms, isLate = false }: { words: string; ms: number; isLate?: boolean }): ReactElement {
  return (
    <p className="md:text-right">
      <span className={`tabular block text-[1.6em] leading-tight font-semibold ${isLate ? "text-stop" : ""}`}>
        {clockText(ms)}
      </span>
      <span className="text-[0.75em] text-ink-2">{words}</span>
    </p>
  );
}
