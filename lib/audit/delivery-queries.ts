import { z } from "zod";
import type { Actor } from "@/lib/identity/actor";
import type { Reader } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { type Page, type PageAsk, readPage, toPage } from "@/lib/platform/paging";
import { type DeliveryFacts, type DeliveryKind, retryPauseMs } from "./delivery-rules";
import { DeliveryAnswer, type DeliveryView } from "./delivery-schemas";

type Stored = Awaited<ReturnType<Reader["ledgerCheckpointDelivery"]["findFirstOrThrow"]>>;

/** What the rule asks about one kind of target, with the rows themselves. */
export async function readDeliveryFacts(
  db: Reader,
  kind: DeliveryKind,
): Promise<{ facts: DeliveryFacts; openId: string | null }> {
  const [newest, last, open] = await Promise.all([
    db.ledgerCheckpoint.findFirst({ orderBy: { size: "desc" }, select: { size: true } }),
    db.ledgerCheckpointDelivery.findFirst({
      where: { kind, NOT: { endedAt: null } },
      orderBy: { size: "desc" },
    }),
    db.ledgerCheckpointDelivery.findFirst({ where: { kind, endedAt: null } }),
  ]);
  const facts = {
    newest: newest === null ? null : Number(newest.size),
    last: last === null ? null : { size: Number(last.size), at: last.at },
    open,
  };
  return { facts, openId: open?.id ?? null };
}

/** Newest first; for those who look after the log. */
export async function listDeliveries(db: Reader, actor: Actor, asked: PageAsk): Promise<Page<DeliveryView>> {
  if (actor.kind !== "person" || actor.access === "member")
    throw new AppError("access-level", "Where checkpoints are delivered to is shown to admins and auditors.");
  const { take, after } = readPage(asked, z.tuple([z.uuid()]));
  const rows = await db.ledgerCheckpointDelivery.findMany({
    where: after === null ? {} : { id: { lt: after[0] } },
    orderBy: { id: "desc" },
    take,
  });
  return toPage({ rows, take, item: deliveryView, position: ({ id }) => [id] });
}

function deliveryView(row: Stored): DeliveryView {
  const { id, kind, size, at, outcome, attempts, triedAt, endedAt, problem } = row;
  const nextTry = endedAt === null ? new Date(triedAt.getTime() + retryPauseMs(attempts)) : null;
  return DeliveryAnswer.parse({
    id,
    kind,
    size: Number(size),
    at: at.toISOString(),
    outcome,
    attempts,
    triedAt: triedAt.toISOString(),
    nextTryAt: nextTry?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    problem,
  });
}
