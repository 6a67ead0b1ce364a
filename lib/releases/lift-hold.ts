import { evaluateRelease } from "@/lib/gates/evaluate";
import { loadGates, policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { isId } from "@/lib/platform/ids";
import { canOnRelease, onRelease } from "./authority";
import { authorsOfPassed, liftThroughGlass, mayBreakGlass } from "./break-glass";
import { breakGlass, refuseNeedless } from "./break-glass-store";
import { holdLifted } from "./events";
import { contentOf } from "./move-stage";
import { assertState, requirePerson } from "./rules";
import { LiftHold } from "./schemas";

/** Lets a release go on; not while a gate that passed covers other content than it passed with, but by break-glass. */
export const liftHold = command({
  name: "hold.lift",
  input: LiftHold,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release, hold }, { now, actor }) => {
    const loaded = await loadGates(tx, { slug: release, now, actor });
    return {
      loaded,
      hold: isId(hold) ? await tx.hold.findUnique({ where: { id: hold } }) : null,
      stale: evaluateRelease(loaded.facts, loaded.at).filter(({ drift }) => drift === "subject-changed"),
    };
  },
  allow: (actor, { loaded, stale }, { breakGlass: isGlass }) =>
    isGlass === true
      ? mayBreakGlass(loaded.authority, actor, {
          decision: "hold.lift",
          authors: authorsOfPassed(loaded, liftThroughGlass(stale)),
        })
      : canOnRelease(loaded.authority, actor, "hold.lift"),
  subject: ({ loaded }, { hold }) => onRelease(loaded.authority, { hold, content: contentOf(loaded) }),
  run: async ({ tx, input, facts: { loaded, hold, stale }, actor, now, verdict }) => {
    const { authority } = loaded;
    const releaseId = authority.release.id;
    if (hold === null || hold.releaseId !== releaseId) throw notFound("hold");
    assertState("hold.lift", authority.version);
    if (hold.validTo !== null) throw new AppError("conflict", "The hold is lifted already.");
    const isGlass = input.breakGlass === true;
    if (stale.length > 0 && !isGlass) {
      const names = stale.map(({ key }) => key).join(", ");
      throw new AppError(
        "subject-changed",
        `${names} passed with other content; reopen the stage and sign anew first.`,
        { blockers: stale.flatMap(({ blockers }) => blockers) },
      );
    }
    if (isGlass) {
      const ordinary = canOnRelease(authority, actor, "hold.lift");
      refuseNeedless(ordinary.allowed && stale.length === 0, "lift the hold");
    }
    const about = { decision: "hold.lift", about: hold.id, passes: liftThroughGlass(stale) } as const;
    const { reason } = input;
    const use = isGlass
      ? await breakGlass(tx, { authority, ...about, by: requirePerson(actor), verdict, reason, now })
      : null;
    await tx.$executeRaw`
      UPDATE holds SET valid_to = GREATEST(valid_from, ${now}), lifted_by = ${requirePerson(actor).id}::uuid, lift_reason = ${input.reason}
      WHERE id = ${hold.id}::uuid AND valid_to IS NULL`;
    return {
      value: { id: hold.id, isLifted: true },
      entries: [
        holdLifted({ releaseId, policy: policyOf(authority), hold: hold.id, reason, breakGlass: use?.id }),
        ...(use?.entries ?? []),
      ],
    };
  },
});
