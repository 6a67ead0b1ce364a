import { BlockList, isIP } from "node:net";

const ipv4 = (
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 " +
  "192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
).split(" ");
/** Inside what is routed at all: protocol assignments with Teredo, documentation, and addresses that hold an IPv4 address. */
const ipv6 = "2001::/23 2001:db8::/32 2002::/16 3fff::/20".split(" ");

const notPublic = listOf([...ipv4, ...ipv6]);
const routed = listOf(["2000::/3"]);

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits = ""] = range.split("/");
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? "ipv6" : "ipv4");
  }
  return list;
}

/** Whether the whole internet reaches the address: not a private, local, shared, reserved or multicast one, in whatever form. */
export function isPublicAddress(address: string): boolean {
  if (address.includes("%")) return false;
  const family = isIP(address);
  if (family === 4) return !notPublic.check(address, "ipv4");
  return family === 6 && routed.check(address, "ipv6") && !notPublic.check(address, "ipv6");
}

/** Hosts and networks that may be asked although they are not public. */
export interface AllowedHosts {
  names: ReadonlySet<string>;
  networks: BlockList;
}

export const noHosts: AllowedHosts = { names: new Set(), networks: new BlockList() };

const hostName = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** Reads `host, 10.1.0.0/16, fd00::/8`; null where an entry is none of these. */
export function parseAllowedHosts(text: string): AllowedHosts | null {
  const names = new Set<string>();
  const networks = new BlockList();
  for (const entry of text.split(",").map((part) => part.trim().toLowerCase())) {
    if (entry === "") continue;
    const [address = "", bits, ...rest] = entry.split("/");
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    if (family === 0) {
      if (!hostName.test(entry)) return null;
      names.add(entry);
      continue;
    }
    if (rest.length > 0 || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most)))
      return null;
    networks.addSubnet(address, bits === undefined ? most : Number(bits), family === 6 ? "ipv6" : "ipv4");
  }
  return { names, networks };
}

export function mayConnect(
  allowed: AllowedHosts,
  { host, address }: { host: string; address: string },
): boolean {
  if (isPublicAddress(address) || allowed.names.has(host.toLowerCase())) return true;
  const family = isIP(address);
  return family !== 0 && allowed.networks.check(address, family === 6 ? "ipv6" : "ipv4");
}

/** The same and the host of an address that the operator configured. */
export function withHostOf({ names, networks }: AllowedHosts, url: string): AllowedHosts {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "").toLowerCase();
  return { names: new Set([...names, host]), networks };
}
