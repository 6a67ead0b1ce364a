import { z } from "zod";
import { fieldError } from "./errors";
import { unstorable } from "./names";

const largest = 200;

/** `?limit=&cursor=` of every list. */
export const PageQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, { error: `expected a whole number from 1 to ${largest}` })
    .transform(Number)
    .refine((count) => count <= largest, { error: `expected a whole number from 1 to ${largest}` })
    .optional()
    .meta({ description: `At most this many, 1 to ${largest}; 50 unless told` }),
  cursor: z.string().max(1000).optional().meta({ description: "The nextCursor of the page before" }),
});

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** Schema of a page of items. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

export interface PageAsk {
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** How many rows to read (one more than shown tells whether there are more), and after which position. */
export function readPage<Position extends z.ZodType>(
  { limit, cursor }: PageAsk,
  position: Position,
): { take: number; after: z.output<Position> | null } {
  const take = (limit ?? 50) + 1;
  if (cursor === undefined) return { take, after: null };
  const parsed = position.safeParse(decode(cursor));
  if (parsed.success) return { take, after: parsed.data };
  throw fieldError(
    "/cursor",
    "cursor: expected the nextCursor of the page before",
    "the nextCursor of the page before",
  );
}

/** The page of rows read with `take` from `readPage`. */
export function toPage<Row, Item>({
  rows,
  take,
  item,
  position,
}: {
  rows: readonly Row[];
  take: number;
  item: (row: Row) => Item;
  position: (row: Row) => unknown;
}): Page<Item> {
  const shown = rows.slice(0, take - 1);
  const last = shown.at(-1);
  return {
    items: shown.map(item),
    nextCursor:
      rows.length < take || last === undefined
        ? null
        : Buffer.from(JSON.stringify(position(last))).toString("base64url"),
  };
}

function decode(cursor: string): unknown {
  try {
    return storable(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    return undefined;
  }
}

/** What a statement can take: no made-up cursor makes one fail. */
function storable(value: unknown): unknown {
  const parts = Array.isArray(value) ? value : [value];
  const isSound = parts.every((part) =>
    typeof part === "string" ? unstorable(part) === null : Number.isSafeInteger(part),
  );
  return isSound ? value : undefined;
}
