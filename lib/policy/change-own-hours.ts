import { command } from "@/lib/platform/command";
import { AppError } from "@/lib/platform/errors";
import { refuseOvertaken } from "@/lib/platform/overtaken";
import { ownHoursChanged } from "./events";
import type { Verdict } from "./model";
import { ChangeOwnHours } from "./working-hours-schema";
import { lockHours, organisationHours, ownHours, writeHours } from "./working-hours-store";

/** Says when one works, or that one goes by the organisation's hours. */
export const changeOwnHours = command({
  name: "change-own-hours",
  input: ChangeOwnHours,
  scope: "notices",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, _input, { actor }) => {
    if (actor.kind !== "person") return null;
    await lockHours(tx, actor.id);
    return (await ownHours(tx, actor.id)) ?? organisationHours(tx);
  },
  allow: (actor): Verdict =>
    actor.kind === "person"
      ? { allowed: true, rule: "own", role: null, grant: [] }
      : { allowed: false, rule: "people-only", reason: "Only people have working hours.", whoMay: [] },
  run: async ({ tx, input: { hours, expected }, facts, actor, now }) => {
    if (actor.kind !== "person") throw new AppError("people-only", "Only people have working hours.");
    refuseOvertaken(expected, facts?.digest);
    const change = await writeHours(tx, { personId: actor.id, changedBy: actor.id, now }, hours);
    // By these hours what waits for somebody is reminded of.
    await tx.$executeRaw`
      UPDATE release_projections SET due_at = ${now} WHERE waiting_people @> ARRAY[${actor.id}::uuid] AND due_at IS NULL`;
    return {
      value: { isOwn: hours !== null },
      entries: [ownHoursChanged({ person: actor.id, ...change })],
    };
  },
});
