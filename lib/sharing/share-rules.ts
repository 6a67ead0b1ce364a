import type { Actor } from "@/lib/identity/actor";
import type { Party, Verdict } from "@/lib/policy/model";
import { mostDays, mostMs, type ShareLinkEnding, type ShareLinkState, type ShareScope } from "./model";

/** What sharing is judged by: of a release whether it is restricted, and who its champions are now. */
export type Shared =
  | { scope: Exclude<ShareScope, "release"> }
  | { scope: "release"; restricted: boolean; champions: readonly Party[] };

/** Any person shares what they see; of a restricted release only its champion. That the release is seen is for whoever loads it. */
export function mayShare(actor: Actor, shared: Shared): Verdict {
  if (actor.kind !== "person")
    return {
      allowed: false,
      rule: "people-only",
      reason: "Share links are made by people, never by a machine.",
      whoMay: [],
    };
  if (shared.scope !== "release" || !shared.restricted)
    return { allowed: true, rule: "sees-it", role: null, grant: [] };
  if (shared.champions.some(({ id }) => id === actor.id))
    return { allowed: true, rule: "champion", role: null, grant: [] };
  return {
    allowed: false,
    rule: "not-a-holder",
    reason: "The release is restricted: only its champion makes a share link of it.",
    whoMay: [...shared.champions],
  };
}

/** Who may end a link: whoever made it, a champion of its release, an admin. */
export function mayRevokeLink(
  actor: Actor,
  { maker, champions, admins }: { maker: Party; champions: readonly Party[]; admins: readonly Party[] },
): Verdict {
  const is = (people: readonly Party[]) =>
    actor.kind === "person" && people.some(({ id }) => id === actor.id);
  const rule = is([maker]) ? "own" : is(champions) ? "champion" : is(admins) ? "admin" : null;
  if (rule !== null) return { allowed: true, rule, role: null, grant: [] };
  const whoMay = new Map([maker, ...champions, ...admins].map((each) => [each.id, each]));
  return {
    allowed: false,
    rule: actor.kind === "person" ? "own-only" : "people-only",
    reason: "A share link is revoked by whoever made it, by a champion of its release, or by an admin.",
    whoMay: [...whoMay.values()],
  };
}

/** What is wrong with the end that is asked for; null: nothing. */
export function faultOfExpiry(expiresAt: Date, now: Date): string | null {
  const inMs = expiresAt.getTime() - now.getTime();
  if (inMs <= 0) return "lies in the past";
  if (inMs > mostMs) return `lies more than ${mostDays} days ahead`;
  return null;
}

/** How a link stands; `mayStill`: whoever made it could make it now. What was ended stays ended, whatever else. */
export function stateOfLink({
  ended,
  expiresAt,
  mayStill,
  now,
}: {
  ended: ShareLinkEnding | null;
  expiresAt: Date;
  mayStill: boolean;
  now: Date;
}): ShareLinkState {
  if (ended === "revoked") return "revoked";
  if (ended === "account") return "account-ended";
  if (expiresAt.getTime() <= now.getTime()) return "expired";
  return mayStill ? "open" : "rests";
}
