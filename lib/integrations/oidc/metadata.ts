import { z } from "zod";
import { isTrustworthy } from "@/lib/platform/provider-env";

const Address = z.string().refine(isTrustworthy, { message: "is neither https nor on this machine" });

/** What a provider says of itself, as far as it is used here. */
const Metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: Address,
  token_endpoint: Address,
  jwks_uri: Address,
  userinfo_endpoint: Address.optional(),
  end_session_endpoint: Address.optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});
export type ProviderMetadata = z.output<typeof Metadata>;

/** The provider did not answer, or not as one can use. */
export class ProviderDown extends Error {
  override readonly name = "ProviderDown";
}
/** The provider answered as somebody else than the one configured. */
export class ProviderWrong extends Error {
  override readonly name = "ProviderWrong";
}

const keptMs = 10 * 60_000;
const patienceMs = 5_000;
const maxBytes = 256 * 1024;

interface Kept {
  metadata: ProviderMetadata;
  until: number;
}
const slot = globalThis as typeof globalThis & { countersignProviders?: Map<string, Kept> };

/** The provider's own description, read at most every ten minutes; it must be of this very issuer, and every address in it safe. */
export async function readMetadata(issuer: string, now = Date.now()): Promise<ProviderMetadata> {
  slot.countersignProviders ??= new Map();
  const known = slot.countersignProviders.get(issuer);
  if (known !== undefined && known.until > now) return known.metadata;
  const parsed = Metadata.safeParse(await fetchDocument(issuer));
  if (!parsed.success)
    throw new ProviderWrong(
      parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`).join("; "),
    );
  if (parsed.data.issuer !== issuer)
    throw new ProviderWrong(`it calls itself ${parsed.data.issuer}, and ${issuer} is configured`);
  slot.countersignProviders.set(issuer, { metadata: parsed.data, until: now + keptMs });
  return parsed.data;
}

/** Forgets what was read: tests change providers. */
export function forgetMetadata(): void {
  slot.countersignProviders?.clear();
}

async function fetchDocument(issuer: string): Promise<unknown> {
  const address = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const answer = await fetch(address, {
      signal,
      redirect: "error",
      headers: { accept: "application/json" },
    });
    const text = await answer.text();
    if (!answer.ok || text.length > maxBytes) throw new Error(`answered ${answer.status}`);
    return JSON.parse(text);
  } catch (error) {
    throw new ProviderDown(`${address} could not be read`, { cause: error });
  }
}
