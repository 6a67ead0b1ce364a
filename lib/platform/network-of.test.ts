import { afterAll, describe, expect, it } from "vitest";
import { networkOf } from "./network-of";
import { addressOf, type Site, useSite } from "./site";

const base: Site = { url: "http://localhost:3000", demo: false, secret: "x".repeat(32), trustedProxies: 0 };
const from = (forwarded: string, trustedProxies = 0) => {
  useSite({ ...base, trustedProxies });
  return addressOf(new Headers({ "x-forwarded-for": forwarded }));
};
afterAll(() => useSite(base));

describe("what attempts are counted by", () => {
  it("is an address of IPv4 as it is", () => {
    expect(networkOf("203.0.113.5")).toBe("203.0.113.5");
  });

  it("is one for all addresses of an IPv6 network, however they are written", () => {
    const written = ["2001:db8:1:2::1", "2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:0db8:0001:0002:0:0:0:9"];
    expect(new Set(written.map(networkOf))).toEqual(new Set(["2001:db8:1:2::/64"]));
    expect(networkOf("2001:db8:1:3::1")).not.toBe(networkOf("2001:db8:1:2::1"));
    expect(networkOf("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
  });

  it("keeps apart those of IPv4 that an IPv6 socket saw", () => {
    expect(networkOf("::ffff:203.0.113.5")).toBe("203.0.113.5");
    expect(networkOf("::FFFF:cb00:7105")).toBe("203.0.113.5");
  });

  it("leaves out the port, which is another for each connection", () => {
    expect(networkOf("203.0.113.5:51234")).toBe("203.0.113.5");
    expect(networkOf("[2001:db8:1:2::1]:443")).toBe("2001:db8:1:2::/64");
  });

  it("is at most 64 characters of whatever else stands there", () => {
    expect(networkOf("unknown")).toBe("unknown");
    expect(networkOf("x".repeat(10_000))).toHaveLength(64);
  });
});

describe("a caller's address", () => {
  it("is what the server saw itself, whatever the caller wrote before it", () => {
    expect(from("198.51.100.1, 198.51.100.2, 203.0.113.5")).toBe("203.0.113.5");
  });

  it("is what the last trusted proxy saw, whatever stands further left", () => {
    expect(from("198.51.100.1, 203.0.113.5, 10.0.0.1", 1)).toBe("203.0.113.5");
    expect(from("198.51.100.1, 203.0.113.5, 10.0.0.2, 10.0.0.1", 2)).toBe("203.0.113.5");
  });

  it("is the first there is where fewer proxies spoke than are trusted", () => {
    expect(from("10.0.0.1", 2)).toBe("10.0.0.1");
    expect(from("")).toBe("unknown");
  });
});
