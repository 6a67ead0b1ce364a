import { z } from "zod";
import { StartFault } from "./start-fault";

const flag = z
  .enum(["1", "true", "0", "false", ""])
  .transform((value) => value === "1" || value === "true")
  .default(false);

const isPostgres = (value: string) => /^postgres(ql)?:\/\/./.test(value) && URL.canParse(value);
const isWeb = (value: string) => /^https?:\/\/./.test(value) && URL.canParse(value);

/** The settings, each with the words that a wrong value gets. */
const Env = z.object({
  DATABASE_URL: z.string("is missing: give the address of the PostgreSQL database").refine(isPostgres, {
    message: "must look like postgresql://user:password@host:5432/database",
  }),
  COUNTERSIGN_DATA_DIR: z.string().min(1, "must name a folder").default(".data"),
  PORT: z.coerce
    .number("must be a number from 1 to 65535")
    .int("must be a whole number from 1 to 65535")
    .min(1, "must be from 1 to 65535")
    .max(65_535, "must be from 1 to 65535")
    .default(3000),
  COUNTERSIGN_HOST: z.string().default("127.0.0.1"),
  COUNTERSIGN_SECRET: z
    .string("is missing: give at least 32 random characters, for instance from `openssl rand -base64 32`")
    .min(32, "must have at least 32 characters"),
  COUNTERSIGN_DEMO: flag,
  COUNTERSIGN_URL: z
    .string()
    .refine(isWeb, { message: "must be the address that people open, like https://countersign.example.org" })
    .transform((value) => value.replace(/\/+$/, ""))
    .optional(),
  COUNTERSIGN_TRUSTED_PROXIES: z.coerce
    .number("must be a number from 0 to 10")
    .int("must be a whole number from 0 to 10")
    .min(0, "must be from 0 to 10")
    .max(10, "must be from 0 to 10")
    .default(0),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
      message: "must be one of trace, debug, info, warn, error, fatal, silent",
    })
    .default("info"),
});

type Parsed = z.infer<typeof Env>;
export type Env = Omit<Parsed, "COUNTERSIGN_URL"> & { COUNTERSIGN_URL: string };

/** The settings of a process; a fault is a StartFault with one sentence per setting. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const result = Env.safeParse(withoutEmpty(source));
  if (!result.success) {
    const sentences = result.error.issues.map(({ path, message }) => `${String(path[0])} ${message}.`);
    throw new StartFault(sentences.join("\n"));
  }
  const { COUNTERSIGN_URL, ...rest } = result.data;
  return { ...rest, COUNTERSIGN_URL: COUNTERSIGN_URL ?? `http://localhost:${rest.PORT}` };
}

/** The port and data folder alone: what a start needs before there is a database or a secret. */
export function parseStartEnv(source: Record<string, string | undefined>): {
  port: number;
  dataDir: string;
  databaseUrl: string | undefined;
} {
  const given = withoutEmpty(source);
  const placeholders = { DATABASE_URL: "postgresql://none/none", COUNTERSIGN_SECRET: "-".repeat(32) };
  const env = parseEnv({ ...placeholders, ...given });
  return { port: env.PORT, dataDir: env.COUNTERSIGN_DATA_DIR, databaseUrl: given["DATABASE_URL"] };
}

/** Compose files and shells set a variable to nothing where they mean "not set". */
function withoutEmpty(source: Record<string, string | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
}

let parsed: Env | undefined;

/** The settings of this process, read once. */
export function readEnv(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}
