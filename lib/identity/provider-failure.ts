import { ProviderDown } from "@/lib/integrations/oidc/metadata";
import type { ProviderFault } from "./provider-faults";

const network = /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)/;

/** Which fault it is that next-auth, and the client below it, failed by; what is not known counts as not to be trusted. */
export function faultOf(error: unknown): ProviderFault {
  if (error instanceof ProviderDown) return "provider-down";
  const { message, code } = partsOf(error);
  if (network.test(code) || /timed out|socket hang up|ECONN|ENOTFOUND|got: 5\d\d/.test(message))
    return "provider-down";
  if (/invalid_grant|cookie was missing|could not be parsed|state mismatch/i.test(message))
    return "sign-in-expired";
  if (/issued in the future|not active yet|JWT expired/.test(message)) return "provider-clock";
  return "provider-wrong";
}

function partsOf(error: unknown): { message: string; code: string } {
  if (!(error instanceof Error)) return { message: String(error), code: "" };
  const code: unknown = Reflect.get(error, "code");
  return { message: error.message, code: typeof code === "string" ? code : "" };
}
