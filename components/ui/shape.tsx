import type { ReactElement } from "react";
import { cx } from "./cx";
import { toneText, type Tone } from "./tone";

/** Shapes that say a state without colour. */
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

const ground = "var(--color-surface)";
const stroke = { fill: "none", stroke: "currentColor", strokeWidth: 1.6 } as const;
const mark = {
  fill: "none",
  stroke: ground,
  strokeWidth: 1.7,
  strokeLinecap: "round",
  strokeLinejoin: "round",
} as const;

const drawings: Record<ShapeName, ReactElement> = {
  "check-disc": (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="m4.9 8.3 2.1 2.1 4.1-4.6" {...mark} />
    </>
  ),
  "check-stamp": (
    <>
      <rect x="1.2" y="1.2" width="13.6" height="13.6" rx="3.2" fill="currentColor" />
      <path d="m4.7 8.3 2.2 2.2 4.4-4.9" {...mark} />
    </>
  ),
  ring: <circle cx="8" cy="8" r="6.1" {...stroke} />,
  half: (
    <>
      <circle cx="8" cy="8" r="6.1" {...stroke} />
      <path d="M8 3.6a4.4 4.4 0 0 1 0 8.8Z" fill="currentColor" />
    </>
  ),
  stop: (
    <>
      <path d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2Z" fill="currentColor" />
      <path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" {...mark} />
    </>
  ),
  triangle: (
    <>
      <path
        d="M8 1.4 15.3 14H.7Z"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth="1"
        strokeLinejoin="round"
      />
      <path d="M8 6v3.6m0 2.1v.2" {...mark} />
    </>
  ),
  diamond: <path d="M8 1.6 14.4 8 8 14.4 1.6 8Z" {...stroke} strokeLinejoin="round" />,
  play: (
    <>
      <circle cx="8" cy="8" r="6.1" {...stroke} />
      <path
        d="M6.4 5.1 11 8l-4.6 2.9Z"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth="0.8"
        strokeLinejoin="round"
      />
    </>
  ),
  skip: (
    <>
      <circle cx="8" cy="8" r="6.1" {...stroke} />
      <path d="m3.9 12.1 8.2-8.2" {...stroke} />
    </>
  ),
  dots: <circle cx="8" cy="8" r="6.1" {...stroke} strokeDasharray="1.6 2.23" strokeLinecap="butt" />,
  dash: <path d="M4 8h8" {...stroke} strokeLinecap="round" />,
  pause: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path d="M6.2 5.4v5.2m3.6-5.2v5.2" {...mark} strokeWidth={1.9} />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="6.1" {...stroke} />
      <path d="M8 4.9V8l2.2 1.6" {...stroke} strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  back: (
    <path
      d="M6.4 3.2 2.8 6.8l3.6 3.6M3.2 6.8h6a3.7 3.7 0 0 1 0 7.4H6.4"
      {...stroke}
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
};

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
  size?: number;
  label?: string;
  className?: string;
}): ReactElement {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      className={cx("shrink-0", toneText[tone], className)}
      {...(label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
    >
      {drawings[name]}
    </svg>
  );
}
