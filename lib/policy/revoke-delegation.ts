import { command } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { requirePerson } from "@/lib/releases/rules";
import { delegationRevoked } from "./delegation-events";
import { findDelegation, stateOf } from "./delegation-queries";
import { RevokeDelegation } from "./delegation-schemas";
import { mayRevokeDelegation } from "./delegations";

/** Takes a delegation back, or gives it back: what was signed under it stops counting. */
export const revokeDelegation = command({
  name: "revoke-delegation",
  input: RevokeDelegation,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, { id }, { actor }) => {
    const found = await findDelegation(tx, { id, actor });
    if (found === null) throw notFound("such delegation");
    return found;
  },
  allow: (actor, delegation) => mayRevokeDelegation(actor, delegation),
  run: async ({ tx, input, facts, actor, now }) => {
    const { id, role, principal, delegate, release } = facts;
    const state = stateOf(facts, now);
    if (state === "over" || state === "revoked")
      throw new AppError(
        "conflict",
        state === "over" ? "It ran out already; what was signed under it stands." : "It was ended already.",
      );
    const by = requirePerson(actor).id;
    await tx.delegationRevocation.create({
      data: { id: newId(), delegationId: id, by, reason: input.reason ?? null, at: now },
    });
    const entry = delegationRevoked({
      id,
      role,
      principalId: principal.id,
      delegateId: delegate.id,
      releaseId: release?.id ?? null,
      by: by === principal.id ? "principal" : "delegate",
      reason: input.reason,
    });
    return { value: { id, revokedAt: now.toISOString() }, entries: [entry] };
  },
});
