import type { NoticeChannel } from "./model";

export const deliveryStates = ["queued", "failed", "sent", "dead", "dropped"] as const;
/** queued: waits to be sent; failed: is tried again; dead: was tried for long enough; dropped: there is nobody to send it to any more. */
export type DeliveryState = (typeof deliveryStates)[number];

export const deliveryChannels = ["email", "slack", "webhook"] as const;
export type DeliveryChannel = Exclude<NoticeChannel, "inbox"> | "webhook";

/** How one attempt ended, in words that hold no secret and no address. */
export type Attempted =
  | { kind: "sent" }
  | { kind: "failed"; problem: string; askedMs?: number }
  /** Trying again would be of no use. */
  | { kind: "refused"; problem: string }
  | { kind: "dropped"; problem: string };

/** How messages to endpoints are signed: `v1` or `v1a` of Standard Webhooks. */
export const schemes = ["hmac", "ed25519"] as const;
export type Scheme = (typeof schemes)[number];

/** An endpoint's secret as it is kept: half of what it is made of. */
export interface KeptSecret {
  scheme: Scheme;
  salt: Uint8Array;
}
