import type { Db } from "@/lib/platform/db";
import type { TestAnswer } from "./api";

/** A ledger entry as its bytes say. */
export interface Entry {
  type: string;
  actor: { kind: string; id: string | null };
  by: { rule: string; role: string | null; grant: string[] };
  subjects: Record<string, string | null>;
  before: string | null;
  after: string | null;
  payload: Record<string, unknown>;
  commitments: Record<string, string>;
}

/** The ledger of a database, for what tests expect of it. */
export function makeEntries({ prisma }: Db) {
  return {
    count: () => prisma.ledgerEntry.count(),
    last: async (type: string): Promise<Entry> => {
      const row = await prisma.ledgerEntry.findFirstOrThrow({
        where: { type },
        orderBy: { ordinal: "desc" },
      });
      return JSON.parse(Buffer.from(row.bytes).toString("utf8")) as Entry;
    },
  };
}

export interface Problem {
  status: number;
  code: string;
  detail: string;
  field?: string;
  rule?: string;
  errors?: { path: string; message: string }[];
  whoMay?: { name: string; email: string }[];
}

export function problemOf(answer: TestAnswer): Problem {
  return answer.as<Problem>();
}
