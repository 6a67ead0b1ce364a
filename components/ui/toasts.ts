/** What was just done. It comes with the page, because the form that did it is often gone with the answer. */
export interface SaidMessage {
  id: string;
  message: string;
}

/** That something happened which needs somebody, with where to: it stays beside what was said. */
export interface SoundedAlarm {
  id: string;
  /** Of several about the same, the last one is shown. */
  about: string;
  text: string;
  href: string;
}

/** More would hide the page; each is on it anyway once it has read itself anew. */
const mostAlarms = 3;

let shown: SaidMessage | null = null;
let alarms: readonly SoundedAlarm[] = [];
let version = 0;
const dismissed = new Set<string>();
const listeners = new Set<() => void>();

function changed(): void {
  version += 1;
  for (const listener of listeners) listener();
}

function set(next: SaidMessage | null): void {
  shown = next;
  changed();
}

/** The one sentence shown at a time, of which a later one takes the place, and the alarms, of which the latest is the last. */
export const toasts = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  version: (): number => version,
  /** What is shown, where the page came with `said`. */
  shown: (said: SaidMessage | null): SaidMessage | null =>
    shown ?? (said === null || dismissed.has(said.id) ? null : said),
  alarms: (): readonly SoundedAlarm[] => alarms,
  show(message: SaidMessage): void {
    if (!dismissed.has(message.id)) set(message);
  },
  dismiss(id: string): void {
    dismissed.add(id);
    if (shown?.id === id) set(null);
  },
  silence(id: string): void {
    alarms = alarms.filter((each) => each.id !== id);
    changed();
  },
};

/** Says what a control has done in the browser itself, such as copying. */
export function say(message: string): void {
  toasts.show({ id: `here-${version}`, message });
}

/** Says what happened elsewhere and cannot wait for the page. */
export function sound(alarm: Omit<SoundedAlarm, "id">): void {
  const others = alarms.filter(({ about }) => about !== alarm.about);
  alarms = [...others, { ...alarm, id: `alarm-${version}` }].slice(-mostAlarms);
  changed();
}
