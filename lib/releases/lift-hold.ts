import { evaluateRelease } from "@/lib/gates/evaluate";
import { loadGates, policyOf } from "@/lib/gates/load-gates";
import { command } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { isId } from "@/lib/platform/ids";
import { canOnRelease, onRelease } from "./authority";
import { holdLifted } from "./events";
import { contentOf } from "./move-stage";
import { assertState, requirePerson } from "./rules";
import { LiftHold } from "./schemas";

/** Lets a release go on; not while a gate that passed covers other content than it passed with. */
export const liftHold = command({
  name: "hold.lift",
  input: LiftHold,
  scope: "releases",
  locks: ({ release }) => ({ organisation: "shared", release }),
  load: async (tx, { release, hold }, { now, actor }) => ({
    loaded: await loadGates(tx, { slug: release, now, actor }),
    hold: isId(hold) ? await tx.hold.findUnique({ where: { id: hold } }) : null,
  }),
  allow: (actor, { loaded }) => canOnRelease(loaded.authority, actor, "hold.lift"),
  subject: ({ loaded }, { hold }) => onRelease(loaded.authority, { hold, content: contentOf(loaded) }),
  run: async ({ tx, input, facts: { loaded, hold }, actor, now }) => {
    const { authority } = loaded;
    const releaseId = authority.release.id;
    if (hold === null || hold.releaseId !== releaseId) throw notFound("hold");
    assertState("hold.lift", authority.version);
    if (hold.validTo !== null) throw new AppError("conflict", "The hold is lifted already.");
    const stale = evaluateRelease(loaded.facts, loaded.at).filter((gate) => gate.drift === "subject-changed");
    if (stale.length > 0) {
      const names = stale.map(({ key }) => key).join(", ");
      throw new AppError(
        "subject-changed",
        `${names} passed with other content; reopen the stage and sign anew first.`,
        { blockers: stale.flatMap(({ blockers }) => blockers) },
      );
    }
    await tx.$executeRaw`
      UPDATE holds SET valid_to = GREATEST(valid_from, ${now}), lifted_by = ${requirePerson(actor).id}::uuid, lift_reason = ${input.reason}
      WHERE id = ${hold.id}::uuid AND valid_to IS NULL`;
    return {
      value: { id: hold.id, isLifted: true },
      entries: [holdLifted({ releaseId, policy: policyOf(authority), hold: hold.id, reason: input.reason })],
    };
  },
});
