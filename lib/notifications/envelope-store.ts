import type { Tx } from "@/lib/platform/db";
import { Prisma } from "@/lib/platform/generated/prisma/client";
import { newId } from "@/lib/platform/ids";
import type { HearingReason } from "./hearing-rules";
import type { Topic } from "./model";
import type { Sending } from "./pace-rules";

/** Id of a person or of a team. */
export type Recipient = { person: string } | { team: string };

export interface NewNotice {
  seq: number;
  recipient: Recipient;
  releaseId: string | null;
  topic: Topic;
  reason: HearingReason;
  inInbox: boolean;
  at: Date;
  sendings: readonly Sending[];
}

/** Messages of one batch, by whom they are to, by what and when. */
export type Envelopes = Map<string, string>;

/** Writes notices, and puts each into the message that is due with it: one that waits already, or a new one. */
export async function writeNotices(tx: Tx, notices: readonly NewNotice[], now: Date): Promise<void> {
  if (notices.length === 0) return;
  const rows = notices.map((notice) => ({ id: newId(), notice }));
  await tx.notice.createMany({
    data: rows.map(({ id, notice }) => {
      const { seq, recipient, releaseId, topic, reason, inInbox, at } = notice;
      return { id, seq, ...columnsOf(recipient), releaseId, topic, reason, inInbox, at };
    }),
  });
  const envelopes: Envelopes = new Map();
  const items: { deliveryId: string; noticeId: string }[] = [];
  for (const { id, notice } of rows)
    for (const sending of notice.sendings)
      items.push({ noticeId: id, deliveryId: await envelopeFor(tx, { envelopes, sending, notice, now }) });
  if (items.length > 0) await tx.noticeDeliveryItem.createMany({ data: items });
}

async function envelopeFor(
  tx: Tx,
  {
    envelopes,
    sending: { channel, dueAt },
    notice: { recipient },
    now,
  }: { envelopes: Envelopes; sending: Sending; notice: NewNotice; now: Date },
): Promise<string> {
  const columns = columnsOf(recipient);
  const key = JSON.stringify([channel, columns, dueAt]);
  const known = envelopes.get(key);
  if (known !== undefined) return known;
  const due = new Date(dueAt);
  const waiting = await waitingEnvelope(tx, { channel, recipient, due, now });
  const id = waiting ?? newId();
  if (waiting === null)
    await tx.noticeDelivery.create({ data: { id, channel, ...columns, dueAt: due, at: now } });
  envelopes.set(key, id);
  return id;
}

/** A digest that is not due yet and that nobody is about to send. */
async function waitingEnvelope(
  tx: Tx,
  { channel, recipient, due, now }: { channel: string; recipient: Recipient; due: Date; now: Date },
): Promise<string | null> {
  if (due <= now) return null;
  const whose =
    "person" in recipient
      ? Prisma.sql`person_id = ${recipient.person}::uuid`
      : Prisma.sql`team_id = ${recipient.team}::uuid`;
  const rows = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT id FROM notice_deliveries WHERE ${whose} AND channel = ${channel} AND due_at = ${due} AND state = 'queued' AND attempts = 0
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED`);
  return rows[0]?.id ?? null;
}

function columnsOf(recipient: Recipient): { personId: string } | { teamId: string } {
  return "person" in recipient ? { personId: recipient.person } : { teamId: recipient.team };
}
