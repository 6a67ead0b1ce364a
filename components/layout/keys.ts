import { places, settings } from "./places";

/** What a key does. */
export type KeyAct =
  | { kind: "palette" }
  | { kind: "search" }
  | { kind: "help" }
  | { kind: "alarm" }
  | { kind: "move"; by: 1 | -1 }
  | { kind: "go"; href: string };

export interface Press {
  key: string;
  ctrl: boolean;
  meta: boolean;
  alt: boolean;
}

/** What waits for its second key. */
export type Waiting = "g" | null;

/** How long a second key may take. */
export const secondKeyMs = 1_200;

const going = new Map([...places, settings].map(({ key, href }) => [key, href]));

/**
 * What a press does after what was pressed before.
 * @param isTyping the focus is in a field: letters belong to it, and only keys that are none act
 * @param isOn the reader has single keys on
 */
export function pressed(
  press: Press,
  { waiting, isTyping, isOn }: { waiting: Waiting; isTyping: boolean; isOn: boolean },
): { act: KeyAct | null; waiting: Waiting } {
  const { key, ctrl, meta, alt } = press;
  if ((ctrl || meta) && !alt && key.toLowerCase() === "k") return { act: { kind: "palette" }, waiting: null };
  if (key === "F8" && !ctrl && !meta && !alt) return { act: { kind: "alarm" }, waiting: null };
  if (ctrl || meta || alt || isTyping || !isOn) return { act: null, waiting: null };
  if (waiting === "g") {
    const href = going.get(key.toLowerCase());
    return { act: href === undefined ? null : { kind: "go", href }, waiting: null };
  }
  switch (key) {
    case "g":
      return { act: null, waiting: "g" };
    case "/":
      return { act: { kind: "search" }, waiting: null };
    case "?":
      return { act: { kind: "help" }, waiting: null };
    case "j":
      return { act: { kind: "move", by: 1 }, waiting: null };
    case "k":
      return { act: { kind: "move", by: -1 }, waiting: null };
    default:
      return { act: null, waiting: null };
  }
}

/** The row to go to from the one the focus is in (-1 for none); stays at the ends. */
export function nextRow(from: number, by: 1 | -1, count: number): number {
  if (from === -1) return by === 1 ? 0 : count - 1;
  return Math.min(Math.max(from + by, 0), count - 1);
}

export interface KeyLine {
  keys: string;
  does: string;
}

/** The keys in words, for the help. */
export function keyLines(command: string): { title: string; lines: KeyLine[] }[] {
  return [
    {
      title: "Anywhere",
      lines: [
        { keys: `${command} K`, does: "Find and do" },
        { keys: "/", does: "Search" },
        { keys: "?", does: "This help" },
        { keys: "F8", does: "To an alarm" },
        { keys: "Esc", does: "Close what is open" },
      ],
    },
    {
      title: "Go to",
      lines: [...places, settings].map(({ key, label }) => ({ keys: `g ${key}`, does: label })),
    },
    {
      title: "In lists of releases and in the inbox",
      lines: [
        { keys: "j", does: "Next" },
        { keys: "k", does: "Previous" },
        { keys: "Enter", does: "Open" },
      ],
    },
  ];
}
