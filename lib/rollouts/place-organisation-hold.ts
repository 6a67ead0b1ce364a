import { command } from "@/lib/platform/command";
import { newId } from "@/lib/platform/ids";
import { canInOrganisation, loadOrganisation } from "@/lib/policy/queries";
import { requirePerson } from "@/lib/releases/rules";
import { organisationHeld } from "./events";
import { PlaceOrganisationHold } from "./schemas";

/** Stops every release: nothing advances anywhere until the hold is lifted. */
export const placeOrganisationHold = command({
  name: "organisation.hold",
  input: PlaceOrganisationHold,
  scope: "releases",
  locks: () => ({ organisation: "exclusive" }),
  load: (tx, _input, { now }) => loadOrganisation(tx, now),
  allow: (actor, organisation) => canInOrganisation(organisation, actor, "hold.place"),
  run: async ({ tx, input: { reason }, facts: { rights }, actor, now }) => {
    const hold = newId();
    await tx.hold.create({
      data: { id: hold, releaseId: null, reason, placedBy: requirePerson(actor).id, validFrom: now },
    });
    const version = rights === null ? null : String(rights.version);
    return { value: { id: hold, reason }, entries: [organisationHeld({ hold, reason, rights: version })] };
  },
});
