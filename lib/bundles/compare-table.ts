import { type Collector, compareTexts } from "@/lib/bundles/compare-values";
import { isNumberText, type Margins } from "@/lib/bundles/tolerance";

interface Tables {
  expected: string;
  found: string;
  separator: "," | "\t";
  margins: Margins;
}

/** Compares two tables (RFC 4180) cell by cell. Throws a SyntaxError where a quotation is not closed. */
export function compareTables(collected: Collector, { expected, found, separator, margins }: Tables): void {
  const [wanted, given] = [rowsOf(expected, separator), rowsOf(found, separator)];
  const names = namesIn(wanted[0] ?? []);
  for (let row = 0; row < Math.max(wanted.length, given.length); row += 1) {
    const [a, b] = [wanted[row], given[row]];
    if (a === undefined || b === undefined) {
      collected.differs(`row ${row + 1}`, a?.join(separator) ?? null, b?.join(separator) ?? null);
      continue;
    }
    for (let column = 0; column < Math.max(a.length, b.length); column += 1) {
      const at = `row ${row + 1}, ${names[column] ?? `column ${column + 1}`}`;
      const [was, is] = [a[column], b[column]];
      if (was === undefined || is === undefined) collected.differs(at, was ?? null, is ?? null);
      else compareTexts(collected, { at, expected: was, found: is, margins });
    }
  }
}

/** Names of the columns, where the first row has no number in it. */
function namesIn(first: readonly string[]): readonly string[] {
  return first.every((cell) => cell.trim() !== "" && !isNumberText(cell)) ? first : [];
}

function rowsOf(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const cell = cellAt(text, at, separator);
    row.push(cell.text);
    at = cell.end;
    if (text[at] === separator) {
      at += 1;
      // A separator at the very end has an empty cell behind it.
      if (at < text.length) continue;
      row.push("");
    }
    at += text.startsWith("\r\n", at) ? 2 : 1;
    rows.push(row);
    row = [];
  }
  return rows;
}

function cellAt(text: string, start: number, separator: string): { text: string; end: number } {
  const quoted = text[start] === '"' ? quotation(text, start) : { text: "", end: start };
  let end = quoted.end;
  while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") end += 1;
  return { text: quoted.text + text.slice(quoted.end, end), end };
}

function quotation(text: string, start: number): { text: string; end: number } {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 2)) {
    if (text[end + 1] !== '"')
      return { text: text.slice(start + 1, end).replaceAll('""', '"'), end: end + 1 };
  }
  throw new SyntaxError("a quotation is not closed");
}
