"use client";

import Link from "next/link";
import type { ReactElement } from "react";
import { cx } from "@/components/ui/cx";
import { Shape } from "@/components/ui/shape";
import type { UnderWayView } from "@/lib/releases/page-model";
import { goingBackSaying, levelWords, rollbackSayings } from "./rollback-words";

/** On every tab of a release that goes back, or rehearses it: the way to the room. */
export function UnderWay({ slug, of }: { slug: string; of: UnderWayView }): ReactElement {
  const { rollback, state, severity, reason, drill } = of;
  const isDrill = drill !== null;
  const words =
    state === null ? "waits for its failure to be found" : rollbackSayings[state].word.toLowerCase();
  return (
    <div
      className={cx(
        "flex flex-wrap items-center justify-between gap-x-4 gap-y-1 rounded-md border px-3 py-2 text-sm",
        isDrill ? "border-dashed border-spared bg-spared-soft" : "border-stop bg-stop-soft",
      )}
    >
      <div className="flex min-w-0 gap-2.5">
        <Shape
          name={isDrill ? "diamond" : "back"}
          tone={isDrill ? "spared" : "stop"}
          size={14}
          className="mt-[3px]"
        />
        <div className="min-w-0">
          <p className={cx("font-semibold", isDrill ? "text-spared" : "text-stop")}>
            {isDrill
              ? `Drill under way (${levelWords[drill.level].toLowerCase()}, ${severity}): ${words}`
              : `${state === null ? "Rollback" : goingBackSaying(state).word} (${severity})${state === null || state === "proposed" ? "" : `: ${words}`}`}
          </p>
          <p className="line-clamp-2 wrap-anywhere text-ink-2">
            {isDrill ? "Nothing of it touches users." : reason}
          </p>
        </div>
      </div>
      <Link
        href={rollback === null ? `/releases/${slug}/rollbacks` : `/rollbacks/${rollback}`}
        prefetch={false}
        data-act=""
        className="inline-flex min-h-6 items-center font-medium link"
      >
        {rollback === null ? "To the drill" : isDrill ? "To the drill's room" : "To the rollback room"}
      </Link>
    </div>
  );
}
