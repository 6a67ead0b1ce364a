import type { ReactElement, ReactNode } from "react";
import { cx } from "./cx";
import { Shape, type ShapeName } from "./shape";
import { toneSoft, type Tone } from "./tone";

const shapeOf: Partial<Record<Tone, ShapeName>> = {
  good: "check-disc",
  stop: "stop",
  aged: "half",
  work: "triangle",
  go: "play",
  spared: "diamond",
};

/** A sentence about what happened or holds, where it matters. `live` tells screen readers at once. */
export function Notice({
  tone = "idle",
  shape = shapeOf[tone] ?? "ring",
  title,
  children,
  live,
  className,
}: {
  tone?: Tone;
  shape?: ShapeName;
  title?: ReactNode;
  children?: ReactNode;
  live?: "status" | "alert";
  className?: string;
}): ReactElement {
  return (
    <div role={live} className={cx("flex gap-2.5 rounded-md px-3 py-2 text-sm", toneSoft[tone], className)}>
      <Shape name={shape} tone={tone} size={14} className="mt-[3px]" />
      <div className="min-w-0">
        {title !== undefined && <p className="font-medium text-ink">{title}</p>}
        {children !== undefined && <div className="text-ink-2">{children}</div>}
      </div>
    </div>
  );
}
