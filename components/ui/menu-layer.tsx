"use client";

import * as Radix from "@radix-ui/react-dropdown-menu";
import Link from "next/link";
import type { ReactElement, ReactNode, RefObject } from "react";
import { cx } from "./cx";
import { Icon, type IconName } from "./icon";
import { KeyHint } from "./key-hint";
import { anchorClass, isOnControl } from "./layer-anchor";
import type { MenuItem } from "./menu";

const line =
  "flex min-h-7 cursor-pointer items-center gap-2.5 rounded-sm px-2 text-sm text-ink outline-none select-none data-[highlighted]:bg-hover pointer-coarse:min-h-10";

/** The open menu. */
export default function MenuLayer({
  id,
  label,
  items,
  align,
  side,
  head,
  box,
  close,
  onClosed,
}: {
  id: string;
  label: string;
  items: readonly MenuItem[];
  align: "start" | "end";
  side: "top" | "bottom";
  head?: ReactNode;
  box: RefObject<HTMLElement | null>;
  close: () => void;
  onClosed: () => void;
}): ReactElement {
  return (
    // Not modal: the library would hold the page with a style element, which the policy forbids.
    <Radix.Root open modal={false} onOpenChange={(open) => !open && close()}>
      <Radix.Trigger asChild>
        <span aria-hidden className={anchorClass} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          id={id}
          aria-label={label}
          aria-labelledby={undefined}
          align={align}
          side={side}
          sideOffset={5}
          collisionPadding={8}
          loop
          className="layer min-w-44 p-1"
          onInteractOutside={(event) => isOnControl(event, box.current) && event.preventDefault()}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (document.activeElement === document.body) onClosed();
          }}
        >
          {head}
          {items.map((item, index) => (
            // oxlint-disable-next-line react/no-array-index-key
            <Line key={index} item={item} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Line({ item }: { item: MenuItem }): ReactElement {
  switch (item.kind) {
    case "rule":
      return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
    case "title":
      return <Radix.Label className="px-2 pt-1.5 pb-1 text-xs text-ink-3">{item.label}</Radix.Label>;
    case "link":
      return (
        <Radix.Item asChild className={line}>
          <Link href={item.href} prefetch={false}>
            <Words {...item} />
          </Link>
        </Radix.Item>
      );
    case "choice":
      return (
        <Radix.CheckboxItem checked={item.checked} onSelect={item.onSelect} className={line}>
          <Words {...item} />
          <Radix.ItemIndicator className="ml-auto text-accent">
            <Icon name="tick" size={14} />
          </Radix.ItemIndicator>
        </Radix.CheckboxItem>
      );
    case "act":
      return (
        <Radix.Item onSelect={item.onSelect} className={cx(line, item.danger && "text-stop")}>
          <Words {...item} />
        </Radix.Item>
      );
  }
}

function Words({ icon, label, keys }: { icon?: IconName; label: string; keys?: string }): ReactElement {
  return (
    <>
      {icon !== undefined && <Icon name={icon} className="text-ink-3" />}
      <span className="min-w-0 truncate">{label}</span>
      {keys !== undefined && <KeyHint keys={keys} className="ml-auto" />}
    </>
  );
}
