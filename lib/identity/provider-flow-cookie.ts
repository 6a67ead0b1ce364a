import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import { ownPath, site } from "@/lib/platform/site";
import { flowSeconds } from "./auth-options";
import { cookieValueIn, sessionCookie } from "./session-cookie";

/** What a way to the provider was begun for, kept in the browser that began it. */
const Flow = z.object({
  purpose: z.enum(["sign-in", "link", "confirm"]),
  /** Where to go on, within this site. */
  next: z.string().transform(ownPath),
  /** The state that the provider has to send back. */
  state: z.string().min(1),
  /** The session that links or confirms. */
  session: z.string().nullable(),
  /** Digest of the act that is confirmed. */
  act: z.string().nullable(),
  /** Epoch ms by this server's own clock. */
  begunAt: z.number(),
});
export type Flow = z.output<typeof Flow>;

const salt = "provider-flow";
const nameOf = () => `${sessionCookie().options.secure ? "__Host-" : ""}countersign-flow`;

/** A Set-Cookie header that keeps it; nobody else can write or read one. */
export async function flowCookieHeader(flow: Flow | null): Promise<string> {
  const value =
    flow === null
      ? ""
      : await encode({ token: { ...flow }, secret: site().secret, maxAge: flowSeconds, salt });
  const secure = sessionCookie().options.secure ? "; Secure" : "";
  return `${nameOf()}=${value}; Path=/; Max-Age=${flow === null ? 0 : flowSeconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** What the browser kept; null where it is not ours, too old or not there. */
export async function flowOf(request: Request): Promise<Flow | null> {
  const value = cookieValueIn(request.headers.get("cookie"), nameOf());
  if (value === null || value === "") return null;
  try {
    return Flow.safeParse(await decode({ token: value, secret: site().secret, salt })).data ?? null;
  } catch {
    return null;
  }
}
