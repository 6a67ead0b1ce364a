import type { ReactElement } from "react";
import { cx } from "./cx";

const paths = {
  portfolio: "M2.5 4h11M2.5 8h7.5M2.5 12h9.5",
  inbox: "M2.5 9 4.3 3h7.4l1.8 6v4h-11V9Zm0 0h3l1 1.8h3l1-1.8h3",
  templates: "M3 2.5h10v4H3v-4Zm0 6.8h4.2v4.2H3V9.3Zm6.6 0H13v4.2H9.6V9.3Z",
  components: "m8 1.9 5.3 3.05v6.1L8 14.1l-5.3-3.05v-6.1L8 1.9Zm0 6.1 5.3-3.05M8 8v6.1M8 8 2.7 4.95",
  chevron: "m6 3.5 4.5 4.5L6 12.5",
  down: "m3.5 6 4.5 4.5L12.5 6",
  copy: "M5.5 5.5h8v8h-8v-8Zm0 5h-3v-8h8v3",
  tick: "m3 8.5 3.2 3.2L13 4.5",
  close: "m4 4 8 8m0-8-8 8",
  search: "M7 11.5a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9Zm3.3-1.2 3.4 3.4",
  arrow: "M2.5 8h11m-4-4 4 4-4 4",
  link: "M6.5 9.5 13.5 2.5m0 0H9m4.5 0V7M11 9.5v4H2.5V5h4",
  person: "M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8Zm-5 5.5c.5-2.5 2.5-3.5 5-3.5s4.5 1 5 3.5",
  plus: "M8 3v10M3 8h10",
  up: "M8 13V3m-4 4 4-4 4 4",
} as const;
export type IconName = keyof typeof paths;

/** A line drawing of 16 px. Decoration unless the control around it is named. */
export function Icon({
  name,
  size = 16,
  className,
}: {
  name: IconName;
  size?: number;
  className?: string;
}): ReactElement {
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} aria-hidden className={cx("shrink-0", className)}>
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
