import { createRemoteJWKSet, jwtVerify, type JWTPayload } from "jose";
import type { ProviderSettings } from "@/lib/platform/provider-env";
import type { ProviderMetadata } from "./metadata";

/** Whose sessions the provider ended: all of a subject, or one of its own sessions. */
export interface Logout {
  subject: string | null;
  providerSession: string | null;
  /** Names this very token, so that it counts once. */
  tokenId: string;
}

const event = "http://schemas.openid.net/event/backchannel-logout";
const clockToleranceSeconds = 10;
const maxAgeSeconds = 120;

const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

function keysOf(address: string): ReturnType<typeof createRemoteJWKSet> {
  const known = keySets.get(address);
  if (known !== undefined) return known;
  const made = createRemoteJWKSet(new URL(address), { timeoutDuration: 5_000 });
  keySets.set(address, made);
  return made;
}

/** Reads a logout token (OpenID Connect Back-Channel Logout 1.0, 2.6); throws where anything about it is wrong. */
export async function readLogoutToken(
  token: string,
  { settings, metadata }: { settings: ProviderSettings; metadata: ProviderMetadata },
): Promise<Logout> {
  const { payload } = await jwtVerify(token, keysOf(metadata.jwks_uri), {
    issuer: settings.issuer,
    audience: settings.clientId,
    algorithms: [settings.algorithm],
    clockTolerance: clockToleranceSeconds,
    maxTokenAge: maxAgeSeconds,
  });
  return logoutOf(payload);
}

function logoutOf(payload: JWTPayload): Logout {
  const events: unknown = payload["events"];
  const isLogout =
    typeof events === "object" &&
    events !== null &&
    Object.hasOwn(events, event) &&
    typeof Reflect.get(events, event) === "object";
  if (!isLogout) throw new Error("it is no logout token");
  // An id token that is passed off as a logout token has one.
  if ("nonce" in payload) throw new Error("it holds a nonce");
  const { sub, jti } = payload;
  const sid: unknown = payload["sid"];
  if (typeof jti !== "string" || jti === "" || jti.length > 255) throw new Error("it has no jti");
  const subject = typeof sub === "string" ? sub : null;
  const providerSession = typeof sid === "string" ? sid : null;
  if (subject === null && providerSession === null) throw new Error("it names neither sub nor sid");
  return { subject, providerSession, tokenId: jti };
}
