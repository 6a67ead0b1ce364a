import { command } from "@/lib/platform/command";
import type { EntryDraft } from "@/lib/platform/ledger";
import { refuseOvertaken } from "@/lib/platform/overtaken";
import { canInOrganisation, loadOrganisation } from "@/lib/policy/queries";
import { componentRegistered, liveNamed } from "./events";
import { componentDigest } from "./queries";
import { ChangeComponent } from "./schemas";
import {
  checkRecord,
  loadComponentFacts,
  requireBundle,
  requireComponent,
  writeComponentVersion,
  writeLive,
} from "./store";

/** Says anew what a component is, and where given which bundle its users are served. */
export const changeComponent = command({
  name: "component.change",
  input: ChangeComponent,
  scope: "components",
  locks: ({ key }) => ({ organisation: "exclusive", components: [key] }),
  load: async (tx, { key }, { now }) => {
    const facts = await loadComponentFacts(tx, key);
    return { organisation: await loadOrganisation(tx, now), facts, component: requireComponent(facts) };
  },
  // Both tiers count: nobody makes a component less important to be free to change it.
  allow: (actor, { organisation, component }, { tier }) =>
    canInOrganisation(organisation, actor, "component.register", { tier: [tier, component.record.tier] }),
  subject: ({ component }, input) => ({
    releaseId: null,
    of: {
      before: component,
      after: input,
    },
  }),
  run: async ({ tx, input, facts: { facts, component }, now }) => {
    const { key, live, expected, ...record } = input;
    refuseOvertaken(expected, componentDigest({ ...component.record, live: component.live }));
    const ownerId = checkRecord({ key, record, facts });
    await writeComponentVersion(tx, { componentId: component.id, ownerId, record, now });
    const changed = componentRegistered({ component, record, before: component.record });
    const entries: [EntryDraft, ...EntryDraft[]] = [changed];
    if (live !== undefined) {
      await requireBundle(tx, { digest: live.digest, component, path: "/live/digest" });
      await writeLive(tx, { componentId: component.id, digest: live.digest, releaseId: null, now });
      entries.push(liveNamed({ component, before: component.live, after: live.digest, reason: live.reason }));
    }
    return { value: { key, ...record, live: live?.digest ?? component.live }, entries };
  },
});
