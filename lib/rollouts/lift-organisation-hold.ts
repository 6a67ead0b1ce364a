import { command } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { isId } from "@/lib/platform/ids";
import { canInOrganisation, loadOrganisation } from "@/lib/policy/queries";
import { requirePerson } from "@/lib/releases/rules";
import { organisationReleased } from "./events";
import { LiftOrganisationHold } from "./schemas";

/** Lets the organisation's releases go on; each stays held by what else holds it. */
export const liftOrganisationHold = command({
  name: "organisation.lift-hold",
  input: LiftOrganisationHold,
  scope: "releases",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, { hold: id }, { now }) => {
    const hold = isId(id) ? await tx.hold.findUnique({ where: { id } }) : null;
    if (hold === null || hold.releaseId !== null) throw notFound("hold of the organisation");
    return { organisation: await loadOrganisation(tx, now), hold };
  },
  allow: (actor, { organisation }) => canInOrganisation(organisation, actor, "hold.lift"),
  subject: ({ hold }) => ({ releaseId: null, of: { hold: hold.id, isLifted: hold.validTo !== null } }),
  run: async ({ tx, input: { reason }, facts: { organisation, hold }, actor, now }) => {
    if (hold.validTo !== null) throw new AppError("conflict", "The hold is lifted already.");
    await tx.$executeRaw`
      UPDATE holds SET valid_to = GREATEST(valid_from, ${now}), lifted_by = ${requirePerson(actor).id}::uuid, lift_reason = ${reason}
      WHERE id = ${hold.id}::uuid AND valid_to IS NULL`;
    const rights = organisation.rights === null ? null : String(organisation.rights.version);
    return {
      value: { id: hold.id, isLifted: true },
      entries: [organisationReleased({ hold: hold.id, reason, rights })],
    };
  },
});
