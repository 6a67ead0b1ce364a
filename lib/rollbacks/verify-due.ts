import type { AllowedHosts } from "@/lib/platform/public-addresses";
import { NotReached, send } from "@/lib/integrations/webhooks/outgoing";
import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { record } from "@/lib/platform/record";
import { listUnverified, type VerificationDue } from "./attempt-queries";
import { rehearsed } from "./attempt-rules";
import { verifyStep } from "./verify-step";

const mostAtOnce = 8;
const timeLimitMs = 10_000;
const mostBytes = 1024 * 1024;

/** Asks the addresses by which steps are verified; what is not as it should be is asked again at the next run, until it is due. */
export async function verifyDue(kernel: Kernel, allowed: AllowedHosts): Promise<void> {
  const due = await listUnverified(kernel.db.prisma, kernel.clock.now(), mostAtOnce * 8);
  for (let at = 0; at < due.length; at += mostAtOnce)
    await Promise.all(due.slice(at, at + mostAtOnce).map((one) => verify(kernel, one, allowed)));
}

async function verify(kernel: Kernel, due: VerificationDue, allowed: AllowedHosts): Promise<void> {
  const { isSo, note } = due.dryRun ? { isSo: true, note: rehearsed } : await look(due.http, allowed);
  if (!isSo) {
    await noteSeen(kernel, due.id, note);
    return;
  }
  const input = { release: due.release, attempt: due.id, note };
  try {
    await verifyStep.execute(kernel, input, {
      actor: { kind: "system", job: "worker" },
      requestId: `verify-${due.id}`,
    });
  } catch (error) {
    // It went on in between.
    if (!(error instanceof AppError) || error.code !== "conflict") throw error;
  }
}

/** Whether it is as it should be, by its status or by a good answer that holds the text; and what was seen. */
async function look(
  { url, expect }: VerificationDue["http"],
  allowed: AllowedHosts,
): Promise<{ isSo: boolean; note: string }> {
  try {
    const { status, text } = await send({ method: "GET", url, timeLimitMs, mostBytes, allowed });
    const answered = `${url} answered ${status}`;
    if (typeof expect === "number") return { isSo: status === expect, note: `${answered}.` };
    const isSo = status >= 200 && status <= 299 && text.includes(expect);
    return { isSo, note: `${answered}, ${isSo ? "with" : "not yet with"} the text that is expected.` };
  } catch (error) {
    if (error instanceof NotReached) return { isSo: false, note: error.message };
    throw error;
  }
}

/** For whoever waits for it: why it is not verified yet. */
async function noteSeen(kernel: Kernel, attempt: string, note: string): Promise<void> {
  await record(kernel, "step-output", async (tx) => {
    await tx.$executeRaw`
      UPDATE rollback_attempts SET verified_note = ${note}
      WHERE id = ${attempt}::uuid AND verification IS NULL AND verified_note IS DISTINCT FROM ${note}`;
  });
}
