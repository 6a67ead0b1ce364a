import { useSyncExternalStore } from "react";

// Which sheet is open. A button and its sheet stand in different places of a page and know each other by the sheet's id.
let openId: string | null = null;
const listeners = new Set<() => void>();

function set(id: string | null): void {
  openId = id;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function openSheet(id: string): void {
  set(id);
}

export function closeSheet(id: string): void {
  if (openId === id) set(null);
}

/** Also while the sheet's script is on its way and nothing is over the page yet. */
export function isAnySheetOpen(): boolean {
  return openId !== null;
}

export function useIsSheetOpen(id: string): boolean {
  return useSyncExternalStore(
    subscribe,
    () => openId === id,
    () => false,
  );
}
