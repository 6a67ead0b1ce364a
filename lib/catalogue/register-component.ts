import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { newId } from "@/lib/platform/ids";
import { canInOrganisation, loadOrganisation } from "@/lib/policy/queries";
import { componentRegistered } from "./events";
import type { ComponentRecord } from "./model";
import { RegisterComponent } from "./schemas";
import { checkRecord, loadComponentFacts, requireBundle, writeComponentVersion } from "./store";

/** Makes a component known. The catalogue is locked as a whole, so that two registrations cannot close a circle. */
export const registerComponent = command({
  name: "component.register",
  input: RegisterComponent,
  scope: "components",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, { key }, { now }) => ({
    organisation: await loadOrganisation(tx, now),
    facts: await loadComponentFacts(tx, key),
  }),
  allow: (actor, { organisation }, { tier }) =>
    canInOrganisation(organisation, actor, "component.register", { tier }),
  subject: (_facts, input) => ({ releaseId: null, of: input }),
  run: async ({ tx, input, facts: { facts }, now }) => {
    const { key, live, ...record } = input;
    if (facts.component !== null)
      throw new AppError("already-exists", `The component ${key} exists already.`, {
        faults: [{ path: "/key", message: "is taken", expected: "a key that is free" }],
      });
    const component = { id: newId(), key };
    const ownerId = checkRecord({ key, record, facts });
    // No bundle can be registered before the component is.
    if (live !== undefined) await requireBundle(tx, { digest: live.digest, component, path: "/live/digest" });
    await tx.component.create({ data: { ...component, createdAt: now } });
    await writeComponentVersion(tx, { componentId: component.id, ownerId, record, now });
    return {
      value: { key, ...(record satisfies ComponentRecord), live: null as string | null },
      entries: [componentRegistered({ component, record, before: null })],
    };
  },
});
