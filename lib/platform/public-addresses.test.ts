import { describe, expect, it } from "vitest";
import { isPublicAddress, mayConnect, noHosts, parseAllowedHosts, withHostOf } from "./public-addresses";

describe("an address", () => {
  it.each(
    "1.1.1.1 8.8.8.8 172.15.255.255 172.32.0.1 100.63.0.1 2606:4700::1111 2a00:1450:4001::8".split(" "),
  )("%s is public", (address) => expect(isPublicAddress(address)).toBe(true));

  it.each(
    (
      "0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192 192.168.1.1 " +
      "198.18.0.1 224.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 " +
      "100::1 2001::1 2001:db8::1 2002:7f00:1::1 3fff::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 5f00::1 localhost 1"
    ).split(" "),
  )("%s is not", (address) => expect(isPublicAddress(address)).toBe(false));
});

describe("hosts that may be reached all the same", () => {
  const allowed = parseAllowedHosts(" Deploy.internal, 10.20.0.0/16,192.168.7.7, fd00::/8 ") ?? noHosts;

  it.each([
    ["deploy.internal", "10.0.0.1", true],
    ["DEPLOY.internal", "127.0.0.1", true],
    ["other.internal", "10.20.3.4", true],
    ["other.internal", "10.21.3.4", false],
    ["192.168.7.7", "192.168.7.7", true],
    ["192.168.7.8", "192.168.7.8", false],
    ["six.internal", "fd12::1", true],
    ["six.internal", "fe80::1", false],
    ["example.org", "93.184.216.34", true],
  ])("%s at %s: %s", (host, address, may) => expect(mayConnect(allowed, { host, address })).toBe(may));

  it.each([
    "deploy internal",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "http://x",
    "*.internal",
    "fd00::/129",
    "host/8",
  ])("%s is none", (text) => expect(parseAllowedHosts(text)).toBeNull());

  it("are the host of what the operator configured, beside the others", () => {
    const more = withHostOf(allowed, "http://[::1]:4242/unleash");
    expect(mayConnect(more, { host: "::1", address: "::1" })).toBe(true);
    expect(mayConnect(more, { host: "deploy.internal", address: "10.0.0.1" })).toBe(true);
  });
});
