import { command } from "@/lib/platform/command";
import { AppError, notFound } from "@/lib/platform/errors";
import { overrideEnded } from "./events";
import { mayEndOverride } from "./may-change-rota";
import { loadOrganisation } from "./queries";
import { OverrideParam } from "./rota-schemas";
import { getStoredRota } from "./rota-store";

/** Ends an override from now on: whose turn it is, is on shift again. */
export const endOverride = command({
  name: "end-override",
  input: OverrideParam,
  scope: "organisation",
  locks: () => ({ organisation: "exclusive" }),
  load: async (tx, input, { now }) => {
    const stored = await getStoredRota(tx, await loadOrganisation(tx, now), input.key);
    const row = await tx.rotaOverride.findFirst({ where: { id: input.id, rotaId: stored.id } });
    if (row === null) throw notFound("override of this rota");
    const people = await tx.person.findMany({ where: { id: { in: [row.personId, row.setBy] } } });
    const named = (wanted: string) => {
      const person = people.find(({ id }) => id === wanted);
      if (person === undefined) throw notFound("person");
      return { ...person, disabledAt: null };
    };
    return { stored, row, setBy: named(row.setBy), person: named(row.personId) };
  },
  allow: (actor, { stored, setBy, person }) => mayEndOverride(stored, actor, { setBy, person }),
  run: async ({ tx, facts: { stored, row }, now }) => {
    if (row.validTo !== null) throw new AppError("conflict", "It is ended already.");
    if (row.endsAt <= now) throw new AppError("conflict", "It is over already.");
    await tx.$executeRaw`
      UPDATE rota_overrides SET valid_to = GREATEST(valid_from, ${now}) WHERE id = ${row.id}::uuid AND valid_to IS NULL`;
    return { value: { key: stored.key }, entries: [overrideEnded({ key: stored.key, id: row.id })] };
  },
});
