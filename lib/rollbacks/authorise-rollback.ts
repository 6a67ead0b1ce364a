import { command } from "@/lib/platform/command";
import { canOnRelease, onRelease } from "@/lib/releases/authority";
import { mayBreakGlass } from "@/lib/releases/break-glass";
import { breakGlass, refuseNeedless } from "@/lib/releases/break-glass-store";
import { assertRunning, requirePerson } from "@/lib/releases/rules";
import { loadRollback } from "./load-rollback";
import { AuthoriseRollback } from "./rollback-schemas";
import { writeAuthorised } from "./rollback-store";
import { refusalByRollback, refuse, rightsOn } from "./rollback-rules";

/** Decides that the release goes back, which starts it. Freezes and holds never stop it. */
export const authoriseRollback = command({
  name: "rollback.authorise",
  input: AuthoriseRollback,
  scope: "rollbacks",
  locks: ({ rollback }) => ({ organisation: "shared", rollback }),
  load: (tx, { rollback }, { now, actor }) => loadRollback(tx, { id: rollback, now, actor }),
  allow: (actor, { authority, rollback }, { breakGlass: isGlass }) =>
    isGlass === true
      ? mayBreakGlass(authority, actor, { decision: "rollback.authorise", authors: [] })
      : canOnRelease(authority, actor, "rollback.authorise", rightsOn(rollback)),
  subject: ({ authority, rollback: { id, severity, planDigest } }) =>
    onRelease(authority, { rollback: id, severity, planDigest }),
  run: async ({ tx, input, facts: { authority, rollback }, actor, now, verdict }) => {
    const { reason, breakGlass: isGlass = false } = input;
    assertRunning(authority.version);
    refuse(refusalByRollback("rollback.authorise", rollback));
    const use = isGlass ? await useGlass() : null;
    const entries = await writeAuthorised(tx, {
      authority,
      rollback,
      decision: "authorised",
      reason,
      actor: requirePerson(actor),
      now,
      breakGlass: use?.id,
    });
    return {
      value: { id: rollback.id, state: "authorised" as const },
      entries: [...entries, ...(use?.entries ?? [])],
    };

    async function useGlass() {
      const right = canOnRelease(authority, actor, "rollback.authorise", rightsOn(rollback));
      refuseNeedless(right.allowed, "authorise the rollback");
      const passes = right.allowed
        ? []
        : [{ code: right.rule, gate: null, requirement: null, message: right.reason }];
      return breakGlass(tx, {
        authority,
        decision: "rollback.authorise",
        about: rollback.id,
        passes,
        by: requirePerson(actor),
        verdict,
        reason,
        now,
      });
    }
  },
});
