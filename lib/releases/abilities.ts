import type { Actor } from "@/lib/identity/actor";
import { type Authority, canOnRelease } from "./authority";
import type { ReleaseDetail } from "./answers";
import { refusalByState, stateDecisions } from "./rules";

/** For each decision whether the actor may take it now; the same rules that refuse the request. */
export function abilitiesOf(authority: Authority, actor: Actor): NonNullable<ReleaseDetail["abilities"]> {
  return Object.fromEntries(
    stateDecisions.map((decision) => {
      const context = decision.endsWith(".change") ? { loosening: true } : {};
      const verdict = canOnRelease(authority, actor, decision, context);
      if (!verdict.allowed) {
        const whoMay = verdict.whoMay.map(({ name, email }) => ({ name, email }));
        return [decision, { allowed: false as const, code: verdict.rule, reason: verdict.reason, whoMay }];
      }
      const refusal = refusalByState(decision, authority.version);
      if (refusal === null) return [decision, { allowed: true as const }];
      return [decision, { allowed: false as const, code: refusal.code, reason: refusal.message, whoMay: [] }];
    }),
  );
}
