import { alone } from "@/lib/platform/alone";
import type { Kernel } from "@/lib/platform/command";
import { newId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { noHosts, parseAllowedHosts } from "@/lib/platform/public-addresses";
import { record } from "@/lib/platform/record";
import { readDeliveryFacts } from "./delivery-queries";
import { type DeliveryKind, dueDelivery } from "./delivery-rules";
import { type Attempted, type Outgoing, toFolder, toMail, toWebhook } from "./delivery-targets";

export interface DeliverySettings {
  COUNTERSIGN_SECRET: string;
  COUNTERSIGN_ALLOWED_PRIVATE_HOSTS?: string | undefined;
  COUNTERSIGN_CHECKPOINT_DIR?: string | undefined;
  COUNTERSIGN_CHECKPOINT_WEBHOOK?: string | undefined;
  COUNTERSIGN_CHECKPOINT_WEBHOOK_MINUTES: number;
  COUNTERSIGN_CHECKPOINT_EMAILS?: readonly string[] | undefined;
  COUNTERSIGN_CHECKPOINT_EMAIL_HOURS: number;
  COUNTERSIGN_SMTP_URL?: string | undefined;
  COUNTERSIGN_MAIL_FROM?: string | undefined;
}

interface Target {
  paceMs: number;
  deliver: (checkpoint: Outgoing) => Promise<Attempted>;
}

/** Where checkpoints go to by this way; null: nowhere. */
function targetOf(kind: DeliveryKind, settings: DeliverySettings): Target | null {
  switch (kind) {
    case "file": {
      const folder = settings.COUNTERSIGN_CHECKPOINT_DIR;
      return folder === undefined ? null : { paceMs: 0, deliver: (one) => toFolder(folder, one) };
    }
    case "webhook": {
      const url = settings.COUNTERSIGN_CHECKPOINT_WEBHOOK;
      if (url === undefined) return null;
      const allowed = parseAllowedHosts(settings.COUNTERSIGN_ALLOWED_PRIVATE_HOSTS ?? "") ?? noHosts;
      const target = { url, secret: settings.COUNTERSIGN_SECRET, allowed };
      return {
        paceMs: settings.COUNTERSIGN_CHECKPOINT_WEBHOOK_MINUTES * 60_000,
        deliver: (one) => toWebhook(target, one),
      };
    }
    case "email": {
      const {
        COUNTERSIGN_CHECKPOINT_EMAILS: to,
        COUNTERSIGN_SMTP_URL: url,
        COUNTERSIGN_MAIL_FROM: from,
      } = settings;
      if (to === undefined || url === undefined || from === undefined) return null;
      return {
        paceMs: settings.COUNTERSIGN_CHECKPOINT_EMAIL_HOURS * 3_600_000,
        deliver: (one) => toMail({ server: { url, from }, to }, one),
      };
    }
  }
}

// One lock for each way, so that a slow mail server keeps no file waiting.
const locks = { file: "deliveredFile", webhook: "deliveredWebhook", email: "deliveredEmail" } as const;

/**
 * Delivers the newest checkpoint by one way if that is due, or tries again what failed; answers whether it tried. Begun in the
 * database before it is sent, so that whoever dies in between leaves it to be sent again under the same id.
 */
export async function deliverCheckpoint(
  kernel: Kernel,
  kind: DeliveryKind,
  settings: DeliverySettings,
): Promise<boolean> {
  const target = targetOf(kind, settings);
  if (target === null) return false;
  const { facts } = await readDeliveryFacts(kernel.db.prisma, kind);
  const { paceMs } = target;
  if (dueDelivery(facts, { paceMs, now: kernel.clock.now() }) === null) return false;
  const tried = await alone(kernel.db, locks[kind], async () => {
    const outgoing = await begin(kernel, kind, paceMs);
    if (outgoing === null) return false;
    const { attempts, ...checkpoint } = outgoing;
    const attempted = await target.deliver(checkpoint);
    await end(kernel, checkpoint.id, attempted);
    if (attempted.kind === "refused" || (attempted.kind === "failed" && attempts === 1))
      log.error(
        { kind, size: checkpoint.size, problem: attempted.problem },
        "a checkpoint was not delivered",
      );
    return true;
  });
  return tried ?? false;
}

type Begun = Outgoing & { attempts: number };

/** The attempt is in the database before it is made. */
function begin(kernel: Kernel, kind: DeliveryKind, paceMs: number): Promise<Begun | null> {
  return record(kernel, "delivery", async (tx, now) => {
    const { facts, openId } = await readDeliveryFacts(tx, kind);
    const due = dueDelivery(facts, { paceMs, now });
    if (due === null) return null;
    const row =
      openId !== null
        ? await tx.ledgerCheckpointDelivery.update({
            where: { id: openId },
            data: { attempts: { increment: 1 }, triedAt: now },
          })
        : await tx.ledgerCheckpointDelivery.create({
            data: { id: newId(), kind, size: facts.newest ?? 0, at: now, attempts: 1, triedAt: now },
          });
    const { note } = await tx.ledgerCheckpoint.findFirstOrThrow({
      where: { size: row.size },
      orderBy: { at: "desc" },
    });
    return { id: row.id, size: Number(row.size), note, now, attempts: row.attempts };
  });
}

function end(kernel: Kernel, id: string, attempted: Attempted): Promise<void> {
  return record(kernel, "delivery", async (tx, now) => {
    const { kind, problem } = attempted;
    await tx.ledgerCheckpointDelivery.updateMany({
      where: { id, endedAt: null },
      data: kind === "failed" ? { problem } : { problem, outcome: kind, endedAt: now },
    });
  });
}
