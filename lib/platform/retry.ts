import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "./errors";

const lost = new Set(["40001", "40P01"]);
const unreachable = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EPIPE",
  "57P01",
  "57P02",
  "57P03",
  "08006",
  "08001",
  "53300",
  "P1001",
  "P1017",
]);

/** What Prisma's driver says in place of a code. */
const kinds: Record<string, string> = {
  TransactionWriteConflict: "40001",
  ConnectionClosed: "08006",
  DatabaseNotReachable: "08001",
  SocketTimeout: "08006",
  TooManyConnections: "53300",
};

/** Codes found on an error and its causes: SQLSTATE, Prisma's, Node's. */
function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== "object" || error === null || depth > 6) return [];
  const codes: string[] = [];
  for (const name of ["code", "originalCode"]) {
    const value: unknown = Reflect.get(error, name);
    if (typeof value === "string") codes.push(value);
  }
  const kind: unknown = Reflect.get(error, "kind");
  if (typeof kind === "string" && Object.hasOwn(kinds, kind)) codes.push(kinds[kind] ?? "");
  for (const name of ["cause", "meta", "driverAdapterError"])
    codes.push(...codesOf(Reflect.get(error, name), depth + 1));
  return codes;
}

function messagesOf(error: unknown): string[] {
  return error instanceof Error ? [error.message] : [];
}

export function isSerializationFailure(error: unknown): boolean {
  return codesOf(error).some((code) => lost.has(code) || code === "P2034");
}

// A transaction that waited too long for a lock, a connection or its next statement.
const overdue = new Set(["P2024", "P2028", "25P03", "55P03", "57014"]);

export function isOverdue(error: unknown): boolean {
  if (codesOf(error).some((code) => overdue.has(code))) return true;
  // The pool's words where all its connections stay in use; one that cannot be made fails with others.
  return messagesOf(error).some((words) => words.includes("timeout exceeded when trying to connect"));
}

// The server writes nothing any more: no room, no memory, a fault of the disk, or a standby that only reads.
const unwritable = new Set(["53100", "53200", "58030", "25006"]);

/** Whether the database answers but cannot keep anything, which people cannot mend by trying again at once. */
export function isUnwritable(error: unknown): boolean {
  return (
    codesOf(error).some((code) => unwritable.has(code)) ||
    (error instanceof Error && /No space left on device/.test(error.message))
  );
}

export function isUniqueViolation(error: unknown): boolean {
  return codesOf(error).some((code) => code === "23505" || code === "P2002" || code === "23P01");
}

export function isUnreachable(error: unknown): boolean {
  if (codesOf(error).some((code) => unreachable.has(code))) return true;
  return messagesOf(error).some((words) =>
    /Connection terminated|Can't reach database|is not queryable/i.test(words),
  );
}

/** Runs again what lost against another transaction, with a growing, random pause. */
export async function retrying<T>(attempt: () => Promise<T>, attempts = 8): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isSerializationFailure(error)) throw error;
      if (n >= attempts)
        throw new AppError("busy", "Too many changes at the same time; try again.", { retryAfterSeconds: 1 });
      await sleep(Math.random() * 10 * 2 ** n);
    }
  }
}
