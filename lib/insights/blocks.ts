/** For so many months tallies are summed up, each from a month that is a multiple of it. */
export const spans = [1, 2, 4, 8] as const;
type Span = (typeof spans)[number];

interface Block {
  /** Its first month, as in "2026-11". */
  from: string;
  span: Span;
}

/** The fewest blocks that hold each month of a period once: a year is five at most, however its months lie. */
export function blocksOf({ from, to }: { from: string; to: string }): Block[] {
  const last = numberOf(to);
  const blocks: Block[] = [];
  for (let at = numberOf(from); at <= last;) {
    const span = spans.findLast((each) => at % each === 0 && at + each - 1 <= last) ?? 1;
    blocks.push({ from: monthOf(at), span });
    at += span;
  }
  return blocks;
}

/** Months since the year 0. */
function numberOf(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
}

function monthOf(number: number): string {
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, "0")}`;
}
