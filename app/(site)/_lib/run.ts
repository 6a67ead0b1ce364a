import "server-only";
import { refresh } from "next/cache";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import type { Outcome } from "@/components/ui/outcome";
import type { PersonActor } from "@/lib/identity/actor";
import { confirmByPassword } from "@/lib/identity/confirm-by-password";
import { requireActor } from "@/lib/identity/get-actor";
import { kernel } from "@/lib/platform/app";
import { pendingWords } from "@/components/policy/pending-words";
import type { Call, Command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { DecisionPending } from "@/lib/platform/gathering";
import { newId } from "@/lib/platform/ids";
import { toAppError } from "@/lib/platform/problem";
import { leaveSaid } from "./said";

/**
 * Runs a command as whoever is signed in; a refusal comes back in the server's words, never as a thrown error.
 * With the form, its key makes the same form sent twice answer the same, done once.
 */
export async function runCommand<Schema extends z.ZodType, Value>(
  command: Command<Schema, Value>,
  input: z.input<Schema>,
  done: (value: Value) => string,
  form?: FormData,
): Promise<Outcome> {
  return runAct(async (call) => done(await command.execute(kernel(), input, call)), form);
}

/** A call of somebody who is signed in. */
type SignedIn = Call & { actor: PersonActor };

/** The same for what is more than one command: `act` answers the sentence to be shown. */
export async function runAct(act: (call: SignedIn) => Promise<string>, form?: FormData): Promise<Outcome> {
  const requestId = newId();
  const idempotencyKey = form === undefined ? undefined : keyOf(form);
  try {
    const call = { actor: await requireActor(), requestId, idempotencyKey };
    return await said(await confirmedWhereAsked(act, call, form));
  } catch (error) {
    // The way to the sign-in page is thrown, too; a database that is away is a refusal, and the form keeps what was typed.
    unstable_rethrow(error);
    return error instanceof DecisionPending
      ? said(pendingWords(error.answer.pendingDecision))
      : refused(error, requestId);
  }
}

/** The same for a control that says nothing where it is done: the page shows it. */
export async function runQuietly(act: (call: SignedIn) => Promise<unknown>): Promise<Outcome> {
  const requestId = newId();
  try {
    await act({ actor: await requireActor(), requestId });
    refresh();
    return { kind: "done", message: "" };
  } catch (error) {
    unstable_rethrow(error);
    return refused(error, requestId);
  }
}

/** A command by such a control. */
export function runCommandQuietly<Schema extends z.ZodType, Value>(
  command: Command<Schema, Value>,
  input: z.input<Schema>,
): Promise<Outcome> {
  return runQuietly((call) => command.execute(kernel(), input, call));
}

/** With a password that came along the signer confirms what the server asks for, and the act is tried once more. */
async function confirmedWhereAsked(
  act: (call: SignedIn) => Promise<string>,
  call: SignedIn,
  form: FormData | undefined,
): Promise<string> {
  try {
    return await act(call);
  } catch (error) {
    const password = form?.get("confirmPassword");
    const asked = error instanceof AppError ? error.extras.confirm : undefined;
    if (asked === undefined || typeof password !== "string" || password === "") throw error;
    const { actor, requestId } = call;
    await confirmByPassword(kernel(), { actor, password, act: asked.act, requestId });
    return act(call);
  }
}

async function said(message: string): Promise<Outcome> {
  await leaveSaid(message);
  refresh();
  return { kind: "done", message };
}

export function refused(error: unknown, requestId: string): Outcome {
  const known = toAppError(error, requestId);
  return {
    kind: "refused",
    code: known.code,
    message: known.message,
    whoMay: known.extras.whoMay ?? [],
    faults: (known.extras.faults ?? []).map(({ path, message }) => ({ path, message })),
    confirm: known.extras.confirm,
  };
}

/** What makes a repeated submit the same request; a form without script brings the one it was rendered with. */
function keyOf(form: FormData): string | undefined {
  const key = form.get("idempotencyKey");
  return typeof key === "string" && /^[\w-]{8,64}$/.test(key) ? `form-${key}` : undefined;
}

/** A field's text; an empty one counts as not given. */
export function textOf(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  if (typeof value !== "string" || value.trim() === "") return undefined;
  // Browsers send CRLF from text areas; what people agree to is digested, so one form of line end.
  return value.replaceAll("\r\n", "\n");
}

/** Every text that a form sent, line ends as above; files and what the framework adds are left out. */
export function entriesOf(form: FormData): [string, string][] {
  return [...form].flatMap(([name, value]) =>
    typeof value === "string" && !name.startsWith("$ACTION")
      ? [[name, value.replaceAll("\r\n", "\n")] as [string, string]]
      : [],
  );
}

/** The same by name, for a form that shows again what was typed. */
export function typedIn(entries: readonly (readonly [string, string])[]): Record<string, string[]> {
  const typed = new Map<string, string[]>();
  for (const [name, value] of entries) typed.set(name, [...(typed.get(name) ?? []), value]);
  return Object.fromEntries(typed);
}
