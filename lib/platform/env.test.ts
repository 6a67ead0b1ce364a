import { describe, expect, test } from "vitest";
import { parseEnv, parseServerEnv, parseStartEnv } from "./env";

const good = { DATABASE_URL: "postgresql://u:p@localhost/cs", COUNTERSIGN_SECRET: "s".repeat(32) };

const mailing = {
  COUNTERSIGN_CHECKPOINT_EMAILS: "audit@example.org legal@example.org",
  COUNTERSIGN_SMTP_URL: "smtps://u:p@mail.example.org",
  COUNTERSIGN_MAIL_FROM: "countersign@example.org",
};

function refusal(source: Record<string, string | undefined>): string {
  try {
    parseEnv(source);
  } catch (error) {
    return String(error);
  }
  return "accepted";
}

describe("settings", () => {
  test("defaults fill what is not set, and an empty value counts as not set", () => {
    expect(parseEnv({ ...good, PORT: "", LOG_LEVEL: "" })).toEqual({
      ...good,
      PORT: 3000,
      COUNTERSIGN_CHECKPOINT_EMAIL_HOURS: 24,
      COUNTERSIGN_CHECKPOINT_WEBHOOK_MINUTES: 10,
      COUNTERSIGN_DATA_DIR: ".countersign",
      COUNTERSIGN_DEMO: false,
      COUNTERSIGN_HOST: "127.0.0.1",
      COUNTERSIGN_SAMPLES_KEPT_DAYS: 400,
      COUNTERSIGN_TRUSTED_PROXIES: 0,
      COUNTERSIGN_URL: "http://localhost:3000",
      LOG_LEVEL: "info",
    });
  });

  test.each([
    [{ DATABASE_URL: undefined }, /DATABASE_URL is missing/],
    [{ DATABASE_URL: "mysql://x/y" }, /DATABASE_URL must look like postgresql:/],
    [{ PORT: "http" }, /PORT must be a number/],
    [{ PORT: "70000" }, /PORT must be from 1 to 65535/],
    [{ PORT: "80.5" }, /PORT must be a whole number/],
    [{ COUNTERSIGN_SECRET: undefined }, /COUNTERSIGN_SECRET is missing/],
    [{ COUNTERSIGN_SECRET: "short" }, /COUNTERSIGN_SECRET must have at least 32/],
    [{ COUNTERSIGN_URL: "example.org" }, /COUNTERSIGN_URL must be the address/],
    [{ LOG_LEVEL: "loud" }, /LOG_LEVEL must be one of/],
    [
      { COUNTERSIGN_CHECKPOINT_WEBHOOK: "witness" },
      /WEBHOOK must be the address that checkpoints are posted/,
    ],
    [{ COUNTERSIGN_CHECKPOINT_WEBHOOK_MINUTES: "0" }, /MINUTES must be a whole number of minutes from 1/],
    [
      { ...mailing, COUNTERSIGN_SMTP_URL: "mail.example.org" },
      /COUNTERSIGN_SMTP_URL must be the mail server/,
    ],
    [{ COUNTERSIGN_SMTP_URL: "smtp://mail.example.org" }, /COUNTERSIGN_MAIL_FROM is missing/],
    [{ ...mailing, COUNTERSIGN_CHECKPOINT_EMAILS: "audit, legal" }, /EMAILS must list addresses/],
    [{ ...mailing, COUNTERSIGN_SMTP_URL: undefined }, /COUNTERSIGN_SMTP_URL is missing/],
  ])("%o is refused in one sentence", (change, words) => {
    const said = refusal({ ...good, ...change });
    expect(said).toMatch(words);
    expect(said.split("\n")).toHaveLength(1);
  });

  test("who gets checkpoints by e-mail is a list", () => {
    expect(parseEnv({ ...good, ...mailing }).COUNTERSIGN_CHECKPOINT_EMAILS).toEqual([
      "audit@example.org",
      "legal@example.org",
    ]);
  });

  test("a fault never repeats the value of a secret", () => {
    expect(refusal({ ...good, COUNTERSIGN_SECRET: "hunter2" })).not.toContain("hunter2");
  });

  test("the demo needs no database and no secret", () => {
    expect(parseStartEnv({ PORT: "4000" })).toEqual({ port: 4000, dataDir: ".data", databaseUrl: undefined });
  });
});

describe("a server in earnest", () => {
  const served = { ...good, COUNTERSIGN_URL: "https://countersign.example.org" };
  const said = (change: Record<string, string | undefined>): string[] => {
    try {
      parseServerEnv({ ...served, ...change });
      return [];
    } catch (error) {
      return error instanceof Error ? error.message.split("\n") : [];
    }
  };

  test("with a database of its own needs nothing, and is open to this machine alone", () => {
    expect(parseServerEnv({})).toEqual({
      port: 3000,
      host: "127.0.0.1",
      dataDir: ".countersign",
      url: "http://localhost:3000",
      databaseUrl: undefined,
      secret: undefined,
    });
  });

  test.each([
    [{ COUNTERSIGN_URL: undefined }, /^COUNTERSIGN_URL is missing/],
    [{ COUNTERSIGN_URL: "countersign.example.org" }, /^COUNTERSIGN_URL must be the address/],
    [{ COUNTERSIGN_URL: "http://countersign.example.org" }, /^COUNTERSIGN_URL must begin with https/],
    [{ COUNTERSIGN_URL: "http://localhost.example.org" }, /^COUNTERSIGN_URL must begin with https/],
    [{ COUNTERSIGN_URL: "https://example.org/countersign" }, /^COUNTERSIGN_URL must be without a path/],
    [{ COUNTERSIGN_SECRET: undefined }, /^COUNTERSIGN_SECRET is missing/],
    [{ COUNTERSIGN_DEMO: "1" }, /^COUNTERSIGN_DEMO belongs to `npm run demo`/],
  ])("refuses %o in one sentence", (change, words) => {
    expect(said(change)).toEqual([expect.stringMatching(words)]);
  });

  test("says every fault at once", () => {
    const faults = said({ COUNTERSIGN_SECRET: "short", COUNTERSIGN_URL: undefined, PORT: "none" });
    expect(faults.map((fault) => fault.split(" ")[0])).toEqual([
      "COUNTERSIGN_SECRET",
      "PORT",
      "COUNTERSIGN_URL",
    ]);
  });

  test.each([
    "http://localhost:3000",
    "http://127.0.0.1:8080",
    "http://[::1]:3000",
    "https://c.example.org/",
  ])("takes %s as address", (url) => expect(said({ COUNTERSIGN_URL: url })).toEqual([]));
});
