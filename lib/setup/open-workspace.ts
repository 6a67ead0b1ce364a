import { countAttempt } from "@/lib/identity/limits";
import type { Kernel } from "@/lib/platform/command";
import { newId } from "@/lib/platform/ids";
import { createFirstAdmin } from "./create-first-admin";
import { makeSetupCode } from "./make-setup-code";
import { getSetupFacts } from "./queries";
import { hashSetupCode, setupCode } from "./setup-code";

export interface FirstPerson {
  code: string;
  name: string;
  email: string;
  password: string;
}

/** Opens the workspace for whoever has the code: who has it acts as the set-up, for this one thing. Attempts are counted. */
export async function openWorkspace(
  kernel: Kernel,
  first: FirstPerson,
  { address, requestId }: { address: string; requestId: string },
): Promise<{ id: string; email: string }> {
  await countAttempt(kernel, "setup-address", address);
  await countAttempt(kernel, "setup-all", "everybody");
  return createFirstAdmin.execute(kernel, first, { actor: { kind: "system", job: "set-up" }, requestId });
}

/** A code for the log, or null once somebody is there. `replace`: asked for by hand, so that a new one is wanted. */
export async function offerSetupCode(
  kernel: Kernel,
  { secret, replace = false }: { secret: string; replace?: boolean },
): Promise<{ code: string; expiresAt: Date } | null> {
  if (!replace && (await getSetupFacts(kernel.db.prisma)).people > 0) return null;
  for (const isLast of [false, true]) {
    const id = newId();
    const codeHash = hashSetupCode(setupCode(secret, id));
    const call = { actor: { kind: "system", job: "operator" } as const, requestId: newId() };
    const made = await makeSetupCode.execute(kernel, { id, codeHash, replace: replace || isLast }, call);
    const code = setupCode(secret, made.id);
    // Another one that started at the same time may have another secret: then its code is not ours to print.
    if (hashSetupCode(code) === made.codeHash) return { code, expiresAt: made.expiresAt };
  }
  throw new Error("a code that replaced all others is not the one that holds");
}
