"use client";

import type { ReactElement } from "react";
import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";
import { atTheThumb, places, settings } from "./places";

const items = [...places.slice(atTheThumb), settings].map(
  ({ href, label, icon }) => ({ kind: "link", href, label, icon }) as const,
);

/** The places that have no room at the thumb. */
export function MoreMenu(): ReactElement {
  return (
    <Menu
      label="More places"
      items={items}
      side="top"
      className="flex min-h-14 w-full flex-col items-center justify-center gap-0.5 text-2xs text-ink-2 aria-expanded:text-accent"
      wide
    >
      <Icon name="more" size={18} />
      More
    </Menu>
  );
}
