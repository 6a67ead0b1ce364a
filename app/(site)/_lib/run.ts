import "server-only";
import { refresh } from "next/cache";
import type { z } from "zod";
import type { Outcome } from "@/components/ui/outcome";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import type { Command } from "@/lib/platform/command";
import { newId } from "@/lib/platform/ids";
import { toAppError } from "@/lib/platform/problem";
import { leaveSaid } from "./said";

/** Runs a command as whoever is signed in; a refusal comes back in the server's words, never as a thrown error. */
export async function runCommand<Schema extends z.ZodType, Value>(
  command: Command<Schema, Value>,
  input: z.input<Schema>,
  done: (value: Value) => string,
): Promise<Outcome> {
  const actor = await requireActor();
  const requestId = newId();
  try {
    const value = await command.execute(kernel(), input, { actor, requestId });
    const message = done(value);
    await leaveSaid(message);
    refresh();
    return { kind: "done", message };
  } catch (error) {
    return refused(error, requestId);
  }
}

export function refused(error: unknown, requestId: string): Outcome {
  const known = toAppError(error, requestId);
  return {
    kind: "refused",
    message: known.message,
    whoMay: known.extras.whoMay ?? [],
    faults: (known.extras.faults ?? []).map(({ path, message }) => ({ path, message })),
  };
}

/** A field's text; an empty one counts as not given. */
export function textOf(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  if (typeof value !== "string" || value.trim() === "") return undefined;
  // Browsers send CRLF from text areas; what people agree to is digested, so one form of line end.
  return value.replaceAll("\r\n", "\n");
}
