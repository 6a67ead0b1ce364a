import type { Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import type { Attempted, DeliveryChannel, DeliveryState } from "./delivery-model";
import { nextTry } from "./retry-rules";
import { lockOne } from "@/lib/platform/lock-numbers";

const claimMs = 120_000;
/** A claim that ends later than any could was made by a clock that was wrong. */
const longestClaimMs = 600_000;

export interface ClaimedDelivery {
  id: string;
  channel: DeliveryChannel;
  personId: string | null;
  teamId: string | null;
  endpointId: string | null;
  seq: number | null;
  /** With this one. */
  attempts: number;
  repeatedFrom: number;
}

/** Who carries a message: a mail server, or whoever it is posted to. */
export type Carrier = "mail" | "post";

/**
 * Takes the next message that is due, for as long as an attempt lasts; whoever dies leaves it to be sent again under its id. Nobody is
 * posted two messages at a time: one that answers slowly takes one lane, however many messages to it are due.
 */
export async function claimDelivery(
  tx: Tx,
  { now, by }: { now: Date; by: Carrier | null },
): Promise<ClaimedDelivery | null> {
  // One claim after the other, so that each sees those before it.
  await lockOne(tx, "claims", "deliveries");
  const until = new Date(now.getTime() + claimMs);
  const wrong = new Date(now.getTime() + longestClaimMs);
  const rows = await tx.$queryRaw<(Omit<ClaimedDelivery, "seq"> & { seq: bigint | null })[]>(Prisma.sql`
    WITH busy AS MATERIALIZED (
      SELECT endpoint_id, person_id, team_id FROM notice_deliveries
      WHERE claimed_until > ${now} AND claimed_until <= ${wrong} AND channel <> 'email')
    UPDATE notice_deliveries SET attempts = attempts + 1, claimed_until = ${until}
    WHERE id = (SELECT d.id FROM notice_deliveries d WHERE d.state IN ('queued', 'failed') AND d.due_at <= ${now}
      AND (d.claimed_until IS NULL OR d.claimed_until <= ${now} OR d.claimed_until > ${wrong})
      AND (${by === null} OR (d.channel = 'email') = ${by === "mail"})
      AND (d.channel = 'email' OR NOT EXISTS (SELECT FROM busy b
        WHERE b.endpoint_id = d.endpoint_id OR b.person_id = d.person_id OR b.team_id = d.team_id))
      ORDER BY d.due_at, d.id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, channel, person_id AS "personId", team_id AS "teamId", endpoint_id AS "endpointId", seq, attempts, repeated_from AS "repeatedFrom"`);
  const row = rows[0];
  return row === undefined ? null : { ...row, seq: row.seq === null ? null : Number(row.seq) };
}

/** Leaves a message whose attempt was cut off from this side to whoever comes next. */
export async function leaveDelivery(tx: Tx, { id, attempts }: ClaimedDelivery): Promise<void> {
  await tx.noticeDelivery.updateMany({ where: { id, attempts }, data: { claimedUntil: null } });
}

/** Writes how an attempt ended. Another one that outlived its claim and was made again meanwhile changes nothing. */
export async function endAttempt(
  tx: Tx,
  claimed: ClaimedDelivery,
  { attempted, now }: { attempted: Attempted; now: Date },
): Promise<DeliveryState | null> {
  const { id, attempts, repeatedFrom } = claimed;
  const next = dueAgain(claimed, attempted, now);
  const state = stateAfter(attempted, next);
  const problem = attempted.kind === "sent" ? null : attempted.problem.slice(0, 1_000);
  const moved = await tx.noticeDelivery.updateMany({
    where: { id, attempts, repeatedFrom, state: { in: ["queued", "failed"] } },
    data: {
      state,
      claimedUntil: null,
      ...(next === null ? { endedAt: now } : { dueAt: new Date(next) }),
    },
  });
  if (moved.count === 0) return null;
  await tx.noticeAttempt.create({
    data: { deliveryId: id, number: attempts, at: now, outcome: attempted.kind, problem },
  });
  return state;
}

function dueAgain(
  { id, attempts, repeatedFrom }: ClaimedDelivery,
  attempted: Attempted,
  now: Date,
): number | null {
  if (attempted.kind !== "failed") return null;
  const { askedMs = 0 } = attempted;
  return nextTry({ id, attempts: attempts - repeatedFrom, now: now.getTime(), askedMs });
}

function stateAfter({ kind }: Attempted, next: number | null): DeliveryState {
  if (kind === "sent" || kind === "dropped") return kind;
  return kind === "failed" && next !== null ? "failed" : "dead";
}
