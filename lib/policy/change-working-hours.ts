import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { refuseOvertaken } from "@/lib/platform/overtaken";
import { workingHoursChanged } from "./events";
import { byAdmin } from "./organisation";
import { loadOrganisation } from "./queries";
import { ChangeWorkingHours } from "./working-hours-schema";
import { organisationHours, writeHours } from "./working-hours-store";

/** Says when the organisation works, and in how many working days it decides. */
export const changeWorkingHours = command({
  name: "change-working-hours",
  input: ChangeWorkingHours,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, _input, { now }) => ({
    organisation: await loadOrganisation(tx, now),
    standing: await organisationHours(tx),
  }),
  allow: (actor, { organisation }) =>
    byAdmin(organisation, actor, "To change the organisation's working hours"),
  run: async ({ tx, input: { hours, expected }, facts: { standing }, authorId, now }) => {
    refuseOvertaken(expected, standing.digest);
    if (authorId === null) throw new AppError("people-only", "People say when the organisation works.");
    const change = await writeHours(tx, { personId: null, changedBy: authorId, now }, hours);
    return { value: { targetDays: hours.targetDays }, entries: [workingHoursChanged(change)] };
  },
});
