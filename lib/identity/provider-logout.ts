import { readMetadata } from "@/lib/integrations/oidc/metadata";
import { log } from "@/lib/platform/log";
import type { ProviderSettings } from "@/lib/platform/provider-env";
import { site } from "@/lib/platform/site";

/** Where the provider signs people out (OpenID Connect RP-Initiated Logout 1.0); null where it has no such place or cannot be asked. */
export async function logoutAddress(settings: ProviderSettings): Promise<string | null> {
  try {
    const { end_session_endpoint: endpoint } = await readMetadata(settings.issuer);
    if (endpoint === undefined) return null;
    const address = new URL(endpoint);
    address.searchParams.set("client_id", settings.clientId);
    address.searchParams.set("post_logout_redirect_uri", `${site().url}/sign-in`);
    return address.href;
  } catch (error) {
    log.warn({ err: error }, "the provider's description could not be used");
    return null;
  }
}
