import { AppError } from "./errors";
import { readEnv } from "./env";
import { unstorable } from "./names";
import { networkOf } from "./network-of";
import type { ProviderSettings } from "./provider-env";

const loopback = new Set(["localhost", "127.0.0.1"]);

/** The host a request was sent to, as its Host header says. */
function hostOf(request: { headers: Headers }): string | null {
  return request.headers.get("host")?.toLowerCase() ?? null;
}

/** Host without the port. */
function nameOf(host: string): string {
  return host.startsWith("[") ? host.slice(0, host.indexOf("]") + 1) : (host.split(":")[0] ?? "");
}

/** Whether this server answers under that Host: its public address; where that is a loopback one, and in the demo, localhost and 127.0.0.1. */
export function isOwnHost(host: string | null): boolean {
  if (host === null || host === "") return false;
  const { demo, url } = site();
  const own = new URL(url);
  if (demo) return loopback.has(nameOf(host));
  return host === own.host || (loopback.has(own.hostname) && loopback.has(nameOf(host)));
}

/** Refuses a request that was sent to another name: a page elsewhere may have pointed its own name here. */
export function assertOwnHost(request: { headers: Headers }): void {
  if (isOwnHost(hostOf(request))) return;
  throw new AppError("cross-site", "This server does not answer under that host name.");
}

/**
 * Refuses what another site's page made a browser send: the Origin must be this server's own.
 * Without an Origin only a request without Sec-Fetch-Site passes, which no current browser sends.
 */
export function assertSameOrigin(request: { headers: Headers }): void {
  const origin = request.headers.get("origin");
  if (origin === null && request.headers.get("sec-fetch-site") === null) return;
  if (origin !== null && isOwnOrigin(origin, hostOf(request))) return;
  throw new AppError("cross-site", "The request comes from another site's page.");
}

function isOwnOrigin(origin: string, host: string | null): boolean {
  if (!URL.canParse(origin)) return false;
  const given = new URL(origin);
  const own = new URL(site().url);
  // The scheme counts where the public address says one; under a loopback name the port in Host does.
  if (site().demo || loopback.has(own.hostname)) return given.host === host;
  return given.origin === own.origin;
}

/** In it the proxy tells pages, which cannot see it, the address that was asked for. */
export const askedPathHeader = "x-asked-path";

/** Where a form may send the reader next: a path of this site, else the front page. Fit for a Location header. */
export function ownPath(next: string | null | undefined): string {
  if (typeof next !== "string" || next.length > 2_000 || unstorable(next) !== null) return "/";
  // A second slash, or a backslash that browsers read as one, would name another host.
  if (!/^\/(?![/\\])[^\s\\\p{Cc}]*$/u.test(next)) return "/";
  const base = "http://own.invalid";
  if (!URL.canParse(next, base) || new URL(next, base).origin !== base) return "/";
  return next.replace(/[^\x21-\x7e]/gu, encodeURIComponent);
}

/**
 * The caller's address, or its network where one caller has it all. The server appends the one it sees itself; each proxy in front that is trusted has appended one before,
 * and what stands further left anybody can have written.
 */
export function addressOf(headers: Headers): string {
  const hops = (headers.get("x-forwarded-for") ?? "").split(",").map((hop) => hop.trim());
  const hop = hops.at(-1 - site().trustedProxies) ?? hops[0];
  return hop === undefined || hop === "" ? "unknown" : networkOf(hop);
}

/** Whether cookies go over https only. */
export function isSecureSite(): boolean {
  return site().url.startsWith("https://");
}

export interface Site {
  /** Origin that people open. */
  url: string;
  /** Answers loopback names only, and signs sample people in without a password. */
  demo: boolean;
  /** Key material of the session cookie. */
  secret: string;
  /** Signs the ledger; absent: the key is made of the secret. */
  ledgerKey?: string | undefined;
  /** How many proxies stand in front and write down whom they speak for. */
  trustedProxies: number;
  /** Whether mail can be sent; absent: it cannot. */
  sendsMail?: boolean;
  /** Whom single sign-on asks; absent: there is none. */
  provider?: ProviderSettings;
}

// As with the kernel: Next loads modules several times in one process, and tests put theirs here.
const slot = globalThis as typeof globalThis & { countersignSite?: Site };

/** What this server is to browsers. */
export function site(): Site {
  slot.countersignSite ??= fromEnv();
  return slot.countersignSite;
}

/** Tests put theirs here. */
export function useSite(replacement: Site): void {
  slot.countersignSite = replacement;
}

function fromEnv(): Site {
  const env = readEnv();
  return {
    url: new URL(env.COUNTERSIGN_URL).origin,
    demo: env.COUNTERSIGN_DEMO,
    secret: env.COUNTERSIGN_SECRET,
    ledgerKey: env.COUNTERSIGN_LEDGER_KEY,
    trustedProxies: env.COUNTERSIGN_TRUSTED_PROXIES,
    sendsMail: env.COUNTERSIGN_SMTP_URL !== undefined,
    ...(env.provider !== undefined && { provider: env.provider }),
  };
}
