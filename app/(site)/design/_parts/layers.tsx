"use client";

import { type ReactElement, useState } from "react";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";
import { Popover } from "@/components/ui/popover";
import { Sheet, SheetButton } from "@/components/ui/sheet";
import { say } from "@/components/ui/toasts";
import { Tooltip } from "@/components/ui/tooltip";

/** Each brings its script at its first use. */
export function Layers(): ReactElement {
  const [isDense, setDense] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <SheetButton sheet="design-sheet">Dialog…</SheetButton>
      <Sheet id="design-sheet" title="A dialog">
        <p className="pb-3 text-sm text-ink-2">
          It holds the focus and gives it back; on a phone it comes from below. What is typed here is kept
          when it is closed by Escape.
        </p>
        <Textarea label="Reason" name="reason" rows={2} />
      </Sheet>
      <Menu
        label="Menu"
        align="start"
        items={[
          { kind: "title", label: "A menu" },
          { kind: "act", label: "Say something", icon: "tick", onSelect: () => say("This was said.") },
          { kind: "link", label: "Go to the start", icon: "arrow", href: "/design#colour" },
          { kind: "rule" },
          { kind: "choice", label: "A choice", checked: isDense, onSelect: () => setDense(!isDense) },
          {
            kind: "act",
            label: "Take away",
            icon: "trash",
            danger: true,
            onSelect: () => say("Nothing was."),
          },
        ]}
      >
        Menu <Icon name="down" size={12} />
      </Menu>
      <Popover label="A card" button="Card">
        A small card beside its button: for what is read or chosen at once.
      </Popover>
      <Tooltip text="Words on hover and focus" keys="?">
        <Button>Tooltip</Button>
      </Tooltip>
      <Button onClick={() => say("Said over everything, moving nothing.")}>Say</Button>
    </div>
  );
}
