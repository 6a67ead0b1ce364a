import type { ReactElement } from "react";
import { cx } from "./cx";

// Drawn for this product: a grid of 16, lines of 1.4, corners round, nothing closer to the edge than 1.5. One meaning each.
const paths = {
  // places
  portfolio: "M2.5 4h11M2.5 8h7.5M2.5 12h9.5",
  inbox: "M2.5 9 4.3 3h7.4l1.8 6v4h-11V9Zm0 0h3l1 1.8h3l1-1.8h3",
  calendar: "M2.5 4h11v9.5h-11V4Zm0 3h11M5.3 2.2V5m5.4-2.8V5",
  templates: "M3 2.5h10v4H3v-4Zm0 6.8h4.2v4.2H3V9.3Zm6.6 0H13v4.2H9.6V9.3Z",
  components: "m8 1.9 5.3 3.05v6.1L8 14.1l-5.3-3.05v-6.1L8 1.9Zm0 6.1 5.3-3.05M8 8v6.1M8 8 2.7 4.95",
  settings:
    "M2.5 4.8h5.3m3.4 0h2.3M9.5 6.5a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4ZM2.5 11.2h2.3m3.4 0h5.3M6.5 12.9a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4Z",
  insights: "M2.5 2.5v11h11M5 10.5l2.6-3 2.2 1.8 3.4-4.6",
  ledger: "M3.5 2.5h9v11h-9v-11Zm2.4 3h4.2m-4.2 2.7h4.2m-4.2 2.7h2.4",
  rights: "M8 1.9 13 3.8v3.7c0 3-2 5.3-5 6.6-3-1.3-5-3.6-5-6.6V3.8L8 1.9Z",
  // who
  person: "M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8Zm-5 5.5c.5-2.5 2.5-3.5 5-3.5s4.5 1 5 3.5",
  team: "M6 8a2.4 2.4 0 1 0 0-4.8A2.4 2.4 0 0 0 6 8Zm-4.5 5c.4-2.2 2.2-3 4.5-3s4.1.8 4.5 3M10.6 3.4a2.3 2.3 0 0 1 0 4.4m1.5 2.5c1.4.4 2.2 1.3 2.4 2.7",
  role: "M2 11.5h12M4 11.5c0-4.5 1.2-7.5 2.6-7.5.7 0 .8.7 1.4.7S8.7 4 9.4 4c1.4 0 2.6 3 2.6 7.5M4.3 8.8h7.4",
  key: "M5.5 13a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6Zm2-4.8 5.5-5.5m-2.7 2.7 1.9 1.9",
  machine: "M3 5.5h10v7H3v-7Zm5 0V3m-1.5 0h3M5.8 8.3v1.4m4.4-1.4v1.4M1.7 8v2.2m12.6-2.2v2.2",
  // acts
  search: "M7 11.5a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9Zm3.3-1.2 3.4 3.4",
  filter: "M2.5 4h11M4.7 8h6.6M6.7 12h2.6",
  view: "m8 2.3 1.75 3.6 3.95.55-2.88 2.75.7 3.9L8 11.23 4.48 13.1l.7-3.9L2.3 6.45l3.95-.55L8 2.3Z",
  plus: "M8 3v10M3 8h10",
  edit: "M3 13v-2.6l7.3-7.3 2.6 2.6L5.6 13H3Zm5.6-8.2 2.6 2.6",
  copy: "M5.5 5.5h8v8h-8v-8Zm0 5h-3v-8h8v3",
  tick: "m3 8.5 3.2 3.2L13 4.5",
  close: "m4 4 8 8m0-8-8 8",
  trash: "M2.8 4.3h10.4M6 4.3V2.5h4v1.8m-5.7 0 .6 9.2h6.2l.6-9.2M6.7 7v3.8m2.6-3.8v3.8",
  ban: "M8 13.7A5.7 5.7 0 1 0 8 2.3a5.7 5.7 0 0 0 0 11.4ZM4 12 12 4",
  upload: "M8 10.5V2.8M5 5.6l3-3 3 3M2.8 10.5v3h10.4v-3",
  download: "M8 2.5v7.7m-3-3 3 3 3-3M2.8 10.5v3h10.4v-3",
  play: "M4.8 2.9 12.5 8l-7.7 5.1V2.9Z",
  pause: "M5.5 3v10m5-10v10",
  skip: "M3.5 3.5 9.5 8l-6 4.5v-9Zm9 0v9",
  reopen: "M3 8a5 5 0 1 0 1.6-3.7M3 2.8v2.7h2.7",
  diff: "M5 2.5v6M2 5.5h6m0 6.5h6M11 3 5 13.5",
  signature:
    "M2.5 13.5h11M2.8 10.3c2.5-1.3 5-6.8 3.6-7.6-1.5-.7-2.4 5.6-.5 6 1.5.3 2.2-2.6 3.3-2.5.9.1.2 2 1.2 2.2.9.2 1.4-.8 2.9-1.2",
  // what it is about
  history: "M8 4.7V8l2.3 1.5M3 8a5 5 0 1 0 1.6-3.7M3 2.8v2.7h2.7",
  clock: "M8 13.7A5.7 5.7 0 1 0 8 2.3a5.7 5.7 0 0 0 0 11.4ZM8 4.9V8l2.2 1.5",
  warning: "M8 2.4 14.2 13H1.8L8 2.4Zm0 4v3m0 1.8v.1",
  help: "M8 13.7A5.7 5.7 0 1 0 8 2.3a5.7 5.7 0 0 0 0 11.4ZM6.3 6.3c.2-1 .8-1.5 1.7-1.5 1 0 1.7.6 1.7 1.5 0 1.3-1.7 1.4-1.7 2.6m0 2v.1",
  document: "M4 2.5h5.3L12.5 5.7v7.8H4v-11Zm5 0V6h3.5",
  link: "M6.5 9.5 13.5 2.5m0 0H9m4.5 0V7M11 9.5v4H2.5V5h4",
  // the reader's own
  command:
    "M6 6V4.3A1.8 1.8 0 1 0 4.2 6H6Zm0 0h4M6 6v4m4-4V4.3A1.8 1.8 0 1 1 11.8 6H10Zm0 0v4m0 0v1.7a1.8 1.8 0 1 0 1.8-1.7H10Zm0 0H6m0 0v1.7A1.8 1.8 0 1 1 4.2 10H6Z",
  keyboard: "M1.8 4.3h12.4v7.4H1.8V4.3Zm2.7 2.5v.1m2.3-.1v.1m2.4-.1v.1m2.3-.1v.1M5.3 9.3h5.4",
  sun: "M8 10.7a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM8 1.7v1.2m0 10.2v1.2M1.7 8h1.2m10.2 0h1.2M3.5 3.5l.9.9m7.2 7.2.9.9m0-9-.9.9m-7.2 7.2-.9.9",
  moon: "M13.3 9.7A5.7 5.7 0 0 1 6.3 2.7a5.7 5.7 0 1 0 7 7Z",
  system: "M2 3h12v7.8H2V3Zm4 10.5h4m-2-2.7v2.7",
  leave: "M6.5 2.8h-4v10.4h4M6 8h7.5m-3-3 3 3-3 3",
  rows: "M2.5 3.5h11m-11 3h11m-11 3h11m-11 3h11",
  // ways
  chevron: "m6 3.5 4.5 4.5L6 12.5",
  down: "m3.5 6 4.5 4.5L12.5 6",
  up: "M8 13V3m-4 4 4-4 4 4",
  arrow: "M2.5 8h11m-4-4 4 4-4 4",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  menu: "M2.5 4.5h11m-11 3.5h11m-11 3.5h11",
} as const;
export type IconName = keyof typeof paths;
/** Every icon, in the order of its kind. */
export const iconNames = Object.keys(paths) as IconName[];

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
        strokeWidth={name === "more" ? 2 : 1.4}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
