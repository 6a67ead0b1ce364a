import type { NextAuthOptions } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import type { ProviderMetadata } from "@/lib/integrations/oidc/metadata";
import { log } from "@/lib/platform/log";
import type { ProviderSettings } from "@/lib/platform/provider-env";
import { isSecureSite, site } from "@/lib/platform/site";
import { cookieMaxAgeSeconds, sessionCookie } from "./session-cookie";

/** How the provider is named in addresses: /api/auth/callback/sso is what it sends people back to. */
export const providerId = "sso";

/** How long somebody may take at the provider. */
export const flowSeconds = 15 * 60;
const patienceMs = 5_000;

export interface AuthParts {
  settings: ProviderSettings;
  metadata: ProviderMetadata;
  /** The provider asks its person anew, whatever session they have there. */
  anew?: boolean;
  /** What becomes of checked claims: the id of the session they begin, null where they begin none. */
  arrived: (claims: Record<string, unknown>) => Promise<string | null>;
  /** What next-auth says it failed by. */
  failed: (error: unknown) => void;
}

/** next-auth as it is used here: it speaks to the provider and checks its answer. Its token holds a session's id, and the session's row decides. */
export function authOptions({
  settings,
  metadata,
  anew = false,
  arrived,
  failed,
}: AuthParts): NextAuthOptions {
  let session: string | null = null;
  return {
    secret: site().secret,
    useSecureCookies: isSecureSite(),
    session: { strategy: "jwt", maxAge: cookieMaxAgeSeconds },
    cookies: {
      sessionToken: sessionCookie(),
      state: flowCookie("state"),
      nonce: flowCookie("nonce"),
      pkceCodeVerifier: flowCookie("verifier"),
    },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    logger: {
      error: (code, metadataOfError) => {
        log.warn({ code }, "single sign-on failed");
        failed("error" in metadataOfError ? metadataOfError.error : metadataOfError);
      },
      warn: () => undefined,
      debug: () => undefined,
    },
    providers: [provider(settings, metadata, anew)],
    callbacks: {
      signIn: async ({ profile }) => {
        session = await arrived({ ...profile });
        return session !== null;
      },
      jwt: () => {
        if (session === null) throw new Error("nobody signed in");
        return { sid: session };
      },
      session: ({ session: { expires } }) => ({ expires }),
    },
  };
}

function flowCookie(name: string) {
  const { options } = sessionCookie();
  return {
    name: `${options.secure ? "__Host-" : ""}countersign-${name}`,
    options: { ...options, maxAge: flowSeconds },
  };
}

/** Addresses come from the description that was checked against the configured issuer, not from a second reading of it. */
function provider(
  settings: ProviderSettings,
  metadata: ProviderMetadata,
  anew: boolean,
): OAuthConfig<Record<string, unknown>> {
  const methods = metadata.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  return {
    id: providerId,
    name: settings.name,
    type: "oauth",
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    issuer: settings.issuer,
    authorization: {
      url: metadata.authorization_endpoint,
      params: { scope: settings.scopes, ...(anew && { max_age: 0, prompt: "login" }) },
    },
    token: metadata.token_endpoint,
    jwks_endpoint: metadata.jwks_uri,
    userinfo: {
      url: metadata.userinfo_endpoint ?? metadata.token_endpoint,
      request: async ({ tokens, client }) => {
        if (!("claims" in tokens) || typeof tokens.claims !== "function") throw new Error("no id token");
        const claims: Record<string, unknown> = { ...tokens.claims() };
        const wanted = [
          "email",
          "email_verified",
          ...(settings.groupsClaim === null ? [] : [settings.groupsClaim]),
        ];
        if (metadata.userinfo_endpoint === undefined || wanted.every((name) => name in claims))
          return { ...claims };
        // Its subject is compared with the id token's; what the signed token says goes first.
        const more: Record<string, unknown> = await client.userinfo(tokens.access_token ?? "");
        if (more["sub"] !== claims["sub"]) throw new Error("userinfo is about another subject");
        return { ...more, ...claims };
      },
    },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    client: {
      id_token_signed_response_alg: settings.algorithm,
      token_endpoint_auth_method: methods.includes("client_secret_basic")
        ? "client_secret_basic"
        : "client_secret_post",
    },
    httpOptions: { timeout: patienceMs },
    profile: ({ sub }) => ({ id: typeof sub === "string" ? sub : "" }),
  };
}
