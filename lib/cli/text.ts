import { stripVTControlCharacters } from "node:util";

import type { Io } from "@/lib/cli/io";

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;
export type Colour = keyof typeof codes;

/** The text in a colour, where the output is a terminal that wants one. */
export function paint(io: Io, colour: Colour, text: string): string {
  const [on, off] = codes[colour];
  return io.colours ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}

const colourOf: Readonly<Record<string, Colour>> = {
  ready: "green",
  passed: "green",
  satisfied: "green",
  completed: "green",
  blocked: "red",
  failed: "red",
  error: "red",
  "rolled-back": "red",
  stale: "yellow",
  "needs-work": "yellow",
  waived: "yellow",
};

/** A status word in its colour; the word alone says it too. */
export function paintStatus(io: Io, status: string): string {
  const colour = colourOf[status];
  return colour === undefined ? status : paint(io, colour, status);
}

// What others wrote must not move the cursor or hide lines of a terminal.
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text from the server as a terminal may show it. */
export function safe(text: string): string {
  return stripVTControlCharacters(text).replaceAll(unsafe, "\ufffd");
}

/** Places on the screen that a text takes. */
function widthOf(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}

/** Rows in aligned columns; the last one is wrapped under itself where a width is given. */
export function columns(
  rows: readonly (readonly string[])[],
  { indent = 0, width = Infinity }: { indent?: number; width?: number } = {},
): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) =>
    Math.max(0, ...rows.filter((row) => row.length > at + 1).map((row) => widthOf(row[at] ?? ""))),
  );
  const lines = rows.map((row) => {
    const fixed = row
      .slice(0, -1)
      .map((cell, at) => cell + " ".repeat((widths[at] ?? 0) - widthOf(cell) + 2));
    const lead = " ".repeat(indent) + fixed.join("");
    const last = row.at(-1) ?? "";
    const room = width - widthOf(lead);
    return (lead + (row.length > 1 && room >= 20 ? wrapped(last, room, widthOf(lead)) : last)).trimEnd();
  });
  return lines.map((line) => `${line}\n`).join("");
}

/** A text broken at blanks; further lines begin under the first. */
export function wrapped(text: string, width = 110, indent = 0): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}

/** A digest cut for tables: `sha256:1a153a22f450…`. */
export function shortDigest(text: string): string {
  return text.replaceAll(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, "$1…");
}

/** One JSON document. */
export function printJson(io: Io, value: unknown): void {
  io.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** `1 file`, `2 files` */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** A size as people say it: `12 kB`, `3.4 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const [size, unit] = bytes < 1_000_000 ? [bytes / 1_000, "kB"] : [bytes / 1_000_000, "MB"];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}
