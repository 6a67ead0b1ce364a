export interface LineChange {
  change: "same" | "removed" | "added";
  text: string;
  /** Line numbers from 1; null on the side where the line is not. */
  before: number | null;
  after: number | null;
}

export interface TextDifference {
  lines: LineChange[];
  /** false: the texts differ so much that the middle is shown as replaced, not as the shortest way. */
  exact: boolean;
}

// Work and memory grow with the square of the number of changed lines: 500 take about 10 ms.
const maxEdits = 500;

/** Line by line, the shortest way from one text to the other (Myers 1986). */
export function textDifference(before: string, after: string): TextDifference {
  const a = linesOf(before);
  const b = linesOf(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end += 1;

  const middle = shortestWay(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const ways: LineChange["change"][] = [
    ...sameTimes(start),
    ...(middle ?? [...times("removed", a.length - start - end), ...times("added", b.length - start - end)]),
    ...sameTimes(end),
  ];
  return { lines: numbered(ways, a, b), exact: middle !== null };
}

function linesOf(text: string): string[] {
  if (text === "") return [];
  const lines = text.split(/\r\n|\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function times(change: LineChange["change"], count: number): LineChange["change"][] {
  return Array.from({ length: count }, () => change);
}

function sameTimes(count: number): LineChange["change"][] {
  return times("same", count);
}

/** null: more than `maxEdits` lines would have to change. */
function shortestWay(a: readonly string[], b: readonly string[]): LineChange["change"][] | null {
  const most = Math.min(a.length + b.length, maxEdits);
  const trace: Map<number, number>[] = [];
  let reach = new Map<number, number>([[1, 0]]);
  for (let edits = 0; edits <= most; edits += 1) {
    const next = new Map(reach);
    trace.push(reach);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = startOf(reach, diagonal, edits);
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      next.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return wayBack(trace, a.length, b.length);
    }
    reach = next;
  }
  return null;
}

function startOf(reach: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  const right = (reach.get(diagonal - 1) ?? -1) + 1;
  const down = reach.get(diagonal + 1) ?? -1;
  return diagonal === -edits || (diagonal !== edits && right - 1 < down) ? down : right;
}

function wayBack(
  trace: readonly ReadonlyMap<number, number>[],
  length: number,
  otherLength: number,
): LineChange["change"][] {
  const ways: LineChange["change"][] = [];
  let x = length;
  let y = otherLength;
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const reach = trace[edits] ?? new Map<number, number>();
    const diagonal = x - y;
    const began = startOf(reach, diagonal, edits);
    while (x > began) {
      ways.push("same");
      x -= 1;
      y -= 1;
    }
    if (edits === 0) break;
    const isDown =
      began === (reach.get(diagonal + 1) ?? -1) &&
      (diagonal === -edits || (diagonal !== edits && (reach.get(diagonal - 1) ?? -1) < began));
    ways.push(isDown ? "added" : "removed");
    if (isDown) y -= 1;
    else x -= 1;
  }
  return ways.toReversed();
}

function numbered(
  ways: readonly LineChange["change"][],
  a: readonly string[],
  b: readonly string[],
): LineChange[] {
  let x = 0;
  let y = 0;
  return ways.map((change) => {
    const text = (change === "added" ? b[y] : a[x]) ?? "";
    const line: LineChange = {
      change,
      text,
      before: change === "added" ? null : x + 1,
      after: change === "removed" ? null : y + 1,
    };
    if (change !== "added") x += 1;
    if (change !== "removed") y += 1;
    return line;
  });
}
