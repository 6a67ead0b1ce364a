/** What keeps a process from starting, said in one sentence that a person can act on. */
export class StartFault extends Error {
  override readonly name = "StartFault";
}

/** The address without its password, fit for a message. */
export function shownAddress(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `${hostname === "" ? "localhost" : hostname}:${port === "" ? "5432" : port}${pathname}`;
  } catch {
    return "the given address";
  }
}

const reasons: Record<string, (address: string, message: string) => string> = {
  ECONNREFUSED: (at) => `No database answers at ${at}: start PostgreSQL there, or correct DATABASE_URL.`,
  ENOTFOUND: (at) => `The host of ${at} is not known: correct DATABASE_URL.`,
  EAI_AGAIN: (at) => `The host of ${at} is not known: correct DATABASE_URL.`,
  ETIMEDOUT: (at) => `The database at ${at} did not answer in time.`,
  "3D000": (at) => `The database ${at} does not exist: create it, or correct DATABASE_URL.`,
  "28P01": (at) => `The database at ${at} refused the user name or password of DATABASE_URL.`,
  "28000": (at) => `The database at ${at} refused the user of DATABASE_URL.`,
  "57P03": (at, message) => `The database at ${at} is not ready: ${message}.`,
  "53300": (at) => `The database at ${at} has no connection left.`,
};

/** The sentence for a connection that failed; the driver's own words when the cause is not a known one. */
export function connectFault(error: unknown, url: string): StartFault {
  const { code, message } = errorParts(error);
  const at = shownAddress(url);
  const words = reasons[code]?.(at, message) ?? `The database at ${at} cannot be used: ${message}.`;
  return new StartFault(words, { cause: error });
}

function errorParts(error: unknown): { code: string; message: string } {
  // Node groups the failures of a name that has several addresses; the first one tells enough.
  const one: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (!(one instanceof Error)) return { code: "", message: String(one) };
  const code = "code" in one && typeof one.code === "string" ? one.code : "";
  const timedOut = one.message.includes("timeout");
  return { code: code === "" && timedOut ? "ETIMEDOUT" : code, message: one.message.replace(/\.$/, "") };
}
