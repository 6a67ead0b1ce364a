import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasScope, isScope, scopesCover } from "./scopes";
import { hashToken, hintOf, isTokenShaped, newToken, sameHash } from "./tokens";

describe("a token", () => {
  test("has its shape, its checksum and nothing of it in what is stored", () => {
    const token = newToken();
    expect(token).toMatch(/^csn_[0-9A-Za-z]{49}$/);
    expect(isTokenShaped(token)).toBe(true);
    expect(hashToken(token)).toMatch(/^[0-9a-f]{64}$/);
    expect(hintOf(token)).toBe(token.slice(0, 8));
    expect(newToken()).not.toBe(token);
  });

  test("with any one letter changed or two swapped is told from a token", () => {
    const token = newToken();
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: token.length - 1 }),
        fc.constantFrom(..."09AZaz_"),
        (at, letter) => {
          const typed = token.slice(0, at) + letter + token.slice(at + 1);
          return typed === token || !isTokenShaped(typed);
        },
      ),
    );
    fc.assert(
      fc.property(fc.integer({ min: 4, max: token.length - 2 }), (at) => {
        const typed = token.slice(0, at) + token.charAt(at + 1) + token.charAt(at) + token.slice(at + 2);
        return typed === token || !isTokenShaped(typed);
      }),
    );
  });

  test("is compared by its whole hash", () => {
    expect(sameHash("ab", "ab")).toBe(true);
    expect(sameHash("ab", "ac")).toBe(false);
    expect(sameHash("ab", "abc")).toBe(false);
  });
});

describe("scopes", () => {
  test("cover themselves, one check of all, and everything by *", () => {
    expect(scopesCover(["checks:*"], "checks:latency")).toBe(true);
    expect(scopesCover(["checks:latency"], "checks:*")).toBe(false);
    expect(scopesCover(["checks:latency"], "checks:fairness")).toBe(false);
    expect(scopesCover(["read"], "sign")).toBe(false);
    expect(scopesCover(["*"], "tokens")).toBe(true);
    expect(scopesCover([], "read")).toBe(false);
  });

  test("are words that are known, or one check", () => {
    for (const word of ["read", "*", "checks:*", "checks:data-schema"]) expect(isScope(word)).toBe(true);
    for (const word of ["", "admin", "checks:", "checks:A", "READ", "read "])
      expect(isScope(word)).toBe(false);
  });

  test("bind tokens, not sessions", () => {
    const person = { kind: "person", id: "x", name: "X", email: "x@example.org", access: "member" } as const;
    expect(hasScope({ ...person, credential: { kind: "session", id: "s" } }, "sign")).toBe(true);
    expect(hasScope({ ...person, credential: { kind: "token", id: "t", scopes: ["read"] } }, "sign")).toBe(
      false,
    );
  });
});
