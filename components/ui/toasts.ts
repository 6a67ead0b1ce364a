/** What was just done. It comes with the page, because the form that did it is often gone with the answer. */
export interface SaidMessage {
  id: string;
  message: string;
  /** That something happened which needs somebody: with where to, and shown until it is put away. */
  alarm?: { href: string };
}

let shown: SaidMessage | null = null;
let version = 0;
const dismissed = new Set<string>();
const listeners = new Set<() => void>();

function set(next: SaidMessage | null): void {
  shown = next;
  version += 1;
  for (const listener of listeners) listener();
}

/** The one sentence shown at a time; a later one takes its place. */
export const toasts = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  version: (): number => version,
  /** What is shown, where the page came with `said`. */
  shown: (said: SaidMessage | null): SaidMessage | null =>
    shown ?? (said === null || dismissed.has(said.id) ? null : said),
  show(message: SaidMessage): void {
    if (!dismissed.has(message.id)) set(message);
  },
  dismiss(id: string): void {
    dismissed.add(id);
    if (shown?.id === id) set(null);
  },
};

/** Says what a control has done in the browser itself, such as copying. */
export function say(message: string): void {
  toasts.show({ id: `here-${version}`, message });
}

/** Says what happened elsewhere and cannot wait for the page. */
export function sound(message: string, href: string): void {
  toasts.show({ id: `alarm-${version}`, message, alarm: { href } });
}
