import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { canInOrganisation } from "@/lib/policy/queries";
import { requirePerson } from "@/lib/releases/rules";
import { componentResumed } from "./events";
import { ResumeComponent } from "./schemas";
import { loadPausable } from "./pause-store";

/** Lets a paused component's releases go on; each stays stopped by what else stops it, and its soak begins anew. */
export const resumeComponent = command({
  name: "component.resume",
  input: ResumeComponent,
  scope: "components",
  locks: ({ key }) => ({ organisation: "exclusive", components: [key] }),
  load: (tx, { key }, { now }) => loadPausable(tx, { key, now }),
  allow: (actor, { organisation, component }) =>
    canInOrganisation(organisation, actor, "component.resume", { tier: component.record.tier }),
  subject: ({ component, pause }) => ({
    releaseId: null,
    of: { component: component.key, pause: pause?.id ?? null },
  }),
  run: async ({ tx, input: { key, reason }, facts: { organisation, component, pause }, actor, now }) => {
    if (pause === null) throw new AppError("conflict", `${key} is not paused.`);
    await tx.$executeRaw`
      UPDATE component_pauses SET valid_to = GREATEST(valid_from, ${now}), resumed_by = ${requirePerson(actor).id}::uuid, resume_reason = ${reason}
      WHERE id = ${pause.id}::uuid AND valid_to IS NULL`;
    const rights = organisation.rights === null ? null : String(organisation.rights.version);
    return {
      value: { key, paused: null },
      entries: [componentResumed({ component, pause: pause.id, reason, rights })],
    };
  },
});
