import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import type { Actor } from "./actor";
import { admitByProvider } from "./admit-by-provider";
import { changesAnything, planArrival } from "./arrival-queries";
import type { Vouched } from "./provider-claims";
import type { ProviderFault } from "./provider-faults";
import { startSession } from "./sessions";

export const singleSignOn: Actor = { kind: "system", job: "single-sign-on" };

export type ProviderSignIn =
  | { kind: "signed-in"; session: string }
  | { kind: "refused"; fault: ProviderFault };

interface Asked {
  vouched: Vouched;
  createFor: readonly string[];
  userAgent: string;
  requestId: string;
}

/** Another sign-in of the same person may have been quicker; then what is left is looked at anew. */
const tries = 3;

/** Starts a session for whom the provider vouches, after what its answer changes here has been recorded. */
export async function signInByProvider(kernel: Kernel, asked: Asked): Promise<ProviderSignIn> {
  const { vouched, createFor, requestId } = asked;
  for (let n = 1; ; n++) {
    const plan = await planArrival(kernel.db.prisma, vouched, createFor);
    const { arrival } = plan;
    if (arrival.kind === "refused") return arrival;
    if (!changesAnything(plan) && arrival.kind === "known") return start(kernel, asked, arrival);
    const input = { ...vouched, createFor: [...createFor] };
    try {
      await admitByProvider.execute(kernel, input, { actor: singleSignOn, requestId });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "conflict" || n === tries) throw error;
    }
  }
}

async function start(
  kernel: Kernel,
  { vouched, userAgent }: Asked,
  { personId, identityId }: { personId: string; identityId: string },
): Promise<ProviderSignIn> {
  const identity = { id: identityId, providerSession: vouched.providerSession };
  try {
    return { kind: "signed-in", session: await startSession(kernel, { personId, userAgent, identity }) };
  } catch (error) {
    // Disabled or unlinked while the answer was on its way.
    if (error instanceof AppError && error.code === "wrong-credentials")
      return { kind: "refused", fault: "disabled" };
    throw error;
  }
}
