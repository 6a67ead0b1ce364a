"use client";

import { useRouter } from "next/navigation";
import { lazy, type ReactElement, startTransition, Suspense, useEffect, useEffectEvent, useRef } from "react";
import { openSheet, useIsSheetOpen } from "@/components/ui/sheet-store";
import { keyHelpId, paletteId } from "./command-ids";
import { type KeyAct, nextRow, pressed, secondKeyMs, type Waiting } from "./keys";
import { keepFocus } from "./keep-focus";
import type { PreferenceName, Preferences } from "./preferences";

const Palette = lazy(() => import("./palette"));
const KeyHelp = lazy(() => import("./key-help"));

const fields = 'input, textarea, select, [contenteditable="true"], [role="textbox"], [role="combobox"]';
const layers = '[role="dialog"], [role="menu"], [role="listbox"]';

/** Listens to keys for the whole page, and holds what they open. */
export function CommandHost({
  preferences,
  command,
  keep: keepOnServer,
}: {
  preferences: Preferences;
  command: string;
  keep: (name: string, value: string) => Promise<void>;
}): ReactElement {
  const router = useRouter();
  const keep = (name: PreferenceName, value: string): void =>
    startTransition(() => keepOnServer(name, value));
  const waiting = useRef<{ key: Waiting; until: number }>({ key: null, until: 0 });
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const target = event.target instanceof Element ? event.target : null;
    const isTyping = target !== null && (target.matches(fields) || target.closest(layers) !== null);
    const next = pressed(
      { key: event.key, ctrl: event.ctrlKey, meta: event.metaKey, alt: event.altKey },
      {
        waiting: event.timeStamp < waiting.current.until ? waiting.current.key : null,
        isTyping,
        isOn: preferences.keys,
      },
    );
    waiting.current = { key: next.waiting, until: event.timeStamp + secondKeyMs };
    if (next.act !== null && run(next.act, (href) => router.push(href))) event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    document.addEventListener("keydown", listen);
    const stop = keepFocus();
    return () => {
      document.removeEventListener("keydown", listen);
      stop();
    };
  }, []);
  const isPaletteOpen = useIsSheetOpen(paletteId);
  const isHelpOpen = useIsSheetOpen(keyHelpId);
  return (
    <Suspense fallback={null}>
      {isPaletteOpen && <Palette preferences={preferences} keep={keep} />}
      {isHelpOpen && (
        <KeyHelp
          command={command}
          isOn={preferences.keys}
          setOn={(isOn) => keep("keys", isOn ? "on" : "off")}
        />
      )}
    </Suspense>
  );
}

/** Whether the key did something, so that the browser need not. */
function run(act: KeyAct, go: (href: string) => void): boolean {
  switch (act.kind) {
    case "palette":
      openSheet(paletteId);
      return true;
    case "help":
      openSheet(keyHelpId);
      return true;
    case "alarm": {
      const latest = [...document.querySelectorAll<HTMLElement>("[data-alarm]")].at(-1);
      latest?.focus();
      return latest !== undefined;
    }
    case "search": {
      const search = document.querySelector<HTMLInputElement>('#content input[type="search"]');
      if (search === null) openSheet(paletteId);
      else search.focus();
      return true;
    }
    case "go":
      go(act.href);
      return true;
    case "move":
      return moveFocus(act.by);
  }
}

/** Rows are marked with `data-row`; the focus goes to a row's own link. */
function moveFocus(by: 1 | -1): boolean {
  const rows = [...document.querySelectorAll("#content [data-row]")].filter((row) => row.checkVisibility());
  const from = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[nextRow(from, by, rows.length)];
  const link = row?.querySelector<HTMLElement>("a[href]");
  if (row === undefined || link === null || link === undefined) return false;
  link.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  return true;
}
