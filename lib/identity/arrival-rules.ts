import type { ProviderFault } from "./provider-faults";
import type { Vouched } from "./provider-claims";

/** What is known here of whom the provider vouches for. */
export interface ArrivalFacts {
  /** By issuer and subject: the only thing that finds somebody who was linked. */
  identity: {
    id: string;
    personId: string;
    email: string | null;
    emailVerified: boolean;
    enabled: boolean;
  } | null;
  /** Who has the address here. */
  byEmail: { id: string; enabled: boolean; hasPassword: boolean; hadIdentity: boolean } | null;
}

export type Arrival =
  | { kind: "known"; identityId: string; personId: string; addressChanged: boolean }
  | { kind: "link"; personId: string }
  | { kind: "create" }
  | { kind: "refused"; fault: ProviderFault };

/**
 * Who somebody is whom the provider vouches for. An address reaches only an account that nobody has used yet, and only
 * where the provider says that it is verified; it never moves a linked subject to another person.
 */
export function arrivalOf(
  vouched: Vouched,
  { identity, byEmail }: ArrivalFacts,
  createFor: readonly string[],
): Arrival {
  const { email, emailVerified } = vouched;
  if (identity !== null) {
    if (!identity.enabled) return refused("disabled");
    const addressChanged = identity.email !== email || identity.emailVerified !== emailVerified;
    return { kind: "known", identityId: identity.id, personId: identity.personId, addressChanged };
  }
  if (email === null || !emailVerified) return refused("address-unverified");
  if (byEmail !== null) {
    if (!byEmail.enabled) return refused("disabled");
    if (byEmail.hasPassword || byEmail.hadIdentity) return refused("link-first");
    return { kind: "link", personId: byEmail.id };
  }
  return createFor.includes(email.slice(email.lastIndexOf("@") + 1))
    ? { kind: "create" }
    : refused("not-added");
}

function refused(fault: ProviderFault): Arrival {
  return { kind: "refused", fault };
}
