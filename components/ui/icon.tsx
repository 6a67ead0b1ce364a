import type { ReactElement } from "react";
import { cx } from "./cx";

/** Every icon, in the order of its kind; `icons.css` draws them. */
export const iconNames = [
  // places
  "portfolio",
  "inbox",
  "calendar",
  "templates",
  "components",
  "settings",
  "insights",
  "ledger",
  "rights",
  // who
  "person",
  "team",
  "role",
  "key",
  "machine",
  // acts
  "search",
  "filter",
  "view",
  "plus",
  "edit",
  "copy",
  "tick",
  "close",
  "trash",
  "ban",
  "upload",
  "download",
  "play",
  "pause",
  "skip",
  "reopen",
  "diff",
  "signature",
  // what it is about
  "history",
  "clock",
  "warning",
  "help",
  "document",
  "link",
  // the reader's own
  "command",
  "keyboard",
  "sun",
  "moon",
  "system",
  "leave",
  "rows",
  // ways
  "chevron",
  "down",
  "up",
  "arrow",
  "more",
  "menu",
] as const;
export type IconName = (typeof iconNames)[number];

/** Edges in CSS px that icons and shapes are drawn at. */
export type DrawnSize = 10 | 12 | 13 | 14 | 16 | 18 | 20;

/** Of icons and shapes alike; 16 is what they are by themselves. */
export const drawnAt: Record<DrawnSize, string> = {
  10: "size-[10px]",
  12: "size-[12px]",
  13: "size-[13px]",
  14: "size-[14px]",
  16: "",
  18: "size-[18px]",
  20: "size-[20px]",
};

/** A line drawing of 16 px. Decoration unless the control around it is named. */
export function Icon({
  name,
  size = 16,
  className,
}: {
  name: IconName;
  size?: DrawnSize;
  className?: string;
}): ReactElement {
  return <span aria-hidden className={cx("icon", `icon-${name}`, drawnAt[size], className)} />;
}
