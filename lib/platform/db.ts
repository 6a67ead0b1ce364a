import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { type Prisma, PrismaClient } from "./generated/prisma/client";

/** The rights with which the application speaks to the database; the migrations grant them. */
export const applicationRole = "countersign_app";

export interface Db {
  prisma: PrismaClient;
  pool: pg.Pool;
  /**
   * Reads as of a moment: what was recorded later is not there, and what ended since has not ended. The same statements as ever see
   * the views of the schema `past`; all that is asked together sees one snapshot.
   */
  past: <T>(at: Date, read: (db: Reader) => Promise<T>) => Promise<T>;
  /** Aborted when it closes: whoever keeps a connection gives it back then. */
  closing: AbortSignal;
  close(): Promise<void>;
}

/** Inside one transaction: what commands write through. */
export type Tx = Prisma.TransactionClient;
/** For reads: inside a transaction or outside of one. */
export type Reader = Tx | PrismaClient;

export interface ConnectOptions {
  max?: number;
  /** null: whoever the address names. */
  role?: string | null;
  /** False: a commit does not wait for the disk. For what is made anew from the start when it is cut off. */
  isDurable?: boolean;
}

/** One pool, used by Prisma and by plain statements alike, acting as the application's role. */
export function connect(url: string, options: ConnectOptions = {}): Db {
  const role = options.role === undefined ? applicationRole : options.role;
  const settings = [
    ...(role === null ? [] : [`-c role=${role}`]),
    ...(options.isDurable === false ? ["-c synchronous_commit=off"] : []),
  ];
  const pool = openPool(url, options.max ?? 10, settings.length === 0 ? undefined : settings.join(" "));
  const prisma = clientOn(pool);
  pools.set(prisma, pool);
  const past = connectPast(url);
  const ending = new AbortController();
  return {
    prisma,
    pool,
    past: past.read,
    closing: ending.signal,
    close: async () => {
      ending.abort();
      await prisma.$disconnect();
      await Promise.all([pool.end(), past.close()]);
    },
  };
}

function openPool(url: string, max: number, options: string | undefined): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 5_000,
    idle_in_transaction_session_timeout: 15_000,
    application_name: "countersign",
    ...(options !== undefined && { options }),
  });
  // A connection that breaks while idle must not end the process; the next query gets a new one.
  pool.on("error", () => undefined);
  // Nor one that breaks while it is lent out: whoever has it learns of it by the statement that fails.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

function clientOn(pool: pg.Pool, schema?: string): PrismaClient {
  const adapter = new PrismaPg(pool, {
    disposeExternalPool: false,
    statementNameGenerator: ({ sql }) => statementName(sql),
    ...(schema !== undefined && { schema }),
  });
  return new PrismaClient({ adapter });
}

const pastSchema = "past";
const mostPastReads = 3;

/** Connections of their own, opened when the past is first asked for: those of the present keep their plans. */
function connectPast(url: string): { read: Db["past"]; close: () => Promise<void> } {
  let opened: { prisma: PrismaClient; pool: pg.Pool } | null = null;
  const open = () => {
    const options = `-c role=${applicationRole} -c search_path=${pastSchema} -c default_transaction_read_only=on`;
    const pool = openPool(url, mostPastReads, options);
    return { pool, prisma: clientOn(pool, pastSchema) };
  };
  return {
    read: (at, read) => {
      opened ??= open();
      return opened.prisma.$transaction(
        async (tx) => {
          await tx.$executeRaw`SELECT set_config('countersign.moment', ${at.toISOString()}, true)`;
          return read(tx);
        },
        { isolationLevel: "RepeatableRead", maxWait: 10_000, timeout: 20_000 },
      );
    },
    close: async () => {
      await opened?.prisma.$disconnect();
      await opened?.pool.end();
    },
  };
}

const pools = new WeakMap<object, pg.Pool>();

/**
 * Rows of a statement that pages ask for again and again. Outside of a transaction it goes to the driver itself, which costs a third
 * of the way through Prisma. Select text, json, booleans, int4 and times only, which both give alike.
 */
export async function readRows<Row extends object>(db: Reader, sql: Prisma.Sql): Promise<Row[]> {
  const pool = pools.get(db);
  if (pool === undefined) return db.$queryRaw<Row[]>(sql);
  const { text, values } = sql;
  const found = await pool.query<Row>({ name: statementName(text), text, values });
  return found.rows;
}

const names = new Map<string, string>();
const mostNames = 200;

/**
 * The name under which each connection keeps a statement's plan: planning a page's statement takes as long as running it. Beyond a
 * number of statements none is given, so that what a connection holds stays bounded where texts vary without end.
 */
function statementName(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = names.size < mostNames ? `countersign_${names.size}` : "";
  if (name !== "") names.set(text, name);
  return name;
}
