import type { Actor } from "@/lib/identity/actor";
import type { Verdict } from "./model";

/** What happens by itself is the worker's alone, and nobody else's to ask for. */
export function byWorker(actor: Actor, reason: string): Verdict {
  return actor.kind === "system" && actor.job === "worker"
    ? { allowed: true, rule: "worker", role: null, grant: [] }
    : { allowed: false, rule: "people-only", reason, whoMay: [] };
}
