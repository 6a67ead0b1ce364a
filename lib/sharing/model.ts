/** What a link is of; `status`: every release in flight that is not restricted. */
export const shareScopes = ["release", "component", "status"] as const;
export type ShareScope = (typeof shareScopes)[number];

const hourMs = 3_600_000;
/** No link lives longer: whoever got one is forgotten about sooner than that. */
export const mostDays = 90;
export const mostMs = mostDays * 24 * hourMs;

/** How a link was ended before its time: by somebody, or with the account of whoever made it. */
export type ShareLinkEnding = "revoked" | "account";

/** How a link stands. `rests`: whoever made it could not make it any more; it opens again only if they can. */
export type ShareLinkState = "open" | "expired" | "revoked" | "account-ended" | "rests";
