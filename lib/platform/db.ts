import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { type Prisma, PrismaClient } from "./generated/prisma/client";

/** The rights with which the application speaks to the database; the migrations grant them. */
export const applicationRole = "countersign_app";

export interface Db {
  prisma: PrismaClient;
  pool: pg.Pool;
  /** Aborted when it closes: whoever keeps a connection gives it back then. */
  closing: AbortSignal;
  close(): Promise<void>;
}

/** Inside one transaction: what commands write through. */
export type Tx = Prisma.TransactionClient;
/** For reads: inside a transaction or outside of one. */
export type Reader = Tx | PrismaClient;

/** One pool, used by Prisma and by plain statements alike, acting as the application's role. */
export function connect(url: string, options: { max?: number; role?: string | null } = {}): Db {
  const role = options.role === undefined ? applicationRole : options.role;
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: 15_000,
    application_name: "countersign",
    ...(role === null ? {} : { options: `-c role=${role}` }),
  });
  // A connection that breaks while idle must not end the process; the next query gets a new one.
  pool.on("error", () => undefined);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  const ending = new AbortController();
  return {
    prisma,
    pool,
    closing: ending.signal,
    close: async () => {
      ending.abort();
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
