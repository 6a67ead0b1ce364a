import { canonicalBytes } from "@/lib/bundles/digest";
import type { Actor } from "@/lib/identity/actor";
import { byWorker } from "@/lib/policy/by-worker";
import type { Verdict } from "@/lib/policy/model";
import type { Serving } from "./attempt-schemas";
import type { ExecutorType } from "./model";

/** What of an attempt its carrier is judged by. */
export interface Carried {
  executor: ExecutorType;
  /** The machine that claimed it; null: nobody yet, or no machine. */
  machineId: string | null;
}

const machinesOnly = (reason: string): Verdict => ({
  allowed: false,
  rule: "machines-only",
  reason,
  whoMay: [],
});

/** Scripts are run by machines, by their tokens' scope; what goes out from the server, the worker sends. */
export function mayClaim(actor: Actor, executors: readonly ExecutorType[]): Verdict {
  const isScript = executors.every((executor) => executor === "command");
  if (actor.kind === "system" && !isScript)
    return byWorker(actor, "Webhooks and flags are carried out by the worker.");
  if (actor.kind === "machine" && isScript) return byToken(actor);
  return machinesOnly("Scripts are run by a machine's runner, webhooks and flags by the worker.");
}

/** Only who claimed it says how it went. */
export function mayEnd(actor: Actor, attempt: Carried): Verdict {
  const isScript = attempt.executor === "command";
  if (actor.kind === "system" && !isScript && attempt.executor !== "manual")
    return byWorker(actor, "Webhooks and flags are ended by the worker.");
  if (actor.kind !== "machine") return machinesOnly("Only the machine that claimed an attempt ends it.");
  if (isScript && attempt.machineId === actor.id) return byToken(actor);
  return {
    allowed: false,
    rule: "own-only",
    reason: "Only the machine that claimed an attempt ends it.",
    whoMay: [],
  };
}

export function byToken(actor: Extract<Actor, { kind: "machine" }>): Verdict {
  const grant = actor.credential.kind === "none" ? [] : [actor.credential.id];
  return { allowed: true, rule: "token-scope", role: null, grant };
}

export interface StepVerify {
  servingDigest?: "target" | undefined;
  from?: "runner" | "confirm" | undefined;
  http?: { url: string; expect: number | string } | undefined;
}

type Target = Readonly<Record<string, string | null>>;

export interface Verification {
  result: "passed" | "failed";
  note: string;
}

export const rehearsed = "Rehearsed: nothing was changed, so there is nothing to verify.";

/** What follows for its verification from what was reported at the end of an attempt that succeeded; null: nothing. */
export function verificationBy(
  verify: StepVerify,
  task: { target: Target; dryRun: boolean },
  serving: Serving | undefined,
): Verification | null {
  if (verify.servingDigest !== "target" || verify.from !== "runner") return null;
  if (task.dryRun) return { result: "passed", note: rehearsed };
  if (serving === undefined)
    return { result: "failed", note: "It was not reported what is served afterwards." };
  const wrong = wronglyServed(task.target, serving);
  if (wrong.length === 0)
    return { result: "passed", note: "What was reported to be served is what is gone back to." };
  return { result: "failed", note: `What is gone back to is not served: ${wrong.join("; ")}.` };
}

function wronglyServed(target: Target, serving: Serving): string[] {
  const components = Object.entries(target);
  const [only] = components;
  if (only === undefined) return ["nothing is gone back to"];
  if (typeof serving === "string" && components.length > 1)
    return [`one digest was reported for ${components.length} components`];
  const told = typeof serving === "string" ? { [only[0]]: serving } : serving;
  return components.flatMap(([component, wanted]) => {
    const seen = Object.hasOwn(told, component) ? told[component] : undefined;
    return seen === (wanted ?? "none")
      ? []
      : [`of ${component} ${seen ?? "nothing was reported"}, expected ${wanted ?? "none"}`];
  });
}

/** As it is stored: a digest or none, or canonical JSON. */
export function servingText(serving: Serving | undefined): string | null {
  if (serving === undefined) return null;
  return typeof serving === "string" ? serving : canonicalBytes(serving).toString("utf8");
}
