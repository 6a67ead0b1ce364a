import type { ReactElement, ReactNode } from "react";
import { cx } from "./cx";
import { Shape, type ShapeName } from "./shape";
import { toneSoft, toneText, type Tone } from "./tone";

/** A word on a ground, with a shape where it says a state. */
export function Badge({
  tone = "idle",
  shape,
  children,
  title,
  className,
}: {
  tone?: Tone;
  shape?: ShapeName;
  children: ReactNode;
  title?: string;
  className?: string;
}): ReactElement {
  return (
    <span title={title} className={cx("badge", toneSoft[tone], toneText[tone], className)}>
      {shape !== undefined && <Shape name={shape} tone={tone} size={12} />}
      {children}
    </span>
  );
}

/** A shape and its word, on no ground: for rows. */
export function Mark({
  tone,
  shape,
  children,
  className,
}: {
  tone: Tone;
  shape: ShapeName;
  children: ReactNode;
  className?: string;
}): ReactElement {
  return (
    <span className={cx("mark", toneText[tone], className)}>
      <Shape name={shape} tone={tone} size={14} />
      {children}
    </span>
  );
}
