/** The text and selection of an editor; offsets count UTF-16 units, as text areas do. */
export interface EditorState {
  text: string;
  start: number;
  end: number;
}

/** One replacement, and where the selection stands after it; made as one step, so that undo takes it back as one. */
export interface Edit {
  from: number;
  to: number;
  insert: string;
  start: number;
  end: number;
}

const step = "  ";

/** Tab: indents the lines of a selection, or moves the caret to the next step. */
export function indent({ text, start, end }: EditorState): Edit {
  const from = lineStart(text, start);
  if (!text.slice(start, end).includes("\n")) {
    const insert = " ".repeat(step.length - ((start - from) % step.length));
    return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
  }
  return eachLine({ text, start, end }, (line) => (line.trim() === "" ? line : `${step}${line}`));
}

/** Shift and Tab: takes one step of indentation off each line of the selection. */
export function outdent(state: EditorState): Edit {
  return eachLine(state, (line) => line.replace(/^ {1,2}|^\t/, ""));
}

/** Enter: a new line as far in as this one; deeper after a key without a value, and under a list's dash. */
export function newLine({ text, start, end }: EditorState): Edit {
  const before = text.slice(lineStart(text, start), start);
  const blanks = /^ */.exec(before)?.[0] ?? "";
  const dash = /^ *(?:- )+/.exec(before)?.[0] ?? "";
  const opens = /:\s*(?:[|>][+-]?)?$/.test(before) && !/^\s*#/.test(before);
  const inside = dash === "" ? blanks : " ".repeat(dash.length);
  const insert = `\n${opens ? `${inside}${step}` : inside}`;
  return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
}

function eachLine({ text, start, end }: EditorState, change: (line: string) => string): Edit {
  const from = lineStart(text, start);
  // A selection that ends at the beginning of a line does not reach into it.
  const last = end > start && text[end - 1] === "\n" ? end - 1 : end;
  const stop = text.indexOf("\n", last);
  const to = stop === -1 ? text.length : stop;
  const lines = text.slice(from, to).split("\n");
  const changed = lines.map(change);
  const insert = changed.join("\n");
  const first = (changed[0]?.length ?? 0) - (lines[0]?.length ?? 0);
  const grown = insert.length - (to - from);
  return { from, to, insert, start: Math.max(from, start + first), end: Math.max(from, end + grown) };
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

/** Offset of a place in a text; a place beyond it counts as its nearest. Lines and columns count from 1. */
export function offsetAt(text: string, { line, column }: { line: number; column: number }): number {
  let from = 0;
  for (let at = 1; at < line; at += 1) {
    const next = text.indexOf("\n", from);
    if (next === -1) return text.length;
    from = next + 1;
  }
  const stop = text.indexOf("\n", from);
  return Math.min(from + Math.max(0, column - 1), stop === -1 ? text.length : stop);
}

/** The line on which an offset stands, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** How many lines a text has; an empty one has one. */
export function countLines(text: string): number {
  return lineAt(text, text.length + 1);
}
