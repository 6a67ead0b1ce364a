import type { ReactElement } from "react";
import { cx } from "./cx";
import { type DrawnSize, drawnAt } from "./icon";
import { toneText, type Tone } from "./tone";

/** Shapes that say a state without colour; `icons.css` draws them. */
export const shapes = [
  "check-disc",
  "check-stamp",
  "ring",
  "half",
  "stop",
  "triangle",
  "diamond",
  "play",
  "skip",
  "dots",
  "dash",
  "pause",
  "clock",
  "back",
] as const;
export type ShapeName = (typeof shapes)[number];

/** A state's shape. Decoration: the word stands beside it, or is given as `label`. */
export function Shape({
  name,
  tone,
  size = 16,
  label,
  className,
}: {
  name: ShapeName;
  tone: Tone;
  size?: DrawnSize;
  label?: string;
  className?: string;
}): ReactElement {
  return (
    <span
      className={cx("icon", `shape-${name}`, drawnAt[size], toneText[tone], className)}
      {...(label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
    />
  );
}
