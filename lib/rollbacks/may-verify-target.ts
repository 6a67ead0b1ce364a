import type { Actor } from "@/lib/identity/actor";
import { type Party, severities, type Verdict } from "@/lib/policy/model";
import { type Authority, canOnRelease } from "@/lib/releases/authority";
import { refusalByState } from "@/lib/releases/rules";
import { byToken } from "./attempt-rules";
import type { VerifyAct } from "./rollback-view";
import type { TargetAnswer } from "./target-schemas";

/** Whoever may propose to go back, however severe, may ask whether that is possible. */
export function mayAskForTarget(authority: Authority, actor: Actor): Verdict {
  const [first, ...rest] = severities.map((severity) =>
    canOnRelease(authority, actor, "rollback.propose", { severity }),
  );
  if (first === undefined) throw new TypeError("there are severities");
  const allowed = [first, ...rest].find((verdict) => verdict.allowed);
  if (allowed !== undefined) return allowed;
  return first.allowed ? first : { ...first, whoMay: whoMayAskForTarget(authority) };
}

/** The people who may. */
export function whoMayAskForTarget(authority: Authority): Party[] {
  const verdicts = severities.map((severity) =>
    canOnRelease(authority, { kind: "system", job: "explain" }, "rollback.propose", { severity }),
  );
  const people = verdicts.flatMap((verdict) => (verdict.allowed ? [] : verdict.whoMay));
  return [...new Map(people.map((person) => [person.id, person])).values()];
}

/** Why asking is to no purpose now, whoever asks; null: it is to some. */
export function whyNotAsk(
  { version, release }: Pick<Authority, "version" | "release">,
  target: Pick<TargetAnswer, "state" | "summary" | "asked" | "underWay"> | null,
): string | null {
  const refusal = refusalByState("rollback.propose", version);
  if (refusal !== null) return refusal.message;
  if (target === null) return "No rollback plan is agreed, so there is nothing to fetch.";
  if (target.state === "not-verifiable") return `There is nothing to verify: ${target.summary}.`;
  if (release.restricted) return "The release is restricted, and runners do not see it.";
  if (target.underWay !== null) return `${target.underWay.by} is fetching it now.`;
  if (target.asked !== null)
    return `${target.asked.by} asked for it; it waits for a runner that may fetch it.`;
  return null;
}

/** The button, by the rules that the command asks. */
export function verifyAct(authority: Authority, actor: Actor, target: TargetAnswer | null): VerifyAct {
  const verdict = mayAskForTarget(authority, actor);
  return {
    ability: verdict.allowed
      ? { allowed: true }
      : { allowed: false, reason: verdict.reason, whoMay: verdict.whoMay },
    fault: whyNotAsk(authority, target),
  };
}

/** What is gone back to is fetched by machines, by their tokens' scope. */
export function mayClaimTarget(actor: Actor): Verdict {
  if (actor.kind === "machine") return byToken(actor);
  return {
    allowed: false,
    rule: "machines-only",
    reason: "What is gone back to is fetched by a machine's runner.",
    whoMay: [],
  };
}

/** Only who took it says what was found. */
export function mayReportTarget(actor: Actor, check: { machineId: string }): Verdict {
  const may = mayClaimTarget(actor);
  if (!may.allowed || (actor.kind === "machine" && actor.id === check.machineId)) return may;
  return {
    allowed: false,
    rule: "own-only",
    reason: "Only the machine that took it says what it found.",
    whoMay: [],
  };
}
