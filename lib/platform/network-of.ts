import { isIPv6 } from "node:net";

/**
 * What attempts are counted by, from an address as a proxy may write it: without its port; of IPv6 the first 64 bits, since
 * whoever has one address of such a network has them all (RFC 4291, 2.5.1).
 */
export function networkOf(address: string): string {
  const plain = withoutPort(address.trim());
  if (!isIPv6(plain)) return plain.slice(0, 64);
  const groups = groupsOf(plain);
  const isMapped = groups.slice(0, 5).every((group) => group === "0") && groups[5] === "ffff";
  return isMapped ? dotted(groups.slice(6)) : `${groups.slice(0, 4).join(":")}::/64`;
}

function withoutPort(address: string): string {
  const [, inside] = /^\[([^\]]+)\](?::\d+)?$/.exec(address) ?? [];
  const [, before] = /^([^:]+):\d+$/.exec(address) ?? [];
  return (inside ?? before ?? address).replace(/%.*$/, "");
}

/** The eight groups, in lower case and without leading zeros. */
function groupsOf(address: string): string[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [left = [], right = []] = canonical.split("::").map((part) => (part === "" ? [] : part.split(":")));
  return [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
}

/** An IPv4 address that an IPv6 socket saw. */
function dotted(groups: readonly string[]): string {
  return groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((word) => [word >> 8, word & 255])
    .join(".");
}
