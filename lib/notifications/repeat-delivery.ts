import { command } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { byAdmin } from "@/lib/policy/organisation";
import { loadOrganisation } from "@/lib/policy/queries";
import { RepeatDelivery } from "./endpoint-schemas";
import { deliveryRepeated } from "./events";

interface Stored {
  id: string;
  channel: string;
  state: string;
  personId: string | null;
  claimed: boolean;
}

/** Has a message sent again now, under its id, with all attempts ahead of it: by whom it is to, or an admin. */
export const repeatDelivery = command({
  name: "repeat-delivery",
  input: RepeatDelivery,
  scope: "notices",
  locks: () => ({ organisation: "shared" }),
  load: async (tx, { id }, { now }) => {
    const rows = await tx.$queryRaw<Stored[]>`
      SELECT id, channel, state, person_id AS "personId", COALESCE(claimed_until > ${now}, FALSE) AS claimed FROM notice_deliveries WHERE id = ${id}::uuid FOR UPDATE`;
    if (rows[0] === undefined) throw notFound("delivery with this id");
    return { delivery: rows[0], organisation: await loadOrganisation(tx, now) };
  },
  allow: (actor, { delivery, organisation }) =>
    actor.kind === "person" && actor.id === delivery.personId
      ? { allowed: true, rule: "own", role: null, grant: [] }
      : byAdmin(organisation, actor, "Repeating what is to others"),
  run: async ({ tx, facts: { delivery }, now }) => {
    const { id, channel, state, claimed } = delivery;
    if (claimed || state === "queued") throw new AppError("conflict", "It is on its way already.");
    if (state === "dropped")
      throw new AppError("conflict", "It was dropped: whoever it was to may not see it, or is not here.");
    await tx.$executeRaw`
      UPDATE notice_deliveries SET state = 'queued', due_at = ${now}, repeated_from = attempts, claimed_until = NULL, ended_at = NULL WHERE id = ${id}::uuid`;
    return { value: { id }, entries: [deliveryRepeated({ id, channel })] };
  },
});
