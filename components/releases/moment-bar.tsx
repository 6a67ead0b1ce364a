"use client";

import Link from "next/link";
import { useParams, useRouter } from "next/navigation";
import { type ReactElement, startTransition, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { type Reader, Time, timeText } from "@/components/ui/time";
import { pastHref, presentHref, readPastTab } from "@/lib/releases/past-address";

/** A moment at which something was recorded. */
export interface Stop {
  /** Epoch ms. */
  at: number;
  /** What was; null: too long ago to be told in the bar. */
  words: string | null;
}

interface Props {
  /** Slug. */
  release: string;
  /** In order of time. */
  stops: readonly Stop[];
  reader: Reader;
}

/** Steps follow each other faster than pages do: where it rests so long is read. */
const restsMs = 220;

/** As of when the page is shown, the way to other moments, and back to now. */
export function MomentBar({ release, stops, reader }: Props): ReactElement {
  const { at: asked, tab: path } = useParams<{ at?: string; tab?: string[] }>();
  const router = useRouter();
  const tab = readPastTab(path?.[0] ?? "") ?? "";
  const shown = Date.parse(decodeURIComponent(asked ?? ""));
  // Between two of them it stands at the earlier one: nothing was recorded since.
  const standing = stops.findLastIndex(({ at }) => at <= shown);
  const [moved, setMoved] = useState<{ index: number; from: number } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  // What was moved from another moment than is shown has arrived.
  const index = moved !== null && moved.from === shown ? moved.index : standing;
  const stop = stops[index];
  const at = moved !== null && moved.from === shown && stop !== undefined ? stop.at : shown;
  const go = (to: number): void => {
    const next = stops[to];
    if (next === undefined) return;
    setMoved({ index: to, from: shown });
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const href = pastHref(release, new Date(next.at).toISOString(), tab);
      startTransition(() => router.replace(href, { scroll: false }));
    }, restsMs);
  };
  return (
    <section
      aria-label="As of a past moment"
      className="mb-4 flex flex-col gap-2 rounded-lg border border-aged bg-aged-soft px-4 py-2.5"
    >
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 font-medium">
          <Icon name="history" size={16} className="text-aged" />
          {Number.isNaN(at) ? (
            "As of no moment"
          ) : (
            <span>
              As of <Time at={at} reader={reader} />
            </span>
          )}
          <span className="font-normal text-ink-2">read only</span>
        </p>
        <Link
          href={presentHref(release, tab)}
          prefetch={false}
          className="inline-flex min-h-6 items-center link"
        >
          Back to now
        </Link>
      </div>
      {stops.length > 0 && (
        <>
          <div className="flex items-center gap-2">
            <Step
              label="Earlier entry"
              atEnd={index <= 0 ? "Nothing was recorded before." : null}
              onStep={() => go(index - 1)}
            />
            <input
              type="range"
              aria-label="Moment"
              min={0}
              max={stops.length - 1}
              step={1}
              value={Math.max(0, index)}
              aria-valuetext={stop === undefined ? "before anything was recorded" : spoken(stop, reader)}
              onChange={(event) => go(Number(event.target.value))}
              className="h-8 min-w-0 flex-1 pointer-coarse:h-11"
            />
            <Step
              label="Later entry"
              atEnd={index >= stops.length - 1 ? "Nothing was recorded since." : null}
              onStep={() => go(index + 1)}
            />
          </div>
          <div className="flex min-h-5 items-baseline justify-between gap-4 text-sm">
            <p className="min-w-0 wrap-anywhere text-ink-2">
              {stop === undefined
                ? "Nothing was recorded yet."
                : (stop.words ?? "The timeline says what was recorded.")}
            </p>
            <p className="tabular shrink-0 text-ink-3">
              {index + 1} of {stops.length}
            </p>
          </div>
        </>
      )}
    </section>
  );
}

/** Keeps the focus where there is nothing further, so that it is not lost on the way. */
function Step({
  label,
  atEnd,
  onStep,
}: {
  label: "Earlier entry" | "Later entry";
  atEnd: string | null;
  onStep: () => void;
}): ReactElement {
  return (
    <Button
      size="sm"
      aria-label={label}
      aria-disabled={atEnd !== null || undefined}
      title={atEnd ?? undefined}
      onClick={onStep}
    >
      <Icon name="chevron" size={12} className={label === "Earlier entry" ? "rotate-180" : undefined} />
    </Button>
  );
}

function spoken({ at, words }: Stop, reader: Reader): string {
  const when = timeText(at, reader);
  return words === null ? when : `${when}: ${words}`;
}
