import type { Tx } from "@/lib/platform/db";
import { loadOrganisation } from "@/lib/policy/queries";
import { loadComponentFacts, requireComponent } from "./store";

/** A component with the pause of it that stands (null: none does), and by whom it is decided. */
export async function loadPausable(tx: Tx, { key, now }: { key: string; now: Date }) {
  const component = requireComponent(await loadComponentFacts(tx, key));
  return {
    organisation: await loadOrganisation(tx, now),
    component,
    pause: await tx.componentPause.findFirst({
      where: { componentId: component.id, validTo: null },
      select: { id: true, reason: true },
    }),
  };
}
