/** A sample as the API takes it, with the line of its file (from 1). */
export interface SampleLine {
  line: number;
  sample: Record<string, unknown>;
}

export interface LineFault {
  line: number;
  message: string;
}

export type SampleFile =
  | { lines: SampleLine[]; faults: LineFault[] }
  /** The file as a whole cannot be read. */
  | { fault: string };

/** What stands for all lines that do not say it themselves. */
export type SampleDefaults = Partial<Record<"metric" | "release" | "cohort", string>>;

export const sampleFormats = ["csv", "jsonl"] as const;
export type SampleFormat = (typeof sampleFormats)[number];

/** JSON lines begin with a brace, CSV with a name. */
export function formatOfSamples(text: string): SampleFormat {
  return /^\s*\{/.test(text) ? "jsonl" : "csv";
}

export function readSampleFile(
  text: string,
  format: SampleFormat,
  defaults: SampleDefaults = {},
): SampleFile {
  return format === "csv" ? readCsvSamples(text, defaults) : readSampleLines(text, defaults);
}

function readSampleLines(text: string, defaults: SampleDefaults): SampleFile {
  const lines: SampleLine[] = [];
  const faults: LineFault[] = [];
  for (const [index, row] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    if (row.trim() === "") continue;
    const value = parsed(row);
    if (typeof value !== "object" || value === null || Array.isArray(value))
      faults.push({ line: index + 1, message: "is no JSON object" });
    else lines.push({ line: index + 1, sample: { ...defaults, ...value } });
  }
  return { lines, faults };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const plain = ["metric", "release", "cohort", "t", "v", "bad", "total"];
const columnsExpected = `${plain.join(", ")}, and labels.NAME for a label`;

function readCsvSamples(text: string, defaults: SampleDefaults): SampleFile {
  const [header, ...rows] = csvRows(text.replace(/^\uFEFF/, ""));
  if (header === undefined) return { fault: "it is empty" };
  const names = header.cells.map((cell) => cell.trim());
  const odd = names.find((name) => !plain.includes(name) && !/^labels\.\w+$/.test(name));
  if (odd !== undefined)
    return {
      fault: `its first line names the column ${JSON.stringify(odd)}; columns are ${columnsExpected}`,
    };
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return { fault: `its first line names the column ${twice} twice` };
  if (!names.includes("t"))
    return { fault: `its first line names no column t; columns are ${columnsExpected}` };
  const lines: SampleLine[] = [];
  const faults: LineFault[] = [];
  for (const { line, cells } of rows) {
    const found =
      cells.length === names.length
        ? sampleOf(names, cells)
        : `has ${cells.length} cells, not ${names.length}`;
    if (typeof found === "string") faults.push({ line, message: found });
    else lines.push({ line, sample: { ...defaults, ...found } });
  }
  return { lines, faults };
}

/** An empty cell says nothing; what stands in it otherwise is left to the server, numbers aside. */
function sampleOf(names: readonly string[], cells: readonly string[]): Record<string, unknown> | string {
  const sample: Record<string, unknown> = {};
  const labels: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const cell = (cells[index] ?? "").trim();
    if (cell === "") continue;
    if (name.startsWith("labels.")) labels[name.slice("labels.".length)] = cell;
    else if (name === "t") sample["t"] = /^-?\d+$/.test(cell) ? Number(cell) : cell;
    else if (name === "v" || name === "bad" || name === "total") {
      const value = numberIn(cell);
      if (value === undefined) return `${name} is no number: ${JSON.stringify(cell.slice(0, 40))}`;
      sample[name] = value;
    } else sample[name] = cell;
  }
  return Object.keys(labels).length === 0 ? sample : { ...sample, labels };
}

/** null, which stands for NaN in JSON, also for infinities: for a criterion both are invalid alike. undefined: no number. */
function numberIn(cell: string): number | null | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell)) {
    const value = Number(cell);
    return Number.isFinite(value) ? value : null;
  }
  return /^(nan|[+-]?inf(inity)?)$/i.test(cell) ? null : undefined;
}

interface CsvRow {
  line: number;
  cells: string[];
}

/** Rows of a CSV text (RFC 4180, also with semicolons or tabs); empty lines are left out. */
function csvRows(text: string): CsvRow[] {
  const first = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  const between = [",", ";", "\t"].find((mark) => first.includes(mark)) ?? ",";
  const rows: CsvRow[] = [];
  let [line, at] = [1, 0];
  while (at < text.length) {
    const row: CsvRow = { line, cells: [] };
    for (;;) {
      const quoted = text[at] === '"' ? /"((?:[^"]|"")*)(?:"|$)/y : null;
      if (quoted !== null) quoted.lastIndex = at;
      const found = quoted?.exec(text) ?? null;
      if (found !== null) at += found[0].length;
      const end = endOfCell(text, at, between);
      const cell = (found?.[1]?.replaceAll('""', '"') ?? "") + text.slice(at, end);
      line += countOf(found?.[0] ?? "", "\n");
      row.cells.push(cell);
      at = end;
      if (text[at] !== between) break;
      at += 1;
    }
    if (text[at] === "\r") at += 1;
    if (text[at] === "\n") at += 1;
    line += 1;
    if (row.cells.length > 1 || row.cells[0]?.trim() !== "") rows.push(row);
  }
  return rows;
}

function endOfCell(text: string, from: number, between: string): number {
  let at = from;
  while (at < text.length && text[at] !== between && text[at] !== "\n" && text[at] !== "\r") at += 1;
  return at;
}

function countOf(text: string, mark: string): number {
  return text.split(mark).length - 1;
}
