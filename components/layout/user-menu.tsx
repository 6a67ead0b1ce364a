"use client";

import { type ReactElement, startTransition, useRef } from "react";
import { Avatar } from "@/components/ui/avatar";
import { Menu, type MenuItem } from "@/components/ui/menu";
import { openSheet } from "@/components/ui/sheet-store";
import { keyHelpId } from "./command-ids";
import type { Preferences } from "./preferences";
import { preferenceChoices } from "./preference-choices";

type Keep = (name: string, value: string) => Promise<void>;

/** Who is signed in, how it looks, and the way out. */
export function UserMenu({
  name,
  detail,
  preferences,
  keep,
}: {
  name: string;
  detail: string;
  preferences: Preferences;
  keep: Keep;
}): ReactElement {
  const leave = useRef<HTMLFormElement>(null);
  const choices = preferenceChoices(preferences).flatMap(({ title, choices }): MenuItem[] => [
    { kind: "title", label: title },
    ...choices.map(({ name, value, label, icon, checked }) => ({
      kind: "choice" as const,
      label,
      icon,
      checked,
      onSelect: () => startTransition(() => keep(name, value)),
    })),
    { kind: "rule" },
  ]);
  const items: MenuItem[] = [
    { kind: "link", label: "Account", href: "/settings/account", icon: "person" },
    { kind: "link", label: "Design", href: "/design", icon: "view" },
    { kind: "act", label: "Keyboard", icon: "keyboard", keys: "?", onSelect: () => openSheet(keyHelpId) },
    { kind: "rule" },
    ...choices,
    { kind: "act", label: "Sign out", icon: "leave", onSelect: () => leave.current?.requestSubmit() },
  ];
  return (
    <>
      <Menu
        label={`Account of ${name}`}
        items={items}
        className="inline-flex min-h-8 min-w-8 items-center justify-center gap-2 rounded-md text-left hover:bg-hover lg:w-full lg:justify-start lg:px-1.5 lg:py-1 pointer-coarse:min-h-10 pointer-coarse:min-w-10"
        head={
          <div className="-mx-1 -mt-1 mb-1 max-w-64 border-b border-line px-3 py-2">
            <p className="truncate text-sm font-medium" title={name}>
              {name}
            </p>
            <p className="truncate text-xs text-ink-3" title={detail}>
              {detail}
            </p>
          </div>
        }
        wide
      >
        <Avatar name={name} size={24} />
        <span className="hidden min-w-0 truncate text-sm lg:block">{name}</span>
      </Menu>
      <form ref={leave} action="/sign-out" method="post" hidden />
    </>
  );
}
