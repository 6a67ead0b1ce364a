import { z } from "zod";
import { Email, emailKey, line, unstorable } from "@/lib/platform/names";

/** What the provider vouched for, as far as it counts here. */
export interface Vouched {
  issuer: string;
  subject: string;
  email: string | null;
  emailVerified: boolean;
  name: string;
  /** null: groups are not followed, or the provider did not say. */
  groups: string[] | null;
  /** The provider's own session, by which it may end ours. */
  providerSession: string | null;
}

/** Subjects are at most 255 characters by the standard (OpenID Connect Core 1.0, 2). */
export const Subject = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => unstorable(text) === null);
const maxGroups = 2_000;
const maxGroupLength = 255;
const Name = line(120);

/** Reads checked claims; null where there is no usable subject. */
export function vouchedBy(
  claims: Record<string, unknown>,
  { issuer, groupsClaim }: { issuer: string; groupsClaim: string | null },
): Vouched | null {
  const subject = Subject.safeParse(claims["sub"]);
  if (!subject.success) return null;
  const given = Email.safeParse(claims["email"]).data;
  const email = given === undefined ? null : emailKey(given);
  const verified = claims["email_verified"];
  const sid = claims["sid"];
  return {
    issuer,
    subject: subject.data,
    email,
    // Some providers write the boolean as text.
    emailVerified: email !== null && (verified === true || verified === "true"),
    name: Name.safeParse(claims["name"]).data?.trim() ?? email?.split("@")[0] ?? "Somebody",
    groups: groupsClaim === null ? null : groupsOf(claims, groupsClaim),
    providerSession: typeof sid === "string" && sid.length <= 255 && unstorable(sid) === null ? sid : null,
  };
}

/** No claim means no group, as many providers leave an empty list out; a claim that is said to be elsewhere is not known. */
function groupsOf(claims: Record<string, unknown>, name: string): string[] | null {
  const value = claims[name];
  if (value === undefined || value === null) return isElsewhere(claims["_claim_names"], name) ? null : [];
  const listed: unknown[] = Array.isArray(value) ? value : [value];
  const groups = listed.filter(
    (one): one is string => typeof one === "string" && one !== "" && one.length <= maxGroupLength,
  );
  return [...new Set(groups.filter((one) => unstorable(one) === null))].slice(0, maxGroups);
}

function isElsewhere(names: unknown, name: string): boolean {
  return typeof names === "object" && names !== null && Object.hasOwn(names, name);
}
