import { command } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { loadOrganisation } from "@/lib/policy/queries";
import { requirePerson } from "@/lib/releases/rules";
import { freezeEnded } from "./events";
import { findFreeze } from "./load-freeze";
import { maySetFreeze } from "./may-set-freeze";
import { EndFreeze } from "./schemas";

/** Ends a freeze window for good, the occurrence in force included. */
export const endFreeze = command({
  name: "freeze.end",
  input: EndFreeze,
  scope: "releases",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, { id }, { now }) => {
    const freeze = await findFreeze(tx, id);
    if (freeze === null) throw notFound("freeze window");
    return { organisation: await loadOrganisation(tx, now), freeze };
  },
  allow: (actor, { organisation, freeze: { scope } }) =>
    maySetFreeze(organisation, actor, { scope, ends: true }),
  subject: ({ freeze: { window, isEnded } }) => ({ releaseId: null, of: { freeze: window.id, isEnded } }),
  run: async ({ tx, input: { reason }, facts: { organisation, freeze }, actor, now }) => {
    if (freeze.isEnded) throw new AppError("conflict", "The freeze window is ended already.");
    const { id } = freeze.window;
    await tx.$executeRaw`
      UPDATE freeze_windows SET valid_to = GREATEST(valid_from, ${now}), lifted_by = ${requirePerson(actor).id}::uuid, lift_reason = ${reason}
      WHERE id = ${id}::uuid AND valid_to IS NULL`;
    const rights = organisation.rights === null ? null : String(organisation.rights.version);
    return {
      value: { id, isEnded: true },
      entries: [freezeEnded({ freeze: id, componentId: freeze.componentId, reason, rights })],
    };
  },
});
