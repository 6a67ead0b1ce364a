import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { canInOrganisation } from "@/lib/policy/queries";
import { requirePerson } from "@/lib/releases/rules";
import { componentPaused } from "./events";
import { PauseComponent } from "./schemas";
import { loadPausable } from "./pause-store";

/** Stops every release on a component: nothing of them advances and no exposure grows until it is resumed. Rollbacks go on. */
export const pauseComponent = command({
  name: "component.pause",
  input: PauseComponent,
  scope: "components",
  // No advance of any release slips past, and lists hear of it.
  locks: ({ key }) => ({ organisation: "exclusive", components: [key] }),
  load: (tx, { key }, { now }) => loadPausable(tx, { key, now }),
  allow: (actor, { organisation, component }) =>
    canInOrganisation(organisation, actor, "component.pause", { tier: component.record.tier }),
  run: async ({ tx, input: { key, reason }, facts: { organisation, component, pause }, actor, now }) => {
    if (pause !== null) throw new AppError("conflict", `${key} is paused already: ${pause.reason}`);
    const id = newId();
    const pausedBy = requirePerson(actor).id;
    await tx.componentPause.create({
      data: { id, componentId: component.id, reason, pausedBy, validFrom: now },
    });
    const rights = organisation.rights === null ? null : String(organisation.rights.version);
    return {
      value: { key, paused: { id, reason } },
      entries: [componentPaused({ component, pause: id, reason, rights })],
    };
  },
});
