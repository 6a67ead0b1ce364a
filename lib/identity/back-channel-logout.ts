import { type Logout, readLogoutToken } from "@/lib/integrations/oidc/logout-token";
import { readMetadata } from "@/lib/integrations/oidc/metadata";
import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import type { ProviderSettings } from "@/lib/platform/provider-env";
import { endProviderSessions } from "./end-provider-sessions";
import { countAttempt, useOnce } from "./limits";
import { singleSignOn } from "./sign-in-by-provider";

interface Asked {
  settings: ProviderSettings;
  token: string;
  address: string;
  requestId: string;
}

/** Ends the sessions that a logout token of the provider names; a token counts once, and one that names nobody here changes nothing. */
export async function endOnLogoutToken(
  kernel: Kernel,
  { settings, token, address, requestId }: Asked,
): Promise<void> {
  await countAttempt(kernel, "logout-address", address);
  const { subject, providerSession, tokenId } = await checked(settings, token);
  if (!(await useOnce(kernel, "logout-token", `${settings.issuer} ${tokenId}`)))
    throw new AppError("invalid-input", "logout_token: was used already.");
  const input = { issuer: settings.issuer, subject, providerSession };
  try {
    await endProviderSessions.execute(kernel, input, { actor: singleSignOn, requestId });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "not-found") throw error;
  }
}

async function checked(settings: ProviderSettings, token: string): Promise<Logout> {
  try {
    return await readLogoutToken(token, { settings, metadata: await readMetadata(settings.issuer) });
  } catch (error) {
    log.warn({ reason: error instanceof Error ? error.message : null }, "a logout token was refused");
    throw new AppError("invalid-input", "logout_token: expected a valid logout token of the provider.", {
      faults: [
        { path: "/logout_token", message: "is not valid", expected: "a logout token of the provider" },
      ],
    });
  }
}
