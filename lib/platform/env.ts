import { z } from "zod";
import { parseAllowedHosts } from "./public-addresses";
import { deliveryFaults, deliveryShape } from "./delivery-env";
import { builderKeySettings, parseBuilderKeys } from "./builder-keys-env";
import { parsePrometheus, prometheusSettings } from "./prometheus-env";
import { parseProvider, type ProviderSettings, providerSettings } from "./provider-env";
import { StartFault } from "./start-fault";

const flag = z
  .enum(["1", "true", "0", "false", ""])
  .transform((value) => value === "1" || value === "true")
  .default(false);

const isPostgres = (value: string) => /^postgres(ql)?:\/\/./.test(value) && URL.canParse(value);
const isWeb = (value: string) => /^https?:\/\/./.test(value) && URL.canParse(value);

const isOrigin = (value: string) =>
  isWeb(value) && new URL(value).pathname === "/" && new URL(value).search === "";

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);
/** Whether only this machine reaches the address, so that nobody can read along. */
const isLoopback = (value: string) => URL.canParse(value) && loopback.has(new URL(value).hostname);

const LedgerKey = z
  .string()
  .regex(/^ed25519-seed:[A-Za-z0-9_-]{43}$/, {
    message: "must be a key as `npm run ledger-key` writes it, ed25519-seed: and 43 letters",
  })
  .optional();

/** The settings, each with what it is for and the words that a wrong value gets. */
const Env = z.object({
  DATABASE_URL: z
    .string("is missing: give the address of the PostgreSQL database")
    .refine(isPostgres, { message: "must look like postgresql://user:password@host:5432/database" })
    .describe(
      "PostgreSQL 15 to 18. Without it `npm start` keeps a PostgreSQL of its own in the data folder.",
    ),
  COUNTERSIGN_URL: z
    .string()
    .refine(isWeb, { message: "must be the address that people open, like https://countersign.example.org" })
    .transform((value) => value.replace(/\/+$/, ""))
    .optional()
    .describe(
      "The address that people open, without a path; https, but for localhost. Needed with DATABASE_URL; else http://localhost and the port.",
    ),
  COUNTERSIGN_SECRET: z
    .string("is missing: give at least 32 random characters, for instance from `openssl rand -base64 32`")
    .min(32, "must have at least 32 characters")
    .describe(
      "Signs sessions; at least 32 random characters, the same for all instances. Needed with DATABASE_URL; else kept in the data folder.",
    ),
  PORT: z.coerce
    .number("must be a number from 1 to 65535")
    .int("must be a whole number from 1 to 65535")
    .min(1, "must be from 1 to 65535")
    .max(65_535, "must be from 1 to 65535")
    .default(3000)
    .describe("The port that the web part listens on."),
  COUNTERSIGN_HOST: z
    .string()
    .default("127.0.0.1")
    .describe("The address that it listens on: 0.0.0.0 in a container, else loopback with a proxy in front."),
  COUNTERSIGN_DATA_DIR: z
    .string()
    .min(1, "must name a folder")
    .default(".countersign")
    .describe("Where the PostgreSQL of its own and the secret are kept. Unused with DATABASE_URL."),
  COUNTERSIGN_TRUSTED_PROXIES: z.coerce
    .number("must be a number from 0 to 10")
    .int("must be a whole number from 0 to 10")
    .min(0, "must be from 0 to 10")
    .max(10, "must be from 0 to 10")
    .default(0)
    .describe(
      "How many proxies stand in front and append to X-Forwarded-For; limits on sign-in count by it.",
    ),
  COUNTERSIGN_SAMPLES_KEPT_DAYS: z.coerce
    .number("must be a number of days from 8 to 3660")
    .int("must be a whole number of days")
    .min(8, "must be at least 8 days")
    .max(3_660, "must be at most 3660 days")
    .default(400)
    .describe("How long samples of metrics are kept, in days. Verdicts are kept for good."),
  COUNTERSIGN_ALLOWED_PRIVATE_HOSTS: z
    .string()
    .refine((text) => parseAllowedHosts(text) !== null, {
      message: "must list hosts and networks with commas between, like deploy.internal, 10.20.0.0/16",
    })
    .optional()
    .describe(
      "Hosts and networks that webhooks, of rollbacks and exposures, and verifications may reach although they are not public, like deploy.internal, 10.20.0.0/16. Everything else private is refused.",
    ),
  COUNTERSIGN_UNLEASH_URL: z
    .string()
    .refine(isWeb, { message: "must be the address of your Unleash, like https://unleash.example.org" })
    .transform((value) => value.replace(/\/+$/, ""))
    .optional()
    .describe(
      "The Unleash in which flags of rollbacks and exposures are set. Needs COUNTERSIGN_UNLEASH_TOKEN.",
    ),
  COUNTERSIGN_UNLEASH_TOKEN: z
    .string()
    .refine((text) => /^[\x21-\x7e]{1,500}$/.test(text), { message: "must be the token alone" })
    .optional()
    .describe("An admin token of it, or a service account's that may update features in the environments."),
  COUNTERSIGN_LEDGER_KEY: LedgerKey.describe(
    "Signs the ledger's checkpoints; `npm run ledger-key` makes one. Without it the key is made of COUNTERSIGN_SECRET.",
  ),
  COUNTERSIGN_LEDGER_KEY_BEFORE: LedgerKey.describe(
    "The key before, while keys are changed: it signs the new one, so that whoever knows the old one can go on.",
  ),
  COUNTERSIGN_CHECKPOINT_FILE: z
    .string()
    .min(1, "must name a file")
    .optional()
    .describe(
      "Where the last checkpoint is kept outside the database, so that nothing is signed that does not go on from it. In the data folder where `npm start` keeps a PostgreSQL of its own.",
    ),
  ...deliveryShape,
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
      message: "must be one of trace, debug, info, warn, error, fatal, silent",
    })
    .default("info")
    .describe("What is logged: trace, debug, info, warn, error, fatal or silent."),
  COUNTERSIGN_DEMO: flag.describe(
    "Set by `npm run demo` alone, where anybody signs in with one click. `npm start` refuses it.",
  ),
});

type Parsed = z.infer<typeof Env>;
export type Env = Omit<Parsed, "COUNTERSIGN_URL"> & {
  COUNTERSIGN_URL: string;
  /** Single sign-on, where it is configured. */
  provider?: ProviderSettings;
};
type Source = Record<string, string | undefined>;

const common = Object.entries(Env.shape).map(([name, field]) => {
  const preset: unknown = field.safeParse(undefined).data;
  return {
    name,
    preset: typeof preset === "boolean" ? undefined : (preset as string | number | undefined),
    purpose: field.description ?? "",
  };
});
/** Every setting with what it is for and its default, as the operator's guide lists them. */
export const settings = [...common, ...builderKeySettings, ...prometheusSettings, ...providerSettings];

/** The settings of a process; a fault is a StartFault with one sentence per setting. */
export function parseEnv(source: Source): Env {
  const result = read(source);
  if (result.env === undefined) throw new StartFault(result.faults.join("\n"));
  return result.env;
}

function read(source: Source): { env: Env; faults: [] } | { env: undefined; faults: string[] } {
  const given = withoutEmpty(source);
  const result = Env.safeParse(given);
  const provider = parseProvider(given);
  const others = [parseBuilderKeys(given), parsePrometheus(given), provider].flatMap((each) =>
    "faults" in each ? each.faults : [],
  );
  const pairs = [...unleashFaults(given), ...deliveryFaults(given)];
  if (!result.success || "faults" in provider || others.length > 0 || pairs.length > 0) {
    const issues = result.error?.issues ?? [];
    const common = issues.map(({ path, message }) => `${String(path[0])} ${message}.`);
    return { env: undefined, faults: [...common, ...pairs, ...others] };
  }
  const { COUNTERSIGN_URL, ...rest } = result.data;
  const url = COUNTERSIGN_URL ?? `http://localhost:${rest.PORT}`;
  const env: Env = { ...rest, COUNTERSIGN_URL: url };
  return {
    env: provider.settings === null ? env : { ...env, provider: provider.settings },
    faults: [],
  };
}

function unleashFaults({ COUNTERSIGN_UNLEASH_URL: url, COUNTERSIGN_UNLEASH_TOKEN: token }: Source): string[] {
  if ((url === undefined) === (token === undefined)) return [];
  const missing = url === undefined ? "COUNTERSIGN_UNLEASH_URL" : "COUNTERSIGN_UNLEASH_TOKEN";
  return [`${missing} is missing: flags need address and token.`];
}

// Stand in where a start makes or finds the value itself.
const placeholders = { DATABASE_URL: "postgresql://none/none", COUNTERSIGN_SECRET: "-".repeat(32) };

/** The demo's port and data folder: what it needs before there is a database or a secret. Its folder is never a workspace's. */
export function parseStartEnv(source: Source): {
  port: number;
  dataDir: string;
  databaseUrl: string | undefined;
} {
  const given = withoutEmpty(source);
  const env = parseEnv({ ...placeholders, COUNTERSIGN_DATA_DIR: ".data", ...given });
  return { port: env.PORT, dataDir: env.COUNTERSIGN_DATA_DIR, databaseUrl: given["DATABASE_URL"] };
}

/** What a server is started with; what is undefined, the data folder has or gets. */
export interface ServerEnv {
  port: number;
  host: string;
  dataDir: string;
  url: string;
  databaseUrl: string | undefined;
  secret: string | undefined;
}

/** The settings of a server in earnest: nothing that is only good on one's own machine passes. */
export function parseServerEnv(source: Source): ServerEnv {
  const given = withoutEmpty(source);
  const isOwn = given["DATABASE_URL"] === undefined;
  const { env, faults } = read(isOwn ? { ...placeholders, ...given } : given);
  const all = [...faults, ...serverFaults(given)];
  if (env === undefined || all.length > 0) throw new StartFault(all.join("\n"));
  return {
    port: env.PORT,
    host: env.COUNTERSIGN_HOST,
    dataDir: env.COUNTERSIGN_DATA_DIR,
    url: env.COUNTERSIGN_URL,
    databaseUrl: given["DATABASE_URL"],
    secret: given["COUNTERSIGN_SECRET"],
  };
}

function serverFaults({ DATABASE_URL, COUNTERSIGN_URL: url, COUNTERSIGN_DEMO }: Source): string[] {
  const faults: string[] = [];
  if (url === undefined && DATABASE_URL !== undefined)
    faults.push(
      "COUNTERSIGN_URL is missing: give the address that people open, like https://countersign.example.org.",
    );
  if (url !== undefined && isWeb(url) && !isOrigin(url))
    faults.push("COUNTERSIGN_URL must be without a path: Countersign has a host name of its own.");
  if (url !== undefined && url.startsWith("http:") && !isLoopback(url))
    faults.push(
      "COUNTERSIGN_URL must begin with https:// unless it is localhost: over http others on the way could read passwords and act as anybody.",
    );
  if (flag.safeParse(COUNTERSIGN_DEMO).data === true)
    faults.push(
      "COUNTERSIGN_DEMO belongs to `npm run demo`, which signs in anybody without a password: unset it.",
    );
  return faults;
}

/** Compose files and shells set a variable to nothing where they mean "not set". */
function withoutEmpty(source: Source): Source {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
}

let parsed: Env | undefined;

/** The settings of this process, read once. */
export function readEnv(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}
