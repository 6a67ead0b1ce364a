import { type ProviderMetadata, ProviderDown, readMetadata } from "@/lib/integrations/oidc/metadata";
import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import type { ProviderSettings } from "@/lib/platform/provider-env";
import { addressOf, site } from "@/lib/platform/site";
import { type AuthParts, authOptions, providerId } from "./auth-options";
import { countAttempt, useOnce } from "./limits";
import type { PersonActor } from "./actor";
import { confirmSigning } from "./confirm-signing";
import { linkIdentity } from "./link-identity";
import { noteFailedConfirmation } from "./note-failed-confirmation";
import { callNextAuth } from "./next-auth-call";
import { type Vouched, vouchedBy } from "./provider-claims";
import { faultOf } from "./provider-failure";
import type { ProviderFault } from "./provider-faults";
import { type Flow, flowCookieHeader, flowOf } from "./provider-flow-cookie";
import { cookieValueIn, openSession } from "./session-cookie";
import { actorOfSession, endSession } from "./sessions";
import { signInByProvider } from "./sign-in-by-provider";

export type Begun = { kind: "go"; to: string; cookies: string[] } | { kind: "refused"; fault: ProviderFault };

/** Begins a sign-in at the provider: where to send the browser, and what it keeps meanwhile. */
export async function beginAtProvider(
  kernel: Kernel,
  {
    settings,
    request,
    flow,
  }: { settings: ProviderSettings; request: Request; flow: Omit<Flow, "state" | "begunAt"> },
): Promise<Begun> {
  await countAttempt(kernel, "provider-address", addressOf(request.headers));
  const metadata = await metadataOf(settings);
  if (typeof metadata === "string") return { kind: "refused", fault: metadata };
  const anew = flow.purpose === "confirm";
  const parts = { settings, metadata, anew, arrived: async () => null, failed: () => undefined };
  // next-auth wants its own token against cross-site posts; whether this one is, was asked by Origin already.
  const csrf = await callNextAuth(authOptions(parts), { action: ["csrf"], method: "GET", cookies: {} });
  const { redirect, cookies } = await callNextAuth(authOptions(parts), {
    action: ["signin", providerId],
    method: "POST",
    body: { csrfToken: csrfTokenOf(csrf.body), callbackUrl: site().url },
    cookies: Object.fromEntries(csrf.cookies.map(nameAndValue)),
  });
  const state = redirect === null ? null : new URL(redirect).searchParams.get("state");
  const leads = redirect?.startsWith(metadata.authorization_endpoint) === true;
  if (redirect === null || state === null || !leads) return { kind: "refused", fault: "provider-wrong" };
  const kept = cookies.filter(isOurs);
  const cookie = await flowCookieHeader({ ...flow, state, begunAt: Date.now() });
  return { kind: "go", to: redirect, cookies: [...kept, cookie] };
}

type Arrived = "signed-in" | "linked" | "confirmed";
interface Ended {
  flow: Pick<Flow, "purpose" | "next">;
  cookies: string[];
}
export type Finished = (Ended & { kind: Arrived }) | (Ended & { kind: "refused"; fault: ProviderFault });

/** What the provider's answer comes to: a session, a linked identity, a confirmed signature, or a fault. It counts once, in the browser that began it. */
export async function finishAtProvider(
  kernel: Kernel,
  { settings, request, requestId }: { settings: ProviderSettings; request: Request; requestId: string },
): Promise<Finished> {
  const flow = await flowOf(request);
  const clear = await flowCookieHeader(null);
  const refused = (fault: ProviderFault, cookies: string[] = []): Finished => ({
    kind: "refused",
    fault,
    flow: flow ?? { purpose: "sign-in", next: "/" },
    cookies: [...cookies, clear],
  });
  const query = Object.fromEntries(new URL(request.url).searchParams);
  if (flow === null || query["state"] !== flow.state) return refused("sign-in-expired");
  await countAttempt(kernel, "provider-address", addressOf(request.headers));
  if (!(await useOnce(kernel, "provider-state", flow.state))) return refused("sign-in-expired");
  if (query["error"] !== undefined) return refused("provider-refused");
  const metadata = await metadataOf(settings);
  if (typeof metadata === "string") return refused(metadata);
  if (!isIssuersAnswer(query["iss"], settings, metadata)) return refused("provider-wrong");
  const asked: Arriving = { kernel, settings, request, requestId, flow };
  const answer = await exchange(asked, { metadata, query });
  return "fault" in answer
    ? refused(answer.fault, answer.cookies)
    : { kind: answer.kind, flow, cookies: [...answer.cookies, clear] };
}

interface Arriving {
  kernel: Kernel;
  settings: ProviderSettings;
  request: Request;
  requestId: string;
  flow: Flow;
}

type Outcome =
  | { kind: "signed-in"; session: string }
  | { kind: "linked" | "confirmed" }
  | { kind: "refused"; fault: ProviderFault };

const patienceMs = 15_000;
const clockToleranceMs = 10_000;

/** Trades the code for tokens, which next-auth checks; what then becomes of the claims is ours. */
async function exchange(
  asked: Arriving,
  { metadata, query }: { metadata: ProviderMetadata; query: Record<string, string> },
): Promise<{ kind: Arrived; cookies: string[] } | { fault: ProviderFault; cookies: string[] }> {
  let outcome: Outcome | null = null;
  let thrown: unknown = null;
  let failure: unknown = null;
  let isLate = false;
  const arrived: AuthParts["arrived"] = async (claims) => {
    if (isLate) return null;
    try {
      outcome = await arrive(asked, claims);
      return outcome.kind === "signed-in" ? outcome.session : null;
    } catch (error) {
      thrown = error;
      return null;
    }
  };
  const options = authOptions({
    settings: asked.settings,
    metadata,
    arrived,
    failed: (error) => (failure = error),
  });
  const call = callNextAuth(options, {
    action: ["callback", providerId],
    method: "GET",
    query,
    cookies: Object.fromEntries((asked.request.headers.get("cookie") ?? "").split(";").map(nameAndValue)),
  });
  const answer = await withinPatience(call);
  isLate = answer === null;
  if (thrown !== null)
    throw thrown instanceof Error ? thrown : new Error("signing in failed", { cause: thrown });
  const cookies = (answer?.cookies ?? []).filter(isOurs);
  return settle({ outcome, failure: answer === null ? new ProviderDown("too slow") : failure, cookies });
}

function settle({
  outcome,
  failure,
  cookies,
}: {
  outcome: Outcome | null;
  failure: unknown;
  cookies: string[];
}): { kind: Arrived; cookies: string[] } | { fault: ProviderFault; cookies: string[] } {
  if (outcome === null) {
    const fault = faultOf(failure);
    log.warn(
      { fault, reason: failure instanceof Error ? failure.message : null },
      "a sign-in was not trusted",
    );
    return { fault, cookies };
  }
  if (outcome.kind === "refused") return { fault: outcome.fault, cookies };
  return { kind: outcome.kind, cookies };
}

async function arrive(
  { kernel, settings, request, requestId, flow }: Arriving,
  claims: Record<string, unknown>,
): Promise<Outcome> {
  const vouched = vouchedBy(claims, settings);
  if (vouched === null || claims["iss"] !== settings.issuer)
    return { kind: "refused", fault: "provider-wrong" };
  if (isFromTheFuture(claims["iat"])) return { kind: "refused", fault: "provider-clock" };
  const cookie = cookieValueIn(request.headers.get("cookie"));
  const earlier = cookie === null ? null : await openSession(cookie);
  if (flow.purpose !== "sign-in") {
    const actor = earlier === null || earlier !== flow.session ? null : await actorOfSession(kernel, earlier);
    if (actor?.kind !== "person") return { kind: "refused", fault: "signed-out" };
    if (flow.purpose === "confirm")
      return confirmByProvider(kernel, { actor, vouched, authTime: claims["auth_time"], flow, requestId });
    const { issuer, subject, email, emailVerified } = vouched;
    const input = { person: actor.email, issuer, subject, email, emailVerified };
    return link(() => linkIdentity.execute(kernel, input, { actor, requestId }));
  }
  const { createFor } = settings;
  const userAgent = request.headers.get("user-agent") ?? "";
  const answer = await signInByProvider(kernel, { vouched, createFor, userAgent, requestId });
  if (answer.kind === "signed-in" && earlier !== null) await endSession(kernel, earlier);
  return answer;
}

/**
 * A signer shows at the provider that it is they who sign: the identity is linked to them, and signed in there after this was
 * begun. Anything else is recorded as a failure.
 */
async function confirmByProvider(
  kernel: Kernel,
  asked: { actor: PersonActor; vouched: Vouched; authTime: unknown; flow: Flow; requestId: string },
): Promise<Outcome> {
  const { actor, vouched, authTime, flow, requestId } = asked;
  const { issuer, subject } = vouched;
  const said = { person: actor.email, method: "provider" as const };
  const whose = { personId: actor.id, issuer, subject, unlinkedAt: null };
  const isOwn = (await kernel.db.prisma.externalIdentity.count({ where: whose })) > 0;
  if (!isOwn || flow.act === null || !isAnew(authTime, flow.begunAt)) {
    await noteFailedConfirmation.execute(kernel, said, { actor, requestId });
    return { kind: "refused", fault: isOwn ? "not-anew" : "other-identity" };
  }
  await confirmSigning.execute(kernel, { ...said, act: flow.act }, { actor, requestId });
  return { kind: "confirmed" };
}

/** `auth_time` is in whole seconds, and clocks may differ a little. */
function isAnew(authTime: unknown, begunAt: number): boolean {
  if (typeof authTime !== "number") return false;
  const at = authTime * 1000;
  return at + 1000 + clockToleranceMs > begunAt && at < Date.now() + clockToleranceMs;
}

/** The client below next-auth lets a token pass that is yet to be issued. */
function isFromTheFuture(issuedAt: unknown): boolean {
  return typeof issuedAt !== "number" || issuedAt * 1000 > Date.now() + clockToleranceMs;
}

async function link(execute: () => Promise<unknown>): Promise<Outcome> {
  try {
    await execute();
    return { kind: "linked" };
  } catch (error) {
    const rule = error instanceof AppError ? error.extras.rule : undefined;
    if (rule === "linked-already" || rule === "linked-to-another") return { kind: "refused", fault: rule };
    throw error;
  }
}

async function metadataOf(settings: ProviderSettings): Promise<ProviderMetadata | ProviderFault> {
  try {
    return await readMetadata(settings.issuer);
  } catch (error) {
    log.warn({ err: error }, "the provider's description could not be used");
    return error instanceof ProviderDown ? "provider-down" : "provider-wrong";
  }
}

/** The provider names itself beside the code where it says that it does (RFC 9207): another's answer is not taken for its own. */
function isIssuersAnswer(
  iss: string | undefined,
  { issuer }: ProviderSettings,
  metadata: ProviderMetadata,
): boolean {
  if (iss === undefined) return metadata.authorization_response_iss_parameter_supported !== true;
  return iss === issuer;
}

async function withinPatience<T>(call: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((done) => {
    timer = setTimeout(() => done(null), patienceMs);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
    call.catch(() => undefined);
  }
}

function csrfTokenOf(body: unknown): string {
  const token: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "csrfToken") : null;
  if (typeof token !== "string") throw new Error("next-auth gave no token");
  return token;
}

/** Of next-auth's cookies those are kept that were given a name here. */
function isOurs(header: string): boolean {
  return /^(__Host-)?countersign-/.test(header);
}

function nameAndValue(text: string): [string, string] {
  const pair = text.split(";")[0] ?? "";
  const at = pair.indexOf("=");
  const [name, value] = at === -1 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
  return [name.trim(), decoded(value.trim())];
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
