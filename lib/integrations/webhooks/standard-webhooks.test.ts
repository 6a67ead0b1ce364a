import { describe, expect, it } from "vitest";
import { isSignedWebhook, webhookHeaders, webhookSecret } from "./standard-webhooks";

// The example of the specification's libraries.
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const message = {
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
};
const signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const now = new Date(message.timestamp * 1_000);

describe("a webhook's signature", () => {
  it("is what Standard Webhooks says", () => {
    expect(webhookHeaders(message, secret)["webhook-signature"]).toBe(signature);
  });

  const check = (change: Record<string, string>, at = now) =>
    isSignedWebhook(new Headers({ ...webhookHeaders(message, secret), ...change }), {
      id: message.id,
      body: message.body,
      now: at,
      secret,
    });

  it("counts among others, for five minutes in either direction", () => {
    expect(check({})).toBe(true);
    expect(check({ "webhook-signature": `v1,AAAA v2,x ${signature}` })).toBe(true);
    expect(check({}, new Date(now.getTime() + 300_000))).toBe(true);
    expect(check({}, new Date(now.getTime() + 301_000))).toBe(false);
    expect(check({}, new Date(now.getTime() - 301_000))).toBe(false);
  });

  it.each([
    ["another id", { "webhook-id": "another" }],
    ["another time", { "webhook-timestamp": "1614265331" }],
    ["a time that is none", { "webhook-timestamp": "soon" }],
    ["no signature", { "webhook-signature": "" }],
    ["a signature of another version", { "webhook-signature": signature.replace("v1", "v2") }],
    ["a signature that is cut off", { "webhook-signature": signature.slice(0, -4) }],
  ])("does not count with %s", (_what, change) => expect(check(change)).toBe(false));

  it("is made with a secret that receivers' libraries take, of the installation's", () => {
    expect(webhookSecret("s".repeat(32))).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhookSecret("s".repeat(32))).not.toBe(webhookSecret("t".repeat(32)));
  });
});
