import { describe, expect, test } from "vitest";
import { parseEnv } from "./env";

const base = { DATABASE_URL: "postgresql://u:p@localhost/cs", COUNTERSIGN_SECRET: "s".repeat(32) };
const good = {
  COUNTERSIGN_OIDC_ISSUER: "https://login.example.org/",
  COUNTERSIGN_OIDC_CLIENT_ID: "countersign",
  COUNTERSIGN_OIDC_CLIENT_SECRET: "secret",
};

function refusal(change: Record<string, string | undefined>): string {
  try {
    parseEnv({ ...base, ...good, ...change });
  } catch (error) {
    return String(error);
  }
  return "accepted";
}

describe("settings of single sign-on", () => {
  test("are none where nothing is set, also where empty text is", () => {
    expect(parseEnv({ ...base, COUNTERSIGN_OIDC_ISSUER: "" }).provider).toBeUndefined();
  });

  test("keep the issuer to the letter, follow no groups and create nobody unless told", () => {
    expect(parseEnv({ ...base, ...good }).provider).toEqual({
      issuer: "https://login.example.org/",
      clientId: "countersign",
      clientSecret: "secret",
      name: "single sign-on",
      scopes: "openid email profile",
      groupsClaim: null,
      createFor: [],
      algorithm: "RS256",
    });
  });

  test("take domains with commas or blanks, in any case", () => {
    const { provider } = parseEnv({
      ...base,
      ...good,
      COUNTERSIGN_OIDC_CREATE_FOR: "Example.org, b.example",
    });
    expect(provider?.createFor).toEqual(["example.org", "b.example"]);
  });

  test("allow http on this machine alone", () => {
    expect(refusal({ COUNTERSIGN_OIDC_ISSUER: "http://localhost:4000" })).toBe("accepted");
    expect(refusal({ COUNTERSIGN_OIDC_ISSUER: "http://127.0.0.1:4000" })).toBe("accepted");
    expect(refusal({ COUNTERSIGN_OIDC_ISSUER: "http://localhost.evil.example" })).toMatch(
      /must begin with https/,
    );
  });

  test.each([
    [{ COUNTERSIGN_OIDC_ISSUER: undefined }, /COUNTERSIGN_OIDC_ISSUER is missing/],
    [{ COUNTERSIGN_OIDC_ISSUER: "login" }, /COUNTERSIGN_OIDC_ISSUER must be the provider's issuer/],
    [
      { COUNTERSIGN_OIDC_ISSUER: "http://login.example.org" },
      /COUNTERSIGN_OIDC_ISSUER must begin with https/,
    ],
    [{ COUNTERSIGN_OIDC_ISSUER: "https://login.example.org?x" }, /COUNTERSIGN_OIDC_ISSUER must be/],
    [{ COUNTERSIGN_OIDC_CLIENT_ID: "" }, /COUNTERSIGN_OIDC_CLIENT_ID is missing/],
    [{ COUNTERSIGN_OIDC_CLIENT_SECRET: "" }, /COUNTERSIGN_OIDC_CLIENT_SECRET is missing/],
    [{ COUNTERSIGN_OIDC_SCOPES: "email profile" }, /COUNTERSIGN_OIDC_SCOPES must hold openid/],
    [{ COUNTERSIGN_OIDC_CREATE_FOR: "*" }, /COUNTERSIGN_OIDC_CREATE_FOR must be domains/],
    [{ COUNTERSIGN_OIDC_ALGORITHM: "none" }, /COUNTERSIGN_OIDC_ALGORITHM must be one of RS256/],
    [{ COUNTERSIGN_OIDC_ALGORITHM: "HS256" }, /COUNTERSIGN_OIDC_ALGORITHM must be one of RS256/],
    [{ COUNTERSIGN_OIDC_NAME: "x".repeat(41) }, /COUNTERSIGN_OIDC_NAME must be at most 40/],
    [{ COUNTERSIGN_OIDC_SECRET: "x" }, /COUNTERSIGN_OIDC_SECRET is no setting/],
  ])("%o is refused in one sentence", (change, words) => {
    const said = refusal(change);
    expect(said).toMatch(words);
    expect(said.split("\n")).toHaveLength(1);
  });
});
