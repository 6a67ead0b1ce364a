import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { exportJWK, generateKeyPair, type JWTPayload, type KeyLike, SignJWT, UnsecuredJWT } from "jose";
import { forgetMetadata } from "@/lib/integrations/oidc/metadata";
import type { ProviderSettings } from "@/lib/platform/provider-env";

/** How an answer of the provider is made wrong. */
export interface Tweak {
  claims?: Record<string, unknown>;
  /** Signed so in place of the provider's own way. */
  sign?: "none" | "with another key" | "with the client's secret";
  /** The code may be traded more than once, and without its verifier. */
  careless?: boolean;
}

export interface FakeProvider {
  issuer: string;
  settings: (change?: Partial<ProviderSettings>) => ProviderSettings;
  /** As if somebody signed in there: where the provider sends the browser back to. */
  signIn: (authorizationUrl: string, claims: Record<string, unknown>, tweak?: Tweak) => string;
  logoutToken: (claims: Record<string, unknown>, sign?: Tweak["sign"]) => Promise<string>;
  /** What the description says in place of what is true. */
  describe: (change: Record<string, unknown>) => void;
  trouble: (kind: "none" | "down" | "slow" | "broken") => void;
  tokenRequests: () => number;
  close: () => Promise<void>;
}

interface Code {
  nonce: string | null;
  challenge: string | null;
  claims: Record<string, unknown>;
  tweak: Tweak;
}

const clientId = "countersign";
const clientSecret = "a secret that the provider made for it";

/** A provider of OpenID Connect that signs whatever a test wants, on a free port of this machine. */
export async function startFakeProvider(): Promise<FakeProvider> {
  const own = await generateKeyPair("RS256");
  const other = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(own.publicKey)), kid: "own", alg: "RS256", use: "sig" };
  const codes = new Map<string, Code>();
  const state = { trouble: "none", change: {} as Record<string, unknown>, tokenRequests: 0 };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const signed = (claims: JWTPayload, sign: Tweak["sign"]) =>
    signAs(claims, { sign, own: own.privateKey, other: other.privateKey });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (state.trouble === "down") return void request.socket.destroy();
    if (state.trouble === "slow") await sleep(20_000, undefined, { ref: false });
    if (state.trouble === "broken") return void response.writeHead(503).end("<h1>Out of order</h1>");
    const json = (body: unknown, status = 200) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.url === "/.well-known/openid-configuration")
      return json({ ...description(issuer), ...state.change });
    if (request.url === "/jwks") return json({ keys: [jwk] });
    if (request.url !== "/token") return json({}, 404);
    state.tokenRequests += 1;
    const form = new URLSearchParams(await bodyOf(request));
    const code = codes.get(form.get("code") ?? "");
    if (code === undefined) return json({ error: "invalid_grant" }, 400);
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (code.tweak.careless !== true) {
      codes.delete(form.get("code") ?? "");
      if (challenge !== code.challenge) return json({ error: "invalid_grant" }, 400);
    }
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      aud: clientId,
      iat: now,
      exp: now + 300,
      nonce: code.nonce,
      ...code.claims,
    };
    const id_token = await signed({ ...claims, ...code.tweak.claims }, code.tweak.sign);
    json({ access_token: "access", token_type: "Bearer", expires_in: 300, id_token });
  }

  return {
    issuer,
    settings: (change = {}) => ({
      issuer,
      clientId,
      clientSecret,
      name: "Example Login",
      scopes: "openid email profile",
      groupsClaim: "groups",
      createFor: [],
      algorithm: "RS256",
      ...change,
    }),
    signIn: (authorizationUrl, claims, tweak = {}) => {
      const asked = new URL(authorizationUrl).searchParams;
      const code = randomBytes(16).toString("hex");
      codes.set(code, { nonce: asked.get("nonce"), challenge: asked.get("code_challenge"), claims, tweak });
      const back = new URL(asked.get("redirect_uri") ?? "");
      back.searchParams.set("code", code);
      back.searchParams.set("state", asked.get("state") ?? "");
      back.searchParams.set("iss", issuer);
      return back.href;
    },
    logoutToken: (claims, sign) => {
      const now = Math.floor(Date.now() / 1000);
      const events = { "http://schemas.openid.net/event/backchannel-logout": {} };
      const base = {
        iss: issuer,
        aud: clientId,
        iat: now,
        exp: now + 120,
        jti: randomBytes(8).toString("hex"),
      };
      return signed({ ...base, events, ...claims }, sign);
    },
    describe: (change) => {
      state.change = change;
      forgetMetadata();
    },
    trouble: (kind) => {
      state.trouble = kind;
      forgetMetadata();
    },
    tokenRequests: () => state.tokenRequests,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

function description(issuer: string): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    end_session_endpoint: `${issuer}/logout`,
    authorization_response_iss_parameter_supported: true,
  };
}

function signAs(
  claims: JWTPayload,
  { sign, own, other }: { sign: Tweak["sign"]; own: KeyLike; other: KeyLike },
): Promise<string> {
  if (sign === "none") return Promise.resolve(new UnsecuredJWT(claims).encode());
  if (sign === "with the client's secret")
    return new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(Buffer.from(clientSecret));
  const key = sign === "with another key" ? other : own;
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "own" }).sign(key);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
