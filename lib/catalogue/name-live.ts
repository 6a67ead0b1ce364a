import { command } from "@/lib/platform/command";
import { canInOrganisation, loadOrganisation } from "@/lib/policy/queries";
import { liveNamed } from "./events";
import { NameLive } from "./schemas";
import { loadComponentFacts, requireBundle, requireComponent, writeLive } from "./store";

/** Names, with a reason, the bundle that a component's users are served although no release brought it there. */
export const nameLive = command({
  name: "component.name-live",
  input: NameLive,
  scope: "components",
  locks: ({ key }) => ({ organisation: "exclusive", components: [key] }),
  load: async (tx, { key }, { now }) => ({
    organisation: await loadOrganisation(tx, now),
    component: requireComponent(await loadComponentFacts(tx, key)),
  }),
  allow: (actor, { organisation, component }) =>
    canInOrganisation(organisation, actor, "component.register", { tier: component.record.tier }),
  subject: ({ component }, input) => ({
    releaseId: null,
    of: {
      before: component,
      after: input,
    },
  }),
  run: async ({ tx, input: { key, digest, reason }, facts: { component }, now }) => {
    await requireBundle(tx, { digest, component, path: "/digest" });
    await writeLive(tx, { componentId: component.id, digest, releaseId: null, now });
    return {
      value: { key, ...component.record, live: digest },
      entries: [liveNamed({ component, before: component.live, after: digest, reason })],
    };
  },
});
