import pino from "pino";

const secrets = [
  "password",
  "passwordHash",
  "token",
  "secret",
  "cookie",
  "authorization",
  "DATABASE_URL",
  "COUNTERSIGN_SECRET",
  "headers.cookie",
  "headers.authorization",
];

/** The places at which a secret is blanked: at the top and one level down, where requests and inputs sit. */
export const redactedPaths = secrets.flatMap((name) => [name, `*.${name}`]);

/** One JSON object per line on stderr, so that stdout stays for what a command was asked to print. */
export function makeLog(destination: pino.DestinationStream = pino.destination({ dest: 2, sync: true })) {
  const options: pino.LoggerOptions = {
    level: process.env["LOG_LEVEL"] || "info",
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: redactedPaths, censor: "[redacted]" },
  };
  return pino(options, destination);
}

export const log = makeLog();
