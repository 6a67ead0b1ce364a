import type { Kernel } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import type { PersonActor } from "./actor";
import type { ConfirmationMethod } from "./confirmation-rules";
import { confirmOwnPassword } from "./confirm-password";
import { confirmSigning } from "./confirm-signing";
import { sessionOf } from "./confirmed";
import { noteFailedConfirmation } from "./note-failed-confirmation";

/** A signer shows by their password, within a session, that it is they who sign; a wrong one counts as at sign-in and is recorded. */
export async function confirmByPassword(
  kernel: Kernel,
  {
    actor,
    password,
    act,
    requestId,
  }: { actor: PersonActor; password: string; act: string; requestId: string },
): Promise<{ method: ConfirmationMethod; act: string; at: string }> {
  sessionOf(actor);
  const said = { person: actor.email, method: "password" as const };
  const call = { actor, requestId };
  try {
    await confirmOwnPassword(kernel, { person: actor, password });
  } catch (error) {
    if (error instanceof AppError && error.code === "wrong-credentials")
      await noteFailedConfirmation.execute(kernel, said, call);
    throw error;
  }
  return confirmSigning.execute(kernel, { ...said, act }, call);
}
