"use client";

import { lazy, type ReactElement, type ReactNode, Suspense, useId, useRef, useState } from "react";
import { Button, type ButtonLook, type ButtonSize } from "./button";
import { cx } from "./cx";
import type { IconName } from "./icon";

/** A line of a menu: an act, a link, a choice, a title over what follows, or a rule between groups. */
export type MenuItem =
  | {
      kind: "act";
      label: string;
      icon?: IconName;
      keys?: string;
      danger?: boolean;
      onSelect: () => void;
    }
  | { kind: "link"; label: string; href: string; icon?: IconName; keys?: string }
  | { kind: "choice"; label: string; checked: boolean; icon?: IconName; onSelect: () => void }
  | { kind: "title"; label: string }
  | { kind: "rule" };

const load = () => import("./menu-layer");
const Layer = lazy(load);

export interface MenuProps {
  /** Names the menu, and the button where its children are no words. */
  label: string;
  items: readonly MenuItem[];
  children: ReactNode;
  look?: ButtonLook;
  size?: ButtonSize;
  align?: "start" | "end";
  side?: "top" | "bottom";
  /** Of the button, in place of a button's own looks. */
  className?: string;
  head?: ReactNode;
  /** As wide as the place it stands in. */
  wide?: boolean;
}

/** A button and the menu it opens. The menu's script comes at first use. */
export function Menu({
  label,
  items,
  children,
  look,
  size,
  align = "end",
  side = "bottom",
  className,
  head,
  wide = false,
}: MenuProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const shared = {
    ref: button,
    "aria-haspopup": "menu" as const,
    "aria-expanded": isOpen,
    "aria-controls": isOpen ? id : undefined,
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
    onClick: () => setOpen((before) => !before),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      setOpen(true);
    },
  };
  return (
    <span ref={box} className={cx("relative inline-flex min-w-0", wide && "w-full")}>
      {className === undefined ? (
        <Button {...shared} aria-label={label} look={look} size={size}>
          {children}
        </Button>
      ) : (
        <button type="button" {...shared} aria-label={label} className={className}>
          {children}
        </button>
      )}
      {isOpen && (
        <Suspense fallback={null}>
          <Layer
            id={id}
            label={label}
            items={items}
            align={align}
            side={side}
            head={head}
            box={box}
            close={() => setOpen(false)}
            onClosed={() => button.current?.focus()}
          />
        </Suspense>
      )}
    </span>
  );
}
