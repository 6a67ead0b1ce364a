import { NextRequest } from "next/server";
import { beforeAll, describe, expect, it } from "vitest";
import { askedPathHeader, useSite } from "@/lib/platform/site";
import { proxy } from "./proxy";

beforeAll(() =>
  useSite({
    url: "http://localhost:3000",
    demo: true,
    secret: "a secret of at least thirty-two characters",
    trustedProxies: 0,
  }),
);

const ask = (method: string, headers: Record<string, string> = {}, path = "/inbox?q=1") =>
  proxy(
    new NextRequest(`http://localhost:3000${path}`, {
      method,
      headers: { host: "localhost:3000", ...headers },
    }),
  );

describe("what reaches a page", () => {
  it.each(["https://evil.example", "http://localhost:3001", "null"])(
    "is no act from the origin %s",
    async (origin) => {
      const answer = ask("POST", { origin });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: "cross-site" });
    },
  );

  it("is an act from a page of its own, and any reading", () => {
    expect(ask("POST", { origin: "http://localhost:3000" }).status).toBe(200);
    expect(ask("GET", { origin: "https://evil.example" }).status).toBe(200);
  });

  it("is nothing that was sent to another host's name", () => {
    expect(ask("GET", { host: "evil.example" }).status).toBe(403);
  });

  it("carries the path that was asked for, whatever the caller says it was", () => {
    const passedOn = ask("GET", { [askedPathHeader]: "//evil.example" }).headers;
    expect(passedOn.get(`x-middleware-request-${askedPathHeader}`)).toBe("/inbox?q=1");
  });

  it("comes back under a policy with a nonce of its own each time", () => {
    const policies = [ask("GET"), ask("GET")].map((answer) => answer.headers.get("content-security-policy"));
    expect(policies[0]).toMatch(/script-src[^;]*'nonce-/);
    expect(policies[0]).not.toBe(policies[1]);
  });

  it("by a share link is kept nowhere, found by no index, and tells nobody where its reader came from", () => {
    const { headers } = ask("GET", {}, "/s/csn_x");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-robots-tag")).toContain("noindex");
    expect(ask("GET").headers.get("referrer-policy")).toBe("same-origin");
  });

  it("of a release asked for as of a moment is the page of that moment, under the same policy", () => {
    const asked = ask("GET", {}, "/releases/vad/plan?at=2026-11-24T14:03:00Z&component=x");
    expect(asked.status).toBe(307);
    const there = new URL(asked.headers.get("location") ?? "");
    expect(there.pathname + there.search).toBe("/releases/vad/at/2026-11-24T14%3A03%3A00Z/plan?component=x");
    const answer = ask("GET", {}, there.pathname + there.search);
    expect(answer.headers.get("x-middleware-rewrite")).toBe(
      "http://localhost:3000/past/vad/2026-11-24T14%3A03%3A00Z/plan?component=x",
    );
    expect(answer.headers.get("content-security-policy")).toMatch(/script-src[^;]*'nonce-/);
    expect(answer.headers.get(`x-middleware-request-${askedPathHeader}`)).toBe(there.pathname + there.search);
  });
});
