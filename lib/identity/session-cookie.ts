import { decode, encode } from "next-auth/jwt";
import { isSecureSite, site } from "@/lib/platform/site";
import { isId } from "@/lib/platform/ids";
import { absoluteMs } from "./session-limits";

export interface CookieSettings {
  name: string;
  options: { httpOnly: true; sameSite: "lax"; path: "/"; secure: boolean };
}

/** The session cookie; `__Host-` keeps other hosts of the domain from setting it. */
export function sessionCookie(): CookieSettings {
  const secure = isSecureSite();
  return {
    name: secure ? "__Host-countersign-session" : "countersign-session",
    options: { httpOnly: true, sameSite: "lax", path: "/", secure },
  };
}

export const cookieMaxAgeSeconds = absoluteMs / 1000;

/** The cookie's value: the session's id, encrypted and with an end, nothing else. */
export function sealSession(sessionId: string): Promise<string> {
  return encode({ token: { sid: sessionId }, secret: site().secret, maxAge: cookieMaxAgeSeconds });
}

/** The session's id in a cookie's value; null where it is not ours or too old. */
export async function openSession(value: string): Promise<string | null> {
  try {
    const content = await decode({ token: value, secret: site().secret });
    const id: unknown = content?.["sid"];
    return typeof id === "string" && isId(id) ? id : null;
  } catch {
    return null;
  }
}

/** A Set-Cookie header that gives the session, or with null takes it away. */
export function setCookieHeader(value: string | null): string {
  const { name, options } = sessionCookie();
  const age = value === null ? 0 : cookieMaxAgeSeconds;
  return `${name}=${value ?? ""}; Path=${options.path}; Max-Age=${age}; HttpOnly; SameSite=Lax${options.secure ? "; Secure" : ""}`;
}

/** The value of a cookie, the session's unless told, in a Cookie header. Sent twice, the first counts, as browsers send the more specific one first. */
export function cookieValueIn(header: string | null, name = sessionCookie().name): string | null {
  for (const pair of (header ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at !== -1 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}
